/**
 * A tenant that never synced has no row of its sync: an empty list is then the right answer, and no blind source. Anywhere
 * else it is a failed reading: never said of a tenant in which sync was on, or of what was read before.
 */
import type { Access } from './access.ts';

/** @param source whose list is empty; that of the organization has to be read in the same check */
export async function neverSynced(
  { standing, believed }: Pick<Access, 'standing' | 'believed'>,
  source: string,
): Promise<boolean> {
  const [organization] = (await standing('organization')) ?? [];
  if (organization?.attributes.onPremisesSyncEnabled !== null) return false;
  return ((await believed(source)) ?? []).length === 0;
}
