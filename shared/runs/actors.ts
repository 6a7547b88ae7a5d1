/**
 * Looks up who did what the last hour changed, after the mail has gone: one audit query for activities asked together and
 * a window. What was found is recorded together with the short second mail for critical changes, so neither is lost nor
 * told twice. Whoever was named is looked for twice more, since events come late and others may follow; what that betters
 * is told again. After an hour it is given up, and history says so.
 */
import type { ActorSource, Change } from '../core/model/history.ts';
import type { PendingAlerts, ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import type { Stored } from '../core/model/stored.ts';
import { ageMs, iso, minutesMs } from '../core/model/times.ts';
import { type FoundEvents, isDue, lookAgain, windowOf } from '../core/notify/looking.ts';
import { secondMessage } from '../core/notify/second-message.ts';
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

/** How far back changes are looked for: what was missed while no notifier ran is given up, not forgotten. */
const LOOK_BACK_MS = minutesMs(24 * 60);
/** No query is begun with less time left. */
const QUERY_MS = 5_000;

export async function nameActors(deps: ActorDeps): Promise<ActorStep> {
  const changes = await deps.store.changesWithoutActor(iso(deps.now() - LOOK_BACK_MS));
  if (changes.length === 0) return { named: 0, givenUp: 0, error: null };
  const { found, error } = await readEvents(deps, changes);
  const step = { named: 0, givenUp: 0, error };
  for (const change of changes) {
    const told = await recordChange(deps, change, found);
    step.named += told.named;
    step.givenUp += told.givenUp;
  }
  return step;
}

/** One query for what is asked together, over the window of all changes that want it now. */
async function readEvents(deps: ActorDeps, changes: readonly Stored<Change>[]) {
  const found: FoundEvents = { events: [], unread: new Set() };
  let error: string | null = null;
  for (const [question, { from, to, activities }] of questionsOf(deps, changes)) {
    try {
      if (deps.deadline - deps.now() < QUERY_MS)
        throw new MonitorError('unavailable', 'no time left to ask the audit log');
      found.events.push(...(await deps.actors.find(question, iso(from), iso(to), deps.signal)));
    } catch (thrown) {
      if (!(thrown instanceof MonitorError)) throw thrown;
      error = `${thrown.code}: ${thrown.message}`;
      for (const activity of activities) found.unread.add(activity);
    }
  }
  return { found, error };
}

interface Question {
  readonly from: number;
  readonly to: number;
  readonly activities: ReadonlySet<string>;
}

function questionsOf({ actors, now }: ActorDeps, changes: readonly Stored<Change>[]): Map<string, Question> {
  const questions = new Map<string, Question>();
  for (const { value } of changes) {
    for (const item of value.items.filter((one) => isDue(one, ageMs(value.at, now())))) {
      const { from, to } = windowOf(value, item);
      for (const activity of item.activities ?? []) {
        const name = actors.question(activity);
        const known = questions.get(name) ?? { from, to, activities: new Set<string>() };
        const activities = new Set([...known.activities, activity]);
        questions.set(name, { from: Math.min(from, known.from), to: Math.max(to, known.to), activities });
      }
    }
  }
  return questions;
}

async function recordChange(deps: ActorDeps, { value, etag }: Stored<Change>, found: FoundEvents) {
  const { change, named, givenUp } = lookAgain(value, found, ageMs(value.at, deps.now()));
  if (change === null) return { named: 0, givenUp: 0 };
  const context = { at: iso(deps.now()), tenant: { id: deps.tenantId, name: await tenantName(deps) } };
  const second: PendingAlerts | null = secondMessage(value, change, context);
  const recorded = await deps.store.recordActors(change, etag, second, deps.told);
  return recorded ? { named, givenUp } : { named: 0, givenUp: 0 };
}

const tenantName = async ({ store, now }: ActorDeps): Promise<string | null> =>
  tenantNameIn((await store.heads(now())).heads);
