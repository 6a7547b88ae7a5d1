/**
 * Stories of rights that are held for a while, of polls that look now and then, and of a log that is late: told by the
 * product poll by poll. What is right to tell is said by each test, from the story alone.
 */
import fc from 'fast-check';
import { briefFacts } from '../../../shared/checks/reset-admins/brief/brief-facts.ts';
import { nextWait } from '../../../shared/checks/reset-admins/brief/waiting.ts';
import type { SourceViews } from '../../../shared/core/model/check.ts';
import { elementsOf, type Fact, normalised, type Snapshot } from '../../../shared/core/model/fact.ts';
import { iso } from '../../../shared/core/model/times.ts';
import { believe } from '../../../shared/core/poll/belief.ts';

const START = Date.parse('2026-11-20T12:00:00.000Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ROLE = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

export type End = 'told' | 'elsewhere' | 'untold';

/** One time that a right was held, in s after the start. */
export interface Held {
  readonly who: string;
  readonly from: number;
  readonly to: number;
  readonly actor: string;
  readonly isByPim: boolean;
  /** How the log tells of its end: as it does, without saying where, or not at all since its holder was deleted. */
  readonly end: End;
  /** How late each of its events is delivered, in s. */
  readonly late: readonly number[];
}

export interface Story {
  readonly held: readonly Held[];
  /** Polls, in s, and whether roles and log could be read. */
  readonly polls: readonly { readonly at: number; readonly roles: boolean; readonly log: boolean }[];
  /** Graph's clock minus ours, in s. */
  readonly skew: number;
}

const lateness = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 10, max: 120 }) },
  fc.integer({ min: 10, max: 5400 }),
);

const heldBy = (who: string, ends: readonly End[]): fc.Arbitrary<Held[]> =>
  fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 200 }),
        lasts: fc.integer({ min: 1, max: 300 }),
        actor: fc.constantFrom('kim', 'lee', 'max'),
        isByPim: fc.boolean(),
        end: fc.constantFrom(...ends),
        late: fc.array(lateness, { minLength: 4, maxLength: 4 }),
      }),
      { minLength: 0, maxLength: 4 },
    )
    .map((all) => {
      let at = 100;
      const last = all.findIndex(({ end }) => end === 'untold');
      // Who was deleted is given nothing more.
      return all.slice(0, last < 0 ? all.length : last + 1).map(({ gap, lasts, ...one }) => {
        const from = at + gap;
        at = from + lasts;
        return { ...one, who, from, to: at };
      });
    });

interface Telling {
  readonly people?: number;
  /** From which minute on it is polled every ten minutes alone: nothing is held any more, and only events still come. */
  readonly rareFrom?: number;
}

/** @param minutes how long it is polled */
export function storiesOf(
  ends: readonly End[],
  minutes: number,
  { people = 2, rareFrom = minutes }: Telling = {},
): fc.Arbitrary<Story> {
  const polled = Array.from({ length: minutes }, (_, n) => n).filter((n) => n < rareFrom || n % 10 === 0);
  const reads = fc.record({ roles: fc.integer({ min: 0, max: 9 }), log: fc.integer({ min: 0, max: 9 }) });
  return fc.record({
    held: fc.tuple(...Array.from({ length: people }, (_, n) => heldBy(`user ${n}`, ends))).map((all) => all.flat()),
    polls: fc.array(reads, { minLength: polled.length, maxLength: polled.length }).map((all) =>
      all.map(({ roles, log }, n) => {
        const minute = polled[n] ?? 0;
        const isSure = minute < 1 || minute > 120;
        return { at: minute * 60, roles: isSure || roles > 1, log: isSure || log > 1 };
      }),
    ),
    skew: fc.constantFrom(0, 0, 90, -90),
  });
}

interface Logged {
  readonly id: string;
  readonly at: number;
  readonly readableAt: number;
  readonly fact: Fact;
}

/** What is held: the role itself, or membership of a group of the same id. */
export type What = 'role' | 'group';

function logOf(held: readonly Held[], what: What): Logged[] {
  const gave = `Add member to ${what}`;
  return held.flatMap((one, n) => {
    const { who, from, to, actor, isByPim, late, end } = one;
    const event = (id: string, at: number, activity: string, by: string, told: string | null, k: number): Logged => ({
      id,
      at,
      readableAt: at + (late[k] ?? 0),
      fact: {
        key: id,
        attributes: { at: iso(START + at * SECOND), activity },
        details: {
          about:
            told === 'person'
              ? [
                  { id: ROLE, name: null },
                  { id: who, name: who },
                ]
              : [
                  { id: who, name: who },
                  { id: ROLE, name: null },
                ],
          actor: { id: by, name: by, type: by === 'MS-PIM' ? 'application' : 'user' },
          ...(told !== null && { told }),
          unit: null,
        },
      },
    });
    const taken = end === 'elsewhere' ? 'Remove scoped member from role' : `Remove member from ${what}`;
    if (!isByPim || what === 'group')
      return [
        event(`g${n}`, from, gave, actor, null, 0),
        ...(end === 'untold' ? [] : [event(`t${n}`, to, taken, actor, null, 1)]),
      ];
    if (end === 'untold')
      return [
        event(`g${n}`, from, gave, 'MS-PIM', 'front', 0),
        event(`pg${n}`, from + 6, 'Add member to role in PIM completed (permanent)', actor, 'person', 2),
      ];
    return [
      event(`g${n}`, from, gave, 'MS-PIM', 'front', 0),
      event(`t${n}`, to, taken, 'MS-PIM', 'front', 1),
      event(`pg${n}`, from + 6, 'Add member to role in PIM completed (permanent)', actor, 'person', 2),
      event(`pt${n}`, to + 6, 'Remove member from role in PIM completed (permanent)', actor, 'person', 3),
    ];
  });
}

