/**
 * The resets of the last 24 hours, read on every five minutes: how many failed on their way, what proves that writeback
 * works, and, as `RESET_HISTORY` allows, how many synced users were reset and by whom. A window of events is no drift: what
 * ages out of it is not gone. After a gap in the readings what happened in it is news as well. While a busy log is not read
 * to its end, or somebody is not looked up yet, counts are a lower bound and no measure.
 *
 * | key | is | while |
 * |---|---|---|
 * | `proof {client}` | its newest reset that was written back | always |
 * | `activity {event}` | a change of the directory's settings that nobody knows yet | always |
 * | `resets` | how many synced users were reset | `counts`, `names` |
 * | `by {administrator}` | one who reset synced users | `counts`, `names` |
 * | `privileged {event}` | a reset of one who holds a privileged role of the cloud | `counts`, `names` |
 * | `reset {event}` | one reset of a synced user by an administrator | `names` |
 * | `window` | what is kept of each reset of the day, to be counted | always |
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import { asRead, type Fact, type Snapshot } from '../../core/model/fact.ts';
import { parseJson } from '../../core/model/json.ts';
import type { Measure } from '../../core/model/measure.ts';
import { ageMs } from '../../core/model/times.ts';
import { OWN_RESETS } from '../entra/activities.ts';
import { FAILED_RESETS } from './failed-resets.ts';
import { holdersNow, isPrivilegedReset, privilegedResets } from './privileged-resets.ts';
import { clientProved, newest, proofFacts } from './proofs.ts';
import { countedResets, failedAttempts, isReset, namedResets, RESETS, resetMeasures } from './reset-counts.ts';
import type { ResetEvent } from './reset-log.ts';
import { isBehind, isPassDue, type PassRead, placeOfLost, placeShape, readPass, WINDOW_MS } from './reset-pass.ts';
import {
  type HashOf,
  isToLookUp,
  NO_WINDOW,
  type ResetHistory,
  type Window,
  windowFact,
  windowIn,
  windowWith,
} from './reset-window.ts';
import { V1, type WritebackAccess } from './sources.ts';
import { isOfSynced, lookedUp, MOST_LOOKED_UP, type Synced } from './synced.ts';
import { isUnknownSwitch, unknownSwitches } from './unknown-switches.ts';

/** What is kept between readings. */
const markShape = placeShape.extend({
  proofs: z.record(z.string(), z.string()),
  /** Facts of the last reading that the next one needs; null: there are none. `waiting`: somebody is to be looked up. */
  kept: z.enum(['told', 'window', 'waiting']).nullable().default(null),
});
type Mark = z.infer<typeof markShape>;

/** Who waits is looked up before more is read, so that no number of resets makes a list without end. */
const MOST_WAITING = 10 * MOST_LOOKED_UP;

export const resets: Source<WritebackAccess> = {
  name: 'resets',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'whether resets are written back or fail, and how many synced users are reset',
  permissions: ['AuditLog.Read.All', 'User.Read.All'],
  async read(access, watermark): Promise<ReadResult> {
    const { graph, startedAt, resetHistory } = access;
    const mark = markOf(watermark);
    if (mark && mark.kept !== 'waiting' && !isPassDue(mark, startedAt)) return { facts: [], kept: true };
    const before = mark?.kept ? ((await access.believed('resets')) ?? []) : [];
    const window = windowIn(before) ?? NO_WINDOW;
    const isLost = mark !== null && window === NO_WINDOW && (mark.kept === 'window' || mark.kept === 'waiting');
    const read = await readPass(graph, startedAt, isLost ? placeOfLost(mark) : mark, (events) => {
      return window.waiting.length + events.filter(isToLookUp).length >= MOST_WAITING;
    });
    const found = await knownIn(access, window, read);
    const proofs = newest(mark?.proofs ?? {}, found.proofs);
    const isUnread = isBehind(read.place, read.now);
    const { admin, own: byThemselves } = found.window.cutAt;
    const isPartial = isUnread || admin !== undefined || byThemselves !== undefined;
    const isWaiting = resetHistory !== 'off' && found.window.waiting.length > 0;
    const counted = countedResets(found.window, isPartial, resetHistory);
    const news = newsOf(found, read.events, before, resetHistory);
    const own = present(windowFact(found.window, resetHistory));
    const told = [...news, ...stillTold(before, news, startedAt)];
    const after: Mark = {
      ...read.place,
      proofs: { ...proofs },
      kept: isWaiting ? 'waiting' : own.length > 0 ? 'window' : told.length > 0 ? 'told' : null,
    };
    return {
      facts: [...proofFacts(proofs), ...counted, ...told, ...own],
      measures: isUnread ? [] : measuresOf(found.window, isWaiting ? [] : counted),
      watermark: JSON.stringify(after),
    };
  },
};

