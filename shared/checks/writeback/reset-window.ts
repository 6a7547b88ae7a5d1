/**
 * What is kept of the resets of a day, so that no event is read twice to be counted: when, what, by whom, and of whom no
 * more than a short hash, which is no list of people. Ids stand in it only until they were looked up. Bounded: what does
 * not fit is dropped, oldest first, and the counts say that they are a lower bound.
 */
import type { OneActor } from '../../core/model/alert.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { ms } from '../../core/model/times.ts';
import { ADMIN_RESET } from '../entra/activities.ts';
import { isFailure } from './failed-resets.ts';
import { agentOf } from './proofs.ts';
import type { ResetEvent } from './reset-log.ts';
import { WINDOW_MS } from './reset-pass.ts';
import { isDone } from './synced.ts';

/** How much of resets may be kept (`RESET_HISTORY`). */
export type ResetHistory = 'off' | 'counts' | 'names';

type Kind = 'admin' | 'own' | 'failed';

/** `id`: a hash, of a failure that of its attempt. `user`: a hash; null: the event does not say, or it was written back. */
export interface Kept {
  readonly id: string;
  readonly at: number;
  readonly kind: Kind;
  readonly isWrittenBack: boolean;
  readonly user: string | null;
  readonly by: OneActor | null;
}

export interface Window {
  readonly events: readonly Kept[];
  /** By hash of the user. */
  readonly synced: ReadonlyMap<string, boolean>;
  /** Resets of users who were not looked up yet. */
  readonly waiting: readonly ResetEvent[];
  /** Something of the kind that is as late as this was dropped, in ms; absent: nothing was. */
  readonly cutAt: Cuts;
}

export type Cuts = { readonly [kind in Kind]?: number };

export const NO_WINDOW: Window = { events: [], synced: new Map(), waiting: [], cutAt: {} };

export type HashOf = (id: string) => string;

/** Of each kind by itself, so that no number of one hides another. */
const MOST: { readonly [kind in Kind]: number } = { admin: 5_000, own: 5_000, failed: 2_000 };

const KINDS = Object.keys(MOST) as Kind[];

/** The window with what was read just now. @param now by Graph's clock, in ms: what nobody can date counts as of now */
export function windowWith(before: Window, events: readonly ResetEvent[], now: number, hashOf: HashOf): Window {
  const known = new Map(before.events.map((one) => [one.id, one]));
  for (const event of events) {
    const kept = keptOf(event, now, hashOf);
    const before = kept && known.get(kept.id);
    // What cannot be dated was of the time when it was first read.
    if (kept && !(before && event.at === null)) known.set(kept.id, before && before.at > kept.at ? before : kept);
  }
  const current = [...known.values()].filter(({ at }) => at >= now - WINDOW_MS).sort((a, b) => b.at - a.at);
  const byKind = Map.groupBy(current, ({ kind }) => kind);
  const cuts = KINDS.map((kind) => {
    const dropped = byKind.get(kind)?.[MOST[kind]]?.at ?? 0;
    return [kind, Math.max(before.cutAt[kind] ?? 0, dropped)] as const;
  });
  const waiting = new Map([...before.waiting, ...events.filter(isToLookUp)].map((event) => [event.id, event]));
  return {
    events: [...byKind].flatMap(([kind, all]) => all.slice(0, MOST[kind])),
    synced: before.synced,
    waiting: [...waiting.values()].sort((a, b) => timeOf(b) - timeOf(a)),
    cutAt: Object.fromEntries(cuts.filter(([, at]) => at >= now - WINDOW_MS)),
  };
}

function keptOf(event: ResetEvent, now: number, hashOf: HashOf): Kept | null {
  const at = event.at === null ? now : ms(event.at);
  if (isFailure(event))
    return { id: hashOf(event.attempt), at, kind: 'failed', isWrittenBack: false, user: null, by: null };
  if (!isDone(event)) return null;
  const isWrittenBack = agentOf(event) !== null;
  const user = isWrittenBack || event.user === null ? null : hashOf(event.user.id);
  const kind = event.activity === ADMIN_RESET ? 'admin' : 'own';
  return { id: hashOf(event.id), at, kind, isWrittenBack, user, by: kind === 'admin' ? event.by : null };
}

