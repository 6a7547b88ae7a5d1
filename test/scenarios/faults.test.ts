/**
 * The fault matrix, end to end: whatever goes wrong at Graph or at the token endpoint, a poll ends in time, shows
 * either the right answer or a source state with a clear reason, and never a drift.
 * Where a source is read in a step of a batch, what goes wrong with a connection is played on the whole batch.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { FaultSpec } from '../../local/tenant/faults.ts';
import { someOf } from '../checks/reset-admins/chosen.ts';
import type { World } from '../world/world.ts';
import { HOUR, isoNow, MINUTE, notOk, openScene, type Scene, type Status, subjects, words } from './scene.ts';
import { inVirtualTime } from './virtual-time.ts';

/** Promise 12. */
const POLL_LIMIT_MS = 45_000;

interface SourceCase {
  readonly name: string;
  readonly path: string;
  readonly permission: string;
  readonly required?: true;
  /** One object, not a list: it has no pages to go wrong. */
  readonly single?: true;
  /** Read in a step of a batch. */
  readonly step?: true;
  /** What is read from the same path, and fails with it. */
  readonly beside?: readonly string[];
}

const SOURCES: readonly SourceCase[] = [
  {
    name: 'directoryAudits',
    path: '/auditLogs/directoryAudits',
    permission: 'AuditLog.Read.All',
    required: true,
    beside: ['ssprSettings', 'resets'],
  },
  {
    name: 'onPremisesSynchronization',
    path: '/directory/onPremisesSynchronization',
    permission: 'OnPremDirectorySynchronization.Read.All',
    step: true,
  },
  { name: 'organization', path: '/organization', permission: 'Organization.Read.All', step: true },
  { name: 'cloudSync', path: '/servicePrincipals', permission: 'Application.Read.All', step: true },
  {
    name: 'authorizationPolicy',
    path: '/policies/authorizationPolicy',
    permission: 'Policy.Read.All',
    single: true,
  },
];

interface FaultCase {
  readonly name: string;
  readonly spec: (world: World) => Omit<FaultSpec, 'path' | 'count'>;
  /** What the source says while it lasts; null: nothing, since the answer is right all the same. */
  readonly error: { readonly code: string; readonly says: string; readonly hint?: string } | null;
  /** The same poll gets over a single one. */
  readonly passes?: true;
  /** Only lists can fail so. */
  readonly lists?: true;
  /** It befalls a connection, so no step of a batch alone. */
  readonly wire?: true;
  /** What is said of a step of a batch, when that is another. */
  readonly saysOfStep?: string;
}

let elsewhere: Awaited<ReturnType<typeof countingServer>>;

const throttledAsking = (seconds: number) => `Graph answered 429 (TooManyRequests) and asked to wait ${seconds} s`;
const SIGN_IN = 'Graph refused the token itself';
const GRANT = 'Grant PERMISSION to the identity';