const markOf = (watermark: string | null): Mark | null => markShape.safeParse(parseJson(watermark ?? '')).data ?? null;

interface Found {
  readonly window: Window;
  /** What was read now or before and is known to be of a synced user or not, or needs no look-up. */
  readonly known: readonly ResetEvent[];
  readonly synced: Synced;
  readonly holders: Awaited<ReturnType<typeof holdersNow>>;
  readonly proofs: readonly { readonly client: string; readonly at: string }[];
}

async function knownIn(access: WritebackAccess, before: Window, { events, past, now }: PassRead): Promise<Found> {
  const hashOf: HashOf = (id) => access.hash(id).slice(0, 12);
  const isQuiet = before.waiting.length + events.length + past.length === 0;
  // What nobody was reset for needs no look at who holds what, which is one more row to be read.
  const holders: Found['holders'] = isQuiet ? new Map() : await holdersNow(access);
  const window = windowWith(before, events, now, hashOf);
  const of = await syncedOf(access, window, past.filter(isOwn), holders, hashOf);
  const synced = { of: new Map(of) };
  const isKnown = ({ user }: ResetEvent): boolean => user === null || synced.of.has(user.id);
  const after: Window = {
    ...window,
    synced: new Map([...window.synced, ...of.map(([id, is]) => [hashOf(id), is] as const)]),
    waiting: window.waiting.filter((event) => !isKnown(event)),
  };
  const ready = window.waiting.filter(isKnown);
  const proofs = [...past, ...events, ...ready].flatMap((event) => proofOf(event, synced));
  return { window: after, known: [...events.filter((event) => !isToLookUp(event)), ...ready], synced, holders, proofs };
}

/** Holders of privileged roles are looked up all, and first: no number of resets hides one of theirs. */
async function syncedOf(
  { lists }: WritebackAccess,
  { waiting, synced }: Window,
  others: readonly ResetEvent[],
  holders: { has(id: string): boolean },
  hashOf: HashOf,
): Promise<(readonly [id: string, isSynced: boolean])[]> {
  const ids = [...new Set([...waiting, ...others.filter(isToLookUp)].flatMap(({ user }) => (user ? [user.id] : [])))];
  const known = ids.flatMap((id) => {
    const is = synced.get(hashOf(id));
    return is === undefined ? [] : [[id, is] as const];
  });
  const there = new Set(known.map(([id]) => id));
  const unknown = ids.filter((id) => !there.has(id));
  const first = unknown.filter((id) => holders.has(id));
  const rest = unknown.filter((id) => !holders.has(id)).slice(0, Math.max(0, MOST_LOOKED_UP - first.length));
  return [...known, ...(await lookedUp(lists, [...first, ...rest]))];
}

/** Of others only what names a client proves anything. */
const isOwn = ({ activity }: ResetEvent): boolean => OWN_RESETS.has(activity);

function proofOf(event: ResetEvent, synced: Synced): { client: string; at: string }[] {
  const client = clientProved(event, isOfSynced(event, synced));
  return client === null || event.at === null ? [] : [{ client, at: event.at }];
}

const newsOf = (
  { known, synced, holders }: Found,
  events: readonly ResetEvent[],
  before: Snapshot,
  history: ResetHistory,
): Fact[] => [
  ...unknownSwitches(events),
  ...namedResets(known, synced, history),
  ...privilegedResets(known, synced, holders, before),
];

/** What was told stands for a day after it was read, or happened, though it is not read again. */
function stillTold(before: Snapshot, now: readonly Fact[], startedAt: number): Fact[] {
  const there = new Set(now.map(({ key }) => key));
  return before
    .filter((fact) => isUnknownSwitch(fact) || isReset(fact) || isPrivilegedReset(fact))
    .filter(({ key, missing, firstSeen }) => !missing && !there.has(key) && ageMs(firstSeen, startedAt) < WINDOW_MS)
    .map(asRead);
}

/** Each by itself, so that what anyone can do without end mutes no other. Nothing of what is known in part: what grows by being read on is no growth. */
const measuresOf = (window: Window, counted: readonly Fact[]): Measure[] => {
  const { admin, own, failed } = window.cutAt;
  const cuts = new Map([
    [FAILED_RESETS, failed],
    [RESETS.byAdmins, admin],
    [RESETS.bySelf, own],
  ]);
  const all = [{ name: FAILED_RESETS, value: failedAttempts(window) }, ...resetMeasures(counted)];
  return all.filter(({ name }) => cuts.get(name) === undefined);
};

const present = <T>(one: T | null): T[] => (one === null ? [] : [one]);
