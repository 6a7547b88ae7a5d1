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

export type EventDetails = Pick<NewEvent, 'activity' | 'category'> &
  Partial<Pick<NewEvent, 'service' | 'target' | 'others' | 'modified'>>;

const record = ({ state, clock }: ChangeContext, event: EventDetails, by: By): void =>
  void audit(state, clock(), { service: CORE_DIRECTORY, ...event, ...by });

/** Changes the tenant and records it. */
export const changeAndRecord = (context: ChangeContext, by: By, edit: () => EventDetails): void =>
  context.change(() => record(context, edit(), by));

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