const FAULTS: readonly FaultCase[] = [
  ...[
    { status: 401, code: 'denied', word: 'InvalidAuthenticationToken', hint: SIGN_IN },
    { status: 403, code: 'denied', word: 'Authorization_RequestDenied', hint: GRANT },
  ].map(
    ({ status, code, word, hint }): FaultCase => ({
      name: `a ${status}`,
      spec: () => ({ kind: 'status', status }),
      error: { code, says: `Graph answered ${status} (${word})`, hint },
    }),
  ),
  ...[
    { status: 500, word: 'InternalServerError' },
    { status: 502, word: 'BadGateway' },
    { status: 503, word: 'ServiceUnavailable' },
    { status: 504, word: 'UnknownError' },
  ].map(
    ({ status, word }): FaultCase => ({
      name: `a ${status}`,
      spec: () => ({ kind: 'status', status }),
      error: { code: 'unavailable', says: `Graph answered ${status} (${word})`, hint: 'passes by itself' },
      passes: true,
    }),
  ),
  {
    name: 'a 429 without a time',
    spec: () => ({ kind: 'status', status: 429 }),
    error: {
      code: 'throttled',
      says: 'Graph answered 429 (TooManyRequests)',
      hint: 'find out what else reads so much',
    },
    passes: true,
  },
  {
    name: 'a 429 with seconds',
    spec: () => ({ kind: 'status', status: 429, retryAfter: '20' }),
    error: { code: 'throttled', says: `${throttledAsking(20)}, which is longer than this run has left` },
    passes: true,
  },
  {
    name: 'a 429 with a decimal',
    spec: () => ({ kind: 'status', status: 429, retryAfter: '0.249' }),
    error: { code: 'throttled', says: 'Graph answered 429 (TooManyRequests)' },
    passes: true,
  },
  {
    name: 'a 429 with a date',
    spec: (world) => ({
      kind: 'status',
      status: 429,
      retryAfter: new Date(world.now() + 12_000).toUTCString(),
    }),
    error: { code: 'throttled', says: 'Graph answered 429 (TooManyRequests)' },
    passes: true,
  },
  {
    name: 'a 429 with more than the poll has',
    spec: () => ({ kind: 'status', status: 429, retryAfter: '3600' }),
    error: { code: 'throttled', says: `${throttledAsking(3600)}, which is longer than this run has left` },
  },
  {
    name: 'a reset connection',
    spec: () => ({ kind: 'reset' }),
    error: { code: 'unavailable', says: 'the connection failed' },
    passes: true,
    wire: true,
  },
  {
    name: 'an answer that never comes',
    spec: () => ({ kind: 'hang' }),
    error: { code: 'unavailable', says: 'no complete answer in time' },
    passes: true,
    wire: true,
  },
  {
    name: 'truncated JSON',
    spec: () => ({ kind: 'truncated' }),
    error: { code: 'contract', says: 'the answer is not whole JSON', hint: 'GRAPH_BASE_URL' },
    saysOfStep: 'the answer is not as agreed',
  },
  {
    name: 'a page of HTML',
    spec: () => ({ kind: 'html' }),
    error: { code: 'contract', says: 'the answer is not whole JSON', hint: 'GRAPH_BASE_URL' },
    saysOfStep: 'the answer is not as agreed',
  },
  {
    name: 'an answer without what was asked for',
    spec: () => ({ kind: 'no-value' }),
    error: { code: 'contract', says: 'is not as agreed (expected ' },
  },
  {
    name: 'a next link that leads back',
    spec: () => ({ kind: 'loop' }),
    error: { code: 'contract', says: 'a next link leads back to a page already read' },
    // Once, it leads to the same rows again.
    passes: true,
    lists: true,
  },
  {
    name: 'a next link to another origin',
    spec: () => ({ kind: 'elsewhere', origin: elsewhere.origin }),
    error: { code: 'contract', says: 'the next link leads to another origin' },
    lists: true,
  },
  { name: 'rows that come twice', spec: () => ({ kind: 'duplicates' }), error: null, lists: true },
  { name: 'empty pages', spec: () => ({ kind: 'empty-pages' }), error: null, lists: true },
];

let tables: LocalTables;
beforeAll(async () => {
  [tables, elsewhere] = await Promise.all([startAzurite(), countingServer()]);
});
afterAll(() => Promise.all([tables.close(), elsewhere.close()]));

/** Counts what another origin is asked. */
async function countingServer() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { origin: `http://127.0.0.1:${port}`, asked: () => asked, close };
}

/**
 * A tenant in which every source has something to lose: events both ways, flags, a name, two Cloud Syncs, a policy.
 * A list that was wrongly taken for empty would be a drift here, or turn the verdict.
 */
async function watchedScene(): Promise<Scene> {
  const scene = await openScene(tables, {}, ({ tenant }) => {
    tenant.enableWriteback({ at: tenant.clock() - HOUR });
    tenant.disableWriteback();
    tenant.addCloudSync('fabrikam.local');
    tenant.addCloudSync('contoso.local');
    tenant.setSspr(false);
    tenant.shaker.set({ pages: true });
  });
  await scene.minute();
  expect(codes(await scene.status())).toEqual(CALM);
  return scene;
}

/** What the status says of that tenant without any fault: Cloud Sync is not excluded, so Disable proves nothing. */
const CALM = ['verdict-unknown', 'open-warning'];

const codes = ({ problems }: Status): string[] => problems.map(({ code }) => code);

/** One poll, inside its time. */
async function pollInTime(scene: Scene): Promise<number> {
  scene.world.wait(MINUTE);
  const { result, tookMs } = await inVirtualTime(scene.world, (seams) => scene.world.watch(seams).poll('writeback'));
  expect(['unchanged', 'changed']).toContain(result.kind);
  expect(tookMs).toBeLessThanOrEqual(POLL_LIMIT_MS);
  return tookMs;
}

/** Everything in history but the opening and closing of conditions: what the watch says of the tenant. */
const driftSince = async (scene: Scene, since: string) =>
  (await scene.history(since)).filter(({ source }) => source !== 'conditions');

const rowOf = (status: Status, name: string) => status.sources.find((source) => source.name === name);

