/**
 * What the watch can see of itself: which permissions its identity was granted. Optional: nothing else waits for it, and
 * what the identity may not read shows at each source besides.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import { MonitorError } from '../../errors.ts';
import type { Access } from '../access.ts';
import { permissionName } from '../entra/permissions.ts';
import { DEFAULT_ACCESS_ROLE_ID } from '../entra/well-known.ts';
import { anything, text } from '../rows.ts';
import { readTime } from '../times.ts';

const V1 = { scheme: 1, attributes: 1 };

const assignmentShape = z.object({
  id: text,
  appRoleId: text,
  resourceId: text,
  resourceDisplayName: text,
  createdDateTime: anything,
});

type Assignment = z.infer<typeof assignmentShape>;

/** Grants, not what a token carries: a managed identity's token may be up to a day older. */
export const permissions: Source<Pick<Access, 'graph'>> = {
  name: 'permissions',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'which permissions the watch holds, and whether one of them can write',
  permissions: ['Application.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const { objectId } = await graph.identity();
    if (objectId === null) throw nobody();
    const path = `/servicePrincipals/${encodeURIComponent(objectId)}/appRoleAssignments`;
    const found = await graph.list(path, assignmentShape, { permission: 'Application.Read.All' });
    return { facts: found.filter(({ appRoleId }) => appRoleId !== DEFAULT_ACCESS_ROLE_ID).map(grantFact) };
  },
};

const nobody = (): MonitorError =>
  new MonitorError('contract', 'permissions: the token does not belong to an application', {
    hint: 'A person who signs in has the rights of a person. The deployed app looks up the permissions of its own identity.',
  });

/** By resource and role; one that does not tell both, by the id of its row. `createdDateTime` is when it was granted. */
function grantFact({ id, appRoleId, resourceId, resourceDisplayName, createdDateTime }: Assignment): Fact {
  const key = appRoleId && resourceId ? `${resourceId}/${appRoleId}` : id;
  if (!key) throw new MonitorError('contract', 'permissions: a row has neither an id, nor a role and a resource');
  return {
    key,
    attributes: { roleId: appRoleId || null, resourceId: resourceId || null },
    label: (appRoleId && permissionName(appRoleId)) || appRoleId || key,
    details: { resource: resourceDisplayName ?? null, grantedAt: readTime('createdDateTime', createdDateTime).at },
  };
}
