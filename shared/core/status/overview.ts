/**
 * What people are told of the stored state beside the document of `/api/status`: whether the watch can be trusted, each
 * verdict with its evidence, what to do about each open alert, and what waits for each receiver. Decides no HTTP and no
 * look; what nobody can see is unknown here as it is there.
 */

import type { Severity } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import type { AnyCheck, EvidenceLine, Figures, Plot, Ranking } from '../model/check.ts';
import { compareText } from '../model/fact.ts';
import type { CheckName } from '../model/head.ts';
import { type Mailbox, type MessageTally, NO_MESSAGES, type ReceiverName } from '../model/outbox.ts';
import { own } from '../model/own.ts';
import { beatMeasure } from '../model/trace.ts';
import { answerTo } from '../notify/answers.ts';
import type { CommitPlace } from '../notify/events.ts';
import { leadsOf, type Told } from '../notify/tellings.ts';
import { type CheckState, reasons } from './health.ts';
import type { Reason } from './reason.ts';
import { type Report, type ReportInput, rankedAlerts, report, type StoredState, sightIn, storedOf } from './report.ts';
import { type ReceiverState, receiverReasons } from './telling.ts';
import { type VerdictTone, verdictTone } from './tone.ts';
import { type Trust, trustIn } from './trust.ts';

export interface Overview {
  readonly report: Report;
  readonly trust: Trust;
  /** Why the status is not `pass`, open alerts aside: settings that are wrong and state that cannot be read come first. */
  readonly reasons: readonly Reason[];
  /** False: nothing of the state could be read, or settings forbid to. */
  readonly isRead: boolean;
  readonly checks: readonly CheckOverview[];
  readonly alerts: readonly OpenOverview[];
  /** The same, what a mail tells as one together: each alert is in one of them. */
  readonly tellings: readonly OpenTelling[];
  readonly receivers: readonly ReceiverOverview[];
  /** Null: no check ranks anybody. */
  readonly ranking: Ranking | null;
  readonly plots: readonly Plot[];
  readonly beats: readonly PlottedBeat[];
}

/** A kind of heartbeats, and the measure under which the worst of them is recorded. */
export interface PlottedBeat {
  readonly title: string;
  readonly measure: string;
}

export interface CheckOverview {
  readonly name: CheckName;
  readonly title: string;
  /** It has a part in the document of the status. */
  readonly isShown: boolean;
  /** Its ranking says all that its evidence would, so that there is none. */
  readonly isRanked: boolean;
  /** In one word, as its part of the status says it. */
  readonly state: string;
  readonly tone: VerdictTone;
  /** The last verdict as a sentence, which may be older than what is seen now. */
  readonly headline: string;
  readonly evidence: readonly EvidenceLine[];
  /** What its verdict counts beside what the report has. */
  readonly numbers: Figures;
  /** What else its verdict shows, a sentence each. */
  readonly notes: readonly string[];
  /** False: a required source cannot be seen, so that state and headline differ. */
  readonly isVisible: boolean;
  readonly judgedAt: string | null;
  /** When its last poll ended. */
  readonly polledAt: string | null;
  readonly durationMs: number | null;
}

export interface OpenOverview {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly since: string;
  readonly why: string;
  readonly todo: string;
  readonly lines: readonly string[];
  /** Null: nobody answered, or the answer does not hold any more. */
  readonly acknowledged: Answer | null;
  /** Title of its check; null: no check that is built has its rule. */
  readonly check: string | null;
  /** By which its lines of history are found; null: it is no event. */
  readonly commit: CommitPlace | null;
}

/** What happened, and what is so because of it. */
export interface OpenTelling {
  readonly lead: OpenOverview;
  readonly also: readonly OpenOverview[];
}

export interface ReceiverOverview {
  readonly name: ReceiverName;
  /** Something that it has to be told does not leave when it should. */
  readonly fails: boolean;
  /** How many alerts wait for it, and since when the first does. */
  readonly pending: number;
  readonly waitsSince: string | null;
  readonly lastSentAt: string | null;
  readonly lastError: Mailbox['lastError'];
  readonly tally: MessageTally;
}

export function overview(input: ReportInput): Overview {
  const { stored, now, problems, checks } = input;
  const found: Reason[] = [
    ...problems.map((problem) => ({ level: 'fail' as const, ...problem })),
    ...(stored ? reasons({ ...stored, now, openAlerts: [] }) : []),
  ];
  const document = report(input);
  const receivers = (stored?.outboxes ?? []).map((one) => receiverOverview(one, now));
  const open = stored ? openIn(stored, now, checks) : [];
  return {
    report: document,
    trust: trustIn(found, { all: receivers.length, mute: receivers.filter(({ fails }) => fails).length }),
    reasons: [...found.filter(({ level }) => level === 'fail'), ...found.filter(({ level }) => level === 'warn')],
    isRead: stored !== null,
    checks: checks.map((check) => checkOverview(check, document, input, open)),
    alerts: open.map(({ shown }) => shown),
    tellings: tellingsIn(open),
    receivers,
    ranking: checks.flatMap((check) => check.ranking?.(storedOf(check, stored)?.verdict ?? null) ?? [])[0] ?? null,
    plots: checks.flatMap(({ plots = [] }) => plots),
    beats: checks.flatMap((check) => beatsOf(check, storedOf(check, stored))),
  };
}

