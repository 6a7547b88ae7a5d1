/**
 * Links to answer through the functions as they are deployed: what is wrong with one cannot be told from outside, who is
 * signed in is who the platform says, and no token, key or webhook address gets into anything that is logged or shown.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { answerLink } from '../../shared/compose/answering.ts';
import { openStore } from '../../shared/tables/store.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { openWorld, type World } from '../world/world.ts';
import { type Hosted, openHosted, settingsOf } from './hosted.ts';

vi.setConfig({ testTimeout: 60_000 });

const PUBLIC = 'https://watch.example.com';
const WEBHOOK = { path: 'secret-path-4711', key: 'secret-key-0815' };
const HTML = { Accept: 'text/html' };

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
  world = await openWorld({ tables });
});
afterAll(async () => {
  await world.close();
  await tables.close();
});

const keyOf = ({ env }: World): Promise<string> =>
  openStore({
    account: { connectionString: env.STATE_CONNECTION_STRING ?? '' },
    table: env.STATE_TABLE ?? '',
    tenantId: env.TENANT_ID ?? '',
    hash: sha256,
  })
    .within({ deadline: Date.now() + 10_000 })
    .answerKey();

let world: World;
/** Paths with their tokens, as they were mailed. */
let event = '';
let condition = '';

const WEBHOOK_URL = `http://127.0.0.1:1/${WEBHOOK.path}#${WEBHOOK.key}`;
const openApp = (): Promise<Hosted> => openHosted({ ...settingsOf(world), PUBLIC_URL: PUBLIC, WEBHOOK_URL });

/** Writeback is turned on, and mailed with links; the webhook is down. */
async function turnOn(app: Hosted): Promise<void> {
  await app.runTimer('poll-writeback');
  world.tenant.enableWriteback();
  await app.runTimer('poll-writeback');
  const { text = '' } = world.mailbox.mails()[0] ?? {};
  const paths = [...text.matchAll(/https:\/\/watch\.example\.com(\/api\/alerts\/\S+)/g)].map(([, path = '']) => path);
  const linkTo = (rule: string): string => paths.find((path) => path.includes(`/${rule}~`)) ?? '';
  event = linkTo('writeback-turned-on');
  condition = linkTo('writeback-on-undeclared');
}

const bytesOf = async (answer: Response): Promise<string> => {
  const { date: _, ...headers } = Object.fromEntries(answer.headers);
  return JSON.stringify([answer.status, headers, await answer.text()]);
};

const idIn = (link: string): string => /alerts\/([^/]+)/.exec(link)?.[1] ?? '';
const tokenIn = (link: string): string => link.split('token=')[1] ?? '';
const withToken = (link: string, token: string): string => `${link.split('token=')[0]}token=${token}`;

