/** Application permissions granted on Microsoft Graph, of some seven hundred those that mean something here. */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import { isWatchedPermission } from '../authority/indirect-means.ts';
import { id, text, typeOf } from './objects.ts';
import { APPLICATIONS, type ResetSource, V1 } from './queries.ts';

const GRAPH = "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";

const assignmentShape = z.object({ principalId: id, principalType: text, principalDisplayName: text, appRoleId: id });

export const appRoleAssignments: ResetSource = {
  name: 'appRoleAssignments',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'which applications have a permission to reset passwords',
  permissions: ['Application.Read.All'],
  async read({ lists }): Promise<ReadResult> {
    const rows = await lists.list(`${GRAPH}/appRoleAssignedTo?$top=999`, assignmentShape, { permission: APPLICATIONS });
    const facts = rows
      .map((row) => ({ ...row, appRoleId: row.appRoleId.toLowerCase() }))
      .filter(({ appRoleId }) => isWatchedPermission(appRoleId))
      .map(({ principalId, principalType, principalDisplayName, appRoleId }) => ({
        key: `${principalId} ${appRoleId}`,
        attributes: { principalId, appRoleId },
        details: { type: typeOf(principalType), name: principalDisplayName, upn: null },
      }));
    return { facts };
  },
};