/** Only where something hangs on it: a reset that a client wrote back says so itself. */
export const isToLookUp = (event: ResetEvent): boolean =>
  isDone(event) && agentOf(event) === null && event.user !== null;

/** What nobody can read counts as now. */
const timeOf = ({ at }: ResetEvent): number => (at === null ? Number.MAX_SAFE_INTEGER : ms(at));

/** Whether it was of a synced user; null: nobody knows yet. */
export function isOfSyncedUser({ isWrittenBack, user }: Kept, { synced }: Window): boolean | null {
  if (isWrittenBack) return true;
  return user === null ? null : (synced.get(user) ?? null);
}

const WINDOW = 'window';

/** As it is stored; null: there is nothing to keep. Names are kept with `names` alone, and nobody with `off`. */
export function windowFact(window: Window, history: ResetHistory): Fact | null {
  const isOff = history === 'off';
  const events = isOff ? window.events.filter(({ kind }) => kind === 'failed') : window.events;
  const waiting = isOff ? [] : window.waiting.map((event) => waitingJson(event, history));
  if (events.length + waiting.length === 0) return null;
  const people = [...new Map(events.flatMap(({ by }) => (by ? [[personKey(by), by] as const] : []))).entries()];
  const places = new Map(people.map(([key], n) => [key, n]));
  const used = new Set(events.map(({ user }) => user));
  const inUse = [...window.synced].filter(([user]) => used.has(user));
  const usersWho = (are: boolean) => inUse.filter(([, isSynced]) => isSynced === are).map(([user]) => user);
  return {
    key: WINDOW,
    attributes: {},
    details: {
      events: events.map((one) => lineOf(one, places)).sort(),
      people: people.map(([, { id, name, type }]) => [id, name, type]),
      synced: usersWho(true).sort().join(' '),
      others: usersWho(false).sort().join(' '),
      waiting,
      cutAt: { ...window.cutAt },
    },
  };
}

const personKey = ({ id, name, type }: OneActor): string => `${type} ${id} ${name}`;

const lineOf = ({ id, at, kind, isWrittenBack, user, by }: Kept, places: ReadonlyMap<string, number>): string =>
  [id, at, kind, isWrittenBack ? 'written' : '-', user ?? '-', by ? places.get(personKey(by)) : '-'].join(' ');

const waitingJson = ({ id, at, activity, by, user }: ResetEvent, history: ResetHistory): Json => ({
  ...{ id, at, activity },
  by: by && { ...by },
  user: user && { id: user.id, name: history === 'names' ? user.name : user.id },
});

/** Only `windowFact` writes it, under a hash that is verified, so its shape is known. Null: there is none. */
export function windowIn(facts: readonly (Fact & { readonly missing?: true })[]): Window | null {
  const found = facts.find(({ key, missing }) => key === WINDOW && !missing)?.details;
  if (!found) return null;
  const { events, people, synced, others, waiting, cutAt } = found as unknown as {
    readonly events: readonly string[];
    readonly people: readonly (readonly [string, string, OneActor['type']])[];
    readonly synced: string;
    readonly others: string;
    readonly waiting: readonly Pick<ResetEvent, 'id' | 'at' | 'activity' | 'by' | 'user'>[];
    /** Earlier versions kept one for all kinds. */
    readonly cutAt: Cuts | number | null;
  };
  const users = (text: string, is: boolean) => (text === '' ? [] : text.split(' ').map((user) => [user, is] as const));
  return {
    events: events.map((line) => keptIn(line, people)),
    synced: new Map([...users(synced, true), ...users(others, false)]),
    waiting: waiting.map((one) => ({
      ...one,
      ...{ attempt: one.id, category: null, result: 'success', reason: '', details: [] },
    })),
    cutAt: typeof cutAt === 'number' ? { admin: cutAt, own: cutAt, failed: cutAt } : (cutAt ?? {}),
  };
}

function keptIn(line: string, people: readonly (readonly [string, string, OneActor['type']])[]): Kept {
  const [id = '', at = '', kind, written, user = '-', place = '-'] = line.split(' ');
  const [byId, name, type] = people[Number(place)] ?? [];
  return {
    ...{ id, at: Number(at), kind: kind as Kind },
    isWrittenBack: written === 'written',
    user: user === '-' ? null : user,
    by: byId === undefined || name === undefined || type === undefined ? null : { id: byId, name, type },
  };
}
