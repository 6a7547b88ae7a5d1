/** The checks that are built. Adding one means adding a folder here, a word below and a timer in `functions/`. */
import type { Check } from '../core/check.ts';
import type { Access } from './access.ts';
import { watchOver } from './watch/index.ts';
import { writeback } from './writeback/index.ts';

/** Those with a timer of their own. */
const polled: readonly Check<Access>[] = [writeback];

/** The watch over all others; the notifier runs it. */
export const watch: Check<Access> = watchOver(polled);

export const checks: readonly Check<Access>[] = [...polled, watch];
