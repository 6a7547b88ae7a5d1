/** What actions on the directory share: the tenant they change, and what they write into the audit log. */
import { audit, type By, CORE_DIRECTORY, type NewEvent } from '../changes.ts';
import { guidOf } from '../random.ts';
import type { AuditTarget, TenantState } from '../state.ts';
import { objectOf } from './objects.ts';

export interface ChangeContext {
  readonly state: TenantState;
  readonly clock: () => number;
  /** Any change of the state, kept before it returns. */
  change(edit: () => void): void;
}

/** Never handed out before. */
export function newId({ state }: ChangeContext, what: string): string {
  state.counter += 1;
  return guidOf(`${state.tenantId}|${what}|${state.counter}`);
}

/** One of a new user or group, which lists may not know yet. */
export function freshId(context: ChangeContext, what: string): string {
  const id = newId(context, what);
  const { directory } = context.state;
  const { freshMinutes = 0 } = directory;
  if (freshMinutes > 0)
    directory.freshUntil = { ...directory.freshUntil, [id]: context.clock() + freshMinutes * 60_000 };
  return id;
}

export type EventDetails = Pick<NewEvent, 'activity' | 'category'> &
  Partial<Pick<NewEvent, 'service' | 'target' | 'others' | 'modified' | 'app'>>;

/** What names an application is recorded in its name, whoever did it. */
const record = ({ state, clock }: ChangeContext, event: EventDetails, by: By): void =>
  void audit(state, clock(), { service: CORE_DIRECTORY, ...event, ...by, ...(event.app && { by: null }) });

/** Changes the tenant and records it, in as many events as the real one writes. */
export const changeAndRecord = (
  context: ChangeContext,
  by: By,
  edit: () => EventDetails | readonly EventDetails[],
): void => context.change(() => [edit()].flat().forEach((event) => void record(context, event, by)));

const TYPES = {
  user: 'User',
  group: 'Group',
  servicePrincipal: 'ServicePrincipal',
  administrativeUnit: 'AdministrativeUnit',
  device: 'Device',
  orgContact: 'Contact',
} as const;

/** An object of the directory as a target of an event. */
export function targetOf(state: TenantState, id: string): AuditTarget {
  const found = objectOf(state, id);
  if (!found) return { id, displayName: null, type: 'Other' };
  const { displayName } = found.object;
  const upn = found.type === 'user' ? { userPrincipalName: found.object.userPrincipalName } : {};
  return { id, displayName, type: TYPES[found.type], ...upn };
}
