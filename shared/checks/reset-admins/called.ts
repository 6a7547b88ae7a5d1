/**
 * What an id is called: group, person or application. It stands as long as any believed fact names the id, whatever the
 * one source that would say so best shows at the moment. Only the kind and the name are held, never who is in a group or
 * whom it protects.
 */

import type { Past, SourceViews } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import type { PrincipalType } from './authority/resetters.ts';
import { groupPartOf } from './sources/keys.ts';
import { principalIn } from './sources/objects.ts';
import { groupsIn, peopleIn } from './stored.ts';

export interface Called {
  /** All that are groups and are named. */
  readonly groups: readonly string[];
  /** Those of which nobody could read who is in them: gone, or not there yet. */
  readonly unread: readonly string[];
  /** What rights call groups, by id; the groups themselves say it better where they were read. */
  readonly names: ReadonlyMap<string, string>;
  /** Those of the latter that Graph still calls a group: their members are missing, not gone. */
  readonly missing: readonly string[];
  /** Who is named and was not looked up: people, applications and others, each as it was last called. */
  readonly people: readonly Person[];
}

interface Person {
  readonly id: string;
  readonly type: PrincipalType;
  readonly name: string | null;
  readonly upn: string | null;
  /** As last known; null: never. */
  readonly enabled: boolean | null;
}

/** Whose rows name a principal, and say what it is. The schedules say no type. */
const RIGHTS = ['roleAssignments', 'eligibilities', 'groupEligibilities', 'appRoleAssignments', 'assignmentSchedules'];

export function calledIn(views: SourceViews, { verdict }: Past): Called {
  const of = (source: string): readonly Fact[] => own(views, source)?.facts ?? [];
  const rights = RIGHTS.flatMap(of);
  const content = of('groups').map((fact) => ({ ...groupPartOf(fact.key), ids: fact.elements ?? [] }));
  const named = new Set([...rights.flatMap(idsIn), ...content.flatMap(({ ids }) => ids)]);
  const read = new Set(content.map(({ group }) => group));
  const said = new Set([
    ...rights.filter(({ details }) => details?.type === 'group').map(principalIn),
    ...content.flatMap(({ part, ids }) => (part === 'memberGroups' ? ids : [])),
  ]);
  const groups = new Set([...read, ...said, ...groupsIn(verdict)].filter((id) => named.has(id)));
  const unread = [...groups].filter((id) => !read.has(id));
  const found = new Set(of('principals').map(({ attributes }) => String(attributes.id)));
  const apps = content.flatMap(({ part, ids }) => (part === 'memberApps' || part === 'ownerApps' ? ids : []));
  const told = [...peopleIn(verdict), ...apps.map(application), ...rights.map(personIn)];
  return {
    groups: [...groups].sort(),
    unread,
    names: new Map(
      rights.flatMap((fact) =>
        typeof fact.details?.name === 'string' ? [[principalIn(fact), fact.details.name]] : [],
      ),
    ),
    missing: unread.filter((id) => said.has(id)),
    people: lastOf(told.filter(({ id }) => named.has(id) && !found.has(id) && !groups.has(id))),
  };
}

const idsIn = (fact: Fact): string[] => [
  principalIn(fact),
  ...(typeof fact.attributes.groupId === 'string' ? [fact.attributes.groupId] : []),
];

const application = (id: string): Person => ({ id, type: 'servicePrincipal', name: null, upn: null, enabled: null });

function personIn(fact: Fact): Person {
  const { type = null, name = null, upn = null } = fact.details ?? {};
  return {
    id: principalIn(fact),
    type: type === 'user' || type === 'servicePrincipal' ? type : 'unknown',
    name: name as string | null,
    upn: upn as string | null,
    enabled: null,
  };
}

/** The later one says it, where it says anything. */
function lastOf(all: readonly Person[]): Person[] {
  const people = new Map<string, Person>();
  for (const { id, type, name, upn, enabled } of all) {
    const known = people.get(id);
    people.set(id, {
      id,
      type: type === 'unknown' ? (known?.type ?? type) : type,
      name: name ?? known?.name ?? null,
      upn: upn ?? known?.upn ?? null,
      enabled: enabled ?? known?.enabled ?? null,
    });
  }
  return [...people.values()];
}
