/**
 * The story of one notify run: tell every receiver what waits for it, side by side; then look up who did it and
 * sweep. An alert leaves the outbox of a receiver only after its service accepted it. Expected failures end the
 * run with a result that says so; it never throws for them.
 */
import type { ActorSource } from '../core/model/history.ts';
import { MAIL, type ReceiverName } from '../core/model/outbox.ts';
import { iso, minutesMs } from '../core/model/times.ts';
import { isWithin } from '../core/notify/budget.ts';
import { isLeased } from '../core/notify/mailbox.ts';
import { type ErrorReport, MonitorError, reportOf } from '../errors.ts';
import { type ActorStep, nameActors } from './actors.ts';
import { type HeldMailbox, MailboxLost } from './held-mailbox.ts';
import { openNowIn } from './reminding.ts';
import { hasTimeToCall, type SummaryDeps } from './send-deps.ts';
import { type ReceiverEntry, type TellDeps, type Telling, tell, timeOf } from './telling.ts';

/** What it takes to tell what waits. */
export interface UrgentDeps
  extends Omit<TellDeps, 'outboxes' | 'asksDelivery' | 'signal' | 'open' | 'remindHours' | 'summary'> {
  readonly tenantId: string;
  /** `mail` among them. */
  readonly receivers: readonly ReceiverEntry[];
  /** Ends the run early; its deadline ends it anyway. */
  readonly signal?: AbortSignal;
}

export interface NotifyDeps extends UrgentDeps {
  /** Null: nobody can be asked who did it. */
  readonly actors: ActorSource | null;
  readonly historyDays: number;
  /** REMIND_HOURS; absent: nobody is reminded of anything. */
  readonly remindHours?: number;
  /** Absent: there are no summaries. */
  readonly summary?: SummaryDeps;
}

export interface NotifyResult {
  /** What became of the receiver with the gravest end. */
  readonly kind: Telling['kind'];
  /** All that was done and why, for the log; holds no tenant text. */
  readonly what: string;
  readonly delivery: Telling['delivery'];
  readonly actors: ActorStep | null;
  /** Rows swept; null: it was not time to. */
  readonly swept: number | null;
  /** What ended the run, or one of its receivers, early. */
  readonly error: ErrorReport | null;
}

type Draft = { -readonly [key in keyof NotifyResult]: NotifyResult[key] };

const nothing = (): Draft => ({
  kind: 'idle',
  what: '',
  delivery: null,
  actors: null,
  swept: null,
  error: null,
});

export const notify = (deps: NotifyDeps): Promise<NotifyResult> =>
  guarded(deps, async (signal, result, notes) => {
    const run = { ...deps, signal, asksDelivery: true, open: openOf(deps) };
    const outboxes = await deps.store.outboxes();
    const tellings = await tellAll({ ...run, outboxes });
    tally(tellings, result, notes);
    const held = tellings.find(({ name }) => name === MAIL)?.held;
    if (held) await keepHouse({ ...run, outboxes }, held, result, notes);
  });

/** After a poll that raised something critical: only what waits is told. */
export const notifyAtOnce = (deps: UrgentDeps): Promise<NotifyResult> =>
  guarded(deps, async (signal, result, notes) => {
    const outboxes = await deps.store.outboxes();
    tally(await tellAll({ ...deps, signal, outboxes, asksDelivery: false, open: openOf(deps) }), result, notes);
  });

const openOf = ({ store, tenantId, now }: UrgentDeps) => openNowIn(store, tenantId, now);

async function guarded(
  deps: UrgentDeps,
  run: (signal: AbortSignal, result: Draft, notes: string[]) => Promise<void>,
): Promise<NotifyResult> {
  const result = nothing();
  const notes: string[] = [];
  const limit = AbortSignal.timeout(Math.max(0, deps.deadline - deps.now()));
  try {
    await run(deps.signal ? AbortSignal.any([deps.signal, limit]) : limit, result, notes);
  } catch (thrown) {
    endEarly(thrown, result, notes);
  }
  return { ...result, what: notes.join('; ') };
}

