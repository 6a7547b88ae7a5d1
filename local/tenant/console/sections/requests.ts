/** The newest requests to Graph and to the identity endpoint. */
import { html } from 'hono/html';
import type { LoggedRequest } from '../../request-log.ts';
import { type Section, time } from '../section.ts';

const SHOWN = 15;

export const requests: Section = {
  id: 'requests',
  title: 'Requests',
  about: 'what the watch has just asked for',
  render: (tenant) => {
    const newest = tenant.requests.list().slice(-SHOWN).reverse();
    if (newest.length === 0) return html`<p class="empty">Nobody has asked yet.</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Newest requests"><table><thead><tr><th>Time (UTC)</th><th>Status</th><th>Request</th></tr></thead><tbody>
      ${newest.map(
        (
          request,
        ) => html`<tr><td>${time(request.at)}</td><td><span class="${badge(request)}">${request.status}</span></td>
        <td><code>${request.method} ${request.path}</code>${request.step ? ' (in a batch)' : ''}</td></tr>`,
      )}</tbody></table></div>`;
  },
  actions: {},
};

const badge = ({ status }: LoggedRequest): string => (status === 200 ? 'badge good' : 'badge bad');
