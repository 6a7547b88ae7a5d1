/**
 * The deployed app with settings that are missing, wrong or hostile: it loads all the same, says everything that is
 * wrong at one address, and gives nothing away without a key.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../shared/core/status/report.ts';
import { HOSTILE } from '../web/hostile.ts';
import { openWorld } from '../world/world.ts';
import { UNSEEN } from './harmless.ts';
import { openHosted, settingsOf } from './hosted.ts';

const reportOf = async (response: Response) => (await response.json()) as Report;

describe('no settings at all', () => {
  it('is a status that fails and names every required setting with what is expected of it', async () => {
    const app = await openHosted({});
    const answer = await app.ask('/api/status');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/health+json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const report = await reportOf(answer);
    expect(report).toMatchObject({ status: 'fail', tenant: { id: null, name: null }, sources: [], openAlerts: [] });
    expect(report.writeback).toMatchObject({ state: 'unknown', since: null, declared: null, evidence: [] });
    expect(report.problems.map(({ code, what }) => `${code}: ${what.split(';')[0]}`)).toEqual([
      'config: TENANT_ID is not set',
      'config: Neither STATE_TABLES_URL nor STATE_CONNECTION_STRING is set',
      'config: Neither MAIL_ENDPOINT nor MAIL_CONNECTION_STRING is set',
      'config: MAIL_FROM is not set',
      'config: MAIL_TO is not set',
    ]);
    for (const { hint } of report.problems) expect(hint).not.toBe('');
  });

  it('fails /api/live and says nothing more there', async () => {
    const app = await openHosted({});
    const answer = await app.fetch('/api/live');
    expect([answer.status, await answer.text()]).toEqual([503, '{"status":"fail"}']);
  });

  it('refuses the history and both runs with the names of the settings', async () => {
    const app = await openHosted({});
    const drift = await app.ask('/api/drift');
    expect(drift.status).toBe(503);
    expect(await drift.json()).toMatchObject({
      error: {
        code: 'config',
        message: expect.stringContaining('TENANT_ID'),
        hint: expect.stringContaining('/api/status'),
      },
    });
    await expect(app.runTimer('poll-writeback')).rejects.toThrow('Wrong settings: TENANT_ID');
    await expect(app.runTimer('notify')).rejects.toThrow('Wrong settings: TENANT_ID');
    expect(app.log.filter((line) => line.includes('error'))).not.toEqual([]);
  });
});

/** Every setting, none of them acceptable. */
const HOSTILE_SETTINGS: Readonly<Record<string, string>> = {
  TENANT_ID: `' or 1 eq 1 <script>`,
  WATCH_NAME: 'x'.repeat(1000),
  GRAPH_BASE_URL: 'http://graph.example.com',
  AZURE_CLIENT_ID: '\u202egnp.exe',
  STATE_TABLES_URL: 'javascript:alert(1)',
  STATE_TABLE: '..',
  HISTORY_DAYS: '1e9',
  MAIL_ENDPOINT: 'file:///etc/passwd',
  MAIL_FROM: 'a@b.example\r\nBcc: c@d.example',
  MAIL_TO: 'a@b.example, "x" <c@d.example>',
  MAIL_PER_MINUTE: '-1',
  MAIL_PER_HOUR: '٣',
  MAIL_MIN_SEVERITY: '__proto__',
  REMIND_HOURS: '24h',
  SUMMARY_SCHEDULE: '* * * * * *',
  POLL_WRITEBACK_SCHEDULE: '* * * * *; rm -rf /',
  POLL_AGENTS_SCHEDULE: '0 0 0 31 2 *',
  POLL_RESET_ADMINS_SCHEDULE: '\u001b[31m',
  NOTIFY_SCHEDULE: '%NOTIFY_SCHEDULE%',
  WRITEBACK_DECLARED: 'on@2999-01-01 by =HYPERLINK("http://x")',
  BLIND_AFTER_MINUTES: 'NaN',
  GROWTH_PERCENT: '10 %',
  GROWTH_MIN: '💥',
  MAIL_TIME_ZONE: 'Europe/<b>',
  RESET_HISTORY: 'constructor',
  WEBHOOK_URL: 'http://169.254.169.254/SECRETword2',
  WEBHOOK_FORMAT: 'toString',
  PUBLIC_URL: 'https://user:SECRETword1@watch.example.com',
};