function endEarly(thrown: unknown, result: Draft, notes: string[]): void {
  if (thrown instanceof MailboxLost) {
    if (result.kind === 'idle') result.kind = 'lost';
    notes.push(thrown.message);
    return;
  }
  if (!(thrown instanceof MonitorError)) throw thrown;
  result.error ??= reportOf(thrown);
  if (result.kind === 'idle') result.kind = 'failed';
  notes.push(`ended by ${thrown.code}: ${thrown.message}`);
}

type RunDeps = TellDeps & Pick<UrgentDeps, 'receivers'>;

const tellAll = (deps: RunDeps): Promise<Telling[]> => Promise.all(deps.receivers.map((entry) => tell(deps, entry)));

/** The gravest first. */
const KINDS: readonly Telling['kind'][] = [
  'failed',
  'refused',
  'unclear',
  'lost',
  'sent',
  'confirmed',
  'waiting',
  'idle',
];

function tally(tellings: readonly Telling[], result: Draft, notes: string[]): void {
  const isOne = tellings.length === 1;
  for (const { name, notes: own } of tellings) notes.push(...own.map((note) => (isOne ? note : `${name}: ${note}`)));
  result.kind = KINDS.find((kind) => tellings.some((one) => one.kind === kind)) ?? 'idle';
  result.delivery = tellings.find(({ delivery }) => delivery !== null)?.delivery ?? null;
  result.error = tellings.find(({ error }) => error !== null)?.error ?? null;
}

type HouseDeps = NotifyDeps & Pick<TellDeps, 'outboxes'> & { readonly signal: AbortSignal };

async function keepHouse(deps: HouseDeps, held: HeldMailbox, result: Draft, notes: string[]): Promise<void> {
  result.actors = await whoDidIt(deps);
  if (result.actors) notes.push(...actorNotes(result.actors));
  result.swept = await sweep(deps, held);
  if (result.swept !== null) notes.push(`swept ${result.swept} rows`);
}

const namesOf = ({ receivers }: HouseDeps): ReceiverName[] => receivers.map(({ name }) => name);

async function whoDidIt(deps: HouseDeps): Promise<ActorStep | null> {
  const { actors } = deps;
  return actors && hasTimeToCall(deps) ? nameActors({ ...deps, actors, told: namesOf(deps) }) : null;
}

function actorNotes({ named, givenUp, error }: ActorStep): string[] {
  const counts = named + givenUp > 0 ? [`who did it: ${named} found, ${givenUp} given up`] : [];
  return error === null ? counts : [...counts, `audit log: ${error}`];
}

/** A clock that jumped further than this since the last sweep may be wrong: what it calls old is swept an hour later. */
const JUMP_MS = minutesMs(24 * 60);

/** How far back history is looked through for what cannot be read. */
const LOOK_BACK_MS = minutesMs(24 * 60);

/** Claimed before it is done, so that of two notifiers one sweeps. */
async function sweep(deps: HouseDeps, held: HeldMailbox): Promise<number | null> {
  const now = deps.now();
  const { sweptAt } = held.value;
  const isDone = sweptAt !== null && isWithin(sweptAt, now, minutesMs(60) - 1);
  if (isDone || isLeased(held.value, timeOf(deps)) || !hasTimeToCall(deps)) return null;
  await held.put({ ...held.value, sweptAt: iso(now) });
  await noteDamage(deps, held);
  if (sweptAt !== null && !isWithin(sweptAt, now, JUMP_MS)) return null;
  return deps.store.sweep(iso(now - minutesMs(deps.historyDays * 24 * 60)), now, namesOf(deps));
}

/** What no run reads each time is looked at once an hour, and remembered until the next look. */
async function noteDamage({ store, now }: HouseDeps, held: HeldMailbox): Promise<void> {
  const damaged = await store.damage(iso(now() - LOOK_BACK_MS));
  const known = held.value.damaged ?? [];
  if (damaged.length + known.length > 0) await held.put({ ...held.value, damaged });
}
