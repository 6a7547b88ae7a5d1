/**
 * What a directory scope names: the tenant, an administrative unit, one object, or something that is none of these, such
 * as an attribute set. Texts only, no lookups. What is none of the three is never taken for one, nor looked up by id.
 */

export const TENANT_SCOPE = '/';

const UNIT = /^\/administrativeUnits\/([^/]+)$/;

/** One segment: ids have neither slashes nor blanks. */
const OBJECT = /^\/([\w-]+)$/;

/** The unit's id, or null if the scope is none. */
export const unitIdIn = (scope: string): string | null => UNIT.exec(scope)?.[1] ?? null;

/** The object's id, or null if the scope is the tenant, a unit or nothing of a directory object. */
export const objectIdIn = (scope: string): string | null => OBJECT.exec(scope)?.[1] ?? null;

/** Kinds of scope that are no directory object, by the collection that Graph names (learn.microsoft.com/entra/fundamentals/custom-security-attributes-manage). */
const COLLECTIONS: ReadonlyMap<string, string> = new Map([
  ['attributeSets', 'attribute set'],
  ['applications', 'application'],
  ['servicePrincipals', 'application'],
]);

/** What a scope is called that is neither tenant, unit nor object; null if it is one of them. */
export function otherScopeIn(scope: string): { readonly kind: string; readonly name: string } | null {
  if (scope === TENANT_SCOPE || unitIdIn(scope) !== null || objectIdIn(scope) !== null) return null;
  const [collection = '', ...rest] = scope.replace(/^\//, '').split('/');
  const kind = COLLECTIONS.get(collection);
  return kind !== undefined && rest.length > 0 ? { kind, name: rest.join('/') } : { kind: 'scope', name: scope };
}
