/** Two tenants one after the other, and what the check says of the difference. */
import { computeAuthority } from '../../../shared/checks/reset-admins/authority/authority.ts';
import { canReset } from '../../../shared/checks/reset-admins/authority/capability.ts';
import { unitIdIn } from '../../../shared/checks/reset-admins/authority/scope.ts';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { interpret } from '../../../shared/checks/reset-admins/findings/interpret.ts';
import { type StoredUnit, verdictFacts } from '../../../shared/checks/reset-admins/stored.ts';
import type { AlertText } from '../../../shared/core/model/alert.ts';
import type { Finding, Occasion, SourceDrift } from '../../../shared/core/model/check.ts';
import type { Drift } from '../../../shared/core/model/drift.ts';
import { type Attributes, type Fact, normalised, type Snapshot } from '../../../shared/core/model/fact.ts';
import { tenantOf } from './tenants.ts';

const AT = '2026-11-20T10:00:00.000Z';

export const snapshotOf = (facts: readonly Fact[]): Snapshot =>
  normalised(facts).map((fact) => ({ ...fact, firstSeen: AT, since: AT }));

export interface Judged {
  readonly activationsRead?: boolean;
  readonly principalsRead?: boolean;
  readonly hiddenUnits?: readonly string[];
  readonly units?: readonly StoredUnit[];
}

export function verdictOf(tenant: Tenant, judged: Judged = {}): Snapshot {
  const { activationsRead = true, principalsRead = true, hiddenUnits = [], units = [] } = judged;
  const authority = computeAuthority(tenant);
  const shielded = new Set(authority.shielded.map(({ id }) => id));
  const facts = verdictFacts(authority, {
    until: null,
    missing: [],
    groups: [],
    terms: [],
    activationsRead,
    principalsRead,
    hiddenUnits,
    roles: tenant.roleDefinitions.filter(canReset),
    units,
    unshielded: tenant.users.filter(({ id, isSynced }) => isSynced && !shielded.has(id)),
    unitName: (scope) => tenant.units.find(({ id }) => id === unitIdIn(scope))?.name ?? null,
  });
  return snapshotOf(facts);
}

export interface Circumstances {
  readonly writeback?: Occasion['writeback'];
  readonly sources?: readonly SourceDrift[];
  readonly before?: Judged;
  readonly after?: Judged;
}

export const occasionOf = (
  before: Snapshot | null,
  after: Snapshot,
  { writeback = 'on', sources = [] }: Circumstances = {},
): Occasion => ({ sources, verdict: { before, after }, writeback });

/** The findings when a tenant was like the first and is like the second. */
export function change(
  was: Partial<Tenant> | null,
  is: Partial<Tenant>,
  circumstances: Circumstances = {},
): readonly Finding[] {
  const before = was && verdictOf(tenantOf(was), circumstances.before);
  const after = verdictOf(tenantOf(is), circumstances.after);
  return interpret(occasionOf(before, after, circumstances)).findings;
}

/** Each alert once, as the mail shows it. */
export function alertsIn(findings: readonly Finding[]): AlertText[] {
  const events = findings.flatMap(({ event }) => event ?? []);
  return [...new Map(events.map((event) => [`${event.rule}~${event.subject}`, event])).values()];
}

/** `severity rule: title` */
export const mailsIn = (findings: readonly Finding[]): string[] =>
  alertsIn(findings).map(({ severity, rule, title }) => `${severity} ${rule}: ${title}`);

/** Titles of what is only recorded. */
export const recordedIn = (findings: readonly Finding[]): string[] =>
  findings.filter(({ event }) => event === undefined).map(({ title }) => title);

/** A first reading of sources. */
export const firstRead = (...names: readonly string[]): SourceDrift[] =>
  names.map((source) => ({ source, baseline: true, drift: [] }));

export const sourceDrift = (source: string, ...drift: readonly Drift[]): SourceDrift => ({
  source,
  baseline: false,
  drift,
});

/** A row that came to a source. */
export const cameIn = (key: string, attributes: Attributes): Drift => ({
  change: 'added',
  key,
  before: null,
  after: { key, attributes },
});
