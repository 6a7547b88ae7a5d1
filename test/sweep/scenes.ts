/**
 * What the crash sweep disturbs: each scene is a past, kept as a moment, and the runs that a fault may hit. Together
 * they make every kind of call that the product makes.
 */
import { blind, leftInFlight, onAndMissing, ROUND_MS, refused, switchedOn, unanswered, unprotected } from './pasts.ts';
import type { Posting } from './posting.ts';
import type { Settings, Stage } from './stage.ts';

export type Step = 'poll' | 'notify' | { readonly waitMs: number } | Posting;

/** How things stood, and stand from then on. */
export interface Past {
  readonly name: string;
  /** Brings the stage to the moment before the runs, with undisturbed watches. */
  prepare(stage: Stage): Promise<void>;
  /** Settings of every watch from the runs on. */
  readonly settings?: Settings;
  /** What is wrong outside, from the runs on. */
  arm?(stage: Stage): void;
  /** The mail service knows no operation, so what was accepted without an answer has to be sent again. */
  readonly forgets?: boolean;
}

export interface Scene extends Past {
  /** What one process does, as long as it lives. */
  readonly runs: readonly Step[];
  /** Its mail was accepted before, so that none comes. */
  readonly isTold?: boolean;
  /** What a person does once more who got no answer, or did not see it. */
  readonly again?: Posting;
}

const POLL_AND_MAIL: readonly Step[] = ['poll', 'notify', { waitMs: ROUND_MS }, 'poll', 'notify'];

export const SCENES: readonly Scene[] = [
  {
    name: 'a poll comes first, writeback is on, no table',
    prepare: async ({ world }) => world.tenant.enableWriteback(),
    runs: ['poll', 'notify'],
  },
  {
    name: 'a notifier comes first, no table',
    prepare: async () => {},
    runs: ['notify', 'poll', 'notify'],
  },
  { name: 'writeback is turned on', prepare: switchedOn, runs: POLL_AND_MAIL },
  {
    name: 'writeback is turned on, the mail service forgets',
    prepare: switchedOn,
    runs: POLL_AND_MAIL,
    forgets: true,
  },
  {
    name: 'a fact is removed and a condition closes',
    prepare: onAndMissing,
    runs: ['poll', 'notify'],
    settings: { WRITEBACK_DECLARED: 'on@2026-11-20 by Adele Vance' },
  },
  { name: 'protections change, who did it is looked up', prepare: unprotected, runs: ['poll', 'notify'] },
  {
    name: 'a mail is refused for its content',
    prepare: switchedOn,
    arm: ({ world }) => void world.mailbox.faults.add({ kind: 'status', status: 400, count: 2 }),
    runs: POLL_AND_MAIL,
  },
  {
    name: 'a mail is refused because nobody may send',
    prepare: switchedOn,
    arm: ({ world }) => void world.mailbox.faults.add({ kind: 'status', status: 403 }),
    runs: POLL_AND_MAIL,
  },
  { name: 'a refused mail is composed again', prepare: refused, runs: ['notify'] },
  {
    name: 'a critical alert that nobody answered is told again',
    prepare: unanswered,
    runs: ['notify', 'poll', 'notify'],
  },
  { name: 'a source is seen again', prepare: blind, runs: ['poll', 'notify'] },
  { name: 'a mail was left in flight, accepted', prepare: leftInFlight(true), runs: ['notify'], isTold: true },
  { name: 'a mail was left in flight, not accepted', prepare: leftInFlight(false), runs: ['notify'] },
];
