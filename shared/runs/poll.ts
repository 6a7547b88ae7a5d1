/**
 * The story of one poll: head, readings, decision, texts, one transaction. The head is read before the sources and
 * the commit needs its ETag: who loses discards its reading and ends, it never compares an old reading again.
 */

import { randomUUID } from 'node:crypto';
import type { Check, Figures } from '../core/model/check.ts';
import { bareAlert, type CheckName, type Head } from '../core/model/head.ts';
import type { ReceiverName } from '../core/model/outbox.ts';
import { own } from '../core/model/own.ts';
import type { WritebackState } from '../core/model/rule.ts';
import type { Readings } from '../core/model/source.ts';
import type { Store } from '../core/model/store.ts';
import type { Stored } from '../core/model/stored.ts';
import { ageMs, iso, minutesMs } from '../core/model/times.ts';
import { withAddressees } from '../core/notify/addressees.ts';
import { isUrgent } from '../core/notify/novelty.ts';
import { clockOf } from '../core/poll/assessment.ts';
import { standing } from '../core/poll/belief.ts';
import { isOfNewerVersion } from '../core/poll/history.ts';
import type { PollInput, PollOutcome, PollPolicy } from '../core/poll/input.ts';
import { decidePoll } from '../core/poll/poll.ts';
import { type Before, type Hash, parseSnapshot } from '../core/poll/reading.ts';
import { type UnchangedPoll, unchangedPoll } from '../core/poll/unchanged.ts';
import { type ErrorReport, placeOf } from '../errors.ts';
import { type Grant, readAll } from './read.ts';

export interface PollDeps<Access> {
  readonly check: Check<Access>;
  readonly store: Store;
  readonly grant: Grant<Access>;
  readonly now: () => number;
  readonly hash: Hash;
  readonly tenantId: string;
  readonly policy: PollPolicy;
  /** Who is told what a commit raises. */
  readonly receivers: readonly ReceiverName[];
  /** When the reading must have ended, in ms; the rest of the poll's time is for the commit. */
  readonly readUntil: number;
  /** Graph's clock minus ours in ms, asked once the sources are read; null: no answer told a time. */
  readonly clockSkewMs?: () => number | null;
}

export interface PollResult {
  readonly kind: 'unchanged' | 'changed' | 'lost' | 'yielded';
  /** For the log; holds no tenant text. */
  readonly what: string;
  /** It raised something critical that nobody was told of yet. */
  readonly isUrgent?: true;
  /** Rules of the critical alerts that it raised. */
  readonly criticals?: readonly string[];
  /** None of what it asked the tenant for was read. */
  readonly error?: ErrorReport;
  /** The verdict in one word; null: none yet. */
  readonly verdict?: string | null;
  /** What the check counts; absent: the verdict did not change, and was not loaded. */
  readonly figures?: Figures;
}

/** How long older code leaves the head of newer code alone, before it takes it for a rollback. */
const YIELD_MINUTES = 15;

export async function poll<Access>(deps: PollDeps<Access>): Promise<PollResult> {
  const seen: { readings?: Readings } = {};
  const result = await pollInto(deps, seen);
  return { ...result, ...unreadIn(deps.check, seen.readings ?? {}, result.what) };
}

/** What was not read, by name, for the log. A poll to which the tenant told nothing has failed, whatever it concludes. */
function unreadIn<A>(check: Check<A>, readings: Readings, what: string): Partial<PollResult> {
  const read = check.sources.flatMap(({ name, permissions }) => {
    const reading = own(readings, name);
    return reading ? [{ name, isAsked: permissions.length > 0 && !(reading.ok && reading.kept), reading }] : [];
  });
  const failed = read.flatMap(({ reading, ...one }) =>
    reading.ok ? [] : [{ ...one, error: reading.error as ErrorReport }],
  );
  if (failed.length === 0) return {};
  const names = failed.map(({ name, error }) => `${name} (${error.code}${at(placeOf(error))})`).join(', ');
  const unanswered = failed.filter(({ isAsked }) => isAsked);
  const [first] = unanswered;
  if (!first || unanswered.length < read.filter(({ isAsked }) => isAsked).length) {
    return { what: `${what}; not read: ${names}` };
  }
  return { error: first.error, what: `nothing was read: ${names}; ${what}` };
}

const at = (place: string | null): string => (place === null ? '' : ` at ${place}`);

