/**
 * Decides how much news a critical alert is to whoever was told others within the hour, so that no number of cheap ones
 * keeps a real one from leaving. Goes by rules and weights, which nobody chooses by naming things; never by text.
 */
import type { MailedAlert } from '../model/alert.ts';
import type { ToldRule } from '../model/outbox.ts';
import { iso, minutesMs } from '../model/times.ts';
import { isWithin, type Novelty } from './budget.ts';

/** The most pressing first. */
const NOVELTIES: readonly Novelty[] = ['heaviest', 'first', 'second', 'repeat'];

const HOUR_MS = minutesMs(60);
/** Alerts of one rule that are told by themselves within an hour. */
const BY_THEMSELVES = 2;
/** So that weights which somebody raises step by step make few firsts. */
const MUCH_HEAVIER = 10;
/** Rules are ours and few. */
const MOST_RULES = 200;

/** A critical alert that says something has begun or happened. */
export const isUrgent = (alert: MailedAlert): boolean => alert.severity === 'critical' && isNews(alert);

export const isNews = ({ kind }: MailedAlert): boolean => kind === 'event' || kind === 'opened' || kind === 'raised';

type Weighed = Pick<MailedAlert, 'rule' | 'about' | 'weight'>;

/** What counts as one rule: of a rule that names what it is about, each case. */
export const caseOf = ({ rule, about }: Pick<MailedAlert, 'rule' | 'about'>): string =>
  about === undefined ? rule : `${rule}|${about}`;

export function noveltyOf(alert: Weighed, told: readonly ToldRule[], now: number): Novelty {
  const { weight = 0 } = alert;
  const recent = told.filter((one) => countOf(one, now) > 0);
  const own = recent.find((one) => one.rule === caseOf(alert));
  if (!own || (weight > own.weight && weight >= MUCH_HEAVIER * own.weight))
    return weight > Math.max(0, ...recent.map((one) => one.weight)) ? 'heaviest' : 'first';
  return countOf(own, now) < BY_THEMSELVES ? 'second' : 'repeat';
}

/** Of several alerts that of the most pressing; null: none is urgent. */
export function mostNovel(alerts: readonly MailedAlert[], told: readonly ToldRule[], now: number): Novelty | null {
  const found = new Set(alerts.filter(isUrgent).map((alert) => noveltyOf(alert, told, now)));
  return NOVELTIES.find((novelty) => found.has(novelty)) ?? null;
}

const countOf = ({ times }: ToldRule, now: number): number => times.filter((at) => isWithin(at, now, HOUR_MS)).length;

/** What was told, with the urgent alerts of one more message. */
export function withTold(told: readonly ToldRule[], alerts: readonly Weighed[], now: number): ToldRule[] {
  const known = new Map(told.filter((one) => countOf(one, now) > 0).map((one) => [one.rule, one]));
  for (const { rule, weight = 0 } of alerts) {
    const { times = [], weight: before = 0 } = known.get(rule) ?? {};
    known.set(rule, { rule, times: [...times, iso(now)].slice(-BY_THEMSELVES), weight: Math.max(weight, before) });
  }
  return [...known.values()].slice(-MOST_RULES);
}