it('believes a signed-in name from the platform alone, and shows no secret anywhere', async () => {
  const app = await openApp();
  await turnOn(app);
  const body = JSON.stringify({ action: 'acknowledge', by: 'Kim', why: 'planned' });
  const headers = { 'content-type': 'application/json', 'X-MS-CLIENT-PRINCIPAL-NAME': 'admin@contoso.example' };
  const forged = await app.fetch(condition, { method: 'POST', headers, body });
  expect(await forged.json()).toMatchObject({ by: 'Kim', stored: true });
  process.env.WEBSITE_AUTH_ENABLED = 'True';
  const signedIn = await app.fetch(event, { method: 'POST', headers, body });
  expect(await signedIn.json()).toMatchObject({ by: 'admin@contoso.example', stored: true });
  delete process.env.WEBSITE_AUTH_ENABLED;
  await app.runTimer('notify');
  const asked = ['/api/status', '/api/drift?limit=1000', '/api/metrics', '/api/live', `/api/alerts/${idIn(condition)}`];
  const json = await Promise.all(asked.map(async (path) => (await app.ask(path)).text()));
  const pages = await Promise.all(asked.map(async (path) => (await app.ask(path, { headers: HTML })).text()));
  const wrong = await Promise.all(
    [`${condition}A`, `${condition}&x=1`].map(async (path) => (await app.fetch(path, { method: 'POST' })).text()),
  );
  expect(json[1]).toContain('Acknowledged by \\"Kim\\" (as typed, not signed in): Password writeback is on');
  expect(json[1]).toMatch(/Acknowledged by admin@contoso\[\.\]example: Password writeback was turned on/);
  expect(json[0]).toContain('The connection to the webhook failed');
  const secrets = {
    'key of links': await keyOf(world),
    'token of the event': tokenIn(event),
    'signature of the condition': tokenIn(condition).split('.')[1] ?? '',
    'path of the webhook': WEBHOOK.path,
    'key of the webhook': WEBHOOK.key,
    'function key': app.key,
  };
  const mails = world.mailbox.mails().map(({ text, html }) => text + html);
  for (const [what, secret] of Object.entries(secrets)) {
    expect(secret.length, what).toBeGreaterThan(10);
    expect(
      [app.log.join('\n'), ...json, ...pages, ...wrong].filter((text) => text.includes(secret)),
      what,
    ).toEqual([]);
    if (!/token|signature/.test(what))
      expect(
        mails.filter((text) => text.includes(secret)),
        what,
      ).toEqual([]);
  }
});

it('answers every link that is no good alike, and takes the good one', async () => {
  const app = await openApp();
  const key = await keyOf(world);
  const [expires = '', signature = ''] = tokenIn(event).split('.');
  const linkFor = (tenant: string, at: number) => tokenIn(answerLink(PUBLIC, tenant, idIn(event), at, key));
  const bad: Readonly<Record<string, string>> = {
    forged: withToken(event, `${expires}.${'A'.repeat(43)}`),
    'signed with another key': tokenIn(
      answerLink(PUBLIC, world.env.TENANT_ID ?? '', idIn(event), Date.now(), 'a'.repeat(43)),
    ),
    expired: withToken(event, linkFor(world.env.TENANT_ID ?? '', Date.now() - 14 * 24 * 3600_000 - 1000)),
    'with a later end': withToken(event, `${(Number.parseInt(expires, 36) + 1).toString(36)}.${signature}`),
    'of another alert': withToken(event, tokenIn(condition)),
    'of another tenant': withToken(event, linkFor('8f2e1c3a-0000-4b4c-9d5e-6f7a8b9c0d1e', Date.now())),
    cut: event.slice(0, -1),
    'with a longer signature': `${event}AAAA`,
    'signed in hex': withToken(event, `${expires}.${'ab'.repeat(32)}`),
    'without a signature': withToken(event, expires),
    empty: withToken(event, ''),
    'without a token': event.split('?')[0] ?? '',
    'to what is not there': event.replace(idIn(event), 'no~such~1'),
  };
  const first = await bytesOf(await app.fetch(bad.forged ?? '', { headers: HTML }));
  expect(first).toContain('This link cannot be used');
  for (const [what, link] of Object.entries(bad)) {
    const path = link.startsWith('/') ? link : withToken(event, link);
    expect(await bytesOf(await app.fetch(path, { headers: HTML })), what).toBe(first);
    const body = new URLSearchParams({ action: 'acknowledge', by: 'Eve', why: 'mine', hours: '4' });
    expect(await bytesOf(await app.fetch(path, { method: 'POST', headers: HTML, body })), what).toBe(first);
  }
  expect(await (await app.ask('/api/drift')).text()).not.toContain('Eve');
  expect((await app.fetch(event, { headers: HTML })).status).toBe(200);
  world.wait(1000);
  world.tenant.disableWriteback();
  for (let n = 0; n < 2; n += 1) await app.runTimer('poll-writeback');
  const ended = await app.fetch(condition, { headers: HTML });
  expect([ended.status, await ended.text()]).toEqual([410, expect.stringContaining('This alert has ended')]);
});
