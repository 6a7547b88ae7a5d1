/**
 * Places in the Microsoft Entra admin center by the words with which our texts name them, as links into the cloud that is
 * watched. Every address is spelled out here. Microsoft documents the hosts, but not the paths behind them: the way by
 * menus stands beside each link, for the day on which one leads nowhere.
 */

/** By the origin of Microsoft Graph; where it is another one, as that of a simulated tenant, there are no links. */
const ADMIN_CENTERS: ReadonlyMap<string, string> = new Map([
  ['https://graph.microsoft.com', 'https://entra.microsoft.com'],
  ['https://graph.microsoft.us', 'https://entra.microsoft.us'],
  ['https://dod-graph.microsoft.us', 'https://entra.microsoft.us'],
  ['https://microsoftgraph.chinacloudapi.cn', 'https://entra.microsoftonline.cn'],
]);

/** The more exact before the less. */
const PLACES: readonly (readonly [words: string, path: string])[] = [
  [
    'Password reset > On-premises integration',
    '/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/OnPremisesIntegration',
  ],
  ['Password reset', '/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/Properties'],
  ['Audit logs', '/#view/Microsoft_AAD_IAM/AuditLogList.ReactView'],
  ['Privileged Identity Management', '/#view/Microsoft_Azure_PIMCommon/CommonMenuBlade/~/quickStart'],
  ['Admin units', '/'],
  ['Roles & admins', '/#view/Microsoft_AAD_IAM/RolesManagementMenuBlade/~/AllRoles'],
  ['Groups', '/#view/Microsoft_AAD_IAM/GroupsManagementMenuBlade/~/AllGroups'],
  ['App registrations', '/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade'],
  ['Enterprise apps', '/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview'],
  ['Entra Connect', '/#view/Microsoft_AAD_Connect_Provisioning/AADConnectMenuBlade/~/GetStarted'],
];

/** What stands in quotation marks was named by somebody. */
const QUOTED = /"[^"]*"/g;

/** The Entra admin center of a cloud; null: unknown. @param graph origin of Microsoft Graph */
export const adminCenterOf = (graph: string): string | null => ADMIN_CENTERS.get(graph) ?? null;

/** Where a step leads in the admin center, or null: it names no place there. */
export function placeIn(step: string, adminCenter: string): string | null {
  const said = step.replace(QUOTED, '');
  if (!/Entra (?:ID|admin center|Connect)/.test(said)) return null;
  const place = PLACES.find(([words]) => said.includes(words));
  return place ? `${adminCenter}${place[1]}` : null;
}

/** All that these texts can link to in one admin center. */
export const placesOf = (adminCenter: string): string[] => PLACES.map(([, path]) => `${adminCenter}${path}`);
