import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HostOptions, type LocalHost, startHost } from '../../../local/host/start-host.ts';
import { calls } from '../../fixtures/app/calls.ts';
import { fakeClock } from './fake-clock.ts';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures');
const APP = path.join(FIXTURES, 'app/functions');
const START = Date.parse('2026-11-01T12:00:30.000Z');
const settings = { TICK_SCHEDULE: '0 0 * * * *' };

let host: LocalHost | undefined;
let log: string[] = [];

async function start(options: Partial<HostOptions> = {}): Promise<LocalHost> {
  host = await startHost({ app: APP, port: null, timers: false, settings, log: (line) => log.push(line), ...options });
  return host;
}

beforeEach(() => {
  log = [];
  calls.timers.length = 0;
  calls.failure = null;
  calls.gate = Promise.resolve();
});
afterEach(async () => {
  await host?.close();
  host = undefined;
});

describe('starting', () => {
  test('lists the functions, settings put into schedules', async () => {
    const { functions } = await start();
    expect(functions).toContainEqual({ name: 'every-minute', type: 'timer', schedule: '0 * * * * *' });
    expect(functions).toContainEqual({ name: 'by-setting', type: 'timer', schedule: '0 0 * * * *' });
    expect(functions).toContainEqual({ name: 'parameter', type: 'http', route: '/api/things/{id?}' });
  });

  test.each([
    [
      'a schedule whose setting is missing',
      {},
      'Function by-setting cannot be hosted: the app setting TICK_SCHEDULE is not set',
    ],
    [
      'a schedule that is none',
      { TICK_SCHEDULE: 'soon' },
      'Function by-setting cannot be hosted: "soon" is not NCRONTAB',
    ],
  ])('is refused with %s', async (_, given, message) => {
    await expect(start({ settings: given })).rejects.toThrow(message);
  });

  test.each([
    ['a queue function', 'queue.ts', 'Function from-queue cannot be hosted: the binding type queueTrigger'],
    [
      'a constrained route',
      'constraint.ts',
      'Function constrained cannot be hosted: route "api/things/{id:int}": the constraint',
    ],
    ['a reserved route', 'reserved.ts', 'Function reserved cannot be hosted: route "admin/x" conflicts'],
    [
      'two functions on one route',
      'conflict.ts',
      'Function second cannot be hosted: its route and methods conflict with those of first',
    ],
    ['no function', 'nothing.ts', 'registered no function'],
    ['a throwing entry', 'throws.ts', 'broken at import'],
    ['a missing entry', 'missing.ts', 'There is no app at'],
  ])('is refused with %s', async (_, file, message) => {
    await expect(start({ app: path.join(FIXTURES, 'refused', file) })).rejects.toThrow(message);
    expect((await start()).functions.length).toBeGreaterThan(0);
  });

  test('says that hooks and retries are not run', async () => {
    await start({ app: path.join(FIXTURES, 'warned/app.ts') });
    expect(log).toEqual([
      expect.stringContaining('warning [host] The hook preInvocation is registered'),
      expect.stringContaining('warning [host] retried has a retry policy'),
    ]);
  });

  test('takes no second host at a time, and one after the other', async () => {
    const first = await start();
    await expect(startHost({ app: APP, port: null })).rejects.toThrow('A host runs in this process already');
    await first.close();
    const second = await start();
    expect((await second.fetch('/api/only-get')).status).toBe(200);
  });

  test('names a taken port and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port, portSetting: '--port' })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is already taken. Choose another one with --port.`,
    );
    other.close();
  });
});

