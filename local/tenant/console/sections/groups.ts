/** Groups: who is in them, who owns them, who may become either through PIM. */
import { html } from 'hono/html';
import { type Group, isCurrent } from '../../directory/directory-state.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { firstRows, groupSelect, namesOf, principalSelect } from '../directory-choices.ts';
import { buttonForm, choices, type Html, oneOf, required, type Section } from '../section.ts';

const HOW = ['member', 'owner', 'eligible member', 'eligible owner'] as const;
const KINDS = ['can hold roles', 'cannot hold roles'] as const;

export const groups: Section = {
  id: 'groups',
  title: 'Groups',
  about: 'who is in a group, owns it or may become either',
  render: (tenant) => html`
    <form method="post" class="row">
      <label>Group ${groupSelect(tenant.state)}</label>
      <label>Who ${principalSelect(tenant.state)}</label>
      <label>As <select name="how">${choices(HOW)}</select></label>
      <button class="primary" formaction="/console/groups/add">Add</button>
      <button formaction="/console/groups/take">Take out</button>
    </form>
    <div class="scroll"><table class="plain"><thead><tr><th>Group</th><th>Members</th><th>Owners</th><th>Eligible</th><td></td></tr></thead>
      <tbody>${firstRows(Object.values(tenant.state.directory.groups), (group) => row(tenant, group))}</tbody></table></div>
    <form method="post" action="/console/groups/create" class="row">
      <label>Another group <input name="name" required placeholder="Berlin Service Desk"></label>
      <label>It <select name="kind">${choices(KINDS)}</select></label>
      <button>Create</button>
    </form>
    <p class="note">Whether a group can hold roles is fixed at its creation.</p>`,
  actions: {
    add: (tenant, form) => edit(tenant, form, true),
    take: (tenant, form) => edit(tenant, form, false),
    create: (tenant, form) =>
      tenant.groups.create({ name: required(form, 'name'), assignable: oneOf(form, 'kind', KINDS) === KINDS[0] }),
    remove: (tenant, form) => tenant.groups.remove(required(form, 'group')),
  },
};

function edit({ groups: actions }: SimulatedTenant, form: URLSearchParams, isAdded: boolean): void {
  const [group, principal] = [required(form, 'group'), required(form, 'principal')];
  const how = oneOf(form, 'how', HOW);
  if (how === 'member') (isAdded ? actions.addMember : actions.removeMember)(group, principal);
  else if (how === 'owner') (isAdded ? actions.addOwner : actions.removeOwner)(group, principal);
  else {
    const access = how === 'eligible member' ? 'member' : 'owner';
    (isAdded ? actions.makeEligible : actions.endEligible)({ group, principal, access });
  }
}

function row({ state, clock }: SimulatedTenant, { id, displayName, isAssignableToRole, members, owners }: Group): Html {
  const eligible = Object.values(state.directory.groupEligibilities).filter(
    (one) => one.groupId === id && isCurrent(one, clock()),
  );
  return html`<tr>
    <td>${displayName}${isAssignableToRole ? '' : ' (no roles)'}</td>
    <td>${namesOf(state, members)}</td>
    <td>${namesOf(state, owners)}</td>
    <td>${namesOf(
      state,
      eligible.map(({ principalId }) => principalId),
    )}</td>
    <td>${buttonForm('groups/remove', 'Remove', { group: id })}</td>
  </tr>`;
}
