/**
 * The two heartbeats of the tenant itself: last directory sync (v1.0, required) and last password hash sync (beta).
 * Any sync client moves the first, so where two work it hides the death of one; what moves the second beside Connect
 * Sync is unconfirmed.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import { MonitorError } from '../../errors.ts';
import { anything, rowId, text } from '../rows.ts';
import { lifeTime, readLifeTime } from '../times.ts';
import { type AgentsAccess, V1 } from './access.ts';

const permission = 'Organization.Read.All';

const organizationShape = z.object({
  id: rowId,
  displayName: text,
  onPremisesSyncEnabled: z.boolean().nullish(),
  onPremisesLastSyncDateTime: anything,
});

export const organization: Source<AgentsAccess> = {
  name: 'organization',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'whether directory synchronisation is on, and when it last ran',
  permissions: ['Organization.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const path = '/organization?$select=id,displayName,onPremisesSyncEnabled,onPremisesLastSyncDateTime';
    const found = theOne(await graph.list(path, organizationShape, { permission }), 'organization');
    const { at, odd } = readLifeTime('onPremisesLastSyncDateTime', found.onPremisesLastSyncDateTime);
    return {
      facts: [
        {
          key: found.id,
          attributes: { onPremisesSyncEnabled: found.onPremisesSyncEnabled ?? null },
          ...(found.displayName && { label: found.displayName }),
          ...(odd !== null && { details: { odd } }),
        },
      ],
      pulses: [{ key: 'directorySync', kind: 'directorySync', at, intervalMs: null }],
    };
  },
};

const passwordShape = z.object({ id: rowId, onPremisesLastPasswordSyncDateTime: anything });

export const passwordSync: Source<AgentsAccess> = {
  name: 'passwordSync',
  inVerdict: 'whileSeen',
  kind: 'state',
  version: V1,
  shows: 'when password hashes were last synchronised',
  permissions: ['Organization.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const path = '/organization?$select=id,onPremisesLastPasswordSyncDateTime';
    const found = theOne(await graph.list(path, passwordShape, { version: 'beta', permission }), 'passwordSync');
    const at = lifeTime(found.onPremisesLastPasswordSyncDateTime);
    return { facts: [], pulses: [{ key: 'passwordSync', kind: 'passwordSync', at, intervalMs: null }] };
  },
};

function theOne<T>(found: readonly T[], source: string): T {
  const [only] = found;
  if (only === undefined) throw new MonitorError('contract', `${source}: Graph returned no organization`);
  return only;
}
