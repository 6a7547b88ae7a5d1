/** What is done to roles and rights, PIM included. */
import type { By } from '../changes.ts';
import type { TenantState } from '../state.ts';
import { known, UnknownObject } from '../unknown-object.ts';
import {
  entryOf,
  isCurrent,
  type Leftovers,
  type Right,
  type Role,
  type RolePermission,
  rightKey,
} from './directory-state.ts';
import { principalNamed, scopeNamed } from './objects.ts';
import { type ChangeContext, changeAndRecord, newId } from './recorded-change.ts';
import { dropLeftovers } from './remove-references.ts';
import { roleNamed } from './role-definitions.ts';
import { byCore, byPim, definition, eligibleByPim, spanOf } from './role-events.ts';

export interface RightOf {
  /** Id, name or user principal name; any other GUID is a principal of a partner. */
  readonly principal: string;
  /** Id or name. */
  readonly role: string;
  /** Default `/`. Else the name or id of a unit, or of the one object it is about. */
  readonly scope?: string;
}

export interface NewRight extends RightOf {
  /** ms since 1970; default: permanent. */
  readonly endsAt?: number;
}

export interface NewRole {
  readonly name: string;
  readonly actions: readonly string[];
  readonly condition?: string;
  /** Default true. */
  readonly enabled?: boolean;
}

export interface RoleActions {
  assign(right: NewRight, by?: By): void;
  unassign(right: RightOf, by?: By): void;
  makeEligible(right: NewRight, by?: By): void;
  endEligible(right: RightOf, by?: By): void;
  /** Takes an eligibility, and ends by itself. Default 60 minutes. */
  activate(right: RightOf & { readonly minutes?: number }, by?: By): void;
  deactivate(right: RightOf, by?: By): void;
  /** @returns its id */
  defineRole(role: NewRole, by?: By): string;
  /** A definition that is gone leaves its assignments behind for a while; here for ever. */
  removeRole(role: string, by?: By): void;
  setActions(role: string, actions: readonly string[], by?: By): void;
  setEnabled(role: string, isEnabled: boolean, by?: By): void;
  /** Gives a role to somebody of a partner, as delegated administration does. @returns the id, which nothing here knows */
  assignPartner(role: string, by?: By): string;
  /** Whether PIM answers in a batch. */
  setPimBatched(isBatched: boolean): void;
  /** What is left of rights whose principal is deleted from now on. */
  setLeftovers(leftovers: Leftovers): void;
  /** What was left goes. */
  dropLeftovers(): void;
}

