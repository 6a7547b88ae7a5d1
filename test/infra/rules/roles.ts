/** The exact list of role assignments: none missing, none more, none wider, all to the app's identity. */
import { at, type Deployment, ofType, only, type Resource, type Rule } from '../deployment.ts';

/** Built-in roles, ids from learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
const BUILT_IN: { readonly [id: string]: string } = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '09976791-48a7-449e-bb21-39d1a415f350': 'Communication and Email Service Owner',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
};

const ALWAYS = [
  'Monitoring Metrics Publisher on Microsoft.Insights/components',
  'Storage Blob Data Owner on Microsoft.Storage/storageAccounts',
  'Storage Table Data Contributor on Microsoft.Storage/storageAccounts/tableServices/tables',
];

const SEND = [
  'Microsoft.Communication/CommunicationServices/Read',
  'Microsoft.Communication/CommunicationServices/Write',
];

function roleName({ resources }: Deployment, id: string): string {
  const custom = resources.find((resource) => resource.id === id);
  if (!custom) return BUILT_IN[id.split('/').at(-1) ?? ''] ?? id;
  return `custom ${JSON.stringify(at(custom, 'properties.permissions.0'))}`;
}

/** `Microsoft.A/b/c` of the resource that an assignment is on. */
function scopeType(assignment: Resource): string {
  const scope = assignment.id.split('/providers/Microsoft.Authorization/')[0] ?? '';
  const [provider, ...pairs] = (scope.split('/providers/')[1] ?? 'a whole group').split('/');
  return [provider, ...pairs.filter((_, index) => index % 2 === 0)].join('/');
}

const assigned = (deployed: Deployment): readonly string[] =>
  ofType(deployed, 'Microsoft.Authorization/roleAssignments').map(
    (assignment) =>
      `${roleName(deployed, String(at(assignment, 'properties.roleDefinitionId')))} on ${scopeType(assignment)}`,
  );

const custom = (actions: readonly string[]): string =>
  `custom ${JSON.stringify({ actions, notActions: [], dataActions: [], notDataActions: [] })}`;

/** How mail may be allowed; which one is the choice of the parameter. */
const MAIL = [
  custom(SEND),
  custom([...SEND, 'Microsoft.Communication/EmailServices/write']),
  'Communication and Email Service Owner',
].map((role) => `${role} on Microsoft.Communication/communicationServices`);

const VAULT = 'Key Vault Secrets User on Microsoft.KeyVault/vaults/secrets';

export const rolesAreExact: Rule = (deployed) => {
  const found = assigned(deployed);
  const hasWebhook = JSON.stringify(deployed.resources).includes('"WEBHOOK_URL"');
  const meant = [...ALWAYS, ...MAIL.filter((role) => found.includes(role)).slice(0, 1), ...(hasWebhook ? [VAULT] : [])];
  return [
    ...meant.filter((role) => !found.includes(role)).map((role) => `is missing: ${role}`),
    ...found
      .filter((role, index) => !meant.includes(role) || found.indexOf(role) !== index)
      .map((role) => `is too much: ${role}`),
    ...(found.some((role) => MAIL.includes(role)) ? [] : ['is missing: a role that sends mail']),
  ];
};

/** All to the one identity, and said to be an application, since a new one is not everywhere at once. */
export const rolesAreOurs: Rule = (deployed) => {
  const identity = only(deployed, 'Microsoft.ManagedIdentity/userAssignedIdentities');
  return ofType(deployed, 'Microsoft.Authorization/roleAssignments').flatMap((assignment) => {
    const isOurs = String(at(assignment, 'properties.principalId')).includes(`'${identity.id}'`);
    const isKind = at(assignment, 'properties.principalType') === 'ServicePrincipal';
    return isOurs && isKind ? [] : [`${assignment.id} is not for the app's identity`];
  });
};

/** A role of ours can be assigned in this group and nowhere else. */
export const customRoleStaysHere: Rule = (deployed) =>
  ofType(deployed, 'Microsoft.Authorization/roleDefinitions')
    .filter((role) => JSON.stringify(at(role, 'properties.assignableScopes')) !== JSON.stringify([groupOf(role)]))
    .map(({ name }) => `role ${name} can be assigned elsewhere`);

const groupOf = ({ id }: Resource): string => id.split('/providers/')[0] ?? '';

/** Id of the built-in role and what it is on; null for the role of our own. */
export const roleScopes = (deployed: Deployment): readonly { readonly id: string | null; readonly scope: string }[] =>
  ofType(deployed, 'Microsoft.Authorization/roleAssignments').map((assignment) => {
    const id = String(at(assignment, 'properties.roleDefinitionId')).split('/').at(-1) ?? '';
    return { id: id in BUILT_IN ? id : null, scope: scopeType(assignment) };
  });
