/**
 * Answering alerts as people do it: by the key, by the link of a message, twice, at once, and while the alert changes.
 * Whoever only follows links changes nothing.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { answerLink } from '../../shared/compose/answering.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { openStore } from '../../shared/tables/store.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { openWorld, type World } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const minute = async (world: World): Promise<void> => {
  await world.watch().poll('writeback');
  world.wait(20_000);
  await world.watch().notify();
  world.wait(40_000);
};

/** Writeback was turned on, and mailed. */
async function opened(): Promise<World> {
  const world = await openWorld({ tables });
  onTestFinished(() => world.close());
  await minute(world);
  world.tenant.enableWriteback();
  await minute(world);
  return world;
}

const report = async (world: World): Promise<Report> => JSON.parse((await world.watch().status(false)).body) as Report;
const strict = async (world: World): Promise<number> => (await world.watch().status(true)).status;
const idOf = async (world: World, rule: string): Promise<string> =>
  (await report(world)).openAlerts.find(({ id }) => id.startsWith(`${rule}~`))?.id ?? '';

const GOOD = { action: 'acknowledge', by: 'Kim', why: 'planned' };
const ask = (over: { method?: string; id: string; body?: object; accept?: string; signedIn?: string | null }) => ({
  method: over.method ?? 'POST',
  id: over.id,
  accept: over.accept ?? null,
  contentType: 'application/json',
  body: JSON.stringify(over.body ?? GOOD),
  signedIn: over.signedIn ?? null,
});
const byKey = (world: World, over: Parameters<typeof ask>[0]) => world.watch().alert(ask(over), null);

const lines = async (world: World): Promise<string[]> => {
  const { body } = await world.watch().drift(new URLSearchParams('limit=200'), null);
  const { items } = JSON.parse(body) as { items: { source: string; title: string }[] };
  return items.filter(({ source }) => source === 'answers').map(({ title }) => title);
};

const keyOf = (world: World): Promise<string> =>
  openStore({
    account: { connectionString: world.env.STATE_CONNECTION_STRING ?? '' },
    table: world.env.STATE_TABLE ?? '',
    tenantId: world.env.TENANT_ID ?? '',
    hash: sha256,
  })
    .within({ deadline: Date.now() + 10_000 })
    .answerKey();

const linkTo = async (world: World, id: string) => {
  const link = answerLink('https://watch.example.com', world.env.TENANT_ID ?? '', id, world.now(), await keyOf(world));
  const [, part = '', token = ''] = /\/api\/alerts\/([^/]+)\/answer\?token=(.+)$/.exec(link) ?? [];
  return { id: part, token };
};

describe('a critical event', () => {
  it('stays open after its mail, fails strict, and is closed by an answer that history and status show', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-turned-on');
    expect(id).not.toBe('');
    expect(await strict(world)).toBe(503);
    expect((await byKey(world, { id })).status).toBe(200);
    const condition = await idOf(world, 'writeback-on-undeclared');
    expect((await byKey(world, { id: condition })).status).toBe(200);
    const { openAlerts, status, problems } = await report(world);
    expect(openAlerts.map((alert) => [alert.id, alert.acknowledged?.by])).toEqual([[condition, 'Kim']]);
    expect(problems.filter(({ code }) => code.startsWith('open-'))).toEqual([]);
    expect([status, await strict(world)]).toEqual(['pass', 200]);
    expect((await lines(world)).sort()).toEqual([
      'Acknowledged by "Kim" (as typed, not signed in): Password writeback is on, and nobody declared it',
      expect.stringMatching(/^Acknowledged by "Kim" \(as typed, not signed in\): Password writeback was turned on/),
    ]);
  });

  it('is open again when it is reopened, and after a snooze', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-turned-on');
    const until = new Date(world.now() + 3600_000).toISOString();
    await byKey(world, { id, body: { ...GOOD, action: 'snooze', until } });
    const snoozed = (await report(world)).openAlerts.find((alert) => alert.id === id);
    expect(snoozed?.acknowledged).toEqual({ by: 'Kim', at: expect.any(String), why: 'planned', until });
    world.wait(3600_000);
    expect((await report(world)).openAlerts.find((alert) => alert.id === id)?.acknowledged).toBeNull();
    await byKey(world, { id });
    await byKey(world, { id, body: { ...GOOD, action: 'reopen', why: 'too early' } });
    expect((await report(world)).openAlerts.find((alert) => alert.id === id)?.acknowledged).toBeNull();
  });
});

