/**
 * The groups that can hold a role, and every other group that is expanded: members and owners, applications among
 * them. A group that is gone while it is read is gone; one that is still there and cannot be read fails the source.
 *
 * | key | elements |
 * |---|---|
 * | `{group}` | members: users, groups and what Graph does not name |
 * | `{group} memberApps`, `{group} owners`, `{group} ownerApps` | the others; absent if there are none |
 * | `{group} memberGroups` | those of the members that are groups; absent if there are none |
 * | `{group} crowd` | no elements: how many more members there are than are named one by one; absent if there are none |
 */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import { elementsOf, type Fact } from '../../../core/model/fact.ts';
import { MOST_NAMED, MOST_NAMED_APPS, MOST_NESTED, MOST_READ, type Named, namedOf, stepOf } from './crowd.ts';
import { type GroupPart, groupKey } from './keys.ts';
import { flag, id, mayBe, type ObjectType, principalIn, text, typeOf } from './objects.ts';
import {
  ADVANCED,
  byIds,
  GROUPS,
  holdersOf,
  isNotFound,
  type ResetAccess,
  type ResetSource,
  standingOrNone,
  V1,
} from './queries.ts';

const groupShape = z.object({ id, displayName: text, isAssignableToRole: flag });

type Group = z.infer<typeof groupShape>;

const GROUP_ROW = { shape: groupShape, select: 'id,displayName,isAssignableToRole', permission: GROUPS };

export function roleAssignableGroups({ lists }: ResetAccess): Promise<Group[]> {
  const filter = encodeURIComponent('isAssignableToRole eq true');
  const path = `/groups?$filter=${filter}&$select=${GROUP_ROW.select}&$top=999`;
  return lists.list(path, groupShape, { permission: GROUPS });
}

export const groups: ResetSource = {
  name: 'groups',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who is in or owns a group that holds a role',
  permissions: ['GroupMember.Read.All'],
  async read(access): Promise<ReadResult> {
    const expansion = new Expansion(access);
    const assignable = await roleAssignableGroups(access);
    const [named] = await Promise.all([namedGroups(access), expansion.expand(assignable)]);
    await expansion.follow(named);
    return { facts: expansion.facts };
  },
};

/** Ids that another source names, and that are groups or may be. */
async function namedGroups(access: ResetAccess): Promise<string[]> {
  const facts = await Promise.all([holdersOf(access, 'groups'), standingOrNone(access, 'groupEligibilities')]);
  return facts
    .flat()
    .filter((fact) => mayBe(fact, 'group'))
    .map(principalIn);
}

/** Groups in groups, each read once, in whatever circle they stand. */
class Expansion {
  readonly facts: Fact[] = [];
  readonly #access: ResetAccess;
  readonly #seen = new Set<string>();

  constructor(access: ResetAccess) {
    this.#access = access;
  }

