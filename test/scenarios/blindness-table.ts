/**
 * What every way of not seeing comes to (DESIGN 4.4), as data: the scenario beside it plays each row, and RUNBOOK.md
 * holds the rows as text. A source of a check that has no row here fails the scenario, so a new one brings its row.
 */
import type { FaultSpec } from '../../local/tenant/faults.ts';
import type { SourceState } from '../../shared/core/source.ts';

/** HTTP code and word of `GET /api/status`. */
export type StatusWord = '200 pass' | '200 warn' | '503 fail';

/** A source, and what the status says while it is the only thing that is wrong. */
export interface Sight {
  readonly state: SourceState;
  readonly status: StatusWord;
  /** Of its problems, in order. */
  readonly codes: readonly string[];
}

export interface Course {
  /** After the first reading that failed. Nothing is mailed yet. */
  readonly once: Sight;
  /** After a second one, when nothing was read for longer than the source may be unread. */
  readonly later: Sight;
}

export interface Failure {
  readonly name: string;
  /** What Graph does. */
  readonly what: string;
  readonly fault: Omit<FaultSpec, 'path' | 'count'>;
  readonly required: Course;
  readonly optional: Course;
  /** Rules that are mailed, all about the source: nothing at once, these later. */
  readonly mail: readonly string[];
  /** The second reading is good again. */
  readonly passes?: true;
}

const OK: Sight = { state: 'ok', status: '200 pass', codes: [] };
const sight = (state: SourceState, status: StatusWord, ...codes: string[]): Sight => ({ state, status, codes });

/** Unread, but for a reason that may pass by itself. */
const PASSING: Pick<Failure, 'required' | 'optional' | 'mail'> = {
  required: {
    once: sight('stale', '200 warn', 'source-stale'),
    later: sight('blind', '503 fail', 'source-blind', 'verdict-unknown', 'open-warning'),
  },
  optional: {
    once: sight('stale', '200 pass'),
    later: sight('blind', '200 warn', 'source-blind', 'open-warning'),
  },
  mail: ['source-blind'],
};

export const FAILURES: readonly Failure[] = [
  {
    name: 'denied',
    what: '403',
    fault: { kind: 'status', status: 403 },
    required: {
      once: sight('denied', '200 warn', 'source-denied', 'verdict-unknown'),
      later: sight('denied', '503 fail', 'source-denied', 'verdict-unknown', 'open-warning'),
    },
    optional: {
      once: sight('denied', '200 warn', 'source-denied'),
      later: sight('denied', '200 warn', 'source-denied', 'open-warning'),
    },
    mail: ['source-blind'],
  },
  {
    name: 'unlicensed',
    what: '403 that names a missing licence',
    fault: { kind: 'status', status: 403, code: 'AadPremiumLicenseRequired' },
    required: {
      once: sight('unlicensed', '503 fail', 'source-unlicensed', 'verdict-unknown'),
      later: sight('unlicensed', '503 fail', 'source-unlicensed', 'verdict-unknown', 'open-warning'),
    },
    optional: {
      once: sight('unlicensed', '200 warn', 'source-unlicensed'),
      later: sight('unlicensed', '200 warn', 'source-unlicensed', 'open-warning'),
    },
    mail: ['source-blind'],
  },
  {
    name: 'throttled',
    what: '429, wait an hour',
    fault: { kind: 'status', status: 429, retryAfter: '3600' },
    ...PASSING,
  },
  { name: 'unreachable', what: 'no answer ever comes', fault: { kind: 'hang' }, ...PASSING },
  { name: 'malformed', what: 'a page of HTML', fault: { kind: 'html' }, ...PASSING },
  {
    name: 'stale',
    what: '500, and the next reading is good',
    fault: { kind: 'status', status: 500 },
    required: { once: PASSING.required.once, later: OK },
    optional: { once: PASSING.optional.once, later: OK },
    mail: [],
    passes: true,
  },
];

/**
 * | empty answer | what becomes of it |
 * |---|---|
 * | `malformed` | cannot be: the tenant always has one, so it is a failed reading |
 * | `nothing` | says nothing: events are only added, counts and signs of life never speak for health |
 * | a list | not believed once; the second time in a row all of it is gone, and these rules are mailed, none for what is only recorded |
 */
export type Empty = 'malformed' | 'nothing' | readonly string[];

/** Where a source is read. One that reads several places has a row for each. */
export interface Place {
  /** `check/source` */
  readonly source: string;
  /** As faults of the simulated tenant match it. */
  readonly path: string;
  /** One object and no list. */
  readonly single?: true;
  readonly empty: Empty;
}

// biome-ignore format: a table, one place per row
export const PLACES: readonly Place[] = [
  { source: 'writeback/directoryAudits', path: '/auditLogs/directoryAudits', empty: 'nothing' },
  { source: 'writeback/onPremisesSynchronization', path: '/directory/onPremisesSynchronization', empty: 'malformed' },
  { source: 'writeback/organization', path: '/organization', empty: 'malformed' },
  { source: 'writeback/cloudSync', path: '/servicePrincipals', empty: [] },
  { source: 'writeback/authorizationPolicy', path: '/policies/authorizationPolicy', single: true, empty: 'malformed' },
  { source: 'agents/organization', path: '/organization?*LastSyncDateTime*', empty: 'malformed' },
  { source: 'agents/passwordSync', path: '/organization?*LastPasswordSyncDateTime*', empty: 'malformed' },
  { source: 'agents/cloudSyncJobs', path: '/servicePrincipals?*applicationTemplateId*', empty: ['sync-job-removed'] },
  { source: 'agents/cloudSyncJobs', path: '/servicePrincipals/*/synchronization/jobs', empty: ['sync-job-removed'] },
  { source: 'agents/connectSignIn', path: '/servicePrincipals?*startswith*', empty: [] },
  { source: 'agents/connectSignIn', path: '/reports/servicePrincipalSignInActivities', empty: 'nothing' },
  { source: 'agents/connectClient', path: '/directory/onPremisesSynchronization', empty: 'malformed' },
  { source: 'agents/provisioningAgents', path: '/onPremisesPublishingProfiles/provisioning/agents', empty: ['agent-removed', 'agents-degraded'] },
  { source: 'agents/authenticationAgents', path: '/onPremisesPublishingProfiles/authentication/agents', empty: ['agent-removed', 'agents-degraded'] },
  { source: 'agents/failedResets', path: '/organization?$select=id', empty: 'nothing' },
  { source: 'agents/failedResets', path: '/auditLogs/directoryAudits', empty: 'nothing' },
  { source: 'watch/permissions', path: '/servicePrincipals/*/appRoleAssignments', empty: ['permission-missing', 'permission-taken'] },
  { source: 'watch/licence', path: '/subscribedSkus', empty: ['licence-gone'] },
];

/** Sources that are read from a setting: Graph cannot fail them, and a wrong setting is a row of the watch itself. */
export const BY_SETTING: readonly string[] = ['writeback/declaration'];
