/**
 * Whether the roles of the identity are exactly those of `infra/roles.ts`: what is missing, what is wider than it has
 * to be, and what is more. Pure. Ids of Azure are compared without regard to case.
 */
import { MAIL_ACTIONS, MAIL_BUILT_IN_ROLE, MAIL_EXTRA_ACTIONS, type NeededRole } from '../roles.ts';

export interface Assignment {
  readonly id: string;
  readonly scope: string;
  /** GUID of the definition. */
  readonly roleId: string;
  readonly roleName: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  /** Held by a group that the identity is in. */
  readonly byGroup: boolean;
}

/** A role and the resource it belongs on. `on` null: the resource was not found. */
export interface Expected {
  readonly role: NeededRole;
  readonly on: string | null;
}

export interface Match {
  readonly expected: Expected;
  readonly state: 'there' | 'wider' | 'missing';
  readonly by: Assignment | null;
}

export interface Matched {
  readonly matches: readonly Match[];
  readonly more: readonly Assignment[];
}

export function matchRoles(expected: readonly Expected[], assignments: readonly Assignment[]): Matched {
  const matches = expected.map((one) => matchOf(one, assignments));
  const used = new Set(matches.map(({ by }) => by));
  // Where it is not known what a role belongs on, it is not known to be too much either.
  const unknown = expected.filter(({ on }) => on === null);
  const isUnknown = (one: Assignment): boolean => unknown.some(({ role }) => fits(role, one));
  return { matches, more: assignments.filter((one) => !used.has(one) && !isUnknown(one)) };
}

function matchOf(expected: Expected, assignments: readonly Assignment[]): Match {
  const fitting = assignments.filter((one) => fits(expected.role, one));
  const exact = fitting.find(({ scope }) => same(scope, expected.on));
  if (exact) return { expected, state: 'there', by: exact };
  const wider = fitting.find(({ scope }) => isAbove(scope, expected.on));
  return { expected, state: wider ? 'wider' : 'missing', by: wider ?? null };
}

const fits = ({ id }: NeededRole, given: Assignment): boolean =>
  id === null ? sendsMail(given) : given.roleId.toLowerCase() === id;

/** The built-in role that sends, or a custom one with the needed actions and at most the allowed extra. */
function sendsMail({ roleId, actions, dataActions }: Assignment): boolean {
  if (roleId.toLowerCase() === MAIL_BUILT_IN_ROLE) return true;
  const held = new Set(actions.map((action) => action.toLowerCase()));
  const allowed = new Set([...MAIL_ACTIONS, ...MAIL_EXTRA_ACTIONS].map((action) => action.toLowerCase()));
  const hasAll = MAIL_ACTIONS.every((action) => held.has(action.toLowerCase()));
  return hasAll && dataActions.length === 0 && [...held].every((action) => allowed.has(action));
}

const same = (scope: string, on: string | null): boolean => on !== null && scope.toLowerCase() === on.toLowerCase();

const isAbove = (scope: string, on: string | null): boolean =>
  on !== null && (scope === '/' || on.toLowerCase().startsWith(`${scope.toLowerCase()}/`));
