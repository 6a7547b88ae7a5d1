/** The checks that are built. Adding one means adding a folder here, a word below and a timer in `functions/`. */
import type { Check } from '../core/model/check.ts';
import type { Access } from './access.ts';
import { agents } from './agents/index.ts';
import { resetAdmins } from './reset-admins/index.ts';
import { watchOver } from './watch/index.ts';
import { writeback } from './writeback/index.ts';

/** Which checks a watch consists of. */
export interface Roster {
  /** Those with a timer of their own. */
  readonly polled: readonly Check<Access>[];
  /** The watch over all others, run by the notifier; null: there is none. */
  readonly over: Check<Access> | null;
}

export const rosterOf = (polled: readonly Check<Access>[]): Roster => ({ polled, over: watchOver(polled) });

export const roster: Roster = rosterOf([writeback, agents, resetAdmins]);

export const checksOf = ({ polled, over }: Roster): readonly Check<Access>[] => [...polled, ...(over ? [over] : [])];
