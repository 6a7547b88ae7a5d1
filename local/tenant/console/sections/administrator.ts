/** The second act: someone gets a role over the whole tenant. All else about roles is in `roles.ts`. */
import { html } from 'hono/html';
import { type Assignment, isCurrent } from '../../directory/directory-state.ts';
import type { SimulatedTenant } from '../../tenant.ts';
import { nameOf, principalSelect, roleName, roleSelect } from '../directory-choices.ts';
import { type Act, buttonForm, type Html, required, time } from '../section.ts';

export const administrator: Act = {
  id: 'administrator',
  title: 'Make someone an administrator',
  render: (tenant) => html`
    ${newest(tenant)}
    <form method="post" action="/console/administrator/make">
      <div class="row">
        <label>Make ${principalSelect(tenant.state)}</label>
        <label>a ${roleSelect(tenant.state)}</label>
      </div>
      <p class="buttons"><button class="primary">Make administrator</button></p>
    </form>`,
  outcome: {
    within: 'Within about a minute',
    mail: 'How many synced users this person can now reset, and by which role.',
    page: 'The person is listed under “Who can reset”, with the path.',
  },
  actions: {
    make: ({ roles }, form) => roles.assign({ ...holderIn(form), scope: '/' }),
    undo: ({ roles }, form) => roles.unassign({ ...holderIn(form), scope: '/' }),
  },
};

const holderIn = (form: URLSearchParams) => ({ principal: required(form, 'principal'), role: required(form, 'role') });

/** Given since the tenant was made, over all of it; the newest. */
function newestOf({ state, clock }: SimulatedTenant): Assignment | undefined {
  const made = Date.parse(state.createdDateTime);
  return Object.values(state.directory.assignments)
    .filter((one) => one.scope === '/' && one.startsAt > made && !one.isActivated && isCurrent(one, clock()))
    .sort((a, b) => b.startsAt - a.startsAt)[0];
}

function newest(tenant: SimulatedTenant): Html {
  const one = newestOf(tenant);
  if (!one) return html`<p class="state">Nobody new <small>since the tenant was made</small></p>`;
  const { principalId: principal, roleId: role, startsAt } = one;
  return html`<p class="state on"><bdi>${nameOf(tenant.state, principal)}</bdi>
    <small><bdi>${roleName(tenant.state, role)}</bdi> since ${time(new Date(startsAt).toISOString())}</small></p>
    ${buttonForm('administrator/undo', 'Take it back', { principal, role })}`;
}
