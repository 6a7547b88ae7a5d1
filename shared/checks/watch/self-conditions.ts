/**
 * What can be wrong with the watch itself at this moment, judged from stored rows and the clock alone, so that it is
 * noticed while nothing can be read. Whoever runs asks it of all others: a timer that died cannot tell of itself.
 */
import type { Condition } from '../../core/model/alert.ts';
import type { OpenAlertRef } from '../../core/model/head.ts';
import type { Mailbox } from '../../core/model/mail.ts';
import { clockOffBy, clockText } from '../../core/status/clock.ts';
import { overduePoll, type TimedCheck } from '../../core/status/overdue.ts';
import { isWrongTenant } from '../../errors.ts';

export interface Sight {
  readonly now: number;
  readonly installedAt: string;
  /** The checks with a timer of their own, as their heads are stored. */
  readonly polls: readonly TimedCheck[];
  readonly mailbox: Mailbox | null;
  /** What the watch has open already. */
  readonly open: readonly OpenAlertRef[];
  /** The notifier was down before this time, ISO 8601; null: it was not. */
  readonly upSince: string | null;
}

const RULES = ['poll-overdue', 'clock-off', 'wrong-tenant', 'mail-refused'];

/** Whether an alert is one of these: the others are judged when sources are read. */
export const isSelfCondition = ({ rule }: Pick<OpenAlertRef, 'rule'>): boolean => RULES.includes(rule);

export const selfConditions = (sight: Sight): Condition[] => [
  ...sight.polls.flatMap((poll) => overdue(poll, sight)),
  ...clockOff(sight),
  ...wrongTenant(sight),
  ...mailRefused(sight),
];

/** What was overdue before the notifier was down stays so until it is polled. */
function overdue(poll: TimedCheck, { installedAt, now, open, upSince }: Sight): Condition[] {
  const isOpen = open.some(({ rule, subject }) => rule === 'poll-overdue' && subject === poll.name);
  const late = overduePoll(poll, installedAt, now, isOpen ? null : upSince);
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
  if (!mailbox?.refused) return [];
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
