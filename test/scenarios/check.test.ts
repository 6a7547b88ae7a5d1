/**
 * `npm run check` as an operator runs it: a process of its own, with a managed identity of the simulated tenant.
 * What it answers (exit code, standard output alone, standard error) and that it only ever reads.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { startTenant } from '../../local/tenant/start-tenant.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { HOSTILE } from '../web/hostile.ts';
import { openWorld } from '../world/world.ts';
import { UNSEEN } from './harmless.ts';

// Processes start slowly where others run beside them.
vi.setConfig({ testTimeout: 60_000 });

const ROOT = path.join(import.meta.dirname, '../..');
const NODE = path.join(ROOT, 'node_modules/.bin/node');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A tenant of the test's own and a terminal of somebody whose identity may read it. */
interface Desk {
  readonly tenant: SimulatedTenant;
  check(settings?: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome>;
}

async function openDesk({ onTestFinished }: TestContext): Promise<Desk> {
  const tenant = await startTenant();
  onTestFinished(async () => {
    // Nothing but reads, whatever the answer was.
    // The one POST there is carries GETs alone: `$batch`.
    const others = tenant.requests.list().filter(({ method, path }) => method !== 'GET' && path !== '/v1.0/$batch');
    await tenant.close();
    expect(others).toEqual([]);
  });
  return { tenant, check: (settings = {}, ...args) => run({ ...identityOf(tenant), ...settings }, args) };
}

const identityOf = ({ origin, msi }: SimulatedTenant) => ({
  GRAPH_BASE_URL: origin,
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
  AZURE_CLIENT_ID: msi.clientId,
  IDENTITY_ENDPOINT: msi.endpoint,
  IDENTITY_HEADER: msi.header,
});

/** Not with this process's own environment: what it holds must not decide the answer. */
function run(settings: Readonly<Record<string, string>>, args: readonly string[]): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...settings };
  const child = spawn(NODE, ['local/check.ts', ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

const OUTPUTS = [
  { name: 'the report', args: [] },
  { name: 'the document', args: ['--json'] },
];

const OFF = { WRITEBACK_DECLARED: 'off@2026-11-01 by Ann' };

/** On one line, so that its wrapping does not matter. */
const words = (text: string): string => text.replace(/\s+/g, ' ');

describe.concurrent('the answer of npm run check', () => {
  it('is 0 where every source was read and nothing critical holds', async (context) => {
    const { tenant, check } = await openDesk(context);
    const { code, out, err } = await check(OFF);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      new RegExp(`^Contoso ${tenant.tenantId}\nYou can trust the watch, and nothing is wrong\\.\nAs of \\d{4}-`),
    );
    expect(out).toMatch(/\nPassword writeback: off\n {2}Password writeback is off/);
    expect(out).toMatch(/\nConnector agents: healthy\n/);
    expect(out).toMatch(/\n {2}- Directory sync: on time\n/);
    expect(out).toMatch(/\nOpen alerts: none\n/);
    expect(out).toMatch(
      /\nSources that were read\n {2}writeback: directoryAudits, [\s\S]*\n {2}agents: organization, /,
    );
    // No terminal: as wide as a terminal is at least, without colours.
    expect(out).not.toContain('\u001b');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('is 1 where a critical condition holds', async (context) => {
    const { tenant, check } = await openDesk(context);
    tenant.enableWriteback({ by: 'Megan Bowen' });
    const { code, out, err } = await check();
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('Password writeback: on');
    expect(words(out)).toContain('Audit event "Enable password writeback for directory" by user meganb@contoso[.]com');
    expect(out).toContain('[critical] Password writeback is on, and nobody declared it');
  });

  it('is 2 where a required source was not read, whatever else holds', async (context) => {
    const { tenant, check } = await openDesk(context);
    tenant.setFeature('passwordWritebackEnabled', true);
    tenant.revoke('AuditLog.Read.All');
    const { code, out } = await check();
    expect(code).toBe(2);
    expect(out).toMatch(/ {2}writeback\/directoryAudits \(required\): denied\n/);
    expect(words(out)).toContain(
      'denied: GET /v1.0/auditLogs/directoryAudits: Graph answered 403 (Authorization_RequestDenied)',
    );
    expect(out).toContain('Grant AuditLog.Read.All to the identity');
    expect(out).toContain('Password writeback: unknown');
  });

  it('is 0 where an optional source was not read, and says what that hides', async (context) => {
    const { tenant, check } = await openDesk(context);
    tenant.revoke('Policy.Read.All');
    tenant.faults.add({ path: '/servicePrincipals?*applicationTemplateId*', kind: 'html', count: null });
    const { code, out } = await check(OFF);
    expect(code).toBe(0);
    expect(out).toMatch(/ {2}writeback\/authorizationPolicy \(optional\): denied\n/);
    expect(out).toMatch(/ {2}writeback\/cloudSync \(optional\): blind\n/);
  });

  it('is 2 where the identity belongs to another tenant, and no source was asked', async (context) => {
    const { tenant, check } = await openDesk(context);
    const { code, out } = await check({ TENANT_ID: '99999999-2222-4333-8444-555555555555' });
    expect(code).toBe(2);
    expect(words(out)).toContain(
      `TENANT_ID is 99999999-2222-4333-8444-555555555555, but the token belongs to tenant ${tenant.tenantId}`,
    );
    expect(tenant.requests.list().filter(({ path: asked }) => !asked.startsWith('/msi/'))).toEqual([]);
  });

  it('is 2 where the identity endpoint is down, within the time of a token', async (context) => {
    const { tenant, check } = await openDesk(context);
    tenant.faults.add({ path: '/msi/token', kind: 'status', status: 500, count: null });
    const started = Date.now();
    const { code, out } = await check();
    expect(code).toBe(2);
    const [, sources = ''] = out.split('Sources that could not be read');
    expect(sources.split('auth: Token for Graph: ')).toHaveLength(2);
    expect(words(sources)).toContain('for the same reason as writeback/directoryAudits');
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('is 2 where nobody is signed in, and says how to', async () => {
    // Nobody's own `az` may answer, nor a tenant of theirs.
    const nowhere = { PATH: '/nonexistent', HOME: '/nonexistent', GRAPH_BASE_URL: 'http://127.0.0.1:1' };
    const { code, out, err } = await run(nowhere, []);
    expect(code).toBe(2);
    expect(out).toMatch(/^Nothing could be read\. Token for Graph: the credential failed \(\w+\)\.\n$/);
    expect(err).toContain('Run `az login`, or set AZURE_TENANT_ID');
  });
});

describe.concurrent('--json', () => {
  it('is the document of GET /api/status with the two lists, alone on standard output', async (context) => {
    const { tenant, check } = await openDesk(context);
    tenant.enableWriteback();
    const { code, out, err } = await check({}, '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const found = JSON.parse(out) as Report;
    expect(found).toMatchObject({
      status: 'warn',
      tenant: { id: tenant.tenantId, name: 'Contoso' },
      writeback: { state: 'on', declared: null },
      mail: { pending: 0, lastSentAt: null, lastError: null },
      resetAdmins: { state: 'known', missing: [], syncedUsers: 1240, resetters: 7 },
      openAlerts: [{ severity: 'critical' }],
    });
    const { list, indirect, ...resetAdmins } = found.resetAdmins as Record<string, unknown>;
    expect(list).toEqual(resetAdmins.top);
    expect(indirect).toContainEqual({
      id: expect.any(String),
      type: 'user',
      name: 'Adele Vance',
      means: 'can turn password writeback on',
      detail: 'Global Administrator',
    });
    // How the app is set is its own: a single pass has the settings of a terminal.
    const { settings, ...app } = await statusOfApp(context, 'sspr');
    expect(settings).not.toEqual([]);
    expect(shapeOf({ ...found, resetAdmins })).toEqual(shapeOf(app));
  });

  it('says blind at once: a single pass has no history', async (context) => {
    const { tenant, check } = await openDesk(context);
    tenant.faults.add({ path: '/auditLogs/directoryAudits', kind: 'truncated', count: null });
    const { code, out } = await check(OFF, '--json');
    const { sources, writeback } = JSON.parse(out) as Report;
    expect(code).toBe(2);
    expect(sources.find(({ name }) => name === 'directoryAudits')).toMatchObject({
      state: 'blind',
      error: { code: 'contract' },
    });
    expect(writeback).toMatchObject({ state: 'unknown' });
  });
});

/** The same tenant as the app sees it, so that both documents can be held against each other. One pass leaves a resumable source out. */
async function statusOfApp({ onTestFinished }: TestContext, leftOut: string): Promise<Report> {
  const world = await openWorld({ checks: CHECKS });
  onTestFinished(() => world.close());
  world.tenant.enableWriteback();
  await world.watch().poll('writeback');
  await world.watch().poll('agents');
  await world.watch().poll('reset-admins');
  await world.watch().notify();
  const document = JSON.parse((await world.watch().status(false)).body) as Report;
  return { ...document, sources: document.sources.filter(({ name }) => name !== leftOut) };
}

/** Names and nesting of a document; a list is what its items have in common. What may be null or a text is both. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? 'string' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

describe.concurrent('wrong use', () => {
  it.for([
    { name: 'an unknown option', args: ['--nope'], says: "Unknown option '--nope'" },
    { name: 'an argument', args: ['now'], says: "Unexpected argument 'now'" },
    { name: 'a value for --json', args: ['--json=yes'], says: "Option '--json' does not take an argument" },
  ])('is 64 with the usage: $name', async ({ args, says }, context) => {
    const { tenant, check } = await openDesk(context);
    const { code, out, err } = await check({}, ...args);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain(says);
    expect(err).toContain('Usage: npm run check');
    expect(tenant.requests.list()).toEqual([]);
  });

  it.for(OUTPUTS)('is 64 for settings that are set and wrong, each named: $name', async ({ args }, context) => {
    const { tenant, check } = await openDesk(context);
    const settings = {
      GRAPH_BASE_URL: 'http://graph.example.com',
      WRITEBACK_DECLARED: 'yes',
      MAIL_TO: 'nobody',
      HISTORY_DAYS: '0',
      STATE_CONNECTION_STRING: 'AccountKey=SECRET',
    };
    const { code, out, err } = await check(settings, ...args);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    for (const name of Object.keys(settings)) expect(err).toContain(`${name} `);
    expect(err).not.toContain('SECRET');
    expect(tenant.requests.list()).toEqual([]);
  });
});

describe.concurrent('what a tenant is called', () => {
  it.for(OUTPUTS)('does nothing to a terminal: $name', async ({ args }, context) => {
    const { tenant, check } = await openDesk(context);
    const hostile = Object.values(HOSTILE).join(' ');
    tenant.rename(hostile);
    tenant.addCloudSync(hostile);
    tenant.setFeature(hostile, true);
    tenant.enableWriteback({ by: hostile });
    const { code, out, err } = await check({}, ...args);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.replaceAll('\n', '')).not.toMatch(UNSEEN);
    if (args.length > 0) expect((JSON.parse(out) as Report).tenant.name).toBe(hostile);
    else expect(out.split('\n')[0]).toMatch(new RegExp(`^"=HYPERLINK.*" ${tenant.tenantId}$`));
  });
});
