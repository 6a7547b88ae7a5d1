/** What to do about a right beside a reset: where in the Entra admin center it is taken back, by what it comes from. */
import { type Words, words } from '../../../core/text/words.ts';
import type { Basis } from '../authority/basis.ts';

const ELIGIBLE = words`remove the eligibility: Entra admin center > ID Governance > Privileged Identity Management.`;

const WHERE: { readonly [kind in Basis['kind']]: Words } = {
  role: words`take the role from them: Entra admin center > Roles & admins.`,
  permission: words`revoke the permission: Entra admin center > Enterprise apps > the application > Permissions.`,
  group: words`remove the owner of the group: Entra admin center > Groups > the group > Owners.`,
  application: words`remove the owner of the application: Entra admin center > App registrations > the application > Owners.`,
  itself: words`delete the application: Entra admin center > Enterprise apps > the application > Properties.`,
  steps: words`take them out of the group: Entra admin center > Groups > the group.`,
};

export const rightTodo = (by: Basis): Words =>
  words`Confirm it with whoever did it. If nobody intended it, ${isEligible(by) ? ELIGIBLE : WHERE[by.kind]}`;

const isEligible = (by: Basis): boolean => by.kind === 'role' && (by.way === 'eligible' || by.way === 'eligibleGroup');
