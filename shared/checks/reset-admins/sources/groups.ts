/**
 * The groups that can hold a role, and every other group that is expanded: members and owners, applications among
 * them. A group that is gone while it is read is gone; one that is still there and cannot be read fails the source.
 *
 * | key | elements |
 * |---|---|
 * | `{group}` | members: users, groups and what Graph does not name |
 * | `{group} memberApps`, `{group} owners`, `{group} ownerApps` | the others; absent if there are none |
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../../core/model/check.ts';
import { elementsOf, type Fact } from '../../../core/model/fact.ts';
import {
  ADVANCED,
  byIds,
  GROUPS,
  holdersOf,
  isNotFound,
  mayBe,
  type ResetAccess,
  standingOrNone,
  textOf,
  typeOf,
  V1,
} from './asking.ts';

const groupShape = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  isAssignableToRole: z.boolean().nullish(),
});

type Group = z.infer<typeof groupShape>;

const GROUP_ROW = { shape: groupShape, select: 'id,displayName,isAssignableToRole', permission: GROUPS };

export function roleAssignableGroups({ lists }: ResetAccess): Promise<Group[]> {
  const filter = encodeURIComponent('isAssignableToRole eq true');
  const path = `/groups?$filter=${filter}&$select=${GROUP_ROW.select}&$top=999`;
  return lists.list(path, groupShape, { permission: GROUPS });
}

export const groups: Source<ResetAccess> = {
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
    .map((fact) => textOf(fact, 'principalId'));
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
  async #read(group: Group): Promise<string[]> {
    const content = await contentOf(this.#access, group);
    if (content === null) return [];
    this.facts.push(...factsOf(group, content));
    return content.members.filter(({ type }) => type === 'group').map(({ id }) => id);
  }
}

interface Content {
  readonly members: readonly Named[];
  readonly memberApps: readonly Named[];
  readonly owners: readonly Named[];
  readonly ownerApps: readonly Named[];
}

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
    return { members, memberApps, owners, ownerApps };
  } catch (thrown) {
    if (isNotFound(thrown) && (await byIds(access, 'groups', [id], GROUP_ROW)).length === 0) return null;
    throw thrown;
  }
}

const objectShape = z
  .object({ id: z.string().min(1), '@odata.type': z.string().nullish() })
  .transform((row) => ({ id: row.id, type: typeOf(row['@odata.type']) }));

type Named = z.infer<typeof objectShape>;

/** Devices and contacts can neither reset nor be reset. */
async function plain({ lists }: ResetAccess, path: string): Promise<Named[]> {
  const rows = await lists.list(`${path}?$select=id&$top=999`, objectShape, { permission: GROUPS });
  return rows.filter(({ type }) => type !== 'other');
}

/** Documented: v1.0 leaves service principals out of members and owners unless it is asked for them. */
const applicationsAmong = ({ lists }: ResetAccess, path: string): Promise<Named[]> =>
  lists.list(`${path}/microsoft.graph.servicePrincipal?$select=id&$count=true&$top=999`, objectShape, {
    permission: GROUPS,
    headers: ADVANCED,
  });

function factsOf({ id, displayName, isAssignableToRole }: Group, content: Content): Fact[] {
  const label = displayName ?? id;
  const more = (['memberApps', 'owners', 'ownerApps'] as const).filter((kind) => content[kind].length > 0);
  return [
    {
      key: id,
      label,
      attributes: { isRoleAssignable: isAssignableToRole === true },
      details: { name: displayName ?? null },
      elements: idsOf(content.members),
    },
    ...more.map((kind) => ({ key: `${id} ${kind}`, label, attributes: {}, elements: idsOf(content[kind]) })),
  ];
}

const idsOf = (rows: readonly Named[]): readonly string[] => elementsOf(rows.map(({ id }) => id));