describe('settings of somebody who means harm', () => {
  it('are each a problem, all at once, none shown raw, and the app loads', async () => {
    const app = await openHosted(HOSTILE_SETTINGS);
    const answer = await app.ask('/api/status');
    expect(answer.status).toBe(503);
    const body = await answer.text();
    expect(body).not.toMatch(UNSEEN);
    expect(body).not.toMatch(/[<>]|SECRET/);
    const { problems } = JSON.parse(body) as Report;
    const named = problems.map(({ what }) => Object.keys(HOSTILE_SETTINGS).find((name) => what.startsWith(`${name} `)));
    expect(named.toSorted()).toEqual(Object.keys(HOSTILE_SETTINGS).toSorted());
    expect((await app.fetch('/api/live')).status).toBe(503);
    // A wrong schedule is a problem, and the default runs.
    expect(app.functions).toContainEqual({ name: 'poll-writeback', type: 'timer', schedule: '0 * * * * *' });
    expect(app.functions).toContainEqual({ name: 'notify', type: 'timer', schedule: '20 * * * * *' });
  });

  it('that hold a secret in the wrong place are not repeated', async () => {
    const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0OTk=';
    const app = await openHosted({
      STATE_CONNECTION_STRING: `AccountName=x;AccountKey=${secret}`,
      MAIL_CONNECTION_STRING: `endpoint=nonsense;accesskey=${secret}`,
      MAIL_FROM: secret,
      STATE_TABLES_URL: `https://x.table.core.windows.net?sig=${secret}`,
    });
    await app.runTimer('poll-writeback').catch(() => {});
    const texts = [await (await app.ask('/api/status')).text(), await (await app.ask('/api/drift')).text(), ...app.log];
    expect(texts.filter((text) => text.includes(secret.slice(0, 20)))).toEqual([]);
  });

  it.each(Object.entries(HOSTILE).filter(([name]) => name !== 'nul'))(
    'as %s, in every setting at once, load and answer',
    async (_, text) => {
      const app = await openHosted(Object.fromEntries(Object.keys(HOSTILE_SETTINGS).map((name) => [name, text])));
      const body = await (await app.ask('/api/status')).text();
      expect(body).not.toMatch(UNSEEN);
      expect((JSON.parse(body) as Report).status).toBe('fail');
    },
  );
});

describe('who may ask', () => {
  it.each([
    ['/api/status', 'GET', 401],
    ['/api/status', 'HEAD', 401],
    ['/api/drift', 'GET', 401],
    ['/api/live', 'GET', 503],
    ['/api/live', 'HEAD', 503],
    ['/api/status', 'POST', 404],
    ['/api/live', 'POST', 404],
    ['/api/poll-writeback', 'GET', 404],
  ])('%s by %s without a key: %i', async (route, method, status) => {
    const app = await openHosted({});
    const answer = await app.fetch(route, { method });
    expect(answer.status).toBe(status);
    if (status !== 503) expect(await answer.text()).toBe('');
    const wrong = await app.fetch(`${route}?code=wrong`, { method, headers: { 'x-functions-key': 'wrong' } });
    expect(wrong.status).toBe(status);
  });

  it('gives the key in the header or in the query', async () => {
    const app = await openHosted({});
    expect((await app.ask('/api/status')).status).toBe(503);
    expect((await app.fetch(`/api/status?code=${app.key}`)).status).toBe(503);
    expect((await app.fetch(`/api/drift?code=${app.key}`)).status).toBe(503);
  });
});

describe('an app with good settings', () => {
  it('lives: timers, status, strict status, HEAD and history, all through the host', { timeout: 60_000 }, async () => {
    const world = await openWorld();
    onTestFinished(() => world.close());
    const app = await openHosted(settingsOf(world));
    expect((await app.ask('/api/status')).status).toBe(200);
    await app.runTimer('poll-agents');
    await app.runTimer('poll-reset-admins');
    await app.runTimer('poll-writeback');
    await app.runTimer('notify');
    world.tenant.enableWriteback();
    await app.runTimer('poll-writeback');
    await app.runTimer('notify');
    expect(world.mailbox.mails().map(({ subject }) => subject)).toEqual([
      '[Critical] Contoso: Password writeback was turned on',
      '[Info] Contoso: The watch has begun. Nothing says for sure whether password writeback is on. Nobody declared what it should be (WRITEBACK_DECLARED).',
    ]);

    const status = await app.ask('/api/status');
    const report = await reportOf(status);
    expect(report).toMatchObject({
      status: 'warn',
      writeback: { state: 'on' },
      problems: [{ code: 'open-critical' }, { code: 'open-critical' }],
    });
    const codes = async (query: string) => (await app.ask(`/api/status${query}`)).status;
    expect([await codes(''), await codes('?strict=0'), await codes('?strict=1')]).toEqual([200, 200, 503]);
    // A word that is not understood is refused, so that nobody takes a plain answer for a strict one.
    expect([await codes('?STRICT=1'), await codes('?strict'), await codes('?strict=true')]).toEqual([503, 400, 400]);
    const others = ['/api/live?strict=1', '/api/reset-admins?check=agents', '/api/drift?strict=1'];
    expect(await Promise.all(others.map(async (route) => (await app.ask(route)).status))).toEqual([400, 400, 400]);
    expect([(await app.fetch('/api/live')).status, await (await app.fetch('/api/live')).text()]).toEqual([
      200,
      '{"status":"pass"}',
    ]);

    for (const route of ['/api/status', '/api/status?strict=1', '/api/drift', '/api/live']) {
      const [got, asked] = [await app.ask(route), await app.ask(route, { method: 'HEAD' })];
      expect([asked.status, await asked.text()]).toEqual([got.status, '']);
      expect(asked.headers.get('content-type')).toBe(got.headers.get('content-type'));
    }
    const drift = (await (await app.ask('/api/drift?check=writeback&limit=1')).json()) as {
      items: { title: string }[];
      next: string;
    };
    expect(drift.items).toHaveLength(1);
    const rest = await app.ask(`/api/drift?check=writeback&cursor=${drift.next}`);
    expect(((await rest.json()) as { items: unknown[] }).items).toHaveLength(11);
    const bad = await app.ask('/api/drift?since=yesterday');
    expect(bad.status).toBe(400);
    expect(await bad.text()).toContain('since is \\"yesterday\\"');
    expect(app.log.filter((line) => / (error|warning) /.test(line))).toEqual([]);
  });
});