describe('one form', () => {
  const html = { accept: 'text/html', contentType: 'application/x-www-form-urlencoded', signedIn: null };
  const fieldsOf = (body: string, names: readonly string[]): [string, string][] =>
    names.flatMap((name) =>
      [...body.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value = '']): [string, string] => [
        name,
        value,
      ]),
    );
  const sent = (fields: readonly [string, string][]): string =>
    new URLSearchParams([['action', 'acknowledge'], ['by', 'Kim'], ['why', 'planned'], ...fields]).toString();

  it('answers what is told as one: the event, and the condition that it opened', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-turned-on');
    const form = await world.watch().alert({ ...html, method: 'GET', id, body: '' }, null);
    expect(form.body).toMatch(/<dt>Who did it<\/dt><dd><bdi dir="ltr">user adelev@contoso\[\.\]com \(id /);
    expect(form.body).toContain('Also answer: <bdi dir="ltr">Password writeback is on, and nobody declared it</bdi>');
    const body = sent(fieldsOf(form.body, ['seen', 'beside']));
    const done = await world.watch().alert({ ...html, method: 'POST', id, body }, null);
    expect(done.body).toContain(
      'Answered with it: <bdi dir="ltr">Password writeback is on, and nobody declared it</bdi>',
    );
    expect((await report(world)).openAlerts.map(({ acknowledged }) => acknowledged?.by)).toEqual(['Kim']);
    expect(await lines(world)).toHaveLength(2);
  });

  it('leaves open what was not chosen, and what it was not shown', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-turned-on');
    const form = await world.watch().alert({ ...html, method: 'GET', id, body: '' }, null);
    const body = sent([...fieldsOf(form.body, ['seen']), ['beside', '0f no-such~alert~1']]);
    expect((await world.watch().alert({ ...html, method: 'POST', id, body }, null)).status).toBe(200);
    expect((await report(world)).openAlerts.map(({ acknowledged }) => acknowledged)).toEqual([null]);
  });

  it('of a link is for one alert alone, whatever is sent with it', async () => {
    const world = await opened();
    const condition = await idOf(world, 'writeback-on-undeclared');
    const byTheKey = await world
      .watch()
      .alert({ ...html, method: 'GET', id: await idOf(world, 'writeback-turned-on'), body: '' }, null);
    const link = await linkTo(world, await idOf(world, 'writeback-turned-on'));
    const form = await world.watch().alert({ ...html, method: 'GET', id: link.id, body: '' }, link.token);
    expect(form.body).not.toContain('Also answer');
    const body = sent(fieldsOf(byTheKey.body, ['seen', 'beside']));
    expect((await world.watch().alert({ ...html, method: 'POST', id: link.id, body }, link.token)).status).toBe(200);
    const { openAlerts } = await report(world);
    expect(openAlerts.map((alert) => [alert.id, alert.acknowledged])).toEqual([[condition, null]]);
  });
});

describe('the link of a message', () => {
  it('shows the alert to a person and changes nothing, however often a scanner follows it', async () => {
    const world = await opened();
    const link = await linkTo(world, await idOf(world, 'writeback-turned-on'));
    for (const method of ['GET', 'HEAD', 'GET']) {
      const found = await world.watch().alert(ask({ method, id: link.id, accept: 'text/html' }), link.token);
      expect(found.status).toBe(200);
      expect(found.headers['Referrer-Policy']).toBe('no-referrer');
      expect(found.body).toContain('<button name="action" value="acknowledge">');
    }
    expect(await lines(world)).toEqual([]);
  });

  it('answers once, and a second time is the same', async () => {
    const world = await opened();
    const link = await linkTo(world, await idOf(world, 'writeback-on-undeclared'));
    const results = [];
    for (let n = 0; n < 2; n += 1)
      results.push(JSON.parse((await world.watch().alert(ask({ id: link.id }), link.token)).body).stored);
    expect(results).toEqual([true, false]);
    expect(await lines(world)).toHaveLength(1);
  });

  it('ends after 14 days, and with its alert', async () => {
    const world = await opened();
    const link = await linkTo(world, await idOf(world, 'writeback-on-undeclared'));
    world.tenant.disableWriteback();
    await minute(world);
    await minute(world);
    const ended = await world.watch().alert(ask({ method: 'GET', id: link.id, accept: 'text/html' }), link.token);
    expect([ended.status, ended.body.includes('This alert has ended')]).toEqual([410, true]);
    world.wait(14 * 24 * 3600_000);
    expect((await world.watch().alert(ask({ id: link.id }), link.token)).status).toBe(403);
  });
});

