/** The page behind the Functions host: what a key opens, what a browser gets there, and where its links lead. */
import { expect, it } from 'vitest';
import { CHECKS } from '../../shared/checks/index.ts';
import { openWorld } from '../world/world.ts';
import { openHosted, settingsOf } from './hosted.ts';

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

it('opens with the key in its address, and so does every link on it; without a key there is an empty 401', async () => {
  const world = await openWorld({ checks: CHECKS });
  const app = await openHosted(settingsOf(world));
  for (const name of ['poll-writeback', 'poll-reset-admins', 'notify']) await app.runTimer(name);

  const refused = await app.fetch('/api/status', { headers: BROWSER });
  expect([refused.status, await refused.text()]).toEqual([401, '']);
  const explained = await app.fetch('/api/live', { headers: BROWSER });
  expect(await explained.text()).toContain('You were refused, or saw an empty page?');

  const first = await app.fetch(`/api/status?Code=${app.key}`, { headers: BROWSER });
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const types: string[] = [];
  for (const [, link = ''] of (await first.text()).matchAll(/href="([a-z-]+\?[^"]*)"/g)) {
    const { pathname, search } = new URL(link.replaceAll('&amp;', '&'), 'http://localhost/api/status');
    const answer = await app.fetch(`${pathname}${search}`, { headers: BROWSER });
    expect(answer.status, link).toBe(200);
    types.push(`${pathname} ${answer.headers.get('content-type')?.split(';')[0]}`);
  }
  expect([...new Set(types)].sort()).toEqual([
    '/api/drift text/csv',
    '/api/metrics text/plain',
    '/api/reset-admins application/json',
    '/api/reset-admins text/csv',
    '/api/status application/health+json',
    '/api/status text/html',
  ]);
  const byHeader = await app.ask('/api/status', { headers: BROWSER });
  expect(await byHeader.text()).not.toContain(app.key);
  await world.close();
});