  async follow(ids: readonly string[]): Promise<void> {
    const unseen = [...new Set(ids)].filter((id) => !this.#seen.has(id));
    for (const id of unseen) this.#seen.add(id);
    await this.expand(await byIds(this.#access, 'groups', unseen, GROUP_ROW));
  }

  async expand(found: readonly Group[]): Promise<void> {
    for (const { id } of found) this.#seen.add(id);
    const nested = await Promise.all(found.map((group) => this.#read(group)));
    if (nested.flat().length > 0) await this.follow(nested.flat());
  }

  /** @returns the groups in it */
  async #read(group: Group): Promise<readonly string[]> {
    const content = await contentOf(this.#access, group);
    if (content === null) return [];
    this.facts.push(...factsOf(group, content));
    return content.memberGroups;
  }
}

/** Ids of each part, and how many more there are. */
type Content = { readonly [part in Exclude<GroupPart, 'crowd'>]: readonly string[] } & {
  readonly crowd: Pick<Named, 'more' | 'isCut'>;
};

/** Null: it was deleted meanwhile. */
async function contentOf(access: ResetAccess, { id }: Group): Promise<Content | null> {
  const path = `/groups/${encodeURIComponent(id)}`;
  try {
    const [members, memberApps, owners, ownerApps] = await Promise.all([
      plain(access, `${path}/members`),
      applicationsAmong(access, `${path}/members`),
      plain(access, `${path}/owners`),
      applicationsAmong(access, `${path}/owners`),
    ]);
    const isCrowded = isBeyondCaps(members, MOST_NAMED) || isBeyondCaps(memberApps, MOST_NAMED_APPS);
    // A read that an unchanged poll of an ordinary tenant does without.
    const before = isCrowded ? await access.believed('groups') : null;
    const named = (rows: readonly Member[], part: GroupPart, most: number) =>
      namedOf(
        rows.map((row) => ({ id: row.id, isGroup: row.type === 'group' })),
        before?.find(({ key }) => key === groupKey(id, part)),
        { isCut: rows.length >= MOST_READ, most },
      );
    const [people, apps] = [named(members, 'members', MOST_NAMED), named(memberApps, 'memberApps', MOST_NAMED_APPS)];
    return {
      members: people.ids,
      memberGroups: people.groups,
      memberApps: apps.ids,
      owners: idsOf(owners),
      ownerApps: idsOf(ownerApps),
      crowd: { more: people.more + apps.more, isCut: people.isCut || apps.isCut },
    };
  } catch (thrown) {
    if (isNotFound(thrown) && (await byIds(access, 'groups', [id], GROUP_ROW)).length === 0) return null;
    throw thrown;
  }
}

/** Some of them will not be named, so that it matters who was. */
const isBeyondCaps = (rows: readonly Member[], most: number): boolean => {
  const groups = rows.filter(({ type }) => type === 'group').length;
  return groups > MOST_NESTED || rows.length - groups > most;
};

const memberShape = z
  .object({ id, '@odata.type': text })
  .transform((row): Member => ({ id: row.id, type: typeOf(row['@odata.type']) }));

interface Member {
  readonly id: string;
  readonly type: ObjectType | null;
}

/** Devices and contacts can neither reset nor be reset; what is of a kind that is new to us may. */
async function plain({ lists }: ResetAccess, path: string): Promise<Member[]> {
  const rows = await lists.list(`${path}?$select=id&$top=999`, memberShape, { permission: GROUPS, enough: MOST_READ });
  return rows.filter(({ type }) => type !== 'thing');
}

/** Documented: v1.0 leaves service principals out of members and owners unless it is asked for them. */
const applicationsAmong = ({ lists }: ResetAccess, path: string): Promise<Member[]> =>
  lists.list(`${path}/microsoft.graph.servicePrincipal?$select=id&$count=true&$top=999`, memberShape, {
    permission: GROUPS,
    headers: ADVANCED,
    enough: MOST_READ,
  });

const BESIDE_MEMBERS = ['memberGroups', 'memberApps', 'owners', 'ownerApps'] as const;

function factsOf({ id, displayName, isAssignableToRole }: Group, content: Content): Fact[] {
  const label = displayName ?? id;
  const more = BESIDE_MEMBERS.filter((part) => content[part].length > 0);
  return [
    {
      key: groupKey(id, 'members'),
      label,
      attributes: { isRoleAssignable: isAssignableToRole === true },
      details: { name: displayName },
      elements: content.members,
    },
    ...more.map((part) => ({ key: groupKey(id, part), label, attributes: {}, elements: content[part] })),
    ...(content.crowd.more > 0 ? [crowdFact(id, label, content.crowd)] : []),
  ];
}

/** The exact number moves by itself and is shown alone. */
const crowdFact = (group: string, label: string, { more, isCut }: Content['crowd']): Fact => ({
  key: groupKey(group, 'crowd'),
  label,
  attributes: { atLeast: stepOf(more) },
  details: { more, isCut },
});

const idsOf = (rows: readonly Member[]): readonly string[] => elementsOf(rows.map(({ id: member }) => member));