function expectReason(status: Status, source: SourceCase, fault: FaultCase): void {
  const error = rowOf(status, source.name)?.error;
  expect(error?.code).toBe(fault.error?.code);
  expect(error?.message).toContain(`GET /v1.0${source.path}: `);
  expect(error?.message).toContain((source.step && fault.saysOfStep) || fault.error?.says);
  expect(error?.hint).toContain((fault.error?.hint ?? '').replace('PERMISSION', source.permission));
  expect(error?.hint).not.toBe('');
  expect(JSON.stringify(error)).not.toMatch(/contoso|fabrikam|Sign in|eyJ/i);
}

/** Resets are asked for every quarter of an hour: they failed once by then, which is told to nobody. */
const unread = (label: string, { name, beside }: SourceCase): unknown =>
  expect.stringMatching(
    new RegExp(
      `^\\[${label}\\] Contoso: Source ${name} cannot be read, so nobody sees .+${beside ? ' \\+1 more' : ''}$`,
    ),
  );

describe.each(SOURCES)('$name', (source) => {
  const all = FAULTS.filter(({ lists, wire }) => !(lists && source.single) && !(wire && source.step));
  const cases = someOf(all, 4, source.name);

  it.each(cases)('gets over $name once', async (fault) => {
    const scene = await watchedScene();
    const { tenant } = scene.world;
    const from = isoNow(scene.world);
    tenant.faults.add({ ...fault.spec(scene.world), path: source.path });
    await pollInTime(scene);
    expect(tenant.faults.list()).toEqual([]);
    const status = await scene.status();
    if (fault.error === null || fault.passes) {
      expect(notOk(status)).toEqual({});
      expect(rowOf(status, source.name)?.error).toBeNull();
    } else {
      expect(notOk(status)).toEqual({ [source.name]: fault.error.code === 'denied' ? 'denied' : 'stale' });
      expectReason(status, source, fault);
      // Once is no reason to wake anyone.
      expect([status.status, status.http]).toEqual(['warn', 200]);
    }
    expect(await scene.minute()).toEqual([]);
    expect(codes(await scene.status())).toEqual(CALM);
    expect(await scene.history(from)).toEqual([]);
  });

  it.each(cases)('lives with $name that lasts', async (fault) => {
    const scene = await watchedScene();
    const { tenant } = scene.world;
    const from = isoNow(scene.world);
    tenant.faults.add({ ...fault.spec(scene.world), path: source.path, count: null });
    await pollInTime(scene);
    scene.world.wait(15 * MINUTE);
    await pollInTime(scene);
    const status = await scene.status();
    const mails = await notified(scene);
    if (fault.error === null) {
      expect(notOk(status)).toEqual({});
      expect(subjects(mails)).toEqual([]);
    } else {
      const failed = [source.name, ...(source.beside ?? [])];
      const state = fault.error.code === 'denied' ? 'denied' : 'blind';
      expect(notOk(status)).toEqual(Object.fromEntries(failed.map((name) => [name, state])));
      expectReason(status, source, fault);
      expect([status.status, status.http]).toEqual(source.required ? ['fail', 503] : ['warn', 200]);
      expect(subjects(mails)).toEqual([unread('Warning', source)]);
      expect(words(mails[0])).toContain(`Reason: ${fault.error.code}: GET /v1.0${source.path}: `);
    }
    expect(await driftSince(scene, from)).toEqual([]);

    tenant.faults.clear();
    const after = await scene.minute();
    expect(subjects(after)).toEqual(fault.error === null ? [] : [unread('Warning, ended', source)]);
    expect(codes(await scene.status())).toEqual(CALM);
    expect(await driftSince(scene, from)).toEqual([]);
    expect(elsewhere.asked()).toBe(0);
  });
});

