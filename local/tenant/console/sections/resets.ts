/** Resets that went through, and changes of the self-service reset policy, as audit events. */
import { html } from 'hono/html';
import { OWN_RESET_ACTIVITIES, RESET_AGENTS } from '../../resets.ts';
import { choices, oneOf, required, type Section, wholeNumber } from '../section.ts';

export const resets: Section = {
  id: 'resets',
  title: 'Resets and their policy',
  about: 'reset passwords, change the self-service policy',
  render: () => html`
    <form method="post" action="/console/resets/admin" class="row">
      <label>Written back by <select name="agent">${choices(RESET_AGENTS)}</select></label>
      <label>How many <input name="count" inputmode="numeric" size="3" value="1"></label>
      <button>Reset by an administrator</button>
    </form>
    <form method="post" action="/console/resets/own" class="row">
      <label>User <input name="user" required></label>
      <label>Activity <select name="activity">${choices(OWN_RESET_ACTIVITIES)}</select></label>
      <button>By the user</button>
    </form>
    <form method="post" action="/console/resets/policy" class="row">
      <label>Property <input name="property" required value="EnablementForUsers"></label>
      <label>From <input name="from" value="Selected" size="8"></label>
      <label>To <input name="to" value="All" size="8"></label>
      <button>Change the policy</button>
    </form>
    <form method="post" action="/console/resets/other" class="row">
      <label>Activity <input name="activity" required value="Set on-premises integration"></label>
      <button>Log another activity</button>
    </form>
    <p class="note">The names of the policy's properties are not documented.</p>`,
  actions: {
    admin: (tenant, form) => {
      const agent = oneOf(form, 'agent', RESET_AGENTS);
      for (let n = 0; n < (wholeNumber(form, 'count') ?? 1); n += 1) tenant.resetPassword({ agent });
    },
    own: (tenant, form) =>
      tenant.resetPassword({ user: required(form, 'user'), own: oneOf(form, 'activity', OWN_RESET_ACTIVITIES) }),
    policy: (tenant, form) =>
      tenant.changeResetPolicy([
        {
          property: required(form, 'property'),
          from: String(form.get('from') ?? ''),
          to: String(form.get('to') ?? ''),
        },
      ]),
    other: (tenant, form) => tenant.otherResetActivity(required(form, 'activity')),
  },
};
