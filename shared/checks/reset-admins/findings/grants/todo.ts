/** What to do about a path: where in the Entra admin center it is taken back. Plain text. */
import type { Way } from '../../authority/resetters.ts';
import { groupsText, type ShownPath, shortName } from '../../words.ts';

const PIM = 'Entra admin center > ID Governance > Privileged Identity Management';

const WHERE: { readonly [way in Way]: (path: ShownPath) => string } = {
  direct: ({ role }) =>
    `remove the assignment: Entra admin center > Roles & admins > ${shortName(role)} > Active assignments.`,
  group: (path) =>
    `take the person out of ${groupsText(path)}, or the role from it: Entra admin center > Groups > Members, or > Assigned roles.`,
  eligible: ({ role }) =>
    `remove the eligibility: ${PIM} > Microsoft Entra roles > ${shortName(role)} > Eligible assignments.`,
  eligibleGroup: (path) => `remove the eligibility: ${PIM} > Groups, or Microsoft Entra roles for ${groupsText(path)}.`,
  owner: (path) => `remove the owner of ${groupsText(path)}: Entra admin center > Groups > Owners.`,
  application: () =>
    'revoke the permission: Entra admin center > Enterprise apps > the application > Permissions. Renew its secrets if they may be known.',
};

/** One place for each way; paths alike are taken back alike. */
export function todoOf(paths: readonly ShownPath[]): string {
  const places = [...new Set(paths.map((path) => WHERE[path.way](path)))];
  return `Confirm it with whoever did it. If nobody meant it, ${places.join(' Then ')}`;
}
