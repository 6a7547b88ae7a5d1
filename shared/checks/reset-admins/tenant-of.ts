/**
 * The believed facts of all sources as the rows that the authority is computed from. Reads shapes that only the sources
 * write; decides nothing but what an assignment is whose activation is no longer listed.
 */
import type { Past, SourceViews } from '../../core/model/check.ts';
import type { BelievedFact, Fact } from '../../core/model/fact.ts';
import { iso, minutesMs, ms } from '../../core/model/times.ts';
import type {
  AssignmentSchedule,
  Eligibility,
  Group,
  GroupEligibility,
  RoleAssignment,
  RoleDefinition,
  ServicePrincipal,
  Tenant,
  Unit,
  User,
} from './authority/tenant.ts';
import { pathsOf } from './stored.ts';

export function tenantOf(views: SourceViews, past: Past): Tenant {
  const of = (source: string): readonly BelievedFact[] => views[source]?.facts ?? [];
  const assignments = rows<RoleAssignment>(of('roleAssignments'));
  const lasting = <T extends Ending>(source: string): T[] => rows<T>(of(source)).filter((row) => !isOver(row, past.at));
  const schedules = lasting<AssignmentSchedule>('assignmentSchedules');
  return {
    roleDefinitions: of('roleDefinitions').map(definitionOf),
    assignments,
    assignmentSchedules: [...schedules, ...echoes(assignments, schedules, past)],
    eligibilities: lasting<Eligibility>('eligibilities'),
    groupEligibilities: lasting<GroupEligibility>('groupEligibilities'),
    groups: groupsOf(of('groups')),
    units: of('units').map(unitOf),
    appRoleAssignments: rows(of('appRoleAssignments')),
    applicationOwners: rows(of('applicationOwners').filter(({ attributes }) => attributes.ownerId !== undefined)),
    users: usersOf(of('principals'), of('applicationOwners')),
    servicePrincipals: applicationsOf(of('principals'), of('applicationOwners')),
    syncedUserCount: Number(of('syncedUsers')[0]?.details?.count ?? 0),
  };
}

interface Ending {
  readonly endsAt: string | null;
}

/** What has ended has ended, whether or not its list could be read since. */
const isOver = ({ endsAt }: Ending, now: number, graceMs = 0): boolean =>
  endsAt !== null && ms(endsAt) + graceMs <= now;

/** When the next of a tenant's rights ends, or the grace of one that did; null: none does. ISO 8601. */
export function nextEnd(tenant: Tenant, now: number): string | null {
  const ending = [...tenant.assignmentSchedules, ...tenant.eligibilities, ...tenant.groupEligibilities];
  const ends = ending.flatMap(({ endsAt }) => (endsAt === null ? [] : [ms(endsAt), ms(endsAt) + ECHO_MS]));
  const next = Math.min(...ends.filter((end) => end > now));
  return Number.isFinite(next) ? iso(next) : null;
}

/** Attributes that are the very fields of a row. */
const rows = <T>(facts: readonly Fact[]): T[] => facts.map(({ attributes }) => attributes as unknown as T);

const definitionOf = ({ key, label, attributes }: Fact): RoleDefinition =>
  ({ id: key, name: label, ...attributes }) as unknown as RoleDefinition;

function groupsOf(facts: readonly Fact[]): Group[] {
  const elements = new Map(facts.map(({ key, elements: own = [] }) => [key, own]));
  const of = (id: string, ...kinds: readonly string[]) => kinds.flatMap((kind) => elements.get(`${id}${kind}`) ?? []);
  return facts
    .filter(({ key }) => !key.includes(' '))
    .map(({ key: id, attributes, details }) => ({
      id,
      name: (details?.name ?? null) as string | null,
      isRoleAssignable: attributes.isRoleAssignable === true,
      members: of(id, '', ' memberApps'),
      owners: of(id, ' owners', ' ownerApps'),
    }));
}

const unitOf = ({ key: id, attributes, details, elements = [], absent }: BelievedFact): Unit => ({
  id,
  name: (details?.name ?? null) as string | null,
  isRestricted: attributes.isRestricted === true,
  syncedUserIds: elements,
  ...(absent && { shown: elements.length - absent.length }),
});

/** Owners of applications are named only: whether they are synced is nobody's question. */
function usersOf(principals: readonly Fact[], owners: readonly Fact[]): User[] {
  const users = principals
    .filter(({ key }) => key.startsWith('user '))
    .map(({ attributes, details }) => ({ ...attributes, ...details, isEnabled: details?.enabled ?? null }));
  const known = new Set(users.map((user) => (user as unknown as User).id));
  const others = owners.filter(
    ({ attributes, details }) => details?.type === 'user' && !known.has(`${attributes.ownerId}`),
  );
  const named = new Map(others.map(({ attributes, details }) => [`${attributes.ownerId}`, nameIn(details)]));
  return [
    ...(users as unknown as User[]),
    ...[...named].map(([id, name]) => ({ id, upn: null, name, isEnabled: null, isSynced: false })),
  ];
}

const nameIn = (details: Fact['details']): string | null => (details?.name ?? null) as string | null;

function applicationsOf(principals: readonly Fact[], owners: readonly Fact[]): ServicePrincipal[] {
  const clients = owners.filter(({ key }) => key.startsWith('client '));
  const isSyncClient = new Set(clients.map(({ attributes }) => String(attributes.servicePrincipalId)));
  const named = new Map<string, ServicePrincipal>();
  const add = (id: string, { details }: Fact): void => {
    const isEnabled = (details?.enabled ?? null) as boolean | null;
    named.set(id, { id, name: nameIn(details), isEnabled, isSyncClient: isSyncClient.has(id) });
  };
  for (const fact of owners) if (fact.details?.type === 'servicePrincipal') add(String(fact.attributes.ownerId), fact);
  for (const fact of clients) add(String(fact.attributes.servicePrincipalId), fact);
  for (const fact of principals) if (fact.key.startsWith('application ')) add(String(fact.attributes.id), fact);
  return [...named.values()];
}

/** How much later than its schedule an activation leaves the assignments at most. A guess: nothing documents it. */
const ECHO_MS = minutesMs(5);

/**
 * An activation that ends leaves the schedule and the assignments at different moments. For a while after its end it
 * stays the activation it was; an assignment that is still there then is a grant.
 */
function echoes(
  assignments: readonly RoleAssignment[],
  schedules: readonly AssignmentSchedule[],
  { verdict, at }: Past,
): AssignmentSchedule[] {
  const nameOf = (holder: string, role: string, scope: string): string => `${holder} ${role} ${scope}`;
  const scheduled = new Set(schedules.map((row) => nameOf(row.principalId, row.roleDefinitionId, row.scope)));
  const activated = new Map(
    [...pathsOf(verdict).values()]
      .flat()
      .filter((path) => path.activated)
      .flatMap(({ principal, way, via, roleId, scope, until }) => {
        const holders = way === 'direct' ? [principal] : via.map(({ id }) => id);
        return holders.map((holder) => [nameOf(holder, roleId, scope), until] as const);
      }),
  );
  return assignments.flatMap((row) => {
    const name = nameOf(row.principalId, row.roleDefinitionId, row.scope);
    const endsAt = scheduled.has(name) ? undefined : activated.get(name);
    const isEcho = endsAt !== undefined && !isOver({ endsAt }, at, ECHO_MS);
    return isEcho ? [{ ...row, endsAt, memberType: 'Direct', assignmentType: 'Activated' }] : [];
  });
}
