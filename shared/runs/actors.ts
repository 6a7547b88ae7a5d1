/**
 * Looks up who did what the last hour changed, after the mail has gone: one audit query for an activity and a window.
 * What was found is recorded together with the short second mail for critical changes, so neither is lost nor told
 * twice. After an hour it is given up, and history says so.
 */
import type { Actor, MailedAlert } from '../core/model/alert.ts';
import type { ActorSource, Change, HistoryItem } from '../core/model/history.ts';
import type { PendingAlerts, ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import type { Stored } from '../core/model/stored.ts';
import { ageMs, iso, minutesMs, ms } from '../core/model/times.ts';
import { type ActorEvent, actorOf, wantsActor } from '../core/notify/attribution.ts';
import { MonitorError } from '../errors.ts';
import { tenantNameIn } from './poll.ts';

export interface ActorDeps {
  readonly store: Store;
  readonly actors: ActorSource;
  readonly now: () => number;
  readonly tenantId: string;
  /** Who is told the names. */
  readonly told: readonly ReceiverName[];
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** Lines that got a name, and lines given up. `error`: the audit log could not be asked for all of them. */
export interface ActorStep {
  readonly named: number;
  readonly givenUp: number;
  readonly error: string | null;
}

const GIVE_UP_MS = minutesMs(60);
/** How far back changes are looked for: what was missed while no notifier ran is given up, not forgotten. */
const LOOK_BACK_MS = minutesMs(24 * 60);
/** Before the change was seen: a source may have been unreadable when it happened. After it: clocks differ. */
const WINDOW = { beforeMs: minutesMs(60), afterMs: minutesMs(5) };
/** No query is begun with less time left. */
const QUERY_MS = 5_000;

/** What history says instead of a name. */
const NOT_FOUND: Actor = { id: '', name: 'not found in the audit log', type: 'unknown' };

export async function nameActors(deps: ActorDeps): Promise<ActorStep> {
  const changes = await deps.store.changesWithoutActor(iso(deps.now() - LOOK_BACK_MS));
  if (changes.length === 0) return { named: 0, givenUp: 0, error: null };
  const { events, error } = await readEvents(deps, changes);
  const step = { named: 0, givenUp: 0, error };
  for (const change of changes) {
    const told = await recordChange(deps, change, events);
    step.named += told.named;
    step.givenUp += told.givenUp;
  }
  return step;
}

const isOver = (change: Change, now: number): boolean => ageMs(change.at, now) > GIVE_UP_MS;

/** One query for each activity, over the window of all changes that want it. */
async function readEvents(deps: ActorDeps, changes: readonly Stored<Change>[]) {
  const events: ActorEvent[] = [];
  let error: string | null = null;
  for (const [activity, { from, to }] of windowsOf(changes)) {
    if (deps.deadline - deps.now() < QUERY_MS) return { events, error: 'no time left to ask the audit log' };
    try {
      const found = await deps.actors.find(activity, iso(from), iso(to), deps.signal);
      events.push(...found.map((event) => ({ ...event, activity })));
    } catch (thrown) {
      if (!(thrown instanceof MonitorError)) throw thrown;
      error = `${thrown.code}: ${thrown.message}`;
    }
  }
  return { events, error };
}

function windowsOf(changes: readonly Stored<Change>[]): Map<string, { from: number; to: number }> {
  const windows = new Map<string, { from: number; to: number }>();
  for (const { value } of changes) {
    const [from, to] = windowOf(value);
    for (const activity of value.items.filter(wantsActor).flatMap((item) => item.activities ?? [])) {
      const known = windows.get(activity) ?? { from, to };
      windows.set(activity, { from: Math.min(from, known.from), to: Math.max(to, known.to) });
    }
  }
  return windows;
}

const windowOf = ({ at }: Change): [from: number, to: number] => [ms(at) - WINDOW.beforeMs, ms(at) + WINDOW.afterMs];

async function recordChange(deps: ActorDeps, { value, etag }: Stored<Change>, events: readonly ActorEvent[]) {
  const [from, to] = windowOf(value);
  const near = events.filter(({ at }) => ms(at) >= from && ms(at) <= to);
  const named = namedItems(value, near, isOver(value, deps.now()));
  const before = value.items.filter(wantsActor).length;
  const change = { ...value, items: named, wantsActor: named.some(wantsActor) };
  const done = before - named.filter(wantsActor).length;
  if (done === 0 && change.wantsActor === value.wantsActor) return { named: 0, givenUp: 0 };
  const recorded = await deps.store.recordActors(change, etag, await secondMessage(deps, value, change), deps.told);
  const givenUp = named.filter((item, n) => item.actor === NOT_FOUND && value.items[n]?.actor === undefined).length;
  return recorded ? { named: done - givenUp, givenUp } : { named: 0, givenUp: 0 };
}

/**
 * The lines with the names found. Mailed critical lines get theirs together, since there is one second mail for a
 * change: when all are found, or when it is given up.
 */
function namedItems(change: Change, events: readonly ActorEvent[], over: boolean): HistoryItem[] {
  const found = change.items.map((item) => (wantsActor(item) ? actorOf(item, events) : null));
  const complete = change.items.every((item, n) => !(wantsActor(item) && isCritical(item)) || found[n] !== null);
  return change.items.map((item, n) => {
    if (!wantsActor(item)) return item;
    const actor = isCritical(item) && !complete && !over ? null : (found[n] ?? (over ? NOT_FOUND : null));
    return actor === null ? item : { ...item, actor };
  });
}

const isCritical = (item: HistoryItem): boolean => item.severity === 'critical' && item.alert !== null;

async function secondMessage(deps: ActorDeps, before: Change, after: Change): Promise<PendingAlerts | null> {
  const at = iso(deps.now());
  const alerts = after.items.flatMap((item, n) => {
    const isNew = before.items[n]?.actor === undefined && item.actor !== undefined && item.actor !== NOT_FOUND;
    return isNew && isCritical(item) ? [actorAlert(item, after.at)] : [];
  });
  if (alerts.length === 0) return null;
  const { check, generation } = after;
  const tenant = { id: deps.tenantId, name: await tenantName(deps) };
  const context = { tenant, headline: '', evidence: [], unseen: [] };
  return { check, generation, at, suffix: 'actor', alerts, context };
}

/** The alert of the first mail again, by its id, with the name. */
function actorAlert(item: HistoryItem, since: string): MailedAlert {
  const { alert, raised = { rule: '', subject: '' }, title, severity, actor } = item;
  const text = { ...raised, severity, title, why: '', todo: '', lines: [] };
  return { ...text, id: alert ?? '', kind: 'actor', since, ...(actor && { actor }) };
}

const tenantName = async ({ store, now }: ActorDeps): Promise<string | null> =>
  tenantNameIn((await store.heads(now())).heads);
