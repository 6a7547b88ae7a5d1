/**
 * What is done to administrative units. A restricted one is restricted from its creation on: the real service has no way
 * to change that either, so who is to be shielded moves in, and who is not moves out.
 */
import type { By } from '../changes.ts';
import { UnknownObject } from '../unknown-object.ts';
import type { Range, Unit } from './directory-state.ts';
import { principalNamed, unitNamed } from './objects.ts';
import { type ChangeContext, changeAndRecord, newId, targetOf } from './recorded-change.ts';
import { removeReferences } from './remove-references.ts';

export interface NewUnit {
  readonly name: string;
  /** Default false; for good. */
  readonly restricted?: boolean;
  /** Of a dynamic unit; who is in it is up to you all the same. */
  readonly rule?: string;
  /** Hidden membership: its members are shown to nobody. */
  readonly hidden?: boolean;
}

/** Units by id or name. */
export interface UnitActions {
  /** @returns its id */
  create(unit: NewUnit, by?: By): string;
  remove(unit: string, by?: By): void;
  setRule(unit: string, rule: string | null, by?: By): void;
  addMember(unit: string, principal: string, by?: By): void;
  removeMember(unit: string, principal: string, by?: By): void;
  /** Unnamed synced users by index, in place of those it had. EventDetails once, not for each of them. */
  setRange(unit: string, ranges: readonly Range[], by?: By): void;
}

export function unitActions(context: ChangeContext): UnitActions {
  const { state } = context;
  const { directory } = state;
  const event = (activity: string, target: string, others: string[] = []) => ({
    activity,
    category: 'AdministrativeUnit',
    target: targetOf(state, target),
    others: others.map((id) => targetOf(state, id)),
  });
  const withUnit = (name: string, by: By, activity: string, edit: (unit: Unit) => void): void =>
    changeAndRecord(context, by, () => {
      const unit = unitNamed(state, name);
      edit(unit);
      return event(activity, unit.id);
    });
  const listing =
    (isAdded: boolean) =>
    (name: string, principal: string, by: By = {}): void =>
      changeAndRecord(context, by, () => {
        const unit = unitNamed(state, name);
        const id = principalNamed(state, principal);
        edit(unit, id, isAdded);
        return event(memberActivity(unit, isAdded), id, [unit.id]);
      });
  return {
    create({ name, restricted = false, rule, hidden = false }, by = {}) {
      const id = newId(context, 'unit');
      changeAndRecord(context, by, () => {
        const parts = { isRestricted: restricted, rule: rule ?? null, isHidden: hidden, members: [], ranges: [] };
        directory.units[id] = { id, displayName: name, ...parts };
        return event('Add administrative unit', id);
      });
      return id;
    },
    remove: (name, by = {}) =>
      changeAndRecord(context, by, () => {
        const { id } = unitNamed(state, name);
        const recorded = event('Delete administrative unit', id);
        delete directory.units[id];
        removeReferences(directory, id);
        return recorded;
      }),
    setRule: (name, rule, by = {}) =>
      withUnit(name, by, 'Update administrative unit', (unit) => void Object.assign(unit, { rule })),
    addMember: listing(true),
    removeMember: listing(false),
    setRange: (name, ranges, by = {}) =>
      withUnit(name, by, 'Update administrative unit', (unit) => {
        unit.ranges = ranges.map((range) => ({ ...range }));
      }),
  };
}

const memberActivity = ({ isRestricted }: Unit, isAdded: boolean): string =>
  `${isAdded ? 'Add' : 'Remove'} member ${isAdded ? 'to' : 'from'} ${isRestricted ? 'restricted management ' : ''}administrative unit`;

/** @throws UnknownObject when someone is taken out who is not there */
function edit(unit: Unit, id: string, isAdded: boolean): void {
  const others = unit.members.filter((other) => other !== id);
  if (!isAdded && others.length === unit.members.length)
    throw new UnknownObject(`'${id}' is no named member of '${unit.displayName}'.`);
  unit.members = isAdded ? [...others, id] : others;
}
