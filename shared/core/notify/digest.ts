/**
 * Joins the alerts of several outbox rows into what one mail tells: each alert once, the most pressing first.
 * Drops no alert; how many of them are shown in full is for the mail.
 */
import { atLeast, type MailedAlert, type Severity } from '../model/alert.ts';
import type { NamedCheck } from '../model/check.ts';
import type { CheckName } from '../model/head.ts';
import type { AlertContext, PendingAlerts } from '../model/outbox.ts';
import { ms } from '../model/times.ts';

export interface DigestAlert extends Omit<MailedAlert, 'kind'> {
  /** `passed`: it began and ended before any mail told of it; `reminder`: it was told before, and is told again. */
  readonly kind: MailedAlert['kind'] | 'passed' | 'reminder';
  readonly check: CheckName;
  /** The commit that raised it first. */
  readonly generation: number;
  /** When the watch noticed it, ISO 8601. */
  readonly noticedAt: string;
}

/** What was known of a check when its newest row was raised. */
export interface DigestContext extends AlertContext {
  readonly check: CheckName;
  /** What the check is called; its name where it is not built any more. */
  readonly title: string;
  readonly at: string;
}

export interface Digest {
  readonly tenant: AlertContext['tenant'];
  readonly alerts: readonly DigestAlert[];
  /** The newest of each check, in the order of the checks. */
  readonly contexts: readonly DigestContext[];
  /** Where alerts are answered, by id: addresses that hold a token. Absent: there are no links. */
  readonly answerAt?: ReadonlyMap<string, string>;
}

/**
 * @param rows at least one, in any order
 * @param checks all that are built, in the order in which they are told where nothing else decides
 */
export function digestOf(rows: readonly PendingAlerts[], checks: readonly NamedCheck[]): Digest {
  const place = placeIn(checks);
  const ordered = [...rows].sort(
    (a, b) => ms(a.at) - ms(b.at) || place(a.check) - place(b.check) || a.generation - b.generation,
  );
  const byId = new Map<string, DigestAlert[]>();
  for (const row of ordered) {
    for (const alert of row.alerts) {
      const told = { ...alert, check: row.check, generation: row.generation, noticedAt: row.at };
      byId.set(alert.id, [...(byId.get(alert.id) ?? []), told]);
    }
  }
  const alerts = [...byId.values()].flatMap(once).sort(mostPressingFirst);
  return { tenant: tenantOf(ordered), alerts, contexts: contextsOf(ordered, checks) };
}

/** A check that is not built any more, as after a rollback, comes last. */
const placeIn =
  (checks: readonly NamedCheck[]) =>
  (name: CheckName): number => {
    const place = checks.findIndex((check) => check.name === name);
    return place < 0 ? checks.length : place;
  };

/** All that was raised under one id, oldest first, as one alert. */
function once(told: readonly DigestAlert[]): DigestAlert[] {
  const news = told.filter(isNews);
  const closing = told.findLast(({ kind }) => kind === 'closed');
  const [first] = news;
  const worst = news.reduce<DigestAlert | undefined>((a, b) => (a && !isWorse(b, a) ? a : b), undefined);
  const base = worst ?? closing ?? told[0];
  if (!base) return [];
  const actor = told.findLast((alert) => alert.actor !== undefined)?.actor;
  const { kind, noticedAt, generation } = first ?? base;
  const joined = { ...base, kind, noticedAt, generation };
  const named = actor ? { ...joined, actor } : joined;
  return [first && closing ? passed(named, closing) : named];
}

const passed = (alert: DigestAlert, { until }: DigestAlert): DigestAlert => ({
  ...alert,
  kind: 'passed',
  ...(until !== undefined && { until }),
});

const isNews = ({ kind }: DigestAlert): boolean => kind === 'event' || kind === 'opened' || kind === 'raised';

const isWorse = (a: DigestAlert, b: DigestAlert): boolean =>
  a.severity !== b.severity && atLeast(a.severity, b.severity);

/**
 * What was never told before what only adds to it; then by severity, then what weighs most, so that it is never among
 * those that one mail cannot show; then the oldest first, then as its check told it.
 */
function mostPressingFirst(a: DigestAlert, b: DigestAlert): number {
  return (
    ORDER[a.kind] - ORDER[b.kind] ||
    RANK[a.severity] - RANK[b.severity] ||
    Number(a.kind === 'passed') - Number(b.kind === 'passed') ||
    (b.weight ?? 0) - (a.weight ?? 0) ||
    Number(a.kind !== 'event') - Number(b.kind !== 'event') ||
    ms(a.since) - ms(b.since)
  );
}

const ORDER: { readonly [kind in DigestAlert['kind']]: number } = {
  event: 0,
  opened: 0,
  raised: 0,
  passed: 0,
  actor: 1,
  reminder: 2,
  summary: 3,
  closed: 4,
};

const RANK: { readonly [severity in Severity]: number } = { critical: 0, warning: 1, info: 2 };

function tenantOf(ordered: readonly PendingAlerts[]): AlertContext['tenant'] {
  const known = ordered.findLast(({ context }) => context.tenant.name !== null) ?? ordered.at(-1);
  return known?.context.tenant ?? { id: '', name: null };
}

/** A mail that only names who did it says nothing new of its check. */
function contextsOf(ordered: readonly PendingAlerts[], checks: readonly NamedCheck[]): DigestContext[] {
  const newest = new Map<CheckName, DigestContext>();
  for (const { check, at, suffix, context } of ordered) {
    const title = checks.find(({ name }) => name === check)?.title ?? check;
    if (suffix !== 'actor') newest.set(check, { ...context, check, title, at });
  }
  const place = placeIn(checks);
  return [...newest.values()].sort((a, b) => place(a.check) - place(b.check));
}
