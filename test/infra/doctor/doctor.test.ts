/**
 * `npm run doctor` against the stand-in: in a deployment with nothing wrong every line is well, and each line is seen to
 * turn when the one thing it speaks of is spoilt. It never changes anything, and never shows a key.
 */
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { doctor } from '../../../infra/doctor/run.ts';
import { runAgainst, standIn } from '../azure/stand-in.ts';
import {
  APP,
  deployed,
  GROUP,
  held,
  ID,
  OBJECT_ID,
  OTHER_SUBSCRIPTION,
  ROLE,
  site,
  TENANT,
  type World,
} from '../azure/world.ts';
import { examine, open, PLACE } from './examine.ts';
import { MEND } from './mend-rows.ts';
import { firstSite, forbid, own, set, status } from './spoil.ts';
import { UNSEEN } from './unseen-rows.ts';

/** POSTs that read: keys and settings may be secret, so Azure has them behind a POST; a query may be long. */
const READING = /\/(config\/appsettings\/list|host\/default\/listkeys|query)$/;

afterEach(() => {
  for (const { unknown, calls } of open) {
    expect(unknown).toEqual([]);
    expect(calls.filter(({ method, path }) => method !== 'GET' && !READING.test(path))).toEqual([]);
  }
});
afterAll(() => Promise.all(open.map((one) => one.close())));

test('nothing is wrong: every line is ok, in the order to fix, and it ends with 0', async () => {
  const { ended, findings, text } = await examine(() => {});
  expect(findings.filter((line) => !line.startsWith('ok'))).toEqual([]);
  expect(ended).toBe(0);
  expect(text).toContain('0 to fix, 0 unknown, 18 ok');
  const names = findings.map((line) => /^ok ([\w-]+):/.exec(line)?.[1]);
  expect([...new Set(names)]).toEqual([
    'sign-in',
    'app',
    'package',
    'settings',
    'roles',
    'grants',
    'mail',
    'live',
    'timers',
    'receivers',
    'verdicts',
  ]);
  expect(findings).toEqual(
    expect.arrayContaining([
      `ok sign-in: tenant ${TENANT}`,
      `ok app: ${APP} runs in West Europe as watch-identity`,
      'ok package: 11 functions are loaded',
      'ok settings: 13 settings: none is missing, none is wrong',
      'ok roles: Storage Table Data Contributor on tables writebackwatch',
      'ok roles: Writeback Watch mail sender on communicationServices watch-mail',
      'ok grants: 11 permissions: none is missing, none is more than needed',
      'ok timers: poll-agents: last run began 5 min ago, 11 since the upload, 1 failed',
      'ok receivers: mail: last message accepted at 2026-11-28T10:00:00.000Z, 0 waiting',
      'ok verdicts: writeback: on, declared on',
    ]),
  );
});

describe('what needs fixing is said with the command that fixes it, and ends with 1', () => {
  test.each(MEND)('%s', async (_spoilt, spoil, line, todo) => {
    const { ended, findings, text, lines } = await examine(spoil);
    expect(ended).toBe(1);
    const found = findings.find((finding) => finding.startsWith('FIX') && finding.includes(line));
    expect(found, text).toBeDefined();
    const at = lines.indexOf(found ?? '');
    expect(lines[at + 1]).toContain('->');
    expect(lines[at + 1]).toContain(todo);
  });
});

describe('what cannot be seen is said as that, and ends with 2', () => {
  test.each(UNSEEN)('%s', async (_what, spoil, line, todo) => {
    const { ended, findings, text } = await examine(spoil);
    expect(
      findings.some((finding) => finding.startsWith('unknown') && finding.includes(line)),
      text,
    ).toBe(true);
    expect(findings.filter((finding) => finding.startsWith('FIX'))).toEqual([]);
    expect(text).toContain(todo);
    expect(ended).toBe(2);
  });
});

describe('what is as good as the template’s', () => {
  test.each<readonly [string, (world: World) => void]>([
    [
      'service URIs instead of an account name',
      (world) => {
        set('AzureWebJobsStorage__accountName', undefined)(world);
        for (const one of ['blob', 'queue', 'table'])
          set(`AzureWebJobsStorage__${one}ServiceUri`, `https://watchstore.${one}.core.windows.net/`)(world);
      },
    ],
    [
      'the built-in mail role',
      (world) => void Object.assign(world.roleAssignments[3] ?? {}, { role: ROLE.mailBuiltIn }),
    ],
    ['the platform’s own settings of a sign-in', set('WEBSITE_AUTH_AAD_ALLOWED_TENANTS', TENANT)],
    ['a verified domain of one’s own', own],
    ['hidden membership', (world) => void world.assigned.push(held('Member.Read.Hidden'))],
    [
      'the secret of a webhook',
      (world) => {
        set('WEBHOOK_URL', '@Microsoft.KeyVault(SecretUri=https://watch-vault.vault.azure.net/secrets/hook)')(world);
        world.references = { WEBHOOK_URL: 'Resolved' };
        status((body) => {
          const { mail } = body;
          body.receivers = ['mail', 'webhook'].map((name) => ({ name, state: 'ok', ...mail }));
        })(world);
        world.roleAssignments.push({
          name: 'a-secret',
          scope: `${ID.vault}/secrets/hook`,
          role: ROLE.secretsUser,
          principalId: OBJECT_ID,
        });
      },
    ],
    [
      'no record of uploads',
      (world) => {
        firstSite(world).deployments = null;
      },
    ],
    [
      'an unknown verdict of a writeback that is declared',
      status((body) => {
        body.writeback = { state: 'unknown', declared: 'off' };
      }),
    ],
    ['a stale source', status((body) => Object.assign(body.sources[0] ?? {}, { state: 'stale' }))],
    [
      'a busy Azure',
      (world) =>
        void world.refusals.push({
          method: 'GET',
          path: /functions$/,
          status: 429,
          code: 'TooManyRequests',
          retryAfter: '3',
          times: 2,
        }),
    ],
  ])('%s', async (_what, change) => {
    const { ended, text } = await examine(change);
    expect(ended, text).toBe(0);
  });
});

