/**
 * Decides pass, warn or fail, each with its reasons. On-call is woken by this: it fails when the watch itself cannot
 * see, judge or mail, warns when something is open or unknown, and never passes on silence.
 */

import type { Severity } from '../model/alert.ts';
import type { Check } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import type { Head } from '../model/head.ts';
import { MAIL, type Outbox } from '../model/outbox.ts';
import { own } from '../model/own.ts';
import {
  blindAfterMs,
  isRequired,
  type SourceDefinition,
  type SourceError,
  type SourceRecord,
  type SourceState,
  sourceState,
} from '../model/source.ts';
import type { Damage } from '../model/stored.ts';
import { ageMs, minutesMs } from '../model/times.ts';
import { clockOffBy, clockText } from './clock.ts';
import { notifierOverdueAfterMs, overduePoll } from './overdue.ts';
import type { Reason } from './reason.ts';
import { nobodyReasons, type ReceiverState, receiverReasons } from './telling.ts';

/** What is stored of one check. `intervalMs`: longest gap between two polls of its schedule. */
export interface CheckState {
  // biome-ignore lint/suspicious/noExplicitAny: reports read stored facts only; what a check reads with does not matter
  readonly check: Check<any>;
  readonly head: Head | null;
  /** The stored verdict; null also when the head names one that cannot be loaded. */
  readonly verdict: Snapshot | null;
  readonly intervalMs: number;
}

export interface HealthInput {
  readonly now: number;
  readonly installedAt: string;
  readonly blindAfterMinutes: number;
  /** Longest gap between two runs of the notifier. */
  readonly notifyIntervalMs: number;
  readonly checks: readonly CheckState[];
  readonly openAlerts: readonly { readonly severity: Severity; readonly title: string }[];
  /** Of each receiver that is configured; empty in one pass. */
  readonly outboxes: readonly ReceiverState[];
  /** Rows that cannot be decoded. */
  readonly damaged: readonly Damage[];
  /** One pass has no history: a source it could not read is blind at once, and no poll can be overdue. */
  readonly onePass: boolean;
}

export interface SourceStatus {
  readonly source: SourceDefinition;
  readonly record: SourceRecord | undefined;
  readonly state: SourceState;
}

export function sourceStates(
  one: CheckState,
  input: Pick<HealthInput, 'now' | 'blindAfterMinutes' | 'onePass'>,
): SourceStatus[] {
  const blindAfter = blindAfterMs(input.blindAfterMinutes, one.intervalMs);
  return one.check.sources.map((source: SourceDefinition) => {
    const record = own(one.head?.sources, source.name);
    const state = sourceState(record, input.now, blindAfter);
    const unread = state === 'never' || state === 'stale';
    return { source, record, state: input.onePass && unread ? 'blind' : state };
  });
}

/** Verdict and its history may be shown as they are stored while no required source is worse than stale. */
export const isVisible = (states: readonly SourceStatus[]): boolean =>
  states.every(({ source, state }) => !isRequired(source) || state === 'ok' || state === 'stale');

export function reasons(input: HealthInput): Reason[] {
  return [
    ...input.checks.flatMap((one) => checkReasons(one, input)),
    ...clockReasons(input),
    ...input.outboxes.flatMap((one) => [
      ...(one.name === MAIL ? notifierReasons(one.outbox, input) : []),
      ...receiverReasons(one, input.now),
    ]),
    ...nobodyReasons(input.outboxes, input.now),
    ...damageReasons(input.damaged),
    ...input.openAlerts.filter(({ severity }) => severity !== 'info').map(openReason),
  ];
}

function checkReasons(one: CheckState, input: HealthInput): Reason[] {
  const states = sourceStates(one, input);
  return [
    ...pollReasons(one, input),
    ...settingReasons(states),
    ...states.flatMap((status) => sourceReasons(one, status, input)),
    ...verdictReasons(one, isVisible(states)),
  ];
}

/** A check without a timer of its own is polled by the notifier, whose own silence is told by itself. */
function pollReasons({ check, head, intervalMs }: CheckState, input: HealthInput): Reason[] {
  if (input.onePass || check.dueEveryMs !== undefined) return [];
  const late = overduePoll({ name: check.name, head, intervalMs }, input.installedAt, input.now);
  if (late) return [{ level: 'fail', code: 'poll-overdue', what: late.what, hint: late.hint }];
  if (head) return [];
  const what = `${check.name}: no poll has finished yet`;
  return [{ level: 'warn', code: 'no-poll-yet', what, hint: 'Wait for the first poll.' }];
}

/** Every poll says how far the clock of its machine is from Graph's. */
function clockReasons({ checks }: HealthInput): Reason[] {
  const off = clockOffBy(checks.filter(({ check }) => check.dueEveryMs === undefined).map(({ head }) => head));
  if (off === null) return [];
  const hint = 'Ages and times are judged by this clock: correct it, or find out why the platform does not.';
  return [{ level: 'warn', code: 'clock-off', what: clockText(off), hint }];
}

