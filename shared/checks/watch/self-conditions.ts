/**
 * What can be wrong with the watch itself at this moment, judged from stored rows and the clock alone, so that it is
 * noticed while nothing can be read. Whoever runs asks it of all others: a timer that died cannot tell of itself.
 */
import type { Condition } from '../../core/model/alert.ts';
import type { OpenAlertRef } from '../../core/model/head.ts';
import type { Mailbox } from '../../core/model/outbox.ts';
import type { Damage } from '../../core/model/stored.ts';
import { isRefused } from '../../core/notify/refusal.ts';
import { clockOffBy, clockText } from '../../core/status/clock.ts';
import { overduePoll, type TimedCheck } from '../../core/status/overdue.ts';
import { isWrongTenant } from '../../errors.ts';

export interface Sight {
  readonly now: number;
  readonly installedAt: string;
  /** The checks with a timer of their own, as their heads are stored. */
  readonly polls: readonly TimedCheck[];
  readonly mailbox: Mailbox | null;
  /** Rows that cannot be decoded. */
  readonly damaged: readonly Damage[];
  /** What the watch has open already. */
  readonly open: readonly OpenAlertRef[];
}

const RULES = ['poll-overdue', 'clock-off', 'wrong-tenant', 'mail-refused', 'state-damaged'];

/** Whether an alert is one of these: the others are judged when sources are read. */
export const isSelfCondition = ({ rule }: Pick<OpenAlertRef, 'rule'>): boolean => RULES.includes(rule);

export const selfConditions = (sight: Sight): Condition[] => [
  ...sight.polls.flatMap((poll) => overdue(poll, sight)),
  ...clockOff(sight),
  ...wrongTenant(sight),
  ...mailRefused(sight),
  ...stateDamaged(sight),
];

function overdue(poll: TimedCheck, { installedAt, now }: Sight): Condition[] {
  const late = overduePoll(poll, installedAt, now);
  if (!late) return [];
  return [
    {
      rule: 'poll-overdue',
      subject: poll.name,
      severity: 'warning',
      title: `The check ${poll.name} is not polled any more`,
      why: 'Nobody sees a change of what it watches. Timers can die silently, for instance after a deployment, while everything else goes on.',
      todo: late.hint,
      lines: [late.what],
    },
  ];
}

function clockOff({ polls, open }: Sight): Condition[] {
  const isOpen = open.some(({ rule }) => rule === 'clock-off');
  const off = clockOffBy(
    polls.map(({ head }) => head),
    isOpen,
  );
  if (off === null) return [];
  return [
    {
      rule: 'clock-off',
      subject: 'clock',
      severity: 'warning',
      title: 'The clock of the app and that of Microsoft Graph are more than 5 minutes apart',
      why: 'What is late, blind or overdue is judged by this clock, and history is told by it.',
      todo: 'Restart the app so that it gets another machine. If it lasts, ask which of the two clocks is wrong.',
      lines: [`At the last poll ${clockText(off)}.`],
    },
  ];
}

/** One source is enough: all requests of a poll share its token, and what is read without one says nothing of it. */
function wrongTenant({ polls }: Sight): Condition[] {
  const errors = polls.flatMap(({ name, head }) =>
    Object.values(head?.sources ?? {}).flatMap(({ error }) =>
      error && isWrongTenant(error) ? [`${name}: ${error.message}`] : [],
    ),
  );
  if (errors.length === 0) return [];
  return [
    {
      rule: 'wrong-tenant',
      subject: 'tenant',
      severity: 'warning',
      title: 'The identity of the app belongs to another tenant than TENANT_ID',
      why: 'Nothing is read: what that tenant shows is not what is to be watched.',
      todo: 'Set TENANT_ID to the tenant of the identity, or give the app an identity of that tenant.',
      lines: [...new Set(errors)],
    },
  ];
}

/**
 * Not mailed: a mail about it could not leave either, and one that was accepted and then dropped would be the cause of
 * the next.
 */
function mailRefused({ mailbox }: Sight): Condition[] {
  if (!isRefused(mailbox?.refused ?? null) || !mailbox) return [];
  const { lastError } = mailbox;
  return [
    {
      rule: 'mail-refused',
      subject: 'mail',
      severity: 'warning',
      unmailed: true,
      title: 'Mail cannot be sent: the service refused or dropped the last one',
      why: 'Nobody is told of anything by mail. What waits stays in the outbox.',
      todo: lastError?.hint || 'Check sender, recipients and the role of the identity at the mail service.',
      lines: lastError ? [`${lastError.at}: ${lastError.code}: ${lastError.message}`] : [],
    },
  ];
}

/**
 * One condition for all rows that cannot be decoded, worse with each further one. A head is not among them: its check
 * starts anew and tells it, and one of a check that this version does not know is none of its business.
 */
function stateDamaged({ damaged }: Sight): Condition[] {
  const rows = [...new Map(damaged.filter(({ kind }) => kind !== 'head').map((row) => [row.rowKey, row])).values()];
  if (rows.length === 0) return [];
  const isUntold = rows.some(({ kind }) => kind === 'pending');
  return [
    {
      rule: 'state-damaged',
      subject: 'table',
      severity: isUntold ? 'critical' : 'warning',
      title: isUntold
        ? 'Stored rows cannot be read, and alerts that waited in them were never told'
        : 'Stored rows of the watch cannot be read',
      why: 'Each costs what it held. Whoever can write to the table can hide what the watch has seen.',
      todo: 'Find out who or what touched the table. Read /api/drift for the times of the rows below, then delete them.',
      lines: rows.slice(0, MOST_ROWS).map(({ kind, rowKey, why }) => `${rowKey} (${COSTS[kind]}): ${why}`),
      parts: Object.fromEntries(rows.map(({ rowKey, kind }) => [rowKey, kind === 'pending' ? 2 : 1])),
    },
  ];
}

const MOST_ROWS = 20;

/** What is lost with a row of a kind. */
const COSTS: { readonly [kind in Damage['kind']]: string } = {
  install: 'when the watch began; counted from now on',
  head: 'what a check remembers; it starts anew',
  alert: 'the text of an open alert',
  event: 'the text of an event that is told already, or about to be',
  change: 'lines of history',
  pending: 'alerts that nobody was told of',
  mailbox: 'what was sent last, and the budget; a message may come twice',
};
