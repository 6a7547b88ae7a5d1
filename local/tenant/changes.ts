/**
 * What an administrator can do to the tenant: each changes the state and writes the audit event that the real
 * tenant writes. The names of the events are documented; who the target is and what was modified is a guess.
 */
import { userNamed } from './directory/objects.ts';
import { isPremium, type Licence, type LicenceState } from './licences.ts';
import { ALL_APP_ROLES, type Grantable } from './permissions.ts';
import { guidOf } from './random.ts';
import type { Admin, AuditEvent, AuditTarget, TenantState } from './state.ts';

export interface By {
  /**
   * Id, user principal name or display name of an administrator or user; anyone else becomes an administrator.
   * Default: the first administrator; null: an application.
   */
  readonly by?: string | null;
  /** ms since 1970: when it happened, if not now. That does not decide when the event can be read. */
  readonly at?: number;
  readonly result?: AuditEvent['result'];
}

export interface NewEvent extends By {
  readonly activity: string;
  readonly category: string;
  readonly service: string;
  readonly operation?: string;
  readonly target?: AuditTarget;
  readonly others?: AuditTarget[];
  readonly modified?: AuditEvent['modified'];
  /** Who did it without being an administrator; goes before `by`. */
  readonly user?: Admin;
  /** The application that did it, with `by: null`; default the managed identity. */
  readonly app?: AuditEvent['app'];
  /** What `resultReason` says; default `Failed` for a failure, else nothing. */
  readonly reason?: string;
  readonly details?: AuditEvent['details'];
}

/** Records an event, as of `now` (ms since 1970). */
export function audit(state: TenantState, now: number, event: NewEvent): AuditEvent {
  const recorded: AuditEvent = {
    id: nextEventId(state),
    activityDateTime: sevenDigits(event.at ?? now, state.counter),
    readableAt: now + state.ingestionDelaySeconds * 1000,
    activityDisplayName: event.activity,
    category: event.category,
    loggedByService: event.service,
    operationType: event.operation ?? 'Update',
    result: event.result ?? 'success',
    resultReason: event.reason ?? (event.result === 'failure' ? 'Failed' : ''),
    by: event.user ?? adminOf(state, event.by),
    target: event.target ?? { id: state.tenantId, displayName: state.displayName, type: 'Directory' },
    modified: event.modified ?? [],
    ...(event.others && { others: event.others }),
    ...(event.app && { app: event.app }),
    ...(event.details && { details: event.details }),
  };
  state.audits.push(recorded);
  return recorded;
}

export function switchWriteback(state: TenantState, now: number, on: boolean, by: By): void {
  const activity = `${on ? 'Enable' : 'Disable'} password writeback for directory`;
  audit(state, now, { activity, category: 'DirectoryManagement', service: 'Self-service Password Management', ...by });
}

/** Any name is accepted, so that a new flag can be tried; undefined takes it away. */
export function setFeature(
  state: TenantState,
  now: number,
  name: string,
  value: boolean | null | undefined,
  by: By,
): void {
  const { features } = state.sync;
  const before = Object.hasOwn(features, name) ? features[name] : undefined;
  const entries = Object.entries(features).filter(([other]) => other !== name);
  // Built from entries: a name such as __proto__ must become a property like any other.
  state.sync.features = Object.fromEntries(value === undefined ? entries : [...entries, [name, value]]);
  const modified = [{ displayName: name, oldValue: jsonText(before), newValue: jsonText(value) }];
  audit(state, now, {
    activity: 'Set DirSync feature',
    category: 'DirectoryManagement',
    service: CORE_DIRECTORY,
    modified,
    ...by,
  });
}

export function setSspr(state: TenantState, now: number, allowed: boolean, by: By): void {
  const [oldValue, newValue] = [jsonText(state.allowedToUseSspr), jsonText(allowed)];
  state.allowedToUseSspr = allowed;
  const modified = [{ displayName: 'AllowedToUseSspr', oldValue, newValue }];
  const target = { id: 'authorizationPolicy', displayName: 'Authorization Policy', type: 'Policy' };
  const activity = 'Update authorization policy';
  audit(state, now, { activity, category: 'AuthorizationPolicy', service: CORE_DIRECTORY, modified, target, ...by });
}

/** Takes effect at once; at Graph only once a new token is issued. */
export function setGrant(state: TenantState, now: number, permission: Grantable, isGranted: boolean, by: By): void {
  const others = state.granted.filter((name) => name !== permission);
  state.granted = isGranted ? [...others, permission] : others;
  if (isGranted) state.grantedAt[permission] = new Date(now).toISOString();
  const activity = `${isGranted ? 'Add' : 'Remove'} app role assignment ${isGranted ? 'to' : 'from'} service principal`;
  const { objectId: id, displayName } = state.identity;
  const target = { id, displayName, type: 'ServicePrincipal' };
  const [oldValue, newValue] = isGranted ? [null, jsonText(permission)] : [jsonText(permission), null];
  const modified = [{ displayName: 'AppRole.Value', oldValue, newValue }];
  audit(state, now, { activity, category: 'ApplicationManagement', service: CORE_DIRECTORY, target, modified, ...by });
}

export function rename(state: TenantState, now: number, displayName: string, by: By): void {
  const modified = [
    { displayName: 'DisplayName', oldValue: jsonText(state.displayName), newValue: jsonText(displayName) },
  ];
  state.displayName = displayName;
  const activity = 'Set Company Information';
  audit(state, now, { activity, category: 'DirectoryManagement', service: CORE_DIRECTORY, modified, ...by });
}

/** Retention follows: 30 days with any Entra ID P licence, 7 without. */
export function setLicence(state: TenantState, licence: Licence, to: LicenceState): void {
  state.licences[licence] = to;
  state.retentionDays = isPremium(state.licences) ? 30 : 7;
}

export const isPermission = (name: string): name is Grantable => Object.hasOwn(ALL_APP_ROLES, name);

/** What almost everything in the audit log is recorded by. */
export const CORE_DIRECTORY = 'Core Directory';

/** Values in the audit log are JSON texts. */
const jsonText = (value: boolean | string | null | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

function adminOf(state: TenantState, by: string | null | undefined): Admin | null {
  if (by === null) return null;
  if (by === undefined) return state.admins[0] ?? null;
  const known = state.admins.find((admin) => [admin.id, admin.userPrincipalName, admin.displayName].includes(by));
  if (known) return known;
  const user = userNamed(state, by);
  if (user) return { id: user.id, displayName: user.displayName, userPrincipalName: user.userPrincipalName };
  const added = { id: guidOf(`${state.tenantId}|${by}`), displayName: by, userPrincipalName: by };
  state.admins.push(added);
  return added;
}

/** Not a GUID, as in the documented sample. */
function nextEventId(state: TenantState): string {
  state.counter += 1;
  return `SSPR_${guidOf(`${state.tenantId}|event|${state.counter}`)}_MCDC4_${state.counter}`;
}

/** Seven fractional digits, different for events of one millisecond. */
function sevenDigits(ms: number, counter: number): string {
  return new Date(ms).toISOString().replace('Z', `${String(counter % 10_000).padStart(4, '0')}Z`);
}