describe('the batch in which the others are read', () => {
  const STEPS = SOURCES.filter(({ step }) => step);
  const cases = FAULTS.filter(({ wire }) => wire);

  it.each(cases)('gets over $name once', async (fault) => {
    const scene = await watchedScene();
    const { tenant } = scene.world;
    const from = isoNow(scene.world);
    tenant.faults.add({ ...fault.spec(scene.world), path: '/$batch' });
    await pollInTime(scene);
    expect(tenant.faults.list()).toEqual([]);
    expect(notOk(await scene.status())).toEqual({});
    expect(await scene.minute()).toEqual([]);
    expect(await scene.history(from)).toEqual([]);
  });

  it.each(cases)('lives with $name that lasts', async (fault) => {
    const scene = await watchedScene();
    const { tenant } = scene.world;
    const from = isoNow(scene.world);
    tenant.faults.add({ ...fault.spec(scene.world), path: '/$batch', count: null });
    await pollInTime(scene);
    scene.world.wait(15 * MINUTE);
    await pollInTime(scene);
    const status = await scene.status();
    expect(notOk(status)).toEqual(Object.fromEntries(STEPS.map(({ name }) => [name, 'blind'])));
    for (const { name } of STEPS) {
      expect(rowOf(status, name)?.error).toMatchObject({ code: fault.error?.code });
      expect(rowOf(status, name)?.error?.message).toContain(fault.error?.says);
    }
    expect(await notified(scene)).toHaveLength(1);
    tenant.faults.clear();
    expect(await scene.minute()).toHaveLength(1);
    expect(codes(await scene.status())).toEqual(CALM);
    expect(await driftSince(scene, from)).toEqual([]);
  });
});

async function notified(scene: Scene) {
  const before = scene.world.mailbox.mails().length;
  await scene.world.watch().notify();
  return scene.world.mailbox.mails().slice(0, scene.world.mailbox.mails().length - before);
}

describe('the token endpoint', () => {
  const GRAPH_SOURCES = [...SOURCES.map(({ name }) => name), 'ssprSettings'];
  const everySource = (state: string) => Object.fromEntries(GRAPH_SOURCES.map((name) => [name, state]));

  it.each([
    { name: 'down', spec: { kind: 'status', status: 500 } as const, says: 'the credential failed (Error)' },
    { name: 'hanging', spec: { kind: 'hang' } as const, says: 'no answer in time' },
    { name: 'unreachable', spec: { kind: 'reset' } as const, says: 'the credential failed (TypeError)' },
  ])('that is $name blinds every source of Graph, and none has changed afterwards', async ({ spec, says }) => {
    const scene = await watchedScene();
    const from = isoNow(scene.world);
    scene.world.tenant.faults.add({ ...spec, path: '/msi/token', count: null });
    await pollInTime(scene);
    const status = await scene.status();
    expect(notOk(status)).toEqual(everySource('stale'));
    for (const name of GRAPH_SOURCES) {
      expect(rowOf(status, name)?.error).toEqual({
        code: 'auth',
        message: `Token for Graph: ${says}`,
        hint: 'Check that the identity is assigned to this app (AZURE_CLIENT_ID) and that its token endpoint answers.',
      });
    }
    scene.world.wait(15 * MINUTE);
    await pollInTime(scene);
    expect(notOk(await scene.status())).toEqual({ ...everySource('blind'), resets: 'blind' });
    expect(subjects(await notified(scene))).toEqual([
      '[Warning] Contoso: Source directoryAudits cannot be read, so nobody sees whether someone turns writeback on or off +5 more',
    ]);
    scene.world.tenant.faults.clear();
    expect(subjects(await scene.minute())).toEqual([
      '[Warning, ended] Contoso: Source directoryAudits cannot be read, so nobody sees whether someone turns writeback on or off +5 more',
    ]);
    expect(codes(await scene.status())).toEqual(CALM);
    expect(await driftSince(scene, from)).toEqual([]);
  });
});

describe('the time of a poll', () => {
  it.each([
    { name: 'hangs', spec: { kind: 'hang' } as const, atLeast: 30_000 },
    { name: 'is unavailable', spec: { kind: 'status', status: 503 } as const, atLeast: 3_000 },
    {
      name: 'asks for 13 s each time',
      spec: { kind: 'status', status: 429, retryAfter: '13' } as const,
      atLeast: 26_000,
    },
  ])('is kept when all of Graph $name, retries included', async ({ spec, atLeast }) => {
    const scene = await watchedScene();
    scene.world.tenant.faults.add({ kind: 'delay', delayMs: 0, path: '/msi/token', count: null });
    scene.world.tenant.faults.add({ ...spec, path: '*', count: null });
    const tookMs = await pollInTime(scene);
    expect(tookMs).toBeGreaterThanOrEqual(atLeast);
  });

  it('is kept by a list that never ends: it is given up at 1,000 pages', async () => {
    const scene = await watchedScene();
    scene.world.tenant.faults.add({ kind: 'endless', path: '/servicePrincipals', count: null });
    await pollInTime(scene);
    const status = await scene.status();
    expect(rowOf(status, 'cloudSync')?.error).toMatchObject({
      code: 'contract',
      message: 'GET /v1.0/servicePrincipals: more than 1000 pages',
    });
  });
});
