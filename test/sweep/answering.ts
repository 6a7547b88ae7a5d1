/**
 * Alerts that are answered while calls fail, and while others answer or end them: scenes for the crash
 * sweep, and races. What must hold is in invariants.ts, as for all others.
 */
import { NO_MAIL, ROUND_MS, switchedOn } from './pasts.ts';
import { type Posting, post } from './posting.ts';
import type { Race } from './races.ts';
import type { Scene } from './scenes.ts';
import type { Stage } from './stage.ts';

const LINKS = { PUBLIC_URL: 'https://watch.example.com' };
const EVENT = 'writeback-turned-on';
const CONDITION = 'writeback-on-undeclared';
const UNTIL = '2026-11-21T08:00:00.000Z';

const acknowledges: Posting = { answers: EVENT, by: 'Kim' };
const byLink: Posting = { ...acknowledges, byLink: true };
const snoozes: Posting = { answers: CONDITION, by: 'Kim', action: 'snooze', until: UNTIL };
const reopens: Posting = { answers: EVENT, by: 'Alex', action: 'reopen' };

/** Writeback was turned on, and mailed with links to answer. */
async function told(stage: Stage): Promise<void> {
  await switchedOn(stage);
  for (let n = 0; n < 2; n += 1) {
    const watch = stage.watch(undefined, LINKS);
    await watch.poll('writeback');
    await watch.notify();
    stage.world.wait(ROUND_MS);
  }
}

const answered =
  (...postings: readonly Posting[]) =>
  async (stage: Stage) => {
    await told(stage);
    for (const posting of postings) await post(stage, stage.watch(), posting);
    stage.world.wait(ROUND_MS);
  };

/** A critical event was stored by an instance that can mail nobody. */
async function untold(stage: Stage): Promise<void> {
  await switchedOn(stage);
  await stage.watch(undefined, NO_MAIL).poll('writeback');
}

export const ANSWER_SCENES: readonly Scene[] = [
  {
    name: 'a critical event is acknowledged by the link of its mail',
    prepare: told,
    runs: [byLink],
    again: byLink,
    isTold: true,
  },
  { name: 'an open condition is snoozed', prepare: told, runs: [snoozes], again: snoozes, isTold: true },
  {
    name: 'an acknowledged event is reopened',
    prepare: answered(acknowledges),
    runs: [reopens],
    again: reopens,
    isTold: true,
  },
  {
    name: 'a snoozed condition is acknowledged by another',
    prepare: answered(snoozes),
    runs: [{ answers: CONDITION, by: 'Alex' }],
    again: { answers: CONDITION, by: 'Alex' },
    isTold: true,
  },
  {
    name: 'the first mail with links, for which the key is made',
    prepare: untold,
    settings: LINKS,
    runs: ['notify', { waitMs: ROUND_MS }, 'notify'],
  },
];

/** Writeback is on, answered or not, and turned off in the tenant: the next poll ends what is open. */
async function ending(stage: Stage): Promise<void> {
  await told(stage);
  stage.world.tenant.disableWriteback();
}

export const ANSWER_RACES: readonly Race[] = [
  { name: 'two people answer', prepare: told, racers: [byLink, { answers: EVENT, by: 'Alex' }] },
  { name: 'the same answer twice', prepare: told, racers: [snoozes, snoozes], once: 'stored' },
  {
    name: 'one answers, the other takes back',
    prepare: answered(acknowledges),
    racers: [reopens, { answers: EVENT, by: 'Megan' }],
    answeredBy: ['Kim'],
    lastWins: true,
  },
  {
    name: 'an answer beside a poll that ends the alert',
    prepare: ending,
    racers: [{ answers: CONDITION, by: 'Kim' }, 'poll'],
    isLarge: true,
  },
  {
    name: 'an answer beside a notifier that tells the alert',
    prepare: untold,
    racers: [acknowledges, 'notify'],
    isLarge: true,
  },
];
