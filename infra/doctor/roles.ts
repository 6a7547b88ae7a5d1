/** The identity's Azure roles against the exact list: missing ones stop the app, more than these are a way in. */
import { z } from 'zod';
import { isRefusal } from '../azure/refusal.ts';
import { type NeededRole, ROLES, type RoleScope } from '../roles.ts';
import { type Finding, mend, ok, unseen } from './finding.ts';
import { communication, componentId, hostAccount, secretOf, stateAccount, storageId, vaultId } from './resources.ts';
import { type Assignment, type Expected, type Match, matchRoles } from './role-match.ts';
import type { Scene } from './scene.ts';

export async function lookAtRoles(scene: Scene): Promise<Finding[]> {
  const expected = await expectedRoles(scene);
  const { assignments, isWhole } = await assignmentsOf(scene);
  const { matches, more } = matchRoles(expected, assignments);
  return [
    ...matches.map((match) => found(match, scene)),
    ...more.map((one) => tooMuch(one, scene)),
    ...(isWhole
      ? []
      : [unseen('Roles outside the resource group cannot be seen', 'To see them you need Reader on the subscription')]),
  ];
}

async function expectedRoles(scene: Scene): Promise<Expected[]> {
  const settings = await scene.settings();
  const hasVault = secretOf(settings) !== null;
  const needed = ROLES.filter((role) => !role.onlyWithVault || hasVault);
  return Promise.all(needed.map(async (role) => ({ role, on: await resourceOf(role.scope, scene) })));
}

const BY_SCOPE: Readonly<Record<RoleScope, (scene: Scene) => Promise<string | null>>> = {
  'Microsoft.Storage/storageAccounts': async (scene) => storageId(scene, hostAccount(await scene.settings())),
  'Microsoft.Storage/storageAccounts/tableServices/tables': tableId,
  'Microsoft.Insights/components': componentId,
  'Microsoft.Communication/communicationServices': async (scene) => (await communication(scene))?.id ?? null,
  'Microsoft.KeyVault/vaults/secrets': secretId,
};

const resourceOf = (scope: RoleScope, scene: Scene): Promise<string | null> => BY_SCOPE[scope](scene);

async function tableId(scene: Scene): Promise<string | null> {
  const settings = await scene.settings();
  const account = await storageId(scene, stateAccount(settings));
  return account && `${account}/tableServices/default/tables/${settings.STATE_TABLE || 'writebackwatch'}`;
}

async function secretId(scene: Scene): Promise<string | null> {
  const named = secretOf(await scene.settings());
  const vault = named && (await vaultId(scene, named.vault));
  return named && vault && `${vault}/secrets/${named.secret}`;
}

const assignmentShape = z.object({
  id: z.string(),
  properties: z.object({ scope: z.string(), roleDefinitionId: z.string(), principalId: z.string() }),
});

type Listed = z.infer<typeof assignmentShape>;

/** In the whole subscription, groups included; else in the group, which is all that somebody may see. */
async function assignmentsOf(scene: Scene): Promise<{ assignments: Assignment[]; isWhole: boolean }> {
  const subscription = `/subscriptions/${scene.app.subscriptionId}`;
  try {
    return { assignments: await assignmentsAt(scene, subscription), isWhole: true };
  } catch (error) {
    if (!isRefusal(error, 403)) throw error;
    const group = scene.app.site.id.replace(/\/providers\/.*$/i, '');
    return { assignments: await assignmentsAt(scene, group), isWhole: false };
  }
}

async function assignmentsAt(scene: Scene, scope: string): Promise<Assignment[]> {
  const filter = encodeURIComponent(`assignedTo('${scene.identity.objectId}')`);
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}&api-version=2022-04-01`;
  const listed = await scene.azure.arm.list(path, assignmentShape);
  return Promise.all(listed.map((one) => withDefinition(scene, one)));
}

const permissionShape = z.object({
  actions: z.array(z.string()).nullish(),
  dataActions: z.array(z.string()).nullish(),
});
const definitionShape = z.object({
  properties: z.object({ roleName: z.string(), permissions: z.array(permissionShape) }),
});

async function withDefinition({ azure, identity }: Scene, { id, properties }: Listed): Promise<Assignment> {
  const { roleDefinitionId, scope, principalId } = properties;
  const { roleName, permissions } = (await azure.arm.get(`${roleDefinitionId}?api-version=2022-04-01`, definitionShape))
    .properties;
  return {
    id,
    scope,
    roleId: roleDefinitionId.split('/').at(-1) ?? '',
    roleName,
    actions: permissions.flatMap(({ actions }) => actions ?? []),
    dataActions: permissions.flatMap(({ dataActions }) => dataActions ?? []),
    byGroup: principalId.toLowerCase() !== identity.objectId,
  };
}

function found({ expected: { role, on }, state, by }: Match, scene: Scene): Finding {
  if (on === null)
    return unseen(
      `${role.name}: the resource that it belongs on could not be found`,
      'See the settings above. You may also lack the right to see it',
    );
  if (state === 'there') return ok(`${by?.roleName ?? role.name} on ${tail(on)}`);
  const create = assign(role, on, scene);
  if (state === 'missing') return mend(`Missing: ${role.name} on ${tail(on)}: ${role.why}`, create);
  const what = `Wider than needed: ${by?.roleName} on ${tail(by?.scope ?? '')}; ${tail(on)} is enough`;
  return mend(what, `${create} && ${unassign(by)}`);
}

function tooMuch(one: Assignment, { identity }: Scene): Finding {
  const how = one.byGroup ? `through a group that ${identity.name} is in` : 'by an assignment of its own';
  const what = `More than needed: ${one.roleName} on ${tail(one.scope)}, ${how}`;
  return mend(what, one.byGroup ? 'Take the identity out of that group' : unassign(one));
}

function assign({ id }: NeededRole, on: string, { identity }: Scene): string {
  if (id === null) return 'Deploy the template again: it makes the role and assigns it';
  return `az role assignment create --assignee-object-id ${identity.objectId} --assignee-principal-type ServicePrincipal --role ${id} --scope ${on}`;
}

const unassign = (one: Assignment | null): string => `az role assignment delete --ids ${one?.id}`;

/** The last two parts of an id: the kind of thing and its name. */
const tail = (id: string): string => id.split('/').filter(Boolean).slice(-2).join(' ') || 'everything';
