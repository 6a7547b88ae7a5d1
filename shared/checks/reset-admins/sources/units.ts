/**
 * The administrative units that are the scope of an assignment, and all restricted ones, with their synced members by
 * id. A unit whose membership is hidden and that shows nobody is not taken to be empty.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../../core/model/check.ts';
import { elementsOf, type Fact } from '../../../core/model/fact.ts';
import { MonitorError } from '../../../errors.ts';
import { unitOf } from '../authority/scope.ts';
import { ADVANCED, isNotFound, type ResetAccess, standingOf, standingOrNone, textOf, UNITS, V1 } from './asking.ts';

const unitShape = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  isMemberManagementRestricted: z.boolean().nullish(),
  membershipType: z.string().nullish(),
  membershipRule: z.string().nullish(),
  visibility: z.string().nullish(),
});

type Unit = z.infer<typeof unitShape>;

export const units: Source<ResetAccess> = {
  name: 'units',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who is in an administrative unit at which a role is held, and whom a restricted unit shields',
  permissions: ['AdministrativeUnit.Read.All'],
  async read(access): Promise<ReadResult> {
    const [all, scopes] = await Promise.all([allUnits(access), scopesOf(access)]);
    const wanted = all.filter(({ id, isMemberManagementRestricted: is }) => is === true || scopes.has(id));
    const facts = await Promise.all(wanted.map((unit) => unitFact(access, unit)));
    return { facts: facts.flat() };
  },
};

function allUnits({ lists }: ResetAccess): Promise<Unit[]> {
  const select = 'id,displayName,isMemberManagementRestricted,membershipType,membershipRule,visibility';
  return lists.list(`/directory/administrativeUnits?$select=${select}&$top=999`, unitShape, { permission: UNITS });
}

async function scopesOf(access: ResetAccess): Promise<ReadonlySet<string>> {
  const facts = await Promise.all([
    standingOf(access, 'roleAssignments', 'units'),
    standingOrNone(access, 'assignmentSchedules'),
    standingOrNone(access, 'eligibilities'),
  ]);
  return new Set(facts.flat().map((fact) => unitOf(textOf(fact, 'scope')) ?? ''));
}

/** Nothing for a unit that was deleted meanwhile. */
async function unitFact(access: ResetAccess, unit: Unit): Promise<Fact[]> {
  const { id, displayName, isMemberManagementRestricted, membershipType, membershipRule } = unit;
  const elements = await syncedMembers(access, unit);
  if (elements === null) return [];
  return [
    {
      key: id,
      label: displayName ?? id,
      attributes: {
        isRestricted: isMemberManagementRestricted === true,
        rule: membershipType?.toLowerCase() === 'dynamic' ? (membershipRule ?? null) : null,
      },
      details: { name: displayName ?? null },
      elements,
      digest: access.hash(elements.join(' ')),
    },
  ];
}

/** Asked for by name, it is there in every row: null for one who was never synced. Of a million rows only ids are kept. */
const memberShape = z
  .object({ id: z.string().min(1), onPremisesSyncEnabled: z.boolean().nullable() })
  .transform(({ id, onPremisesSyncEnabled }) => (onPremisesSyncEnabled ? id : null));

/** Null: the unit is no longer there. */
async function syncedMembers(access: ResetAccess, unit: Unit): Promise<readonly string[] | null> {
  const path = `/directory/administrativeUnits/${encodeURIComponent(unit.id)}/members/microsoft.graph.user`;
  const query = '$select=id,onPremisesSyncEnabled&$count=true&$top=999';
  try {
    const options = { permission: UNITS, headers: ADVANCED };
    const members = await access.lists.list(`${path}?${query}`, memberShape, options);
    if (members.length === 0 && unit.visibility?.toLowerCase() === 'hiddenmembership') throw hidden();
    return elementsOf(members.filter((id) => id !== null));
  } catch (thrown) {
    if (isNotFound(thrown) && !(await allUnits(access)).some(({ id }) => id === unit.id)) return null;
    throw thrown;
  }
}

/** Graph answers such a unit's members with an empty list to whoever may not see them. */
const hidden = (): MonitorError =>
  new MonitorError('denied', 'units: an administrative unit with hidden membership shows no member', {
    hint: 'Grant Member.Read.Hidden to the identity, see README, or make its membership visible.',
  });
