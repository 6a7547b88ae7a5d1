/**
 * The audit log. An event can be read once the ingestion delay has passed and until retention ends; by default
 * there is no delay (the real log takes minutes). What Enable and Disable write beside their names is not
 * documented: targets and modified properties are a guess in the documented shape.
 */
import type { Endpoint, Version } from '../endpoint.ts';
import type { Row } from '../odata/row-list.ts';
import type { AuditEvent, AuditTarget, TenantState } from '../state.ts';

const DAY_MS = 86_400_000;

export const directoryAudits: Endpoint = {
  path: '/auditLogs/directoryAudits',
  permission: 'AuditLog.Read.All',
  options: ['$filter', '$top', '$orderby'],
  filters: { activityDisplayName: { eq: 'string' }, activityDateTime: { ge: 'time' } },
  orderBy: 'activityDateTime',
  properties: (version) => (version === 'beta' ? [...PROPERTIES, 'userAgent'] : PROPERTIES),
  read: ({ state, now, version }) => ({
    rows: state.audits
      .filter((event) => isReadable(event, state, now))
      .map((event) => rowOf(event, state, version))
      .sort(newestFirst),
  }),
};

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

const appOf = ({ appId, displayName, objectId }: TenantState['identity']): Row => ({
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
