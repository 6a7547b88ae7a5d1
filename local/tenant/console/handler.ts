/**
 * Serves the console: one page, and forms that post to `/console/{section}/{action}` and come back to it,
 * with the section open that was worked in. A post is
 * accepted only from this very page (its Origin), so no other site can change the tenant.
 */
import { createHash } from 'node:crypto';
import { type PageHandler, plain, send } from '../server.ts';
import type { SimulatedTenant } from '../tenant.ts';
import { UnknownObject } from '../unknown-object.ts';
import { consolePage, type Link } from './page.ts';
import { FormError } from './section.ts';
import { ACTS, SECTIONS } from './sections/index.ts';
import { STYLE } from './style.ts';

export const consoleHandler =
  (tenant: SimulatedTenant, links: readonly Link[]): PageHandler =>
  async (request, response, url, body) => {
    const isPost = request.method === 'POST';
    if (!isPost && url.pathname === '/') {
      const text = String(await consolePage(tenant, links, url.searchParams.get('open')));
      send(response, { status: 200, headers: PAGE_HEADERS, body: text });
      return true;
    }
    if (!url.pathname.startsWith('/console/') && url.pathname !== '/favicon.ico') return false;
    const isSameOrigin = request.headers.origin === `http://${request.headers.host}`;
    if (!isPost) send(response, plain(404, 'Not found.'));
    else if (!isSameOrigin)
      send(response, plain(403, 'Only the console itself may change the tenant (Origin header).'));
    else send(response, acted(tenant, url.pathname, new URLSearchParams(body)));
    return true;
  };

function acted(tenant: SimulatedTenant, pathname: string, form: URLSearchParams) {
  const [, , sectionId, actionId = ''] = pathname.split('/');
  const isAct = ACTS.some(({ id }) => id === sectionId);
  const section = [...ACTS, ...SECTIONS].find(({ id }) => id === sectionId);
  const action = section && Object.hasOwn(section.actions, actionId) ? section.actions[actionId] : undefined;
  if (!section || !action) return plain(404, 'Not found.');
  try {
    action(tenant, form);
  } catch (error) {
    if (error instanceof FormError || error instanceof UnknownObject) return plain(400, error.message);
    throw error;
  }
  return { status: 303, headers: { Location: `${isAct ? '/' : `/?open=${section.id}`}#${section.id}` }, body: '' };
}

const styleHash = createHash('sha256').update(STYLE).digest('base64');

const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
};