/** @param seen takes the readings */
async function pollInto<Access>(deps: PollDeps<Access>, seen: { readings?: Readings }): Promise<PollResult> {
  const startedAt = deps.now();
  const { install, heads, lostHeads } = await deps.store.heads(startedAt);
  const stored = heads.get(deps.check.name) ?? null;
  const lostHead = lostHeads.get(deps.check.name) ?? null;
  if (stored && yields(deps.check, stored.value, startedAt)) {
    return { kind: 'yielded', what: 'a newer version polled within the last 15 minutes' };
  }
  const watermarks = watermarksOf(deps.check, stored?.value ?? null);
  const loaded = async (hash: string | null | undefined) => {
    const before = await loadSnapshot(deps.store, hash ?? null);
    return before === 'lost' ? null : before && standing(before);
  };
  const readings = await readAll(deps.check, watermarks, deps.grant, {
    at: deps.readUntil,
    now: deps.now,
    believed: (source) => loaded(own(stored?.value.sources, source)?.snapshot),
    judged: () => loaded(stored?.value.verdict?.hash),
    judgedBy: (check) => loaded(heads.get(check)?.value.verdict?.hash),
  });
  seen.readings = readings;
  const writeback = writebackOf(heads);
  const timed = { startedAt, now: deps.now(), skewMs: deps.clockSkewMs?.() ?? null, policy: deps.policy };
  const unchanged = stored && unchangedIn(deps, stored.value, readings, timed, writeback);
  const committed = unchanged && (await commitUnchanged(deps, unchanged, stored, timed));
  if (committed) return committed;
  const outcome = decidePoll({
    ...(await inputOf(deps, stored?.value ?? null, install.at, readings, startedAt, lostHead !== null)),
    writeback,
    tenantName: tenantNameIn(heads),
  });
  return commitOutcome(deps, outcome, stored?.etag ?? lostHead);
}

function unchangedIn<A>(
  { check, hash, policy }: PollDeps<A>,
  head: Head,
  readings: Readings,
  timed: Omit<Parameters<typeof clockOf>[0], 'head'>,
  writeback: WritebackState,
): UnchangedPoll | null {
  const at = { ...clockOf({ ...timed, head }), startedAt: timed.startedAt, hash, writeback, growth: policy.growth };
  return unchangedPoll(check, head, readings, at);
}

/** Whether newer code holds the head. */
export function yields<Access>(check: Check<Access>, head: Head, now: number): boolean {
  return isOfNewerVersion(head, check) && ageMs(head.finishedAt, now) < minutesMs(YIELD_MINUTES);
}

/** The stored verdict of the check `writeback` at this moment; a verdict that nobody has made is unknown. */
export function writebackOf(heads: ReadonlyMap<CheckName, Stored<Head>>): WritebackState {
  const state = heads.get('writeback')?.value.verdict?.state;
  return state === 'on' || state === 'off' ? state : 'unknown';
}

/** The tenant's display name as any check last read it. */
export const tenantNameIn = (heads: ReadonlyMap<CheckName, Stored<Head>>): string | null =>
  [...heads.values()].map(({ value }) => value.tenantName).find((name) => name !== null) ?? null;

/** A log is read anew, without a lower bound, where nothing is believed of it: a new key scheme, or a snapshot that was lost. */
function watermarksOf<A>(check: Check<A>, head: Head | null): { [source: string]: string | null } {
  const watermarks = check.sources.map(({ name, version }) => {
    const record = own(head?.sources, name);
    const isKnown = record?.version.scheme === version.scheme && record.snapshot !== null;
    return [name, isKnown ? record.watermark : null] as const;
  });
  return Object.fromEntries(watermarks);
}

/** Null: something that the head names is gone, so that nothing can be concluded from what was not loaded. */
async function commitUnchanged<A>(
  { check, store }: PollDeps<A>,
  { sources, measured }: UnchangedPoll,
  { value, etag }: Stored<Head>,
  { startedAt, now, skewMs }: { readonly startedAt: number; readonly now: number; readonly skewMs: number | null },
): Promise<PollResult | null> {
  const head: Head = {
    ...value,
    version: check.version,
    sources,
    measures: measured.records,
    generation: value.generation + 1,
    commitId: randomUUID(),
    readStartedAt: iso(startedAt),
    finishedAt: iso(now),
    durationMs: now - startedAt,
    skewMs: skewMs ?? value.skewMs ?? null,
  };
  const nothing = { change: null, pending: null, receivers: [], alerts: [], closed: [] };
  const result = await store.commit({ head, etag, ...nothing, measures: measured.rows, mustExist: textsOf(head) });
  if (result === 'missing-text') return null;
  return result === 'lost'
    ? LOST
    : { kind: 'unchanged', what: 'nothing changed', verdict: head.verdict?.state ?? null };
}

