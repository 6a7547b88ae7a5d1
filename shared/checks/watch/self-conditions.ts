/**
 * What can be wrong with the watch itself now, judged from stored rows and the clock alone, so that it is
 * noticed while nothing can be read. Whoever runs asks it of all others: a timer that died cannot tell of itself.
 */

import type { Condition } from '../../core/model/alert.ts';
import type { OpenAlertRef } from '../../core/model/head.ts';
import { MAIL } from '../../core/model/outbox.ts';
import { own } from '../../core/model/own.ts';
import { alertOf } from '../../core/model/rule.ts';
import type { SourceError } from '../../core/model/source.ts';
import type { Damage } from '../../core/model/stored.ts';
import { minutesMs } from '../../core/model/times.ts';
import { isRefused } from '../../core/notify/refusal.ts';
import { clockOffBy, clockText } from '../../core/status/clock.ts';
import { overduePoll, type TimedCheck } from '../../core/status/overdue.ts';
import { isFailing, type ReceiverState, receiverReasons } from '../../core/status/telling.ts';
import { utcText } from '../../core/text/ages.ts';
import { ours, rowKeyWords, told } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { isWrongTenant } from '../../errors.ts';
import { SERVICE_PLANS } from '../entra/well-known.ts';
import { includesP2, licence } from './licence.ts';
import { SELF_RULES, TITLES } from './rules.ts';

export interface WatchView {
  readonly now: number;
  readonly installedAt: string;
  /** The checks with a timer of their own, as their heads are stored. */
  readonly polls: readonly TimedCheck[];
  readonly receivers: readonly ReceiverState[];
  /** What each source of the watch itself remembers of its last good reading; null: nothing. */
  readonly remembered: { readonly [source: string]: string | null };
  /** Rows that cannot be decoded. */
  readonly damaged: readonly Damage[];
  /** What the watch has open already. */
  readonly open: readonly OpenAlertRef[];
  /** The notifier was down before this time, ISO 8601; null: it was not. */
  readonly upSince: string | null;
}

const RULE_IDS: readonly string[] = Object.values(SELF_RULES).map(({ id }) => id);

/** Whether an alert is one of these: the others are judged when sources are read. */
export const isSelfCondition = ({ rule }: Pick<OpenAlertRef, 'rule'>): boolean => RULE_IDS.includes(rule);

export const selfConditions = (sight: WatchView): Condition[] => [
  ...sight.polls.flatMap((poll) => overdue(poll, sight)),
  ...clockOff(sight),
  ...wrongTenant(sight),
  ...licenceDenied(sight),
  ...unreached(sight),
  ...stateDamaged(sight),
];

/** What was overdue before the notifier was down stays so until it is polled. */
function overdue(poll: TimedCheck, { installedAt, now, open, upSince }: WatchView): Condition[] {
  const isOpen = open.some(({ rule, subject }) => rule === 'poll-overdue' && subject === poll.name);
  const late = overduePoll(poll, installedAt, now, isOpen ? null : upSince);
  if (!late) return [];
  const about = {
    subject: poll.name,
    title: TITLES.pollOverdue(ours(poll.name)),
    todo: ours(late.hint),
    lines: [ours(late.what)],
  };
  return [alertOf(SELF_RULES.pollOverdue, 'unknown', about)];
}

function clockOff({ polls, open }: WatchView): Condition[] {
  const isOpen = open.some(({ rule }) => rule === SELF_RULES.clockOff.id);
  const off = clockOffBy(
    polls.map(({ head }) => head),
    isOpen,
  );
  if (off === null) return [];
  const lines = [words`As of the last poll, ${clockText(off)}.`];
  const alert = alertOf(SELF_RULES.clockOff, 'unknown', { subject: 'clock', title: TITLES.clockOff, lines });
  return [{ ...alert, parts: { clock: degreeOf(Math.abs(off)) } }];
}

/** Minutes off are a machine out of step; with hours ages are judged wrongly, with days retention too. */
const degreeOf = (offMs: number): number =>
  1 + [minutesMs(60), minutesMs(24 * 60)].filter((most) => offMs > most).length;

/** One source is enough: all requests of a poll share its token, and what is read without one says nothing of it. */
function wrongTenant({ polls, open }: WatchView): Condition[] {
  const isOpen = open.some(({ rule }) => rule === SELF_RULES.wrongTenant.id);
  const errors = polls.flatMap(({ name, head }) =>
    Object.values(head?.sources ?? {}).flatMap(({ error }) =>
      error && (isWrongTenant(error) || (isOpen && isUntyped(error)))
        ? [words`${ours(name)}: ${told(error.message)}`]
        : [],
    ),
  );
  if (errors.length === 0) return [];
  const about = { subject: 'tenant', title: TITLES.wrongTenant, lines: [...new Set(errors)] };
  return [alertOf(SELF_RULES.wrongTenant, 'unknown', about)];
}

