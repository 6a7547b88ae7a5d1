/**
 * What roles, groups and units are called in sentences. A built-in role is named as Microsoft's documents do; whatever a
 * tenant named stands in quotes behind its kind, so that a custom role called like a built-in one is told apart.
 */
import { idWords, named, ours, quoted } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { documentedName, RESETTING_APP_ROLE } from './authority/matrix.ts';

export interface NamedRole {
  readonly role: string;
  readonly roleId: string;
  readonly isCustom?: boolean;
  /** Microsoft made it, so its name is none that a tenant chose. */
  readonly isBuiltIn?: boolean;
}

const BUILT_IN_NAME = /^[A-Za-z0-9 ()-]{1,60}$/;

/** `Helpdesk Administrator`, `custom role "Helpdesk Administrator"`, `role "Teams Administrator"` */
export function roleWords({ role, roleId, isCustom = false, isBuiltIn = false }: NamedRole): Words {
  if (isCustom) return words`custom role ${quoted(role)}`;
  if (roleId === RESETTING_APP_ROLE.id) return words`${RESETTING_APP_ROLE.name}`;
  const known = documentedName(roleId);
  if (known !== null) return ours(known);
  return isBuiltIn && BUILT_IN_NAME.test(role) ? ours(role) : words`role ${quoted(role)}`;
}

interface NamedThing {
  readonly id: string;
  readonly name: string | null;
}

const thingWords = ({ id, name }: NamedThing): Words => (name === null ? idWords(id) : named({ id, name }));

/** `group "Tier 0" (id …)` */
export const groupWords = (group: NamedThing): Words => words`group ${thingWords(group)}`;

/** `administrative unit "Munich" (id …)` */
export const unitWords = (unit: NamedThing): Words => words`administrative unit ${thingWords(unit)}`;