/** Hashes of all texts that a head names. */
export const textsOf = ({ sources, verdict }: Head): string[] => [
  ...new Set([...Object.values(sources).map(({ snapshot }) => snapshot), verdict?.hash].filter((hash) => hash != null)),
];

const LOST: PollResult = { kind: 'lost', what: 'another poll committed first; this reading is discarded' };

/** All that a decision needs, what is stored loaded. `isHeadLost`: there is a head that cannot be read, and `head` is null. */
export async function inputOf<A>(
  deps: PollDeps<A>,
  head: Head | null,
  installedAt: string,
  readings: Readings | 'kept',
  startedAt: number,
  isHeadLost = false,
) {
  const [before, verdictBefore, open] = await Promise.all([
    isHeadLost ? allLost(deps.check) : loadAll(deps, head),
    isHeadLost ? ('lost' as const) : loadSnapshot(deps.store, head?.verdict?.hash ?? null),
    isHeadLost ? alertsOfCheck(deps.store, deps.check.name) : openAlertsOf(deps.store, head),
  ]);
  const { check, hash, policy, tenantId } = deps;
  const now = deps.now();
  return {
    check,
    head,
    installedAt,
    tenantId,
    startedAt,
    now,
    readings,
    before,
    verdictBefore,
    ...open,
    commitId: randomUUID(),
    hash,
    policy,
    skewMs: deps.clockSkewMs?.() ?? null,
    isHeadLost,
  };
}

async function loadAll<A>(deps: PollDeps<A>, head: Head | null): Promise<{ [source: string]: Before }> {
  const loads = deps.check.sources.map(async ({ name }) => {
    const before = await loadSnapshot(deps.store, own(head?.sources, name)?.snapshot ?? null);
    return [name, before] as const;
  });
  return Object.fromEntries(await Promise.all(loads));
}

const allLost = <A>(check: Check<A>): { [source: string]: Before } =>
  Object.fromEntries(check.sources.map(({ name }) => [name, 'lost'] as const));

async function loadSnapshot(store: Store, hash: string | null): Promise<Before> {
  if (hash === null) return null;
  const text = await store.load(hash);
  return (text === null ? null : parseSnapshot(text)) ?? 'lost';
}

/** The head says which alerts are open. One whose row is gone stays open, told in few words. */
async function openAlertsOf(store: Store, head: Head | null): Promise<Open> {
  if (!head || head.openAlerts.length === 0) return { openAlerts: [], alertsLost: 0 };
  const { alerts } = await store.openAlerts();
  const rows = new Map(alerts.map((alert) => [alert.id, alert]));
  const openAlerts = head.openAlerts.map((ref) => rows.get(ref.id) ?? bareAlert(ref, head));
  return { openAlerts, alertsLost: head.openAlerts.filter(({ id }) => !rows.has(id)).length };
}

type Open = Pick<PollInput<unknown>, 'openAlerts' | 'alertsLost'>;

/** Nobody knows any more which are open: all that are there are taken over, so that none stays for ever or ends untold. */
async function alertsOfCheck(store: Store, check: CheckName): Promise<Open> {
  const { alerts } = await store.openAlerts();
  return { openAlerts: alerts.filter((alert) => alert.check === check), alertsLost: 0 };
}

/** Texts first, then one transaction. @param etag of the head that was read, also of one that cannot be decoded */
export async function commitOutcome<A>(
  deps: PollDeps<A>,
  outcome: PollOutcome,
  etag: string | null,
): Promise<PollResult> {
  await Promise.all([...outcome.texts].map(([hash, text]) => deps.store.save(hash, text)));
  const { head, change, pending, summary, closed, measures } = outcome;
  const { receivers } = deps;
  const alerts = withAddressees(outcome.alerts, pending, receivers);
  const result = await deps.store.commit({ head, etag, change, pending, summary, receivers, alerts, closed, measures });
  if (result === 'lost') return LOST;
  const toMail = (pending?.alerts.length ?? 0) + (summary?.alerts.length ?? 0);
  const what = `${change?.items.length ?? 0} lines of history, ${toMail} to mail`;
  const urgent = pending?.alerts.some(isUrgent) ? { isUrgent: true as const } : {};
  return {
    kind: change ? 'changed' : 'unchanged',
    what,
    ...urgent,
    criticals: (pending?.alerts ?? []).filter(isUrgent).map(({ rule }) => rule),
    verdict: head.verdict?.state ?? null,
    figures: deps.check.figures?.(outcome.verdict) ?? {},
  };
}
