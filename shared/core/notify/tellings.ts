/**
 * Decides what is told as one: an event with the conditions that its own commit opened or closed because of it, and that
 * all checks have begun. Each alert keeps its id, its severity and its life; none is left out, and none told twice.
 */
import { atLeast, type Severity } from '../model/alert.ts';
import { named } from '../text/outside.ts';
import { stepsOf } from '../text/steps.ts';
import { words } from '../text/words.ts';
import type { Digest, DigestAlert } from './digest.ts';

/** One alert, and those that say the same from another side. `severity` is that of the gravest that has not ended. */
export interface Telling extends DigestAlert {
  readonly also: readonly DigestAlert[];
}

/** @param digest its alerts the most pressing first; the tellings keep that order */
export function tellingsOf(digest: Digest): Telling[] {
  const { alerts } = digest;
  const leads = leadsOf(alerts);
  const byLead = Map.groupBy(alerts, (alert) => leads.get(alert) ?? alert);
  const tellings = [...byLead].map(([lead, all]) => telling(lead, all));
  return withOneBeginning(tellings, digest);
}

function telling(lead: DigestAlert, all: readonly DigestAlert[]): Telling {
  const also = all.filter((alert) => alert !== lead);
  return { ...lead, severity: gravest(lead, also), also };
}

const gravest = (lead: DigestAlert, also: readonly DigestAlert[]): Severity =>
  also.reduce(
    (worst, { kind, severity }) => (kind === 'closed' || atLeast(worst, severity) ? worst : severity),
    lead.severity,
  );

/** What decides whether one alert tells another. */
export type Told = Pick<DigestAlert, 'kind' | 'check' | 'generation' | 'rule' | 'subject' | 'since' | 'tells'>;

/** Of each alert that another one tells, that one. Of several events the last is the one that left things as they are. */
export function leadsOf<T extends Told>(alerts: readonly T[]): Map<T, T> {
  const leads = new Map<T, T>();
  const telling = alerts.filter((alert) => alert.tells !== undefined);
  for (const alert of alerts) {
    const candidates = telling.filter((lead) => tells(lead, alert));
    const [lead] = candidates.toSorted((a, b) => Number(isEvent(b)) - Number(isEvent(a)) || later(a, b));
    if (lead) leads.set(alert, lead);
  }
  return new Map([...leads].map(([alert, lead]) => [alert, leads.get(lead) ?? lead]));
}

const isEvent = ({ kind }: Told): boolean => kind === 'event';

const later = (a: Told, b: Told): number => (a.since < b.since ? 1 : -1);

/** What has ended tells of nothing that has not; who did something, and a summary, stand for themselves. */
function tells(lead: Told, alert: Told): boolean {
  if (lead === alert || lead.check !== alert.check || isEvent(alert) || !isPlain(alert)) return false;
  if (lead.generation !== alert.generation || (hasEnded(lead) && !hasEnded(alert))) return false;
  return [alert.rule, `${alert.rule}~${alert.subject}`].some((one) => lead.tells?.includes(one));
}

const hasEnded = ({ kind }: Told): boolean => kind === 'closed' || kind === 'passed';

const isPlain = ({ kind }: Told): boolean => kind !== 'summary' && kind !== 'actor';

/** That the checks have begun is one summary; what each of them found stands below it. */
function withOneBeginning(tellings: readonly Telling[], { contexts, tenant }: Digest): Telling[] {
  const place = new Map(contexts.map(({ check }, n) => [check, n]));
  const all = tellings
    .filter(({ kind, rule }) => kind === 'summary' && rule === 'baseline')
    .sort((a, b) => (place.get(a.check) ?? 0) - (place.get(b.check) ?? 0));
  const [first, ...others] = all;
  if (!first || others.length === 0) return [...tellings];
  const checks = contexts.filter(({ check }) => others.some((one) => one.check === check));
  const joint: Telling = {
    ...first,
    todo: [...new Set(all.flatMap(({ todo }) => stepsOf(todo))), RECEIVED].join(' '),
    lines: [words`Tenant: ${named(tenant)}`, ...checks.map(({ headline }) => headline)],
    also: others,
  };
  return tellings.flatMap((one) => (one === first ? [joint] : others.includes(one) ? [] : [one]));
}

const RECEIVED = 'Ask everyone who should get these mails whether this one arrived.';
