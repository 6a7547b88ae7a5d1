/**
 * Which users hold a privileged role of the cloud, or could take one by themselves, as the last verdict of this check has
 * it: for whoever asks what another account was worth. It decides no alert; a verdict that was never made says nothing.
 */
import type { Snapshot } from '../../core/model/fact.ts';
import type { Words } from '../../core/text/words.ts';
import { LIMITED_ROLES } from './authority/matrix.ts';
import type { Shield } from './authority/protection.ts';
import { roleWords } from './names.ts';
import { indirectList, pathsOf, peopleIn, shieldsIn } from './stored.ts';
import { pathText, rightWords } from './words.ts';

/** A user with what they hold, in words. */
export interface Privileged {
  readonly id: string;
  readonly name: string | null;
  readonly upn: string | null;
  readonly holds: readonly Words[];
}

/** By id. What is held now stands first; what takes a step more is named only where nothing else is. */
export function privilegedUsers(verdict: Snapshot | null): ReadonlyMap<string, Privileged> {
  const found = new Map<string, Privileged>();
  const add = (who: Omit<Privileged, 'holds'>, holds: readonly Words[]): void => {
    if (holds.length > 0 && !found.has(who.id)) found.set(who.id, { ...who, holds: [...new Set(holds)] });
  };
  for (const { id, name, upn, by } of shieldsIn(verdict)) add({ id, name, upn }, by.flatMap(roleIn));
  const names = new Map(peopleIn(verdict).map(({ id, name, upn }) => [id, { id, name, upn }]));
  const whoIs = (id: string) => names.get(id) ?? { id, name: null, upn: null };
  for (const [id, paths] of pathsOf(verdict)) add(whoIs(id), paths.map(pathText));
  for (const [id, rights] of Map.groupBy(indirectList(verdict), ({ id }) => id)) add(whoIs(id), rights.map(rightWords));
  return found;
}

/** A role that Microsoft lets every smaller administrator reset is none that an attacker wants. */
function roleIn({ kind, id, name }: Shield): Words[] {
  if (kind !== 'role' || LIMITED_ROLES.has(id)) return [];
  return [roleWords({ role: name ?? id, roleId: id })];
}
