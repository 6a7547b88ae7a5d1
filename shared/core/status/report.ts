/**
 * The document of `GET /api/status`, from stored rows only. What is not known is null, never absent, and a state
 * that nobody can see is unknown. Decides no HTTP.
 */
import type { MailedAlert, OpenAlert, Severity } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import type { AnyCheck, Sight } from '../model/check.ts';
import { compareText } from '../model/fact.ts';
import type { Json } from '../model/json.ts';
import { MAIL, type Outbox, type ReceiverName } from '../model/outbox.ts';
import { isRequired, isSeen, type SourceError, type SourceState } from '../model/source.ts';
import { iso } from '../model/times.ts';
import { answerTo } from '../notify/answers.ts';
import type { CommitPlace } from '../notify/events.ts';
import { heartbeatsOf } from '../poll/verdict.ts';
import { type CheckState, type HealthInput, isVisible, reasons, sourceStates } from './health.ts';
import type { Reason } from './reason.ts';
import { type ReceiverState, receiverReasons } from './telling.ts';

export interface StatusProblem {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

/** Between `problems` and `sources` it has the part of each check, under the place that the check has in the document. */
export interface Report {
  readonly [place: string]: unknown;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly checkedAt: string;
  readonly version: string;
  readonly tenant: { readonly id: string | null; readonly name: string | null };
  readonly problems: readonly StatusProblem[];
  readonly sources: readonly {
    readonly check: string;
    readonly name: string;
    readonly required: boolean;
    readonly state: SourceState;
    readonly lastGoodAt: string | null;
    readonly error: SourceError | null;
  }[];
  readonly mail: ToldSoFar;
  /** Each by itself, mail among them; absent: there is none but mail. */
  readonly receivers?: readonly (ToldSoFar & { readonly name: ReceiverName; readonly state: 'ok' | 'fail' })[];
  readonly openAlerts: readonly {
    readonly id: string;
    readonly severity: Severity;
    readonly title: string;
    readonly since: string;
    /** Null: nobody answered, or the answer does not hold any more. */
    readonly acknowledged: ShownAnswer | null;
  }[];
  /** Those with which the watch sees or says less than by default; absent: there are none. */
  readonly settings?: readonly WeakSetting[];
}

/** What a setting decides, what it is, and what it is by default. */
export interface WeakSetting {
  readonly name: string;
  readonly decides: string;
  readonly value: string | readonly string[] | null;
  readonly usual: string | null;
}

/** What waits for a receiver, how many alerts; when it last took a message, and what went wrong since. */
interface ToldSoFar {
  readonly pending: number;
  readonly lastSentAt: string | null;
  readonly lastError: string | null;
}

/** Who answered an alert, when and why; `until`: end of a snooze, null when it was acknowledged. */
export interface ShownAnswer {
  readonly by: string;
  readonly at: string;
  readonly why: string;
  readonly until: string | null;
}

/** `stored` null: nothing could be read of the state, or settings forbid to. */
export interface ReportInput {
  readonly now: number;
  /** With the lists that are too long for the status. */
  readonly whole?: boolean;
  readonly version: string;
  readonly tenantId: string | null;
  /** All that are built, in the order in which they are shown. */
  readonly checks: readonly AnyCheck[];
  /** Settings that are wrong, or state that cannot be read: each makes the status fail. */
  readonly problems: readonly StatusProblem[];
  readonly stored: StoredState | null;
  readonly settings?: readonly WeakSetting[];
}

export interface StoredState extends Omit<HealthInput, 'now' | 'openAlerts'> {
  readonly conditions: readonly OpenAlert[];
  /** Events that some receiver still has to tell, and critical ones that nobody acknowledged. */
  readonly events: readonly MailedAlert[];
  /** By the id of the alert. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Which commit raised each event, by the id of the event; absent: nothing was committed. */
  readonly commits?: ReadonlyMap<string, CommitPlace>;
}

export function report(input: ReportInput): Report {
  const { stored, now, settings: weak = [] } = input;
  const open = stored ? openAlerts(stored, now) : [];
  const unanswered = open.filter(({ acknowledged }) => acknowledged === null);
  const found = stored ? reasons({ ...stored, now, openAlerts: unanswered }) : [];
  return {
    status: stored ? statusOf(input.problems, found) : 'fail',
    checkedAt: iso(now),
    version: input.version,
    tenant: { id: input.tenantId, name: tenantName(stored) },
    problems: [...input.problems, ...found.map(({ code, what, hint }) => ({ code, what, hint }))],
    ...sections(input),
    sources: stored ? stored.checks.flatMap((one) => sourceRows(one, stored, now)) : [],
    mail: toldTo(stored?.outboxes.find(({ name }) => name === MAIL)?.outbox ?? null),
    ...receiversOf(stored?.outboxes ?? [], now),
    openAlerts: open,
    ...(weak.length > 0 && { settings: weak }),
  };
}

function statusOf(problems: readonly StatusProblem[], found: readonly Reason[]): Report['status'] {
  if (problems.length > 0 || found.some(({ level }) => level === 'fail')) return 'fail';
  return found.length > 0 ? 'warn' : 'pass';
}

const tenantName = (stored: StoredState | null): string | null =>
  stored?.checks.map(({ head }) => head?.tenantName ?? null).find((name) => name !== null) ?? null;

/** A check of which nothing is stored has its place all the same, and says itself what it then does not know. */
function sections({ checks, stored, now, whole = false }: ReportInput): { readonly [place: string]: Json } {
  const placed = checks.flatMap((check) => {
    if (check.place === undefined) return [];
    const one = storedOf(check, stored);
    const section = check.section(one?.verdict ?? null, sightIn(one, stored, now));
    const lists = whole ? check.lists?.(one?.verdict ?? null) : {};
    return [[check.place, whole ? { ...(section as object), ...lists } : section] as const];
  });
  return Object.fromEntries(placed);
}

/** Null: nothing is stored of it, or nothing can be read. */
export const storedOf = ({ name }: AnyCheck, stored: StoredState | null): CheckState | null =>
  stored?.checks.find((state) => state.check.name === name) ?? null;

export const sightIn = (one: CheckState | null, stored: StoredState | null, now: number): Sight =>
  one && stored ? sightOf(one, stored, now) : { visible: false, heartbeats: [], sources: {}, remembered: {}, now };

export function sightOf(
  one: CheckState,
  stored: Pick<HealthInput, 'blindAfterMinutes' | 'onePass'> & { readonly checks: readonly Remembering[] },
  now: number,
): Sight {
  const states = sourceStates(one, { ...stored, now });
  const graphNow = now + (one.head?.skewMs ?? 0);
  const seen = states.map(({ source, record, state }) => [
    source.name,
    { state, lastGoodAt: record?.lastGoodAt ?? null },
  ]);
  return {
    visible: isVisible(states),
    now,
    heartbeats: states.flatMap(({ record, state }) => (isSeen(state) ? heartbeatsOf(record, graphNow) : [])),
    sources: Object.fromEntries(seen),
    remembered: Object.fromEntries(stored.checks.flatMap(marksOf)),
  };
}

type Remembering = { readonly check: Pick<AnyCheck, 'name'> } & Pick<CheckState, 'head'>;

const marksOf = ({ check, head }: Remembering): [string, string | null][] =>
  Object.entries(head?.sources ?? {}).map(([source, { watermark }]) => [`${check.name}/${source}`, watermark]);

function sourceRows(one: CheckState, stored: StoredState, now: number): Report['sources'] {
  return sourceStates(one, { ...stored, now }).map(({ source, record, state }) => ({
    check: one.check.name,
    name: source.name,
    required: isRequired(source),
    state,
    lastGoodAt: record?.lastGoodAt ?? null,
    error: record?.error ? shownError(record.error) : null,
  }));
}

const shownError = ({ code, message, hint }: SourceError): SourceError => ({ code, message, hint });

const receiversOf = (all: readonly ReceiverState[], now: number): Pick<Report, 'receivers'> =>
  all.length < 2 ? {} : { receivers: all.map((one) => receiverRow(one, now)) };

const receiverRow = (one: ReceiverState, now: number) => ({
  name: one.name,
  state: receiverReasons(one, now).length > 0 ? ('fail' as const) : ('ok' as const),
  ...toldTo(one.outbox),
});

function toldTo(outbox: Outbox | null): ToldSoFar {
  const mailbox = outbox?.mailbox?.value;
  const error = mailbox?.lastError;
  return {
    pending: (outbox?.pending ?? []).reduce((sum, row) => sum + row.alerts.length, 0),
    lastSentAt: mailbox?.lastSentAt ?? null,
    lastError: error ? `${error.at}: ${error.code}: ${error.message}` : null,
  };
}

const openAlerts = (stored: StoredState, now: number): Report['openAlerts'] =>
  rankedAlerts(stored).map((alert) => {
    const { id, severity, title, since } = alert;
    return { id, severity, title, since, acknowledged: shownAnswer(answerTo(alert, stored.answers, now)) };
  });

/** Conditions until they end, events until all are told and critical ones answered; the most severe first, then the oldest. */
export function rankedAlerts(stored: StoredState): (OpenAlert | MailedAlert)[] {
  const all: readonly (OpenAlert | MailedAlert)[] = [...stored.conditions, ...stored.events];
  return all.toSorted(
    (a, b) => RANK[a.severity] - RANK[b.severity] || compareText(a.since, b.since) || compareText(a.id, b.id),
  );
}

export const shownAnswer = (answer: Answer | null): ShownAnswer | null =>
  answer && { by: answer.by, at: answer.at, why: answer.why, until: answer.until };

const RANK: { readonly [severity in Severity]: number } = { critical: 0, warning: 1, info: 2 };
