/**
 * The administrative units that are the scope of an assignment, and all restricted ones, with their synced members by
 * id. A unit with hidden membership that shows nobody is taken for one without members, and marked as hidden; a scope
 * that names no unit is marked too, so that one that is gone can be told from one that was not read yet.
 *
 * | key | is |
 * |---|---|
 * | `{unit}` | a unit; elements: its synced members |
 * | `{unit} gone` | no unit, though a scope names it |
 */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import { elementsOf, type Fact } from '../../../core/model/fact.ts';
import { unitIdIn } from '../authority/scope.ts';
import { unitKey } from './keys.ts';
import { flag, id, scopeIn, text } from './objects.ts';
import {
  ADVANCED,
  isNotFound,
  type ResetAccess,
  type ResetSource,
  standingOf,
  standingOrNone,
  UNITS,
  V1,
} from './queries.ts';

const unitShape = z.object({
  id,
  displayName: text,
  isMemberManagementRestricted: flag,
  membershipType: text,
  membershipRule: text,
  visibility: text,
});

type Unit = z.infer<typeof unitShape>;

export const units: ResetSource = {
  name: 'units',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who is in an administrative unit at which a role is held, and whom a restricted unit shields',
  permissions: ['AdministrativeUnit.Read.All'],
  async read(access): Promise<ReadResult> {
    const [all, scopes] = await Promise.all([allUnits(access), scopesOf(access)]);
    const wanted = all.filter((unit) => unit.isMemberManagementRestricted === true || scopes.has(unit.id));
    const found = await Promise.all(wanted.map((unit) => unitFacts(access, unit)));
    const known = new Set(all.map((unit) => unit.id));
    const gone = [...scopes].filter((unit) => !known.has(unit)).map(goneFact);
    return { facts: [...found.flat(), ...gone] };
  },
};

function allUnits({ lists }: ResetAccess): Promise<Unit[]> {
  const select = 'id,displayName,isMemberManagementRestricted,membershipType,membershipRule,visibility';
  return lists.list(`/directory/administrativeUnits?$select=${select}&$top=999`, unitShape, { permission: UNITS });
}

/** Ids of the units that are one. */
async function scopesOf(access: ResetAccess): Promise<ReadonlySet<string>> {
  const facts = await Promise.all([
    standingOf(access, 'roleAssignments', 'units'),
    standingOrNone(access, 'assignmentSchedules'),
    standingOrNone(access, 'eligibilities'),
  ]);
  return new Set(facts.flat().flatMap((fact) => unitIdIn(scopeIn(fact)) ?? []));
}

const goneFact = (unit: string): Fact => ({ key: unitKey(unit, false), attributes: {} });

async function unitFacts(access: ResetAccess, unit: Unit): Promise<Fact[]> {
  const { displayName, isMemberManagementRestricted, membershipType, membershipRule, visibility } = unit;
  const elements = await syncedMembers(access, unit);
  if (elements === null) return [goneFact(unit.id)];
  // Graph answers with an empty list to whoever may not see the members.
  const isHidden = elements === 'nobody' && visibility?.toLowerCase() === 'hiddenmembership';
  const members = elements === 'nobody' ? [] : elements;
  return [
    {
      key: unitKey(unit.id, true),
      label: displayName ?? unit.id,
      attributes: {
        isRestricted: isMemberManagementRestricted === true,
        rule: membershipType?.toLowerCase() === 'dynamic' ? membershipRule : null,
      },
      details: { name: displayName, ...(isHidden && { isHidden }) },
      elements: members,
      digest: access.hash(members.join(' ')),
    },
  ];
}

/** Of a million rows only ids are kept. Null: not synced. A row that does not say stays what it was believed to be. */
const memberShape = z
  .object({ id, onPremisesSyncEnabled: z.boolean().nullable().optional().catch(undefined) })
  .transform((row) => {
    if (row.onPremisesSyncEnabled === undefined) return { unsaid: row.id };
    return row.onPremisesSyncEnabled ? row.id : null;
  });

type Member = z.infer<typeof memberShape>;

async function synced({ believed }: ResetAccess, unit: string, members: readonly Member[]): Promise<readonly string[]> {
  const said = members.filter((member) => typeof member === 'string');
  const unsaid = members.flatMap((member) => (member !== null && typeof member === 'object' ? [member.unsaid] : []));
  if (unsaid.length === 0) return elementsOf(said);
  const before = (await believed('units'))?.find(({ key }) => key === unitKey(unit, true));
  const was = new Set(before?.elements);
  return elementsOf([...said, ...unsaid.filter((member) => was.has(member))]);
}

/** `nobody`: not one member, synced or not. Null: the unit is no longer there. */
async function syncedMembers(access: ResetAccess, unit: Unit): Promise<readonly string[] | 'nobody' | null> {
  const path = `/directory/administrativeUnits/${encodeURIComponent(unit.id)}/members/microsoft.graph.user`;
  const query = '$select=id,onPremisesSyncEnabled&$count=true&$top=999';
  try {
    const options = { permission: UNITS, headers: ADVANCED };
    const members = await access.lists.list(`${path}?${query}`, memberShape, options);
    return members.length === 0 ? 'nobody' : await synced(access, unit.id, members);
  } catch (thrown) {
    if (isNotFound(thrown) && !(await allUnits(access)).some((other) => other.id === unit.id)) return null;
    throw thrown;
  }
}
