/** What to do about a path: where in the Entra admin center it is taken back. */
import { NO_WORDS, type Words, words } from '../../../../core/text/words.ts';
import type { Way } from '../../authority/resetters.ts';
import { roleWords } from '../../names.ts';
import { groupsText, type ShownPath } from '../../words.ts';

const PIM = words`Entra admin center > ID Governance > Privileged Identity Management`;

const WHERE: { readonly [way in Way]: (path: ShownPath) => Words } = {
  direct: (path) =>
    words`remove the assignment: Entra admin center > Roles & admins > ${roleWords(path)} > Active assignments.`,
  group: (path) =>
    words`remove the person from ${groupsText(path)}, or take the role from the group: Entra admin center > Groups > Members, or Groups > Assigned roles.`,
  eligible: (path) =>
    words`remove the eligibility: ${PIM} > Microsoft Entra roles > ${roleWords(path)} > Eligible assignments.`,
  eligibleGroup: (path) =>
    words`remove the eligibility: ${PIM} > Groups, or Microsoft Entra roles for ${groupsText(path)}.`,
  owner: (path) => words`remove the owner of ${groupsText(path)}: Entra admin center > Groups > Owners.`,
  application: () =>
    words`revoke the permission: Entra admin center > Enterprise apps > the application > Permissions. Renew its secrets if they may be known.`,
};

/** One place for each way; paths alike are taken back alike. */
export function todoOf(paths: readonly ShownPath[]): Words {
  const [first = NO_WORDS, ...others] = [...new Set(paths.map((path) => WHERE[path.way](path)))];
  const places = others.reduce((all, one) => words`${all} Then ${one}`, first);
  return words`Confirm it with whoever did it. If nobody intended it, ${places}`;
}
