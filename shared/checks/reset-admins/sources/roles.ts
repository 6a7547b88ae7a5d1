/**
 * Which roles there are and who holds them. Of a definition only the actions that reset are kept, so that no other
 * change of a role is noticed here.
 */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { coversReset, RESET_ACTION } from '../authority/capability.ts';
import { isListed, rowOf } from '../authority/matrix.ts';
import { flag, id, oddly, principal, principalDetails, text } from './objects.ts';
import { batchedOrAlone, neverNone, type ResetSource, ROLES, V1, withPrincipals } from './queries.ts';
import { partnersIn, rightOf, rightShape, scoped } from './rights.ts';

const permissionShape = z.object({
  allowedResourceActions: z.array(z.string()).nullish().catch(null),
  condition: text,
});

const definitionShape = z.object({
  id,
  templateId: text,
  displayName: text,
  isBuiltIn: flag,
  isEnabled: flag,
  rolePermissions: z.array(permissionShape).nullish().catch(null),
});

type Definition = z.infer<typeof definitionShape>;

export const roleDefinitions: ResetSource = {
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

/**
 * What a definition does not say is what the documents say of a role with its id, and else the wider reading: it is
 * enabled, and nobody's own.
 */
const definitionFact = ({ id, templateId, displayName, isBuiltIn, isEnabled, rolePermissions }: Definition): Fact => ({
  key: id,
  label: displayName ?? id,
  attributes: {
    templateId: templateId ?? id,
    isBuiltIn: isBuiltIn ?? isListed(id),
    isEnabled: isEnabled ?? true,
    permissions: (rolePermissions ?? documented(id))
      .map(({ allowedResourceActions, condition }) => ({
        allowedActions: (allowedResourceActions ?? []).filter(coversReset).sort(),
        condition,
      }))
      .filter(({ allowedActions }) => allowedActions.length > 0),
  },
});

const documented = (id: string): z.infer<typeof permissionShape>[] =>
  rowOf(id) ? [{ allowedResourceActions: [RESET_ACTION], condition: null }] : [];

const assignmentShape = z.object({ ...rightShape, principal, principalOrganizationId: text });

export const roleAssignments: ResetSource = {
  name: 'roleAssignments',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who holds which role, and over whom',
  permissions: ['RoleManagement.Read.Directory'],
  async read(access): Promise<ReadResult> {
    const rows = await withPrincipals(access, '/roleManagement/directory/roleAssignments', assignmentShape, ROLES);
    const { tenantId } = await access.graph.identity();
    const partners = partnersIn(rows, tenantId);
    return {
      facts: scoped(neverNone(rows, 'roleAssignments')).map((row) => ({
        key: `${row.principalId} ${row.roleDefinitionId} ${row.scope}`,
        attributes: rightOf(row),
        details: {
          ...principalDetails(row.principal),
          ...(partners.has(row.principalId) && oddly('partner')),
        },
      })),
    };
  },
};