describe('HTTP without a socket', () => {
  test('passes method, URL, route, query, header and body in, status, headers, cookies and body out', async () => {
    const { fetch, url } = await start();
    const answer = await fetch('/api/echo/Zo%C3%AB/b/c?q=1&q=2', {
      method: 'POST',
      body: 'hé',
      headers: { 'X-Given': 'yes' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-url')).toBe(`${url}/api/echo/Zo%C3%AB/b/c?q=1&q=2`);
    expect(answer.headers.getSetCookie()).toEqual([
      'a=one%20two; Max-Age=60; Path=/; HttpOnly; SameSite=Strict',
      'b=2; Expires=Sun, 01 Nov 2026 00:00:00 GMT',
    ]);
    expect(await answer.json()).toEqual({
      params: { name: 'Zoë', rest: 'b/c' },
      query: { q: '1,2' },
      header: 'yes',
      body: 'hé',
    });
  });

  test.each([
    ['twice', '?q=1&q=2', { q: '1,2' }],
    ['twice under names that differ in case', '?q=1&Q=2&other=3', { q: '1,2', other: '3' }],
    ['without a text', '?q=&r', { q: '', r: '' }],
  ])('a value of the query given %s arrives once', async (_, query, given) => {
    const { fetch } = await start();
    const answer = await fetch(`/api/echo/a${query}`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ query: given });
  });

  test.each([
    ['an unknown route', 'GET', '/api/unknown', 404],
    ['a route without the prefix', 'GET', '/only-get', 404],
    ['another method', 'POST', '/api/only-get', 404],
    ['HEAD on a function that has only GET', 'HEAD', '/api/only-get', 404],
    ['HEAD on a function that has it', 'HEAD', '/api/closed?code=k', 200],
    ['no result', 'GET', '/api/nothing', 204],
    ['a broken path', 'GET', '/api/%zz', 400],
  ])('%s: %s %s is %i, without a body', async (_, method, pathname, status) => {
    const { fetch } = await start({ key: 'k' });
    const answer = await fetch(pathname, { method });
    expect([answer.status, await answer.text()]).toEqual([status, '']);
  });

  test('prefers the more literal route', async () => {
    const { fetch } = await start();
    expect(await (await fetch('/api/things/new')).text()).toBe('new');
    expect(await (await fetch('/api/things/7')).json()).toEqual({ id: '7' });
    expect(await (await fetch('/api/things')).json()).toEqual({});
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['no key', '', {}, 401],
    ['a wrong key', '?code=wrong', {}, 401],
    ['the key in the query', '?code=s3cret', {}, 200],
    ['the key in the query under a name in another case', '?CoDe=s3cret', {}, 200],
    ['the key in the query before another value', '?code=s3cret&code=wrong', {}, 200],
    ['another value in the query before the key', '?Code=wrong&code=s3cret', {}, 401],
    ['the key in the header', '', { 'x-functions-key': 's3cret' }, 200],
    ['a wrong header before a right query', '?code=s3cret', { 'x-functions-key': 'wrong' }, 401],
  ])('a closed function with %s', async (_, query, headers, status) => {
    const { fetch } = await start({ key: 's3cret' });
    const answer = await fetch(`/api/closed${query}`, { headers });
    expect([answer.status, await answer.text()]).toEqual([status, status === 200 ? 'open' : '']);
    expect(log.join()).not.toContain('s3cret');
  });

  test('an answer that would break the protocol is a 500, and a line in the log', async () => {
    const { fetch } = await start();
    const answer = await fetch('/api/unsendable');
    expect([answer.status, answer.headers.get('x-injected')]).toEqual([500, null]);
    expect(log.at(-1)).toContain('error [host] unsendable: its answer cannot be sent: Invalid character in header');
  });

  test('logs method, path and status of an answer, never its query', async () => {
    const { fetch } = await start();
    await fetch('/api/only-get?name=private');
    expect(log).toEqual([
      expect.stringMatching(/ information \[only-get \S+\] GET \/api\/only-get: answered 200 in \d+ ms$/),
    ]);
  });

  test('a throwing function is a 500 that says nothing, and a line in the log', async () => {
    const { fetch } = await start();
    const answer = await fetch('/api/throws?code=hidden');
    expect([answer.status, await answer.text()]).toEqual([500, '']);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(
      /^\S+Z error \[throws [0-9a-f-]{36}\] GET \/api\/throws: failed in \d+ ms: Error: secret inside \| at /,
    );
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '192.168.0.1'])(
    'refuses the host name %s',
    async (name) => {
      const { fetch } = await start();
      expect((await fetch(`http://${name}/api/only-get`)).status).toBe(421);
    },
  );

  test.each(['localhost:7071', '127.0.0.1', '[::1]:80'])('takes the host name %s', async (name) => {
    const { fetch } = await start();
    expect((await fetch(`http://${name}/api/only-get`)).status).toBe(200);
  });
});

describe('HTTP over the socket', () => {
  test('answers like the way without one, bytes and cookies included', async () => {
    const { url, fetch: direct } = await start({ port: 0 });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const call = { method: 'POST', body: new Uint8Array([0xc3, 0xab, 0x00]), headers: { 'x-given': 'a' } };
    const [over, without] = [await fetch(`${url}/api/echo/a?x=1`, call), await direct('/api/echo/a?x=1', call)];
    expect(over.status).toBe(without.status);
    expect(over.headers.getSetCookie()).toEqual(without.headers.getSetCookie());
    expect(await over.json()).toEqual(await without.json());
  });

  test.each([
    ['a foreign host name', { headers: { host: 'evil.example' } }, 421],
    ['no usable host name', { headers: { host: 'a b' } }, 421],
    ['a target that is a URL', { path: 'http://evil.example/api/only-get' }, 400],
    ['a target that looks like a host', { path: '//evil.example/api/only-get' }, 404],
    [
      'a body of more than 100 MB',
      { method: 'POST', path: '/api/echo/a', headers: { 'content-length': 104_857_601 } },
      413,
    ],
  ])('%s', async (_, options, status) => {
    const { url } = await start({ port: 0, key: 'k' });
    const { port } = new URL(url);
    const answered = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/api/only-get', ...options }, (answer) =>
        resolve(answer.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(status);
  });

  test.each([
    ['GET', ['content-length']],
    ['HEAD', []],
  ])('an answer to %s says as much of its length as Azure does', async (method, said) => {
    const { url } = await start({ port: 0, key: 'k' });
    const { status, headers } = await fetch(`${url}/api/closed?code=k`, { method });
    const ofLength = ['content-length', 'transfer-encoding'].filter((name) => headers.has(name));
    expect([status, ofLength]).toEqual([200, said]);
  });

  test('nothing answers after it was closed', async () => {
    const { url, close } = await start({ port: 0 });
    expect((await fetch(`${url}/api/only-get`)).status).toBe(200);
    await close();
    await expect(fetch(`${url}/api/only-get`)).rejects.toThrow();
  });
});

describe('timers', () => {
  test('follow their schedules by the clock given', async () => {
    const clock = fakeClock(START);
    await start({ clock, timers: true });
    await clock.moveTo(START + 120_000);
    expect(calls.timers.map(({ scheduleStatus }) => scheduleStatus.next)).toEqual([
      '2026-11-01T12:01:00.000Z',
      '2026-11-01T12:02:00.000Z',
    ]);
    expect(calls.timers[0]).toMatchObject({ isPastDue: false, schedule: { adjustForDST: true } });
  });

  test('whose slots were missed while no host ran are all run at the start of the next, and told so', async () => {
    const timersFolder = await mkdtemp(path.join(tmpdir(), 'host-'));
    const before = fakeClock(START);
    const first = await start({ clock: before, timers: true, timersFolder });
    await before.moveTo(START + 60_000);
    await first.close();
    calls.timers.length = 0;
    log = [];
    const clock = fakeClock(START + 2 * 3_600_000);
    await start({ clock, timers: true, timersFolder });
    await clock.moveTo(clock.now());
    expect(calls.timers).toMatchObject([{ isPastDue: true, scheduleStatus: { last: '2026-11-01T12:01:00.000Z' } }]);
    expect(log.filter((line) => line.includes('succeeded')).map((line) => line.slice(0, 19))).toEqual([
      '2026-11-01T14:00:30',
      '2026-11-01T14:00:30',
    ]);
    expect(log.join()).toMatch(/every-minute.*by-setting/);
    await rm(timersFolder, { recursive: true });
  });

  test('run by hand and wait for the end; tenant text cannot break the log', async () => {
    const { runTimer } = await start({ clock: fakeClock(START) });
    await runTimer('every-minute');
    expect(calls.timers).toHaveLength(1);
    expect(log).toEqual([
      expect.stringMatching(
        /^2026-11-01T12:00:30.000Z information \[every-minute [0-9a-f-]{36}\] ticked \\u\{202e\} by\\u\{a\}Evil$/,
      ),
      expect.stringMatching(/ information \[every-minute [0-9a-f-]{36}\] timer: succeeded in 0 ms$/),
    ]);
  });

  test('run by hand reject with what the function threw, which is logged too', async () => {
    calls.failure = new Error('no tenant');
    const { runTimer } = await start();
    await expect(runTimer('every-minute')).rejects.toThrow('no tenant');
    expect(log.at(-1)).toMatch(/ error \[every-minute .*\] timer: failed in \d+ ms: Error: no tenant \| at /);
    await expect(runTimer('nobody')).rejects.toThrow('There is no timer nobody');
  });

  test('that run past the function timeout are reported once', async () => {
    const clock = fakeClock(START);
    const gate = Promise.withResolvers<void>();
    calls.gate = gate.promise;
    const { runTimer } = await start({ clock });
    const run = runTimer('every-minute');
    await setImmediate();
    await clock.moveTo(START + 119_999);
    expect(log.filter((line) => line.includes(' error '))).toEqual([]);
    await clock.moveTo(START + 600_000);
    expect(log.filter((line) => line.includes(' error '))).toEqual([
      expect.stringContaining('still runs after the function timeout of 120 s'),
    ]);
    gate.resolve();
    await run;
    expect(clock.pending).toBe(0);
  });

  test('are stopped by closing, which waits for what runs', async () => {
    const gate = Promise.withResolvers<void>();
    calls.gate = gate.promise;
    const clock = fakeClock(START);
    const { runTimer, close } = await start({ clock, timers: true });
    const order: string[] = [];
    const run = runTimer('every-minute').then(() => order.push('run ended'));
    await setImmediate();
    const closed = close().then(() => order.push('closed'));
    await setImmediate();
    gate.resolve();
    await Promise.all([run, closed]);
    expect(order).toEqual(['run ended', 'closed']);
    await clock.moveTo(START + 600_000);
    expect(calls.timers).toHaveLength(1);
  });

  test('that do not end are named when closing gives up', async () => {
    calls.gate = new Promise(() => {});
    const { runTimer, close } = await start({ closeWithinMs: 20 });
    void runTimer('every-minute');
    await setImmediate();
    await close();
    expect(log.at(-1)).toContain('Closed while these were running: every-minute');
  });
});
