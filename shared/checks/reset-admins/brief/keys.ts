/**
 * Whose right of which role an event or a row tells of, as one key. An event may name an application by its `appId` or its
 * name alone: what is known of applications says which it is; what is not known stays under the name that the event uses.
 */
import type { SourceViews } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import type { AboutOne } from '../../../core/model/history.ts';
import { type RightKind, ROLE_ACTIVITIES } from '../../entra/role-activities.ts';

export const keyOf = (right: RightKind, principal: string, what: string): string =>
  `${right} ${principal} ${what}`.toLowerCase();

/** Object ids by `appId` and by name, in lower case. */
export type Names = ReadonlyMap<string, string>;

export function namesIn(views: SourceViews): Names {
  const names = new Map<string, string>();
  for (const { attributes, details } of views.appRoleAssignments?.facts ?? []) {
    if (typeof details?.name === 'string') names.set(details.name.toLowerCase(), String(attributes.principalId));
  }
  for (const { attributes, details } of views.principals?.facts ?? []) {
    if (attributes.appId === undefined) continue;
    if (typeof details?.name === 'string') names.set(details.name.toLowerCase(), String(attributes.id));
    if (typeof attributes.appId === 'string') names.set(attributes.appId.toLowerCase(), String(attributes.id));
  }
  return names;
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
  return { principal: names.get(principal.toLowerCase()) ?? principal, what: what.id, name: who.name };
}
