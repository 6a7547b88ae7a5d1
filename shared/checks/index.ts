/**
 * The registry: the checks that are built, a line for each, in the order in which status, mails and pages show them.
 * Settings, routes, report and mails follow from it; besides, each has a timer of its own in `functions/`.
 */
import type { Check } from '../core/model/check.ts';
import type { Access } from './access.ts';
import { agents } from './agents/index.ts';
import { resetAdmins } from './reset-admins/index.ts';
import { watchOver } from './watch/index.ts';
import { writeback } from './writeback/index.ts';

/** Some checks, and the watch over all of them: it has no timer and is run by the notifier. */
export const watched = (checks: readonly Check<Access>[]): readonly Check<Access>[] => [...checks, watchOver(checks)];

// biome-ignore format: one line per check
export const CHECKS: readonly Check<Access>[] = watched([
  writeback,
  agents,
  resetAdmins,
]);
