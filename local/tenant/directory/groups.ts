/** What is done to groups. PIM's events about groups have the names of those about roles, as documented. */
import type { By } from '../changes.ts';
import { UnknownObject } from '../unknown-object.ts';
import type { Group, OtherObject } from './directory-state.ts';
import { groupNamed, principalNamed } from './objects.ts';
import { type ChangeContext, changeAndRecord, freshId, newId, targetOf } from './recorded-change.ts';
import { removeReferences } from './remove-references.ts';

export interface GroupAccess {
  readonly group: string;
  readonly principal: string;
  readonly access: 'member' | 'owner';
}

/** Groups by id or name; `principal`: user, group, service principal, or a device or contact by id. */
export interface GroupActions {
  /** That a group is assignable is fixed at its creation. @returns its id */
  create(group: { readonly name: string; readonly assignable?: boolean }, by?: By): string;
  remove(group: string, by?: By): void;
  rename(group: string, name: string, by?: By): void;
  addMember(group: string, principal: string, by?: By): void;
  removeMember(group: string, principal: string, by?: By): void;
  addOwner(group: string, principal: string, by?: By): void;
  removeOwner(group: string, principal: string, by?: By): void;
  /** `endsAt` ms since 1970; default: permanent. */
  makeEligible(access: GroupAccess & { readonly endsAt?: number }, by?: By): void;
  endEligible(access: GroupAccess, by?: By): void;
  /** A device or contact, for groups to hold. @returns its id */
  addOther(type: OtherObject['type'], name: string): string;
}

export function groupActions(context: ChangeContext): GroupActions {
  const { state, clock } = context;
  const { directory } = state;
  const event = (activity: string, target: string, others: string[] = []) => ({
    activity,
    category: 'GroupManagement',
    target: targetOf(state, target),
    others: others.map((id) => targetOf(state, id)),
  });
  const listing = (list: 'members' | 'owners', isAdded: boolean) => {
    const activity = `${isAdded ? 'Add' : 'Remove'} ${list.slice(0, -1)} ${isAdded ? 'to' : 'from'} group`;
    return (name: string, principal: string, by: By = {}): void =>
      changeAndRecord(context, by, () => {
        const group = groupNamed(state, name);
        const id = principalNamed(state, principal);
        edit(group, list, id, isAdded);
        return event(activity, id, [group.id]);
      });
  };
  const eligible = ({ group, principal, access }: GroupAccess) => {
    const [groupId, principalId] = [groupNamed(state, group).id, principalNamed(state, principal)];
    return { groupId, principalId, access, key: `${groupId} ${principalId} ${access}` };
  };
  return {
    create({ name, assignable = true }, by = {}) {
      const id = freshId(context, 'group');
      changeAndRecord(context, by, () => {
        directory.groups[id] = { id, displayName: name, isAssignableToRole: assignable, members: [], owners: [] };
        return event('Add group', id);
      });
      return id;
    },
    remove: (name, by = {}) =>
      changeAndRecord(context, by, () => {
        const { id } = groupNamed(state, name);
        const recorded = event('Delete group', id);
        delete directory.groups[id];
        removeReferences(directory, id);
        return recorded;
      }),
    rename: (name, displayName, by = {}) =>
      changeAndRecord(context, by, () => {
        const group = groupNamed(state, name);
        group.displayName = displayName;
        return event('Update group', group.id);
      }),
    addMember: listing('members', true),
    removeMember: listing('members', false),
    addOwner: listing('owners', true),
    removeOwner: listing('owners', false),
    makeEligible: ({ endsAt = null, ...named }, by = {}) =>
      changeAndRecord(context, by, () => {
        const { key, ...access } = eligible(named);
        directory.groupEligibilities[key] = { ...access, startsAt: clock(), endsAt };
        const activity = `Add eligible member to role in PIM completed (${endsAt === null ? 'permanent' : 'timebound'})`;
        return { ...event(activity, access.principalId, [access.groupId]), service: 'PIM' };
      }),
    endEligible: (named, by = {}) =>
      changeAndRecord(context, by, () => {
        const { key, groupId, principalId } = eligible(named);
        if (!Object.hasOwn(directory.groupEligibilities, key))
          throw new UnknownObject(`'${named.principal}' is not eligible for '${named.group}'.`);
        const { endsAt = null } = directory.groupEligibilities[key] ?? {};
        delete directory.groupEligibilities[key];
        const activity = `Remove eligible member from role in PIM completed (${endsAt === null ? 'permanent' : 'timebound'})`;
        return { ...event(activity, principalId, [groupId]), service: 'PIM' };
      }),
    addOther(type, displayName) {
      const id = newId(context, type);
      context.change(() => void Object.assign(directory.others, { [id]: { id, type, displayName } }));
      return id;
    },
  };
}

/** @throws UnknownObject when someone is taken out who is not there */
function edit(group: Group, list: 'members' | 'owners', id: string, isAdded: boolean): void {
  const others = group[list].filter((other) => other !== id);
  if (!isAdded && others.length === group[list].length)
    throw new UnknownObject(`'${id}' is none of the ${list} of '${group.displayName}'.`);
  group[list] = isAdded ? [...others, id] : others;
}
