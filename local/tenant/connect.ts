/**
 * What is done to Connect Sync, and the times it leaves behind. The last sync moves with every client that exports,
 * Cloud Sync included, so it hides the death of one behind the other (what each moves exactly is not confirmed).
 */
import { audit } from './changes.ts';
import { type ConnectServer, newServer } from './hybrid-state.ts';
import { lastCloudSync } from './jobs.ts';
import type { TenantState } from './state.ts';
import { known } from './unknown-object.ts';

export interface ConnectActions {
  /** @returns the name of its application */
  install(name: string, options?: { readonly isStaging?: boolean; readonly version?: string }): string;
  remove(name: string): void;
  /** @param at ms since 1970; default now */
  stop(name: string, at?: number): void;
  start(name: string): void;
  /** Two servers may both be active, or none: nothing prevents it on the real side either. */
  setStaging(name: string, isStaging: boolean): void;
  /** Every active server becomes a staging server and the other way round. */
  switchStaging(): void;
  setVersion(name: string, version: string): void;
  setInterval(minutes: number): void;
  /** ms since 1970; null: it moves by itself. */
  setLastSync(at: number | null): void;
  setLastPasswordSync(at: number | null): void;
  setSignInDelay(seconds: number): void;
}

type Change = (edit: () => void) => void;

export function connectActions(state: TenantState, clock: () => number, change: Change): ConnectActions {
  const edit = (name: string, changes: Partial<ConnectServer>): void =>
    change(() => void Object.assign(serverOf(state, name), changes));
  const set = (changes: Partial<TenantState['connect']>): void =>
    change(() => void Object.assign(state.connect, changes));
  return {
    install(name, options = {}) {
      let displayName = '';
      change(() => {
        displayName = install(state, clock(), { ...newServer(newId(state, name), name), ...options });
      });
      return displayName;
    },
    remove: (name) =>
      change(() => {
        const gone = serverOf(state, name);
        state.connect.servers = state.connect.servers.filter((server) => server !== gone);
      }),
    stop: (name, at = clock()) => edit(name, { stoppedAt: at }),
    start: (name) => edit(name, { stoppedAt: null }),
    setStaging: (name, isStaging) => edit(name, { isStaging }),
    switchStaging: () =>
      change(() => {
        for (const server of state.connect.servers) server.isStaging = !server.isStaging;
      }),
    setVersion: (name, version) => edit(name, { version }),
    setInterval: (intervalMinutes) => set({ intervalMinutes }),
    setLastSync: (lastSyncAt) => set({ lastSyncAt }),
    setLastPasswordSync: (lastPasswordSyncAt) => set({ lastPasswordSyncAt }),
    setSignInDelay: (signInDelaySeconds) => set({ signInDelaySeconds }),
  };
}

function newId(state: TenantState, name: string): string {
  state.counter += 1;
  return `${state.tenantId}|${name}|${state.counter}`;
}

function install(state: TenantState, now: number, server: ConnectServer): string {
  const { displayName, principalId: id } = server;
  state.connect.servers.push(server);
  const target = { id, displayName, type: 'ServicePrincipal' };
  const activity = 'Add service principal';
  audit(state, now, { activity, category: 'ApplicationManagement', service: 'Core Directory', target });
  return displayName;
}

const serverOf = ({ connect }: TenantState, name: string): ConnectServer =>
  known(
    connect.servers.findLast((server) => server.name === name),
    'Connect server',
    name,
  );

/** Lets every server that exports run, or stops it: its last sync time then stands still. */
export function setSyncRunning(state: TenantState, isRunning: boolean, at: number): void {
  for (const server of activeServers(state)) server.stoppedAt = isRunning ? null : (server.stoppedAt ?? at);
}

export const activeServers = ({ connect }: TenantState): ConnectServer[] =>
  connect.servers.filter(({ isStaging }) => !isStaging);

/** What the tenant shows of itself, ms since 1970; null: never. */
export function syncTimes(state: TenantState, now: number): { sync: number | null; passwordSync: number | null } {
  if (!state.sync.enabled) return { sync: null, passwordSync: null };
  const times = activeServers(state).map((server) => lastCycle(state, server, now));
  const moving = Math.max(0, lastCloudSync(state.cloudSync, now) ?? 0, ...times) || null;
  return { sync: state.connect.lastSyncAt ?? moving, passwordSync: state.connect.lastPasswordSyncAt ?? moving };
}

/** The server signs in for every cycle; how often the real one does is not documented. */
export const lastSignIn = (state: TenantState, server: ConnectServer, now: number): number =>
  lastCycle(state, server, now - state.connect.signInDelaySeconds * 1000);

/** The newest interval (minus two minutes, so that it never is now) until the server stopped. */
function lastCycle({ connect }: TenantState, { stoppedAt }: ConnectServer, now: number): number {
  const intervalMs = connect.intervalMinutes * 60_000;
  const end = Math.min(now, stoppedAt ?? now);
  return Math.floor(end / intervalMs) * intervalMs - 120_000;
}