const rightOf = (who: string): Fact => ({
  key: `${who} ${ROLE} /`,
  attributes: { principalId: who, roleDefinitionId: ROLE, scope: '/' },
});

const groupOf = (members: readonly string[]): Fact => ({
  key: ROLE,
  attributes: { isRoleAssignable: true },
  elements: elementsOf(members),
});

/** A fact `brief:` that came, as a verdict would tell it, and by which poll, in s. */
export interface Told extends Fact {
  readonly toldAt: number;
}

/** All that ever came. */
export function play({ held, polls, skew }: Story, what: What = 'role'): Told[] {
  const log = logOf(held, what);
  const ours = (at: number): number => START + (at - skew) * SECOND;
  let [roles, events, verdict]: [Snapshot | null, Snapshot | null, Snapshot | null] = [null, null, null];
  let [rolesAt, eventsAt]: [string | null, string | null] = [null, null];
  const told = new Map<string, Told>();
  let last = '';
  for (const poll of polls) {
    const at = iso(ours(poll.at));
    const before = { rolesAt, eventsAt };
    if (poll.roles) {
      const now = held.filter(({ from, to }) => from <= poll.at && poll.at < to).map(({ who }) => who);
      roles = believe(roles, normalised(what === 'role' ? now.map(rightOf) : [groupOf(now)]), 'state', at);
      rolesAt = at;
    }
    if (poll.log) {
      const there = log.filter(({ readableAt }) => readableAt <= poll.at).map(({ fact }) => fact);
      // A log that tells nothing new is believed as it was; what is new comes twice, and all of it again with each reading.
      if (there.length > (events?.length ?? -1)) {
        const known = new Set(events?.map(({ key }) => key));
        const fresh = there.filter(({ key }) => !known.has(key));
        events = believe(events, normalised([...fresh, ...there.toReversed()]), 'log', at, 48 * 60 * MINUTE);
      }
      eventsAt = at;
    }
    // As an unchanged poll does: it renews the times and asks for no verdict.
    const found = JSON.stringify([roles, events?.length]);
    const next = nextWait(verdict ?? []);
    if (found === last && (next === null || next > at)) continue;
    last = found;
    const seen = { state: 'ok', isFresh: true, unbrokenSince: null, heartbeats: [] } as const;
    const views: SourceViews = {
      roleDefinitions: {
        ...seen,
        facts: believe(null, [{ key: ROLE, attributes: { templateId: ROLE } }], 'state', at),
      },
      [what === 'role' ? 'roleAssignments' : 'groups']: {
        ...{ ...seen, facts: roles, lastGoodAt: rolesAt, readBefore: before.rolesAt },
      },
      roleEvents: { ...seen, facts: events, lastGoodAt: eventsAt, readBefore: before.eventsAt },
    };
    const past = { verdict, day: 0, growth: { percent: 10, min: 10 }, at: ours(poll.at), skewMs: skew * SECOND };
    const facts = briefFacts(views, past);
    for (const fact of facts)
      if (fact.key.startsWith('brief:') && !verdict?.some(({ key }) => key === fact.key))
        told.set(`${fact.key} ${told.size}`, { ...fact, toldAt: poll.at });
    verdict = believe(verdict, normalised(facts), 'state', at).filter(({ missing }) => !missing);
  }
  return [...told.values()];
}

/** Whether nobody who looked saw it held. */
export const isUnseen = ({ from, to }: Held, { polls }: Story): boolean =>
  !polls.some(({ at, roles }) => roles && from <= at && at < to);

/** Readings before and after show the right, and none of two in a row in between misses it: it looked held all along. */
export function isBracketed({ who, from, to }: Held, { held, polls }: Story): boolean {
  const looks = polls
    .filter(({ roles }) => roles)
    .map(({ at }) => ({ at, shows: held.some((one) => one.who === who && one.from <= at && at < one.to) }));
  const [before, after] = [
    looks.findLastIndex(({ at, shows }) => shows && at < from),
    looks.findIndex(({ at, shows }) => shows && at >= to),
  ];
  return before >= 0 && after >= 0 && after - before <= 2;
}

export const idsOf = (details: Fact['details']): string[] => (details?.ids ?? []) as string[];
