/**
 * Whose right of which role an event or a row tells of, as one key. An event may name an application by its `appId` or its
 * name alone, a user by the UPN, and a role by its template: what is known says which it is; what is not known stays under
 * the name that the event uses.
 */
import type { SourceViews } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import type { AboutOne } from '../../../core/model/history.ts';
import { type RightKind, ROLE_ACTIVITIES } from '../../entra/role-activities.ts';

export const keyOf = (right: RightKind, principal: string, what: string): string =>
  `${right} ${principal} ${what}`.toLowerCase();

/**
 * Ids by what else an event may say, in lower case: of an application its `appId` or its name, of a user the UPN, of a role
 * the template. What two things are called says neither.
 */
export interface Names {
  readonly principals: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, string>;
}

export const namesIn = (views: SourceViews): Names => ({
  principals: unambiguous([
    ...(views.appRoleAssignments?.facts ?? []).map(
      ({ attributes, details }) => [details?.name, attributes.principalId] as const,
    ),
    ...(views.principals?.facts ?? []).flatMap(({ attributes, details }) =>
      attributes.appId === undefined
        ? [[details?.upn, attributes.id] as const]
        : [[details?.name, attributes.id] as const, [attributes.appId, attributes.id] as const],
    ),
    ...(views.roleEvents?.facts ?? []).flatMap(({ details }) =>
      Object.entries((details?.upns ?? {}) as { readonly [id: string]: string }).map(([id, upn]) => [upn, id] as const),
    ),
  ]),
  roles: unambiguous(
    (views.roleDefinitions?.facts ?? []).flatMap(({ key, attributes: { templateId } }) => [
      [templateId, key] as const,
      [key, key] as const,
    ]),
  ),
});

function unambiguous(pairs: readonly (readonly [name: unknown, id: unknown])[]): ReadonlyMap<string, string> {
  const named = Map.groupBy(
    pairs.filter(([name]) => typeof name === 'string'),
    ([name]) => String(name).toLowerCase(),
  );
  return new Map(
    [...named].flatMap(([name, all]) => {
      const [only, ...others] = new Set(all.map(([, id]) => String(id)));
      return only !== undefined && others.length === 0 ? [[name, only] as const] : [];
    }),
  );
}

interface Ids {
  readonly principal: string;
  readonly what: string;
  readonly name: string | null;
}

/** Null: the event does not say who, or of what. */
export function idsIn({ attributes, details }: Fact, names: Names): Ids | null {
  const about = (details?.about ?? []) as unknown as readonly AboutOne[];
  const right = ROLE_ACTIVITIES.get(String(attributes.activity))?.right;
  const unit = details?.unit;
  const own = about.filter(({ id }) => id === null || id !== unit);
  const [a, b] = own;
  if (own.length !== 2 || !a || !b) return null;
  // Of a permission it stands first; of a role second as the directory writes it, and first as PIM does.
  const isRoleFirst = right === 'permission' || details?.told === 'person';
  const [who, what] = isRoleFirst ? [b, a] : [a, b];
  const principal = who.id ?? who.name;
  if (principal === null || what.id === null) return null;
  return {
    principal: names.principals.get(principal.toLowerCase()) ?? principal,
    what: right === 'permission' ? what.id.toLowerCase() : (names.roles.get(what.id.toLowerCase()) ?? what.id),
    name: who.name,
  };
}
