/**
 * The believed facts of all sources as the rows that the authority is computed from. Reads shapes that only the sources
 * write; decides nothing but what an assignment is whose activation is no longer listed, and what stands of something
 * that is named and cannot be read.
 */

import type { Past, SourceViews } from '../../core/model/check.ts';
import type { BelievedFact, Fact } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import { iso, minutesMs, ms } from '../../core/model/times.ts';
import { earlier } from './authority/duration.ts';
import { unitIdIn } from './authority/scope.ts';
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
import { type Called, calledIn } from './called.ts';
import { crowdId, type GroupPart, groupKey, groupPartOf, isClient, isFoundAs, unitKeyOf } from './sources/keys.ts';
import { scopeIn } from './sources/objects.ts';
import { termsIn } from './stored.ts';

export function tenantOf(views: SourceViews, past: Past, called: Called = calledIn(views, past)): Tenant {
  const of = (source: string): readonly BelievedFact[] => own(views, source)?.facts ?? [];
  const assignments = rows<RoleAssignment>(of('roleAssignments'));
  const lasting = <T extends Ending>(source: string): T[] => rows<T>(of(source)).filter((row) => !isOver(row, past.at));
  const schedules = lasting<AssignmentSchedule>('assignmentSchedules');
  return {
    roleDefinitions: of('roleDefinitions').map(definitionOf),
    assignments,
    assignmentSchedules: [...schedules, ...echoes(assignments, schedules, past)],
    eligibilities: lasting<Eligibility>('eligibilities'),
    groupEligibilities: lasting<GroupEligibility>('groupEligibilities'),
    groups: [...groupsOf(of('groups')), ...called.unread.map((id) => withoutMembers(id, called.names.get(id) ?? null))],
    units: of('units').filter(isThere).map(unitFrom),
    unreadUnits: unreadUnits(['roleAssignments', 'assignmentSchedules', 'eligibilities'].flatMap(of), of('units')),
    appRoleAssignments: rows(of('appRoleAssignments')),
    applicationOwners: rows(of('applicationOwners').filter(({ attributes }) => attributes.ownerId !== undefined)),
    users: usersOf(of('principals'), of('applicationOwners'), called),
    servicePrincipals: applicationsOf(of('principals'), of('applicationOwners'), called),
    others: [...called.people.filter(({ type }) => type === 'unknown'), ...of('groups').flatMap(crowdIn)],
    syncedUserCount: countOf(views.syncedUsers),
  };
}