describe('a message', () => {
  it('holds the link to answer each alert that may be open, in mail and webhook, and nothing else shows it', async () => {
    const world = await openWorld({ tables, settings: { PUBLIC_URL: 'https://watch.example.com' } });
    onTestFinished(() => world.close());
    const settings = { WEBHOOK_URL: world.mailbox.webhookUrl };
    await world.watch({}, settings).poll('writeback');
    await world.watch({}, settings).notify();
    world.wait(60_000);
    world.tenant.enableWriteback();
    await world.watch({}, settings).poll('writeback');
    world.wait(60_000);
    await world.watch({}, settings).notify();
    const [mail] = world.mailbox.mails();
    const links = [...new Set(mail?.text.match(/https:\/\/watch\.example\.com\/api\/alerts\/\S+/g) ?? [])];
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      expect(mail?.html).toContain(link);
      const [, id = '', token = ''] = /alerts\/([^/]+)\/answer\?token=(.+)$/.exec(link) ?? [];
      const found = await world.watch().alert(ask({ method: 'GET', id, accept: 'text/html' }), token);
      expect(found.status).toBe(200);
    }
    const { alerts } = JSON.parse(world.mailbox.messages()[0]?.body ?? '') as { alerts: { answer: string }[] };
    expect(alerts.every(({ answer }) => answer.startsWith('https://watch.example.com/api/alerts/'))).toBe(true);
    const tokens = links.map((link) => link.split('token=').at(-1) ?? '');
    const shown =
      (await world.watch().status(false)).body + (await world.watch().drift(new URLSearchParams(), null)).body;
    for (const token of tokens) expect(shown).not.toContain(token);
  });
});

describe('two who answer at once', () => {
  it('both have a line, and the later one stands', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-on-undeclared');
    await Promise.all([byKey(world, { id }), byKey(world, { id, body: { ...GOOD, by: 'Alex' } })]);
    const titles = await lines(world);
    expect(titles).toHaveLength(2);
    const shown = (await report(world)).openAlerts.find((alert) => alert.id === id)?.acknowledged?.by;
    expect(['Kim', 'Alex']).toContain(shown);
  });
});

describe('a caller who is wrong', () => {
  it('is told what was expected, and nothing is stored', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-on-undeclared');
    const bad = await byKey(world, { id, body: { action: 'snooze', by: 'Kim', why: 'later' } });
    expect([bad.status, JSON.parse(bad.body).error.message]).toEqual([400, expect.stringMatching(/^Expected until: /)]);
    const gone = await byKey(world, { id: 'no~such~1' });
    expect([gone.status, JSON.parse(gone.body).error.code]).toEqual([404, 'not-found']);
    expect(await lines(world)).toEqual([]);
  });

  it('says what an answer did: it closed what happened once, and ended nothing that lasts', async () => {
    const world = await opened();
    const answered = async (rule: string): Promise<string> =>
      (await byKey(world, { id: await idOf(world, rule), accept: 'text/html' })).body;
    expect(await answered('writeback-turned-on')).toMatch(
      /<p>This closes the alert\. For a day it can be reopened at this address\./,
    );
    expect(await answered('writeback-on-undeclared')).toMatch(
      /<p>It does not end the alert, and it no longer holds as soon as the alert gets worse: then you are told again\./,
    );
  });

  it('can write nothing into the page: names and reasons are text', async () => {
    const world = await opened();
    const id = await idOf(world, 'writeback-on-undeclared');
    await byKey(world, {
      id,
      body: { ...GOOD, by: '<img src=x onerror=alert(1)>', why: '"><script>1</script>\u202e' },
    });
    const { body } = await byKey(world, { method: 'GET', id, accept: 'text/html' });
    expect(body).not.toMatch(/<img|<script/);
    expect(body).not.toContain('\u202e');
    expect(body).toContain('&lt;img');
  });
});
