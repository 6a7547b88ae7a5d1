/**
 * A simulated tenant as its users see it: where it can be read, and everything that can happen to it. Each change is
 * kept before it returns. What serves it (the wire, the console) knows this, never the other way round.
 */
import { type AgentActions, agentActions } from './agents.ts';
import * as changes from './changes.ts';
import { type CloudSyncActions, cloudSyncActions, removeAllCloudSync } from './cloud-sync.ts';
import { type ConnectActions, connectActions, setSyncRunning } from './connect.ts';
import { type AppActions, appActions } from './directory/apps.ts';
import { type GroupActions, groupActions } from './directory/groups.ts';
import { type RoleActions, roleActions } from './directory/roles.ts';
import { type UnitActions, unitActions } from './directory/units.ts';
import { type UserActions, userActions } from './directory/users.ts';
import { type FailedResets, failResets } from './failed-resets.ts';
import type { Faults } from './faults.ts';
import type { Licence, LicenceState } from './licences.ts';
import type { Grantable } from './permissions.ts';
import type { RequestLog } from './request-log.ts';
import { changeResetPolicy, otherResetActivity, type PolicyChange, type Reset, resetPassword } from './resets.ts';
import { TOKEN_PATH } from './server.ts';
import type { Shaker } from './shake.ts';
import type { TenantState } from './state.ts';
import type { World } from './world.ts';

export interface SimulatedTenant {
  /** What `GRAPH_BASE_URL` is set to; the console is its root page. */
  readonly origin: string;
  /** What `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` are set to. */
  readonly msi: { readonly endpoint: string; readonly header: string; readonly clientId: string };
  readonly tenantId: string;
  /** Read it freely; change it with `change`, so that it is kept. */
  readonly state: TenantState;
  readonly faults: Faults;
  readonly shaker: Shaker;
  readonly requests: RequestLog;
  readonly clock: () => number;
  /** Milliseconds added to every answer of Graph. */
  latencyMs: number;
  /** Any change of the state, kept before it returns. */
  change(edit: (state: TenantState) => void): void;
  enableWriteback(by?: changes.By): void;
  disableWriteback(by?: changes.By): void;
  /** Any name, any legal value; undefined takes the flag away. */
  setFeature(name: string, value: boolean | null | undefined, by?: changes.By): void;
  setSspr(allowed: boolean, by?: changes.By): void;
  readonly agents: AgentActions;
  readonly connect: ConnectActions;
  readonly cloudSync: CloudSyncActions;
  readonly users: UserActions;
  readonly roles: RoleActions;
  readonly groups: GroupActions;
  readonly units: UnitActions;
  readonly apps: AppActions;
  addCloudSync(displayName?: string, by?: changes.By): void;
  /** All configurations. */
  removeCloudSync(by?: changes.By): void;
  /** All servers that are not staging; `at` in ms since 1970, default now. */
  setSyncRunning(isRunning: boolean, at?: number): void;
  grant(permission: Grantable, by?: changes.By): void;
  revoke(permission: Grantable, by?: changes.By): void;
  setLicence(licence: Licence, to: LicenceState): void;
  /** Resets that could not be written back. */
  failResets(options?: FailedResets): void;
  /** One that went through, of a synced user unless one is named. */
  resetPassword(options?: Reset): void;
  changeResetPolicy(changes: readonly PolicyChange[], by?: changes.By): void;
  otherResetActivity(activity: string, by?: changes.By): void;
  /** How far Graph's `Date` header is from the tenant's clock. */
  setDateSkew(seconds: number): void;
  rename(displayName: string, by?: changes.By): void;
  /** Any other audit event. */
  audit(event: changes.NewEvent): void;
  close(): Promise<void>;
}

/** @param save keeps the state, so that it outlives the process */
export function tenantOf(
  world: World,
  save: (state: TenantState) => void,
  close: () => Promise<void>,
): SimulatedTenant {
  const { state, clock } = world;
  const change = (edit: (state: TenantState) => void): void => {
    edit(state);
    save(state);
  };
  const context = { state, clock, change };
  const agents = agentActions(state, clock, change);
  const cloudSync = cloudSyncActions(state, clock, change);
  return {
    origin: world.origin,
    msi: { endpoint: world.origin + TOKEN_PATH, header: world.identityHeader, clientId: state.identity.appId },
    tenantId: state.tenantId,
    state,
    faults: world.faults,
    shaker: world.shaker,
    requests: world.requests,
    clock,
    get latencyMs() {
      return world.latencyMs;
    },
    set latencyMs(ms) {
      world.latencyMs = ms;
    },
    change,
    enableWriteback: (by = {}) => change(() => changes.switchWriteback(state, clock(), true, by)),
    disableWriteback: (by = {}) => change(() => changes.switchWriteback(state, clock(), false, by)),
    setFeature: (name, value, by = {}) => change(() => changes.setFeature(state, clock(), name, value, by)),
    setSspr: (allowed, by = {}) => change(() => changes.setSspr(state, clock(), allowed, by)),
    agents,
    connect: connectActions(state, clock, change),
    cloudSync,
    users: userActions(context),
    roles: roleActions(context),
    groups: groupActions(context),
    units: unitActions(context),
    apps: appActions(context),
    addCloudSync: (name, by) => void cloudSync.add(name, by),
    removeCloudSync: (by = {}) => change(() => removeAllCloudSync(state, clock(), by)),
    setSyncRunning: (isRunning, at = clock()) => change(() => setSyncRunning(state, isRunning, at)),
    grant: (permission, by = {}) => change(() => changes.setGrant(state, clock(), permission, true, by)),
    revoke: (permission, by = {}) => change(() => changes.setGrant(state, clock(), permission, false, by)),
    setLicence: (licence, to) => change(() => changes.setLicence(state, licence, to)),
    failResets: (options = {}) => change(() => failResets(state, clock(), options)),
    resetPassword: (options = {}) => change(() => resetPassword(state, clock(), options)),
    changeResetPolicy: (all, by = {}) => change(() => changeResetPolicy(state, clock(), all, by)),
    otherResetActivity: (activity, by = {}) => change(() => otherResetActivity(state, clock(), activity, by)),
    setDateSkew: (seconds) =>
      change(() => {
        state.dateSkewSeconds = seconds;
      }),
    rename: (name, by = {}) => change(() => changes.rename(state, clock(), name, by)),
    audit: (event) => change(() => changes.audit(state, clock(), event)),
    close,
  };
}
