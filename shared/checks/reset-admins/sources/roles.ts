/**
 * Which roles there are and who holds them. Of a definition only the actions that reset are kept, so that no other
 * change of a role is noticed here.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { coversReset } from '../authority/capability.ts';
import { batchedOrAlone, neverNone, type ResetAccess, ROLES, typeOf, V1 } from './asking.ts';
import { rightOf, rightShape, scoped } from './rights.ts';

const definitionShape = z.object({
  id: z.string().min(1),
  templateId: z.string().nullish(),
  displayName: z.string(),
  isBuiltIn: z.boolean(),
  isEnabled: z.boolean(),
  rolePermissions: z.array(z.object({ allowedResourceActions: z.array(z.string()), condition: z.string().nullish() })),
});

type Definition = z.infer<typeof definitionShape>;

export const roleDefinitions: Source<ResetAccess> = {
  name: 'roleDefinitions',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'which roles can reset passwords',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const rows = await batchedOrAlone(access, '/roleManagement/directory/roleDefinitions', definitionShape, ROLES);
    return { facts: neverNone(rows, 'roleDefinitions').map(definitionFact) };
  },
};

const definitionFact = ({ id, templateId, displayName, isBuiltIn, isEnabled, rolePermissions }: Definition): Fact => ({
  key: id,
  label: displayName,
  attributes: {
    templateId: templateId ?? id,
    isBuiltIn,
    isEnabled,
    permissions: rolePermissions
      .map(({ allowedResourceActions, condition }) => ({
        allowedActions: allowedResourceActions.filter(coversReset).sort(),
        condition: condition ?? null,
      }))
      .filter(({ allowedActions }) => allowedActions.length > 0),
  },
});

/** Rows without a `directoryScopeId` are of other systems than the directory, and reset nobody. */
const assignmentShape = z.object({
  ...rightShape,
  principal: z.object({ '@odata.type': z.string().nullish() }).nullish(),
});

export const roleAssignments: Source<ResetAccess> = {
  name: 'roleAssignments',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who holds which role, and over whom',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const path = '/roleManagement/directory/roleAssignments?$expand=principal';
    const rows = await batchedOrAlone(access, path, assignmentShape, ROLES);
    return {
      facts: scoped(neverNone(rows, 'roleAssignments')).map((row) => ({
        key: `${row.principalId} ${row.roleDefinitionId} ${row.scope}`,
        attributes: rightOf(row),
        details: { type: typeOf(row.principal?.['@odata.type']) },
      })),
    };
  },
};
