/**
 * Decides which open alerts a receiver is told again: unanswered critical ones some hours after it was last told, in at
 * most one message a day for all of them, and any whose snooze is over, at once. Never what the receiver was not told of
 * yet, and never what is answered or has ended. By the clock of the mailbox alone.
 */
import { type MailedAlert, type OpenAlert, RANK } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import type {
  AlertContext,
  CommitEvents,
  FrozenMessage,
  Mailbox,
  OutboxRow,
  ReceiverName,
  Reminders,
} from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { answerTo, isKeptOpen, voidBecause } from './answers.ts';
import { isUrgent } from './novelty.ts';

/** What is open now, answered or not. */
export interface OpenNow {
  /** Those that a head names. */
  readonly conditions: readonly OpenAlert[];
  readonly events: readonly CommitEvents[];
  /** By the id of the alert. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** What waits for all receivers, read after the others: what was raised in between has a row here. */
  readonly waiting: readonly OutboxRow[];
  readonly tenant: AlertContext['tenant'];
}

/** An alert to be told again. */
export interface Reminder {
  readonly alert: OpenAlert | MailedAlert;
  readonly check: string;
  /** Under which it counts as told: see `Reminders.told`. */
  readonly key: string;
  readonly toldAt: string;
  /** The snooze that is over; null: nobody has answered for long enough. */
  readonly snooze: Answer | null;
}

export interface Look {
  readonly due: readonly Reminder[];
  /** What is remembered of this look. */
  readonly reminders: Reminders;
}

export const NO_REMINDERS: Reminders = { lookAt: null, hours: null, mailedAt: null, told: [] };

const DAY_MS = minutesMs(24 * 60);
/** What is open is looked at so often: a snooze may be made, and be over, in between. */
const LOOK_MS = minutesMs(10);
/** Of more, those beyond count from when they were raised: they are told again the sooner. */
const MOST_TOLD = 2000;

/** @param hours REMIND_HOURS */
export function isTimeToLook({ reminders, inFlight }: Mailbox, hours: number, now: number): boolean {
  if (inFlight) return false;
  const { lookAt, hours: before } = reminders ?? NO_REMINDERS;
  return lookAt === null || before !== hours || ms(lookAt) <= now || ms(lookAt) > now + LOOK_MS;
}

export function look(
  open: OpenNow,
  receiver: ReceiverName,
  { reminders = NO_REMINDERS }: Mailbox,
  hours: number,
  now: number,
): Look {
  const before = new Map(reminders.told.map(({ key, at }) => [key, ms(at)]));
  const all = [...conditionsIn(open), ...eventsIn(open)].filter(isToldTo(receiver, open));
  const waits = all.map((one) => waitOf(one, before, open.answers, hours, now));
  const dayEnds = reminders.mailedAt === null ? now : ms(reminders.mailedAt) + DAY_MS;
  const isDue = ({ at, snooze }: Wait): boolean => at !== null && at <= now && (snooze !== null || dayEnds <= now);
  const due = waits.filter(isDue).map(({ told, at: _at, ...one }) => ({ ...one, toldAt: iso(told) }));
  const next = waits.flatMap((one) => (one.at === null || isDue(one) ? [] : [one.at > now ? one.at : dayEnds]));
  const lookAt = due.length > 0 ? now : Math.min(now + LOOK_MS, ...next);
  const told = [...new Map(waits.map(({ key, told: at }) => [key, { key, at: iso(at) }])).values()];
  return { due, reminders: { ...reminders, lookAt: iso(lookAt), hours, told: told.slice(0, MOST_TOLD) } };
}

type Open = Pick<Reminder, 'alert' | 'check' | 'key'> & { readonly raisedAt: string };

/** When it is to be told again, in ms; null: not as things are. */
type Wait = Pick<Reminder, 'alert' | 'check' | 'key' | 'snooze'> & {
  readonly told: number;
  readonly at: number | null;
};

const isCritical = ({ severity }: Pick<OpenAlert, 'severity'>): boolean => RANK[severity] === RANK.critical;

/** Only what was ever to be mailed; of the less severe only what somebody snoozed. */
const conditionsIn = ({ conditions, answers }: OpenNow): Open[] =>
  conditions
    .filter((alert) => alert.mailed && (isCritical(alert) || answers.get(alert.id)?.action === 'snooze'))
    .map((alert) => ({ alert, check: alert.check, key: alert.id, raisedAt: alert.since }));

/** One that was snoozed is told at its own time: that must not count for the others of its commit. */
const eventsIn = ({ events, answers }: OpenNow): Open[] =>
  events.flatMap((commit) =>
    commit.alerts
      .filter((alert) => isKeptOpen(alert, answers))
      .map((alert) => {
        const key = answers.get(alert.id)?.action === 'snooze' ? alert.id : commitKey(commit);
        return { alert, check: commit.check, key, raisedAt: commit.at };
      }),
  );

const commitKey = ({ check, generation }: Pick<CommitEvents, 'check' | 'generation'>): string =>
  `${check}|${generation}`;

/** What still waits for the receiver is told when it leaves, and counts from then. */
function isToldTo(receiver: ReceiverName, { waiting }: OpenNow): (one: Open) => boolean {
  const own = waiting.filter((row) => row.receiver === receiver);
  const ids = new Set(own.flatMap(({ alerts }) => alerts.map(({ id }) => id)));
  return ({ alert }) => !ids.has(alert.id);
}

function waitOf(
  { alert, check, key, raisedAt }: Open,
  before: ReadonlyMap<string, number>,
  answers: ReadonlyMap<string, Answer>,
  hours: number,
  now: number,
): Wait {
  const told = Math.min(now, before.get(key) ?? ms(raisedAt));
  const one = { alert, check, key, told };
  const answer = answers.get(alert.id);
  if (answer && answerTo(alert, answers, now)) return { ...one, snooze: null, at: endOf(answer) };
  const isOver = answer !== undefined && voidBecause(answer, alert, now) === 'over';
  if (isOver && (endOf(answer) ?? 0) > told) return { ...one, snooze: answer, at: now };
  return { ...one, snooze: null, at: hours > 0 && isCritical(alert) ? told + minutesMs(hours * 60) : null };
}

const endOf = ({ action, until }: Answer): number | null => (action === 'snooze' && until !== null ? ms(until) : null);

/** Under which the critical news in a message counts as told. */
export const toldKeys = (rows: readonly OutboxRow[]): string[] => [
  ...new Set(
    rows.flatMap((row) =>
      row.alerts.filter(isUrgent).map((alert) => (alert.kind === 'event' ? commitKey(row) : alert.id)),
    ),
  ),
];

/** What is remembered once a message was accepted. */
export function remindersAfter({ reminders }: Mailbox, message: FrozenMessage, now: number): Reminders | undefined {
  const { counts = [], reminds } = message;
  if (counts.length === 0 && reminds === undefined) return reminders;
  const { plain, ...old } = reminders ?? NO_REMINDERS;
  const told = new Map(old.told.map((one) => [one.key, one]));
  for (const key of counts) told.set(key, { key, at: iso(now) });
  return {
    ...old,
    told: [...told.values()].slice(-MOST_TOLD),
    ...(reminds === undefined && plain && { plain }),
    ...(reminds === 'due' && { mailedAt: iso(now) }),
  };
}

/** What was refused for its content is told again by itself, in words of ours alone. */
export const remindersRefused = ({ reminders = NO_REMINDERS }: Mailbox): Reminders => ({ ...reminders, plain: true });
