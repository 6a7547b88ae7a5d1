/**
 * Turns the state that an older version kept into one of today: what it lacks comes from a new tenant, and what it
 * kept in another place moves. It never takes anything away.
 */
import { newDirectory } from './directory/new-directory.ts';
import type { CloudSync } from './hybrid-state.ts';
import { newJobs } from './jobs.ts';
import type { TenantState } from './state.ts';

/** A state as some version kept it. */
type KeptState = Omit<Partial<TenantState>, 'sync' | 'cloudSync'> & {
  sync?: Partial<TenantState['sync']> & { stoppedAt?: number | null };
  cloudSync?: (Omit<CloudSync, 'jobs'> & Partial<CloudSync>)[];
};

export function filledIn(kept: KeptState, fresh: TenantState): TenantState {
  const { stoppedAt = null, ...sync } = kept.sync ?? {};
  const state = { ...fresh, ...kept, sync: { ...fresh.sync, ...sync } };
  const { tenantId, admins, createdDateTime } = state;
  const directory = { ...newDirectory(tenantId, admins, Date.parse(createdDateTime)), ...kept.directory };
  const connect = kept.connect ?? stoppedSince(fresh.connect, stoppedAt);
  return { ...state, directory, connect, cloudSync: withJobs(state) };
}

/** Where the one server there was kept its state in `sync`. */
const stoppedSince = (connect: TenantState['connect'], stoppedAt: number | null): TenantState['connect'] => ({
  ...connect,
  servers: connect.servers.map((server) => ({ ...server, stoppedAt })),
});

const withJobs = (state: Pick<KeptState, 'cloudSync'> & { createdDateTime: string }): CloudSync[] =>
  (state.cloudSync ?? []).map((sync) => ({
    ...sync,
    jobs: sync.jobs ?? newJobs(sync.id, Date.parse(state.createdDateTime), true),
  }));