test('a time without a zone is UTC, wherever the doctor is', async () => {
  vi.stubEnv('TZ', 'Pacific/Auckland');
  const { text } = await examine((world) => {
    firstSite(world).deployments = null;
    world.telemetry = [];
  });
  expect(text).toContain('notify has not run since the change of 2026-11-28T10:30:00.000Z');
});

describe('what ends it before it can look', () => {
  test('no such app', async () => {
    const { ended } = await examine((world) => {
      world.sites = [];
    });
    expect(ended).toMatchObject({ message: expect.stringContaining(`No function app ${APP} in group ${GROUP}`) });
  });

  test('no such app where one may look', async () => {
    const { ended } = await examine(forbid(/\/sites\/[^/]+$/));
    const message = 'looked in: Production; you may not look into 1 of them';
    expect(ended).toMatchObject({ message: expect.stringContaining(message) });
  });

  test('an app in one subscription is found, though another does not let one look', async () => {
    const { ended } = await examine((world) => {
      world.subscriptions.push({
        subscriptionId: OTHER_SUBSCRIPTION,
        displayName: 'Closed',
        tenantId: TENANT,
        state: 'Enabled',
      });
      forbid(new RegExp(`^/subscriptions/${OTHER_SUBSCRIPTION}/`))(world);
    });
    expect(ended).toBe(0);
  });

  test('two apps of the name', async () => {
    const { ended } = await examine((world) => {
      world.subscriptions.push({
        subscriptionId: OTHER_SUBSCRIPTION,
        displayName: 'Test',
        tenantId: TENANT,
        state: 'Enabled',
      });
      world.sites.push(site(APP, OTHER_SUBSCRIPTION));
    });
    expect(ended).toMatchObject({ message: expect.stringContaining('There are 2 apps named') });
  });

  test('an address that is none', async () => {
    const world = await standIn(deployed());
    open.push(world);
    const { ended } = await runAgainst(world, (around) => doctor([...PLACE, '--url', 'http://example.com'], around));
    expect(ended).toMatchObject({ message: expect.stringContaining('--url is "http://example.com"') });
  });
});

describe('--wait', () => {
  test('waits until the package is loaded and every timer has run, and then looks at all', async () => {
    const { ended, text, waited } = await examine(
      (world) => {
        firstSite(world).functions = [];
        world.telemetry = [];
      },
      [...PLACE, '--wait'],
      (waited, world) => {
        if (waited === 60_000) firstSite(world).functions = site().functions;
        if (waited === 120_000) world.telemetry = deployed().telemetry.slice(0, 3);
        if (waited === 300_000) world.telemetry = deployed().telemetry;
      },
    );
    expect(text).toContain('waiting for the package to be loaded');
    expect(text).toContain('waiting for a run of poll-writeback, poll-agents, poll-reset-admins, notify');
    expect(text).toContain('waiting for a run of notify');
    expect([ended, waited]).toEqual([0, 300_000]);
  });

  test('a run that began before the upload is none', async () => {
    const { text } = await examine(
      (world) => {
        firstSite(world).deployments = [{ status: 4, end_time: '2026-11-28T11:59:30Z' }];
      },
      [...PLACE, '--wait'],
    );
    expect(text).toContain('gave up after 30 minutes');
  });

  test('what cannot be looked at may come: an app that is made meanwhile', async () => {
    const { ended, text } = await examine(
      (world) => {
        world.sites = [];
      },
      [...PLACE, '--wait'],
      (_waited, world) => {
        world.sites = [site()];
      },
    );
    expect(text).toContain(`waiting for an answer (No function app ${APP}`);
    expect(ended).toBe(0);
  });
});

test('what Azure says cannot break out of its line or colour a terminal', async () => {
  const { lines } = await examine((world) => {
    world.refusals.push({
      method: 'GET',
      path: /functions$/,
      status: 400,
      code: 'Bad',
      message: 'x\u001b[31m\u202e red\r\nok forged',
    });
  });
  const said = lines.find((line) => line.includes('Bad: x'));
  expect(said).toMatch(/^unknown package: /);
  for (const character of ['\u001b', '\u202e', '\r']) expect(lines.join('')).not.toContain(character);
  expect(lines.some((line) => line.startsWith('ok forged'))).toBe(false);
});
