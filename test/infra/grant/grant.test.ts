/** `npm run grant` against the stand-in: what is given, what is left alone, and what is said when it cannot be. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { grant } from '../../../infra/grant/run.ts';
import { type Ran, runAgainst, type StandIn, standIn } from '../azure/stand-in.ts';
import {
  APP,
  deployed,
  GRAPH_ROLES,
  GROUP,
  held,
  NEEDED_NAMES,
  OBJECT_ID,
  OTHER_SUBSCRIPTION,
  OTHER_TENANT,
  SUBSCRIPTION,
  site,
  TENANT,
  type World,
} from '../azure/world.ts';

const PLACE = ['--app', APP, '--group', GROUP];
const NAMES = new Map(Object.entries(GRAPH_ROLES).map(([name, id]) => [id, name]));

let open: StandIn | null = null;
afterEach(async () => {
  const unknown = open?.unknown ?? [];
  await open?.close();
  open = null;
  expect(unknown).toEqual([]);
});

const nothingGranted = (): World => ({ ...deployed(), assigned: [] });

async function run(world: World, args: readonly string[] = PLACE): Promise<Ran & { changes: string[]; text: string }> {
  open ??= await standIn(world);
  const { calls } = open;
  const before = calls.length;
  const ran = await runAgainst(open, (around) => grant(args, around));
  const changes = calls.slice(before).filter(({ service, method }) => service === 'graph' && method !== 'GET');
  return { ...ran, changes: changes.map(({ method, path: at }) => `${method} ${at}`), text: ran.lines.join('\n') };
}

const granted = ({ assigned }: World): string[] =>
  assigned.map(({ appRoleId }) => NAMES.get(appRoleId) ?? appRoleId).sort();

describe('what is given', () => {
  test('nothing granted: all that the checks need, by name, and nothing else', async () => {
    const world = nothingGranted();
    const { ended, text } = await run(world);
    expect(granted(world)).toEqual(NEEDED_NAMES);
    expect(ended).toBe(0);
    for (const name of NEEDED_NAMES) expect(text).toContain(`grants ${name}`);
    expect(text).toContain('grants AuditLog.Read.All (required)');
    expect(text).toContain('grants Policy.Read.All (optional)');
    // Each with what nobody sees without it.
    expect(text).toMatch(/grants AuditLog\.Read\.All.*\n +whether \w.* \(writeback\/directoryAudits\)/);
  });

  test('half granted: only what is missing', async () => {
    const [first = '', second = '', ...rest] = NEEDED_NAMES;
    const world = { ...deployed(), assigned: [held(first), held(second)] };
    const { changes, text } = await run(world);
    expect(changes).toHaveLength(rest.length);
    expect(granted(world)).toEqual(NEEDED_NAMES);
    expect(text).toContain(`already has 2: ${first}, ${second}`);
  });

  test('all granted: nothing is changed', async () => {
    const { ended, changes, text } = await run(deployed());
    expect([ended, changes]).toEqual([0, []]);
    expect(text).toContain('Nothing to do: it has every permission that it needs.');
  });

  test('a second run changes nothing', async () => {
    const world = nothingGranted();
    expect((await run(world)).changes).toHaveLength(NEEDED_NAMES.length);
    expect(await run(world)).toMatchObject({ ended: 0, changes: [] });
  });

  test('a dry run changes nothing and says all that the real one does', async () => {
    const world = nothingGranted();
    const { ended, changes, text } = await run(world, [...PLACE, '--dry-run']);
    expect([ended, changes, world.assigned]).toEqual([0, [], []]);
    for (const name of NEEDED_NAMES) expect(text).toContain(`would grant ${name}`);
    expect(text).toContain('Nothing was changed.');
  });

  test('a wider permission that opens the same counts, and is named as more than needed', async () => {
    const world = { ...deployed(), assigned: [held('Directory.Read.All')] };
    const { text } = await run(world);
    expect(granted(world)).not.toContain('User.Read.All');
    expect(granted(world)).toContain('AuditLog.Read.All');
    expect(text).toContain('has Directory.Read.All, which the watch does not need');
  });

  test('hidden membership only when it is asked for', async () => {
    const world = deployed();
    await run(world, [...PLACE, '--hidden-members']);
    expect(granted(world)).toEqual([...NEEDED_NAMES, 'Member.Read.Hidden'].sort());
  });

  test('a permission that this Graph does not have is said; a required one ends with 1', async () => {
    const world = nothingGranted();
    delete world.graphRoles['AuditLog.Read.All'];
    const { ended, text } = await run(world);
    expect(ended).toBe(1);
    expect(text).toContain('cannot grant AuditLog.Read.All: the Graph of this cloud does not have it');
    expect(granted(world)).toEqual(NEEDED_NAMES.filter((name) => name !== 'AuditLog.Read.All'));
  });

  test('a grant that somebody else made meanwhile is no failure', async () => {
    const world = nothingGranted();
    world.refusals.push({
      method: 'POST',
      path: /appRoleAssignedTo$/,
      status: 400,
      code: 'Request_BadRequest',
      message: 'Permission being assigned already exists on the object',
      times: 1,
    });
    expect((await run(world)).ended).toBe(0);
  });

  test('an identity given by its object id takes no request to Azure', async () => {
    const world = nothingGranted();
    open = await standIn(world);
    const { ended } = await run(world, ['--identity', OBJECT_ID.toUpperCase()]);
    expect(ended).toBe(0);
    expect(granted(world)).toEqual(NEEDED_NAMES);
    expect(open.calls.filter(({ service }) => service === 'arm')).toEqual([]);
  });
});

describe('what is taken back', () => {
  test('all of ours, and nothing that others gave', async () => {
    const world = deployed();
    world.assigned.push(held('User.ReadWrite.All'));
    const { ended, text } = await run(world, [...PLACE, '--revoke']);
    expect([ended, granted(world)]).toEqual([0, ['User.ReadWrite.All']]);
    expect(text).toContain('leaves User.ReadWrite.All');
    expect(await run(world, [...PLACE, '--revoke'])).toMatchObject({ ended: 0, changes: [] });
  });

  test('nothing that the identity holds on another service', async () => {
    const world = deployed();
    const elsewhere = { ...held('AuditLog.Read.All', 'elsewhere'), resourceId: OTHER_TENANT };
    world.assigned = [elsewhere];
    expect((await run(world, [...PLACE, '--revoke'])).changes).toEqual([]);
    // And there it opens nothing of Graph.
    await run(world);
    expect(world.assigned).toHaveLength(1 + NEEDED_NAMES.length);
  });

  test('nothing in a dry run', async () => {
    const world = deployed();
    const { changes, text } = await run(world, [...PLACE, '--revoke', '--dry-run']);
    expect(changes).toEqual([]);
    expect(text).toContain('would take back AuditLog.Read.All');
  });
});

describe('who cannot', () => {
  test.each([[], ['--revoke']])(
    'without the right it says who has it, why, and the command for them %s',
    async (...flags) => {
      const world = { ...(flags.length > 0 ? deployed() : nothingGranted()), mayGrant: false };
      const before = granted(world);
      const { ended, changes, text } = await run(world, [...PLACE, ...flags]);
      expect(ended).toBe(1);
      // It does not try the other ten.
      expect(changes).toHaveLength(1);
      expect(granted(world)).toEqual(before);
      expect(text).toContain('Privileged Role Administrator or Global Administrator');
      expect(text).toContain('Application Administrator is not enough');
      expect(text).toContain(`npm run grant -- --identity ${OBJECT_ID}${flags.length > 0 ? ' --revoke' : ''}`);
    },
  );

  test('a new identity: waits until Graph knows it', async () => {
    const world = { ...nothingGranted(), looksUntilKnown: 3 };
    const { ended, text, waited } = await run(world);
    expect([ended, granted(world)]).toEqual([0, NEEDED_NAMES]);
    expect(waited).toBe(30_000);
    expect(text).toContain('not in Graph yet');
  });

  test('a new identity that only a part of Graph knows: waits for the rest', async () => {
    const world = { ...nothingGranted(), grantsUntilKnown: 2 };
    expect((await run(world)).ended).toBe(0);
    expect(granted(world)).toEqual(NEEDED_NAMES);
  });

  test('an identity that never appears: gives up within minutes and says why it may be', async () => {
    const { ended, waited } = await run({ ...nothingGranted(), looksUntilKnown: 1e9 });
    expect(ended).toMatchObject({
      message: `Tenant ${TENANT} has no service principal ${OBJECT_ID}`,
      hint: expect.stringContaining('az login --tenant'),
    });
    expect(waited).toBe(5 * 60_000);
  });

  test('throttled: waits as long as it is told', async () => {
    const world = nothingGranted();
    const busy = {
      method: 'POST',
      path: /appRoleAssignedTo$/,
      status: 429,
      code: 'TooManyRequests',
      retryAfter: '12',
      times: 2,
    };
    world.refusals.push(busy);
    const { ended, text, waited } = await run(world);
    expect([ended, granted(world), waited]).toEqual([0, NEEDED_NAMES, 24_000]);
    expect(text).toContain('Graph asks us to wait 12 s');
  });

  test('throttled for longer than a person waits: ends with what was asked', async () => {
    const world = nothingGranted();
    world.refusals.push({
      method: 'POST',
      path: /appRoleAssignedTo$/,
      status: 429,
      code: 'TooManyRequests',
      retryAfter: '3600',
    });
    const { ended, waited } = await run(world);
    expect(ended).toMatchObject({ code: 'throttled', hint: 'Try again in a few minutes.' });
    expect(waited).toBe(0);
  });

  test('signed in to another tenant: no app, and which tenant it looked in', async () => {
    const world = { ...nothingGranted(), tokenTenants: { arm: OTHER_TENANT, graph: OTHER_TENANT } };
    const { ended } = await run(world);
    expect(ended).toMatchObject({
      message: `No function app ${APP} in group ${GROUP} of tenant ${OTHER_TENANT}, in which you see no subscription`,
      hint: expect.stringContaining('az login --tenant'),
    });
  });

  test('a subscription of another tenant: says which one to sign in to', async () => {
    const world = { ...nothingGranted(), tokenTenants: { arm: OTHER_TENANT, graph: OTHER_TENANT } };
    const { ended } = await run(world, [...PLACE, '--subscription', SUBSCRIPTION]);
    expect(ended).toMatchObject({
      code: 'denied',
      message: expect.stringContaining(`sts.windows.net/${TENANT}`),
      hint: expect.stringContaining('az login --tenant'),
    });
  });

  test('tokens of two tenants: nothing is asked of either', async () => {
    const world = { ...nothingGranted(), tokenTenants: { arm: TENANT, graph: OTHER_TENANT } };
    const { ended, changes } = await run(world);
    expect(ended).toMatchObject({
      message: `Signed in to two tenants: Azure says ${TENANT}, Graph says ${OTHER_TENANT}`,
    });
    expect(changes).toEqual([]);
    expect(open?.calls).toEqual([]);
  });

  test('two apps of the name: does not guess, and takes the one that is said', async () => {
    const world = nothingGranted();
    world.subscriptions.push({
      subscriptionId: OTHER_SUBSCRIPTION,
      displayName: 'Test',
      tenantId: TENANT,
      state: 'Enabled',
    });
    world.sites.push(site(APP, OTHER_SUBSCRIPTION));
    const { ended, changes } = await run(world);
    expect(ended).toMatchObject({
      message: expect.stringContaining(`in the subscriptions ${SUBSCRIPTION} and ${OTHER_SUBSCRIPTION}`),
      hint: `Say which one: --app ${APP} --group ${GROUP} --subscription ${SUBSCRIPTION}`,
    });
    expect(changes).toEqual([]);
    expect((await run(world, [...PLACE, '--subscription', SUBSCRIPTION])).ended).toBe(0);
  });

  test('several identities: takes the one that the app uses, and else does not guess', async () => {
    const world = nothingGranted();
    const [first] = world.sites;
    if (!first) throw new Error('no site');
    const other = { principalId: TENANT, clientId: OTHER_TENANT };
    const { userAssignedIdentities: one = {} } = first.identity as { userAssignedIdentities?: object };
    first.identity = { type: 'UserAssigned', userAssignedIdentities: { '/x/other': other, ...one } };
    expect((await run(world)).ended).toBe(0);
    expect(new Set(world.assigned.map(({ principalId }) => principalId))).toEqual(new Set([OBJECT_ID]));
    delete first.settings.AZURE_CLIENT_ID;
    expect((await run(world)).ended).toMatchObject({
      message: expect.stringContaining('has 2 identities: other, watch-identity'),
    });
  });

  test('an app without an identity: says so', async () => {
    const world = nothingGranted();
    for (const one of world.sites) one.identity = undefined;
    expect((await run(world)).ended).toMatchObject({ message: `${APP} has no managed identity` });
  });
});

describe('usage', () => {
  test.each([
    [[], '--app is missing; expected the name of the function app'],
    [['--app', APP], '--group is missing; expected the name of its resource group'],
    [['--app', '../x', '--group', GROUP], '--app is "../x"'],
    [['--app', APP, '--group', 'a/b'], '--group is "a/b"'],
    [
      ['--app', APP, '--group', GROUP, '--subscription', 'mine'],
      '--subscription is "mine"; expected the id of a subscription, a GUID',
    ],
    [['--identity', 'me'], '--identity is "me"'],
    [['--identity', OBJECT_ID, '--app', APP], 'Give --app and --group, or --identity'],
    [[...PLACE, '--dryrun'], "Unknown option '--dryrun'"],
  ])('%j is refused before anything is asked', async (args, message) => {
    const world = nothingGranted();
    const { ended } = await run(world, args);
    expect(ended).toMatchObject({ message: expect.stringContaining(message) });
    expect(open?.calls).toEqual([]);
  });

  test('the command itself: exit codes, and no token on the terminal', async () => {
    const world = nothingGranted();
    open = await standIn(world);
    const ROOT = path.resolve(import.meta.dirname, '../../..');
    const env = { PATH: process.env.PATH, ...open.env };
    const start = (args: readonly string[]) =>
      promisify(execFile)(process.execPath, ['infra/grant.ts', ...args], { cwd: ROOT, env });
    const [good, misused, lost] = await Promise.allSettled([
      start(PLACE),
      start([]),
      start(['--app', 'nobody', '--group', GROUP]),
    ]);
    expect(good).toMatchObject({ value: { stderr: '', stdout: expect.stringContaining('grants AuditLog.Read.All') } });
    expect(JSON.stringify([good, lost])).not.toMatch(/eyJ|bearer/i);
    const usage = expect.stringContaining('Usage: npm run grant');
    expect(misused).toMatchObject({ reason: { code: 64, stdout: '', stderr: usage } });
    const notFound = expect.stringContaining('No function app nobody');
    expect(lost).toMatchObject({ reason: { code: 2, stdout: '', stderr: notFound } });
  });
});