/** Null: it was never counted, or not for so long that its source is blind. */
function countOf(view: SourceViews[string] | undefined): number | null {
  const count = view?.isFresh ? view.facts?.[0]?.details?.count : null;
  return typeof count === 'number' ? count : null;
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

/** Whoever is in a group and is not named one by one: all of them are one principal, of no kind that is known. */
function crowdIn({ key, label, attributes, details }: Fact): NonNullable<Tenant['others']>[number][] {
  const { group, part } = groupPartOf(key);
  if (part !== 'crowd') return [];
  const count = `${details?.isCut === true ? 'at least ' : ''}${Number(details?.more)}`;
  const name = `${count} more members of group ${label ?? group}`;
  return [{ id: crowdId(group, Number(attributes.atLeast)), name, upn: null }];
}

function groupsOf(facts: readonly Fact[]): Group[] {
  const elements = new Map(facts.map(({ key, elements: own = [] }) => [key, own]));
  const crowds = Map.groupBy(facts, ({ key }) => groupPartOf(key).group);
  const of = (id: string, ...parts: readonly GroupPart[]) =>
    parts.flatMap((part) => elements.get(groupKey(id, part)) ?? []);
  return facts
    .filter(({ key }) => groupPartOf(key).part === 'members')
    .map(({ key: id, attributes, details }) => ({
      id,
      name: (details?.name ?? null) as string | null,
      isRoleAssignable: attributes.isRoleAssignable === true,
      members: [
        ...of(id, 'members', 'memberApps'),
        ...(crowds.get(id) ?? []).flatMap(crowdIn).map((crowd) => crowd.id),
      ],
      owners: of(id, 'owners', 'ownerApps'),
    }));
}

/** A group that nobody could read is a group, and never a person who resets. */
const withoutMembers = (id: string, name: string | null): Group => ({
  ...{ id, name, isRoleAssignable: false, members: [], owners: [] },
  isUnread: true,
});

const isThere = ({ key }: Fact): boolean => unitKeyOf(key).isThere;

/** Scopes whose unit was neither found nor missed. */
function unreadUnits(rights: readonly Fact[], units: readonly Fact[]): string[] {
  const looked = new Set(units.map(({ key }) => unitKeyOf(key).unit));
  const scopes = new Set(rights.flatMap((fact) => unitIdIn(scopeIn(fact)) ?? []));
  return [...scopes].filter((unit) => !looked.has(unit));
}

const unitFrom = ({ key: id, attributes, details, elements = [], absent }: BelievedFact): Unit => ({
  id,
  name: (details?.name ?? null) as string | null,
  isRestricted: attributes.isRestricted === true,
  syncedUserIds: elements,
  ...(details?.isHidden === true && elements.length === 0 && { isHidden: true }),
  ...(absent && { shown: elements.length - absent.length }),
});

/** Owners of applications are named only: whether they are synced is nobody's question. */
function usersOf(principals: readonly Fact[], owners: readonly Fact[], { people }: Called): User[] {
  const looked = principals
    .filter(({ key }) => isFoundAs('user', key))
    .map(({ attributes, details }) => ({ ...attributes, ...details, isEnabled: details?.enabled ?? null }));
  const named = people.filter(({ type }) => type === 'user').map(withoutState);
  const users = [...looked, ...named];
  const known = new Set(users.map((user) => (user as unknown as User).id));
  const others = owners.filter(
    ({ attributes, details }) => details?.type === 'user' && !known.has(`${attributes.ownerId}`),
  );
  const ofApplications = new Map(others.map(({ attributes, details }) => [`${attributes.ownerId}`, details]));
  return [
    ...(users as unknown as User[]),
    ...[...ofApplications].map(([id, details]) =>
      withoutState({ id, upn: null, name: nameIn(details), enabled: (details?.enabled ?? null) as boolean | null }),
    ),
  ];
}

/** Known by name alone, or not to be looked up now. */
const withoutState = (named: Pick<User, 'id' | 'upn' | 'name'> & { readonly enabled?: boolean | null }): User => ({
  ...{ id: named.id, upn: named.upn, name: named.name },
  isEnabled: named.enabled ?? null,
  isSynced: false,
});

const nameIn = (details: Fact['details']): string | null => (details?.name ?? null) as string | null;

function applicationsOf(principals: readonly Fact[], owners: readonly Fact[], { people }: Called): ServicePrincipal[] {
  const clients = owners.filter(({ key }) => isClient(key));
  const isSyncClient = new Set(clients.map(({ attributes }) => String(attributes.servicePrincipalId)));
  const named = new Map<string, ServicePrincipal>();
  const add = (id: string, { details }: Fact): void => {
    const isEnabled = (details?.enabled ?? null) as boolean | null;
    named.set(id, { id, name: nameIn(details), isEnabled, isSyncClient: isSyncClient.has(id) });
  };
  for (const { id, type, name, enabled: isEnabled } of people) {
    if (type === 'servicePrincipal') named.set(id, { id, name, isEnabled, isSyncClient: isSyncClient.has(id) });
  }
  for (const fact of owners) if (fact.details?.type === 'servicePrincipal') add(String(fact.attributes.ownerId), fact);
  for (const fact of clients) add(String(fact.attributes.servicePrincipalId), fact);
  for (const fact of principals) if (isFoundAs('application', fact.key)) add(String(fact.attributes.id), fact);
  return [...named.values()];
}

/** How much later than its schedule what it held leaves the assignments at most. A guess: nothing documents it. */
const ECHO_MS = minutesMs(5);

/**
 * What ends, by itself or before its time, leaves the schedule and the assignments at different moments. For a while it
 * stays what it was, an activation or held until then; an assignment that is still there afterwards is a lasting grant.
 */
function echoes(
  assignments: readonly RoleAssignment[],
  schedules: readonly AssignmentSchedule[],
  { verdict, at }: Past,
): AssignmentSchedule[] {
  const scheduled = new Set(schedules.map((row) => heldAs(row.principalId, row.roleDefinitionId, row.scope)));
  const terms = Map.groupBy(termsIn(verdict), (one) => heldAs(one.holder, one.roleId, one.scope));
  return assignments.flatMap((row) => {
    const held = heldAs(row.principalId, row.roleDefinitionId, row.scope);
    const ended = scheduled.has(held) ? [] : (terms.get(held) ?? []);
    return ended.flatMap(({ kind, until }) => {
      const endsAt = earlier(until, iso(at + ECHO_MS));
      if (isOver({ endsAt: until }, at, ECHO_MS)) return [];
      const assignmentType = kind === 'activation' ? 'Activated' : 'Assigned';
      return [{ ...row, endsAt, memberType: 'Direct', assignmentType }];
    });
  });
}

const heldAs = (holder: string, role: string, scope: string): string => `${holder} ${role} ${scope}`;
