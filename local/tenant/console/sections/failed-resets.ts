/** Resets that could not be written back, as audit events. */
import { html } from 'hono/html';
import { RESET_ACTIVITIES, RESET_REASONS } from '../../failed-resets.ts';
import { choices, FormError, oneOf, required, type Section, wholeNumber } from '../section.ts';

export const failedResets: Section = {
  id: 'failed-resets',
  title: 'Failed resets',
  about: 'let resets fail, as audit events',
  render: () => html`
    <form method="post" action="/console/failed-resets/add">
      <label>Activity <select name="activity">${choices(RESET_ACTIVITIES)}</select></label>
      <div class="row">
        <label>Reason <input name="reason" required value="${RESET_REASONS[0]}" list="reset-reasons" size="32"></label>
        <label>How many <input name="count" inputmode="numeric" size="3" value="1"></label>
        <button>Fail</button>
      </div>
      <datalist id="reset-reasons">${choices(RESET_REASONS)}</datalist>
    </form>
    <p class="note">The code stands in the reason of the event. One that is refused outright, as where writeback is off, leaves no event.</p>`,
  actions: {
    add: (tenant, form) => {
      const count = wholeNumber(form, 'count') ?? 1;
      if (count > MOST_AT_ONCE) throw new FormError(`At most ${MOST_AT_ONCE} at once.`);
      tenant.failResets({
        activity: oneOf(form, 'activity', RESET_ACTIVITIES),
        reason: required(form, 'reason'),
        count,
      });
    },
  },
};

const MOST_AT_ONCE = 10_000;