function checkOverview(
  check: AnyCheck,
  document: Report,
  { stored, now }: ReportInput,
  open: readonly Open[],
): CheckOverview {
  const one = storedOf(check, stored);
  const { head = null, verdict = null } = one ?? {};
  const sight = sightIn(one, stored, now);
  const part = check.place === undefined ? check.section(verdict, sight) : own(document, check.place);
  const isRanked = check.ranking !== undefined && verdict !== null;
  const state = stateIn(part) ?? head?.verdict?.state ?? 'unknown';
  const unanswered = open.filter((alert) => alert.check === check.name && alert.shown.acknowledged === null);
  return {
    name: check.name,
    title: check.title,
    isShown: check.place !== undefined,
    isRanked,
    state,
    tone: verdictTone(
      state,
      unanswered.map(({ shown }) => shown.severity),
    ),
    headline: check.headline(verdict),
    evidence: isRanked ? [] : check.evidence(verdict),
    numbers: check.numbers?.(verdict) ?? {},
    notes: check.notes?.(verdict) ?? [],
    isVisible: sight.visible || verdict === null || head?.verdict?.state === 'unknown',
    judgedAt: head?.verdict?.judgedAt ?? null,
    polledAt: head?.finishedAt ?? null,
    durationMs: head?.durationMs ?? null,
  };
}

/** Those that were ever recorded. */
function beatsOf(check: AnyCheck, one: CheckState | null): PlottedBeat[] {
  const recorded = one?.head?.measures ?? {};
  const kinds = Object.entries(check.beats?.(one?.verdict ?? null) ?? {});
  const all = kinds.map(([kind, title]) => ({ title, measure: beatMeasure(check.name, kind) }));
  return all.filter(({ measure }) => Object.hasOwn(recorded, measure));
}

/** All that is plotted. */
export const plottedMeasures = ({ plots, beats }: Overview): string[] => [
  ...plots.flatMap(({ lines }) => lines.map(({ measure }) => measure)),
  ...beats.map(({ measure }) => measure),
];

function stateIn(section: unknown): string | null {
  const state = section !== null && typeof section === 'object' && 'state' in section ? section.state : null;
  return typeof state === 'string' ? state : null;
}

/** An alert as it is shown, and what decides whether it is told with another. */
interface Open extends Told {
  readonly shown: OpenOverview;
}

const openIn = (stored: StoredState, now: number, checks: readonly AnyCheck[]): Open[] =>
  rankedAlerts(stored).map((alert) => {
    const named = 'check' in alert ? checks.find(({ name }) => name === alert.check) : undefined;
    const check = named ?? checks.find(({ rules }) => rules.some(({ id }) => id === alert.rule));
    const { id, rule, subject, severity, title, since, why, todo, lines, tells } = alert;
    const acknowledged = answerTo(alert, stored.answers, now);
    const commit = stored.commits?.get(id) ?? null;
    return {
      ...{ rule, subject, since, ...(tells && { tells }) },
      kind: 'kind' in alert ? alert.kind : 'opened',
      check: check?.name ?? '',
      generation: generationIn(id),
      shown: { id, rule, severity, title, since, why, todo, lines, acknowledged, check: check?.title ?? null, commit },
    };
  });

/** Of the commit that opened it, which is a part of its id. */
const generationIn = (id: string): number => Number(id.slice(id.lastIndexOf('~') + 1));

/** Ids of what is told as one with an alert, but for itself and what is answered. */
export function unansweredBeside({ tellings }: Pick<Overview, 'tellings'>, id: string): string[] {
  const all = tellings.map(({ lead, also }) => [lead, ...also]).find((some) => some.some((one) => one.id === id)) ?? [];
  return all.flatMap((one) => (one.id === id || one.acknowledged !== null ? [] : [one.id]));
}

/** In the order of the alerts: each telling where its gravest stands. */
function tellingsIn(open: readonly Open[]): OpenTelling[] {
  const leads = leadsOf(open);
  return [...Map.groupBy(open, (one) => leads.get(one) ?? one)].map(([lead, all]) => ({
    lead: lead.shown,
    also: all.filter((one) => one !== lead).map(({ shown }) => shown),
  }));
}

function receiverOverview(one: ReceiverState, now: number): ReceiverOverview {
  const { name, outbox } = one;
  const fails = receiverReasons(one, now).length > 0;
  const { lastSentAt = null, lastError = null, tally = NO_MESSAGES } = outbox.mailbox?.value ?? {};
  const [waitsSince = null] = outbox.pending.map(({ at }) => at).sort(compareText);
  const pending = outbox.pending.reduce((sum, { alerts }) => sum + alerts.length, 0);
  return { name, fails, pending, waitsSince, lastSentAt, lastError, tally };
}
