/** Application permissions granted on Microsoft Graph, of some seven hundred those that mean something here. */
import * as z from 'zod';
import type { ReadResult, Source } from '../../../core/model/check.ts';
import { PERMISSION_MEANS } from '../authority/indirect-means.ts';
import { RESETTING_APP_ROLE } from '../authority/matrix.ts';
import { APPLICATIONS, type ResetAccess, V1 } from './asking.ts';

const GRAPH = "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";

const assignmentShape = z.object({
  principalId: z.string().min(1),
  principalType: z.string().nullish(),
  appRoleId: z.string().min(1),
});

/** Of some seven hundred permissions those that mean something here. */
const isOfInterest = (appRoleId: string): boolean =>
  appRoleId === RESETTING_APP_ROLE.id || PERMISSION_MEANS.has(appRoleId);

export const appRoleAssignments: Source<ResetAccess> = {
  name: 'appRoleAssignments',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'which applications may reset passwords by a permission',
  permissions: ['Application.Read.All'],
  async read({ lists }): Promise<ReadResult> {
    const rows = await lists.list(`${GRAPH}/appRoleAssignedTo?$top=999`, assignmentShape, { permission: APPLICATIONS });
    const facts = rows
      .map((row) => ({ ...row, appRoleId: row.appRoleId.toLowerCase() }))
      .filter(({ appRoleId }) => isOfInterest(appRoleId))
      .map(({ principalId, principalType, appRoleId }) => ({
        key: `${principalId} ${appRoleId}`,
        attributes: { principalId, appRoleId },
        details: { type: principalType ? (TYPES[principalType.toLowerCase()] ?? null) : null },
      }));
    return { facts };
  },
};

const TYPES: { readonly [type: string]: string } = {
  user: 'user',
  group: 'group',
  serviceprincipal: 'servicePrincipal',
};
