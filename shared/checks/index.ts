/** The checks that are built. Adding one means adding a folder here, a line below and a timer in `functions/`. */
import type { Check } from '../core/check.ts';
import type { Access } from './access.ts';
import { writeback } from './writeback/index.ts';

export const checks: readonly Check<Access>[] = [writeback];
