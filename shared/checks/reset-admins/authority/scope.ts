/** What a directory scope names: the tenant, an administrative unit, or one object. Texts only, no lookups. */

export const TENANT_SCOPE = '/';

const UNIT_PREFIX = '/administrativeUnits/';

/** The unit's id, or null if the scope is none. */
export const unitIdIn = (scope: string): string | null =>
  scope.startsWith(UNIT_PREFIX) ? scope.slice(UNIT_PREFIX.length) : null;

/** The object's id, or null if the scope is the tenant or a unit. */
export const objectIdIn = (scope: string): string | null =>
  scope === TENANT_SCOPE || unitIdIn(scope) !== null ? null : scope.slice(1);