/** It needs the second refusal in a row: one may be chance. Worse with each further source. */
function licenceDenied({ polls, remembered }: WatchView): Condition[] {
  if (!includesP2(own(remembered, licence.name) ?? null)) return [];
  const refused = polls.flatMap(({ name, head }) =>
    Object.entries(head?.sources ?? {}).flatMap(([source, { error, denials }]) =>
      error?.code === 'unlicensed' && denials >= 2 ? [{ place: `${name}/${source}`, message: error.message }] : [],
    ),
  );
  if (refused.length === 0) return [];
  const lines = refused.map(({ place, message }) => words`${ours(place)}: ${told(message)}`);
  const about = {
    subject: 'licence',
    title: TITLES.licenceDenied,
    lines: [words`The tenant has: ${SERVICE_PLANS.p2}`, ...lines],
  };
  const parts = Object.fromEntries(refused.map(({ place }) => [place, 1]));
  return [{ ...alertOf(SELF_RULES.licenceDenied, 'unknown', about), parts }];
}

/** Of a setting, stored by a version that did not say of which: what is open of it stands until the next poll. */
const isUntyped = ({ code, detail }: SourceError): boolean => code === 'config' && detail === undefined;

/** A receiver that takes nothing: for all others to be told. One that is alone is shown by the status, once it refuses. */
function unreached({ receivers, now }: WatchView): Condition[] {
  return receivers.flatMap((one) => {
    const toldTo = receivers.map(({ name }) => name).filter((name) => name !== one.name);
    const mailbox = one.outbox.mailbox?.value;
    if (!isRefused(mailbox?.refused ?? null) && (toldTo.length === 0 || !isFailing(one, now))) return [];
    const isMail = one.name === MAIL;
    const about = {
      subject: one.name,
      title: isMail ? TITLES.mailRefused : TITLES.messageRefused(ours(one.name)),
      lines: failureLines(one, now),
      ...(mailbox?.lastError?.hint && { todo: told(mailbox.lastError.hint) }),
    };
    return [{ ...alertOf(isMail ? SELF_RULES.mailRefused : SELF_RULES.messageRefused, 'unknown', about), toldTo }];
  });
}

function failureLines(one: ReceiverState, now: number): Words[] {
  const codes = receiverReasons(one, now).map(({ code }) => code);
  const last = one.outbox.mailbox?.value.lastError;
  return [
    words`Codes in the status: ${ours(codes.join(', '))}`,
    ...(last ? [words`${utcText(last.at) ?? told(last.at)}: ${told(last.code)}: ${told(last.message)}`] : []),
  ];
}

/**
 * One condition for all rows that cannot be decoded, worse with each further one. A head is not among them: its check
 * starts anew and tells it, and one of a check that this version does not know is none of its business.
 */
function stateDamaged({ damaged }: WatchView): Condition[] {
  const rows = [...new Map(damaged.filter(({ kind }) => kind !== 'head').map((row) => [row.rowKey, row])).values()];
  if (rows.length === 0) return [];
  const which = rows.some(({ kind }) => kind === 'pending') ? 'alertsDamaged' : 'stateDamaged';
  const about = {
    subject: 'table',
    title: TITLES[which],
    lines: rows
      .slice(0, MOST_ROWS)
      .map(({ kind, rowKey, why }) => words`${rowKeyWords(rowKey)} (${COSTS[kind]}): ${told(why)}`),
  };
  const parts = Object.fromEntries(rows.map(({ rowKey, kind }) => [rowKey, kind === 'pending' ? 2 : 1]));
  return [{ ...alertOf(SELF_RULES[which], 'unknown', about), parts }];
}

const MOST_ROWS = 20;

/** What is lost with a row of a kind. */
const COSTS = {
  install: 'when the watch began; counted from now on',
  head: 'what a check remembers; it starts over',
  alert: 'the text of an open alert',
  event: 'the text of an event that is told already, or about to be',
  change: 'lines of history',
  pending: 'alerts that nobody was told of',
  answer: 'who answered an alert, and why; it counts as not answered',
  mailbox: 'what was sent last, and the budget; a message may come twice',
} as const satisfies { readonly [kind in Damage['kind']]: string };
