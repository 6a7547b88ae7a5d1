/** Entra ID P1 and P2: what opens reports and eligibility. */
import { html } from 'hono/html';
import { LICENCE_STATES, LICENCES } from '../../licences.ts';
import { choices, oneOf, type Section } from '../section.ts';

export const licences: Section = {
  id: 'licences',
  title: 'Licences',
  about: 'suspend or take away P1 and P2',
  render: ({ state }) => html`${LICENCES.map(
    (licence) => html`<form method="post" action="/console/licences/set" class="row">
      <input type="hidden" name="licence" value="${licence}">
      <label>Entra ID ${licence.toUpperCase()} <select name="to">${choices(LICENCE_STATES, state.licences[licence])}</select></label>
      <button>Set</button>
    </form>`,
  )}
    <p class="note">Without any, audit events are kept for 7 days and sign-in reports are refused.</p>`,
  actions: {
    set: (tenant, form) => tenant.setLicence(oneOf(form, 'licence', LICENCES), oneOf(form, 'to', LICENCE_STATES)),
  },
};