export function roleActions(context: ChangeContext): RoleActions {
  const { state, clock } = context;
  const { directory } = state;
  const rightOf = ({ principal, role, scope = '/' }: RightOf) => ({
    principalId: principalNamed(state, principal),
    roleId: entryOf(directory.customRoles, role)?.id ?? knownRole(state, role),
    scope: scopeNamed(state, scope),
  });
  const edited = (name: string, edit: Partial<Pick<Role, 'isEnabled' | 'permissions'>>, by: By): void =>
    changeAndRecord(context, by, () => {
      const role = roleNamed(state, name);
      const custom = entryOf(directory.customRoles, role.id);
      if (custom) Object.assign(custom, edit);
      else directory.changedRoles[role.id] = { ...entryOf(directory.changedRoles, role.id), ...edit };
      return definition('Update role definition', role);
    });
  return {
    assign: ({ endsAt = null, ...named }, by = {}) =>
      changeAndRecord(context, by, () => {
        const right = { ...rightOf(named), startsAt: clock(), endsAt };
        directory.assignments[rightKey(right)] = { ...right, isActivated: false };
        if (endsAt !== null) return byPim(state, 'Add member to role in PIM completed (timebound)', right);
        return byCore(state, 'Add', right);
      }),
    unassign: (named, by = {}) =>
      changeAndRecord(context, by, () => {
        const right = taken(directory.assignments, rightKey(rightOf(named)), 'assignment', named);
        if (right.endsAt !== null) return byPim(state, 'Remove member from role in PIM completed (timebound)', right);
        return byCore(state, 'Remove', right);
      }),
    makeEligible: ({ endsAt = null, ...named }, by = {}) =>
      changeAndRecord(context, by, () => {
        const right = { ...rightOf(named), startsAt: clock(), endsAt };
        directory.eligibilities[rightKey(right)] = right;
        return eligibleByPim(state, `Add eligible member to role in PIM completed (${spanOf(right)})`, right);
      }),
    endEligible: (named, by = {}) =>
      changeAndRecord(context, by, () => {
        const right = taken(directory.eligibilities, rightKey(rightOf(named)), 'eligibility', named);
        return eligibleByPim(state, `Remove eligible member from role in PIM completed (${spanOf(right)})`, right);
      }),
    activate: ({ minutes = 60, ...named }, by = { by: named.principal }) =>
      changeAndRecord(context, by, () => {
        const startsAt = clock();
        const right = { ...rightOf(named), startsAt, endsAt: startsAt + minutes * 60_000 };
        const eligibility = entryOf(directory.eligibilities, rightKey(right));
        if (!eligibility || !isCurrent(eligibility, startsAt)) throw unknownRight('eligibility', named);
        directory.assignments[rightKey(right, true)] = { ...right, isActivated: true };
        return byPim(state, 'Add member to role completed (PIM activation)', right);
      }),
    deactivate: (named, by = { by: named.principal }) =>
      changeAndRecord(context, by, () => {
        const right = taken(directory.assignments, rightKey(rightOf(named), true), 'activation', named);
        return byPim(state, 'Remove member from role completed (PIM deactivate)', right);
      }),
    defineRole({ name, actions, condition = null, enabled = true }, by = {}) {
      const id = newId(context, 'role');
      changeAndRecord(context, by, () => {
        const role: Role = {
          id,
          displayName: name,
          description: '',
          isEnabled: enabled,
          permissions: [{ actions: [...actions], condition }],
        };
        directory.customRoles[id] = role;
        return definition('Add role definition', role);
      });
      return id;
    },
    removeRole: (name, by = {}) =>
      changeAndRecord(context, by, () => {
        const { id } = roleNamed(state, name);
        const role = known(entryOf(directory.customRoles, id), 'custom role', name);
        delete directory.customRoles[id];
        return definition('Delete role definition', role);
      }),
    setActions: (name, actions, by = {}) => edited(name, { permissions: permissionsOf(state, name, actions) }, by),
    setEnabled: (name, isEnabled, by = {}) => edited(name, { isEnabled }, by),
    assignPartner(role, by = {}) {
      const principal = newId(context, 'principal of a partner');
      this.assign({ principal, role }, by);
      return principal;
    },
    setLeftovers: (leftovers) => context.change(() => void Object.assign(directory, { leftovers })),
    dropLeftovers: () => context.change(() => dropLeftovers(directory)),
    setPimBatched: (isPimBatched) => context.change(() => void Object.assign(directory, { isPimBatched })),
  };
}

/** Also the id of a role that was deleted, so that what it left behind can be taken away. */
function knownRole(state: TenantState, name: string): string {
  const isLeft = Object.values(state.directory.assignments).some(({ roleId }) => roleId === name);
  return isLeft ? name : roleNamed(state, name).id;
}

/** The condition stays. */
const permissionsOf = (state: TenantState, name: string, actions: readonly string[]): RolePermission[] => [
  { actions: [...actions], condition: roleNamed(state, name).permissions[0]?.condition ?? null },
];

function taken<T extends Right>(all: Record<string, T>, key: string, what: string, named: RightOf): T {
  const right = entryOf(all, key);
  if (!right) throw unknownRight(what, named);
  delete all[key];
  return right;
}

const unknownRight = (what: string, { principal, role, scope = '/' }: RightOf): UnknownObject =>
  new UnknownObject(`There is no ${what} of '${principal}' for '${role}' at '${scope}'.`);