/** Every run of the notifier renews the head of the watch. Longer than a run that is busy, or two that fail. */
const NOTIFIER_SILENT_MS = minutesMs(10);
/** A watch without that check leaves a trace once an hour. */
const HOURLY_TRACE_MS = minutesMs(120);

/** Without it nothing is mailed, however well the polls go. */
function notifierReasons({ mailbox }: Outbox, input: HealthInput): Reason[] {
  const own = input.checks.find(({ check }) => check.dueEveryMs !== undefined)?.head?.finishedAt ?? null;
  const last = own ?? mailbox?.value.sweptAt ?? null;
  const limit = notifierOverdueAfterMs(own ? NOTIFIER_SILENT_MS : HOURLY_TRACE_MS, input.notifyIntervalMs);
  if (ageMs(last ?? input.installedAt, input.now) <= limit) return [];
  const what = last === null ? 'notify: it has not run once since the install' : `notify: last seen at ${last}`;
  const hint =
    'Look at the timer function `notify` in the app: while it does not run, nothing but critical alerts is mailed.';
  return [{ level: 'fail', code: 'notify-overdue', what, hint }];
}

/** A source that cannot be read because of a setting, such as the wrong tenant: that does not pass by waiting. */
function settingReasons(states: readonly SourceStatus[]): Reason[] {
  const errors = states.flatMap(({ record }) => (record?.error?.code === 'config' ? [record.error] : []));
  const distinct = new Map(errors.map((error) => [error.message, error]));
  return [...distinct.values()].map(({ message, hint }) => ({ level: 'fail', code: 'config', what: message, hint }));
}

/** A state that is called like its error says it already. */
const whyText = ({ code, message }: SourceError, state: string): string =>
  code === state ? message : `${code}: ${message}`;

function sourceReasons(one: CheckState, status: SourceStatus, input: HealthInput): Reason[] {
  const level = isRequired(status.source) ? requiredLevel(status, input) : optionalLevel(status);
  if (!level) return [];
  const { source, record, state } = status;
  const why = record?.error ? ` (${whyText(record.error, state)})` : '';
  return [
    {
      level,
      code: `source-${state}`,
      what: `${one.check.name}/${source.name} is ${state}${why}`,
      hint: record?.error?.hint ?? '',
    },
  ];
}

function requiredLevel({ state, record }: SourceStatus, input: HealthInput): 'warn' | 'fail' | null {
  if (state === 'ok') return null;
  if (state === 'blind') return 'fail';
  // One refusal may be chance, whatever its reason.
  if (state === 'denied' || state === 'unlicensed')
    return input.onePass || (record?.denials ?? 0) >= 2 ? 'fail' : 'warn';
  if (state === 'stale') return 'warn';
  return ageMs(input.installedAt, input.now) >= minutesMs(input.blindAfterMinutes) ? 'fail' : null;
}

const optionalLevel = ({ state, record }: SourceStatus): 'warn' | null =>
  record?.lastGoodAt && (state === 'blind' || state === 'denied' || state === 'unlicensed') ? 'warn' : null;

/** A verdict that is unknown, or that nobody can see, is never a pass. */
function verdictReasons({ check, head, verdict }: CheckState, visible: boolean): Reason[] {
  if (!head || (visible && verdict && head.verdict && head.verdict.state !== 'unknown')) return [];
  const hint = 'The evidence and the sources say what is missing. RUNBOOK.md, verdict-unknown, says what to do.';
  const state = (head?.verdict && check.whenUnseen) ?? 'unknown';
  return [{ level: 'warn', code: 'verdict-unknown', what: `${check.name}: the state is ${state}`, hint }];
}

/** Told once for all of them: each costs what it held, and nothing else. */
function damageReasons(damaged: readonly Damage[]): Reason[] {
  if (damaged.length === 0) return [];
  const rows = damaged.length === 1 ? 'a stored row' : `${damaged.length} stored rows`;
  const keys = damaged.slice(0, MOST_KEYS).map(({ rowKey }) => rowKey);
  const more = damaged.length > MOST_KEYS ? ` and ${damaged.length - MOST_KEYS} more` : '';
  const hint =
    'Find out who or what touched the table; see RUNBOOK.md, state-damaged, for what each kind of row costs.';
  return [{ level: 'warn', code: 'state-damaged', what: `${rows} cannot be read: ${keys.join(', ')}${more}`, hint }];
}

const MOST_KEYS = 10;

const openReason = (alert: { severity: Severity; title: string }): Reason => ({
  level: 'warn',
  code: `open-${alert.severity}`,
  what: `open alert: ${alert.title}`,
  hint: 'See RUNBOOK.md for what to do about it.',
});
