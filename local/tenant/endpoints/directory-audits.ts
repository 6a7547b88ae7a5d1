/**
 * The audit log. An event can be read once the ingestion delay has passed and until retention ends; by default
 * there is no delay (the real log takes minutes). What Enable and Disable write beside their names is not
 * documented: targets and modified properties are a guess in the documented shape.
 */
import type { Endpoint, Version } from '../endpoint.ts';
import type { Clause } from '../odata/filter.ts';
import type { Row } from '../odata/row-list.ts';
import { GraphRefusal } from '../reply.ts';
import type { AuditEvent, AuditTarget, TenantState } from '../state.ts';

const DAY_MS = 86_400_000;

export const directoryAudits: Endpoint = {
  path: '/auditLogs/directoryAudits',
  permission: 'AuditLog.Read.All',
  options: ['$filter', '$top', '$orderby'],
  filters: {
    activityDisplayName: { eq: 'string', startswith: 'string' },
    category: { eq: 'string' },
    loggedByService: { eq: 'string' },
    activityDateTime: { ge: 'time' },
    targetResources: { any: 'string' },
  },
  takesOr: true,
  orderBy: 'activityDateTime',
  properties: (version) => (version === 'beta' ? [...PROPERTIES, 'userAgent'] : PROPERTIES),
  read: ({ state, now, version }, { filter }) => {
    refuseTooOld(filter, state, now);
    const readable = state.audits.filter((event) => isReadable(event, state, now));
    return { rows: readable.map((event) => rowOf(event, state, version)).sort(newestFirst) };
  },
};

/**
 * A lower bound before the first midnight that is kept is refused, in these words (microsoft-graph-docs issue 5676). Seen
 * with 30 days; that a tenant without a licence is refused beyond its 7 days is a guess.
 */
function refuseTooOld(filter: readonly Clause[], { retentionDays }: TenantState, now: number): void {
  const earliest = Math.floor(now / DAY_MS - retentionDays) * DAY_MS;
  const bounds = filter.filter(({ property }) => property === 'activityDateTime').flatMap(({ values }) => values);
  if (!bounds.some((bound) => Date.parse(bound) < earliest)) return;
  const least = `(Parameter 'Minimum allowed time for activityDateTime is ${new Date(earliest).toISOString()}')`;
  throw new GraphRefusal(400, 'UnknownError', `Specified argument was out of the range of valid values. ${least}`);
}

const PROPERTIES = [
  'id',
  'activityDateTime',
  'activityDisplayName',
  'additionalDetails',
  'category',
  'correlationId',
  'initiatedBy',
  'loggedByService',
  'operationType',
  'result',
  'resultReason',
  'targetResources',
];

function isReadable(event: AuditEvent, state: TenantState, now: number): boolean {
  return event.readableAt <= now && Date.parse(event.activityDateTime) > now - state.retentionDays * DAY_MS;
}

function rowOf(event: AuditEvent, state: TenantState, version: Version): Row {
  return {
    id: event.id,
    category: event.category,
    correlationId: event.id.split('_')[1] ?? null,
    result: event.result,
    resultReason: event.resultReason,
    activityDisplayName: event.activityDisplayName,
    activityDateTime: event.activityDateTime,
    loggedByService: event.loggedByService,
    operationType: event.operationType,
    ...(version === 'beta' && { userAgent: null }),
    initiatedBy: event.by
      ? { user: userOf(event), app: null }
      : { user: null, app: appOf(event.app ?? state.identity) },
    targetResources: [
      targetOf(event.target, event.modified),
      ...(event.others ?? []).map((target) => targetOf(target, [])),
    ],
    additionalDetails: [{ key: 'User-Agent', value: 'Mozilla/5.0' }, ...(event.details ?? [])],
  };
}

const userOf = ({ by }: AuditEvent): Row => ({
  id: by?.id ?? null,
  displayName: by?.displayName ?? null,
  userPrincipalName: by?.userPrincipalName ?? null,
  ipAddress: '203.0.113.7',
  userType: null,
  homeTenantId: null,
  homeTenantName: null,
});

const appOf = ({ appId, displayName, objectId }: NonNullable<AuditEvent['app']>): Row => ({
  appId,
  displayName,
  servicePrincipalId: objectId,
  servicePrincipalName: null,
});

const targetOf = (target: AuditTarget, modified: AuditEvent['modified']): Row => ({
  id: target.id,
  displayName: target.displayName,
  type: target.type,
  userPrincipalName: target.userPrincipalName ?? null,
  groupType: null,
  modifiedProperties: modified,
});

function newestFirst(a: Row, b: Row): number {
  return String(b.activityDateTime).localeCompare(String(a.activityDateTime));
}
