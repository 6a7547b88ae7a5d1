/** How far Graph's clock is from the tenant's. */
import { html } from 'hono/html';
import { FormError, required, type Section } from '../section.ts';

export const clock: Section = {
  id: 'clock',
  title: 'Clock of Microsoft Graph',
  about: 'set it ahead or behind',
  render: ({ state }) => html`
    <form method="post" action="/console/clock/skew" class="row">
      <label>Seconds ahead (behind: with a minus) <input name="seconds" required size="8" value="${state.dateSkewSeconds}"></label>
      <button>Set</button>
    </form>
    <p class="note">Shows in the Date header of every answer, and nowhere else.</p>`,
  actions: {
    skew: (tenant, form) => {
      const seconds = required(form, 'seconds');
      if (!/^-?\d{1,9}$/.test(seconds)) throw new FormError("The field 'seconds' must be a whole number.");
      tenant.setDateSkew(Number(seconds));
    },
  },
};
