/** How each alert of the watch about itself, and those that every check has alike, come to be. */
import { CHECKS } from '../../shared/checks/index.ts';
import { damage, keysOf } from '../../test/tables/damaging.ts';
import type { Scenes } from '../scene.ts';
import { DAY, DECLARED, HOUR, MINUTE, type Stage, well } from '../stage.ts';

const WRITES = 'User-PasswordProfile.ReadWrite.All';

/** The identity's own permissions are looked at once a day; absence is believed at the second look. */
const aDayAfter =
  (act: (stage: Stage) => void) =>
  async (stage: Stage): Promise<void> => {
    act(stage);
    await stage.after(DAY);
    await stage.after(HOUR);
  };

/** Every row of a kind, all that it held. */
async function removeRows({ rows, tenant }: Stage, kind: string, of = ''): Promise<void> {
  for await (const { rowKey = '' } of rows.listEntities()) {
    if (rowKey.startsWith(`${kind}|${of}`)) await rows.deleteEntity(tenant.tenantId, rowKey);
  }
}

/** As somebody leaves it who writes into the table by hand. */
async function damageRows({ rows }: Stage, kind: string, of = ''): Promise<void> {
  for (const key of await keysOf(rows, kind)) if (key.startsWith(`${kind}|${of}`)) await damage(rows, key, 'not JSON');
}

/** The check `writeback` as a version would be that reads Cloud Sync under other keys. */
const nextVersion = CHECKS.map((check) =>
  check.name === 'writeback'
    ? {
        ...check,
        version: check.version + 1,
        sources: check.sources.map((source) =>
          source.name === 'cloudSync' ? { ...source, version: { scheme: 9, attributes: 1 } } : source,
        ),
      }
    : check,
);

const refused =
  (path: string) =>
  async (stage: Stage): Promise<void> => {
    stage.tenant.faults.add({ path, kind: 'status', status: 403, count: null });
    await stage.minutes(1);
  };

export const WATCH_SCENES = {
  'watch-was-down': [
    {
      when: 'nothing ran for three hours',
      settings: { ...DECLARED, NOTIFY_SCHEDULE: '20 * * * * *' },
      act: (stage) => stage.after(3 * HOUR),
    },
  ],
  'settings-changed': [
    {
      when: 'the recipients are changed',
      act: (stage) => {
        stage.settings = { ...stage.settings, MAIL_TO: 'somebody@fabrikam.example' };
      },
    },
  ],
  'permission-granted': [
    { when: 'the watch is granted a permission to write', act: aDayAfter(({ tenant }) => tenant.grant(WRITES)) },
    {
      when: 'the watch is granted a permission to read',
      before: ({ tenant }) => {
        well(tenant);
        tenant.revoke('Policy.Read.All');
      },
      act: aDayAfter(({ tenant }) => tenant.grant('Policy.Read.All')),
      told: /Policy\.Read\.All/,
    },
    {
      when: 'the watch is granted a permission that it does not know',
      act: aDayAfter(({ tenant }) => tenant.grant('LicenseAssignment.Read.All')),
    },
  ],
  'permission-taken': [
    {
      when: 'a permission that the watch needs is taken',
      act: aDayAfter(({ tenant }) => tenant.revoke('Synchronization.Read.All')),
    },
    {
      when: 'a permission that the watch does not need is taken',
      act: aDayAfter(({ tenant }) => tenant.revoke('Directory.Read.All')),
    },
  ],
  'permission-write': [
    {
      when: 'the watch can write from its first day on',
      before: ({ tenant }) => {
        well(tenant);
        tenant.grant(WRITES);
      },
    },
  ],
  'permission-missing': [
    {
      when: 'a permission without which a check cannot judge is taken',
      act: aDayAfter(({ tenant }) => {
        tenant.revoke('AuditLog.Read.All');
        tenant.faults.add({ path: '/auditLogs/*', kind: 'empty-pages', count: null });
      }),
    },
  ],
  'licence-gone': [
    {
      when: 'the subscription with Entra ID P2 runs out',
      act: aDayAfter(({ tenant }) => tenant.setLicence('p2', 'suspended')),
    },
  ],
  'licence-denied': [
    {
      when: 'Microsoft refuses what the licence of the tenant includes',
      act: ({ tenant }) => {
        const code = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';
        tenant.faults.add({ path: '/reports/*', kind: 'status', status: 403, code, count: null });
      },
    },
  ],
  'receiver-refused': [
    {
      when: 'the webhook is taken away',
      act: async (stage) => {
        stage.hasDeadHook = true;
        stage.tenant.setFeature('blockSoftMatchEnabled', false);
        await stage.minutes(10);
      },
    },
  ],
  'state-damaged': [
    {
      when: 'a line of history is damaged in the table',
      async act(stage) {
        await damageRows(stage, 'change');
        await stage.after(HOUR);
      },
    },
    {
      when: 'an alert that waits is damaged in the table',
      async act(stage) {
        stage.dead = new Set(['watch']);
        stage.tenant.setFeature('blockSoftMatchEnabled', false);
        await stage.minutes(1);
        await damageRows(stage, 'pending');
        stage.dead = new Set();
      },
      told: /never told/,
    },
  ],
  'poll-overdue': [
    {
      when: 'the timer of a check dies',
      act: (stage) => {
        stage.dead = new Set(['writeback']);
      },
    },
  ],
  'clock-off': [{ when: 'the clock of the app is six minutes off', act: ({ tenant }) => tenant.setDateSkew(6 * 60) }],
  'wrong-tenant': [
    {
      when: 'the identity of the app belongs to another tenant',
      act: (stage) => {
        stage.seams = { credential: { getToken: async () => ({ token: foreignToken(), expiresOnTimestamp: 9e15 }) } };
      },
    },
  ],
} as const satisfies Scenes;

export const COMMON_SCENES = {
  baseline: [{ when: 'the watch begins' }],
  'first-reading': [
    {
      when: 'agent lists become readable',
      before: ({ tenant }) => tenant.enableWriteback({ at: tenant.clock() - DAY }),
      act: ({ tenant }) => tenant.agents.setReadable(true),
    },
  ],
  'new-definition': [
    {
      when: 'a new version of the watch reads a source in another way',
      act: (stage) => {
        stage.seams = { checks: nextVersion };
      },
    },
  ],
  'version-rolled-back': [
    {
      when: 'an older version of the watch is put back',
      async act(stage) {
        stage.seams = { checks: nextVersion };
        await stage.minutes(2);
        stage.seams = {};
        stage.world.wait(20 * MINUTE);
      },
    },
  ],
  'state-lost': [
    { when: 'all that the watch had stored of the tenant is deleted', act: (stage) => removeRows(stage, 'chunk') },
    { when: 'what a check remembers is damaged', act: (stage) => damageRows(stage, 'head', 'agents') },
  ],
  flapping: [
    {
      when: 'an agent stops and starts again and again',
      async act(stage) {
        for (let n = 0; n < 3; n += 1) {
          stage.tenant.agents.stop('agent-01.contoso.local');
          await stage.minutes(3);
          stage.tenant.agents.start('agent-01.contoso.local');
          await stage.minutes(3);
        }
      },
    },
  ],
  'source-blind': [
    {
      when: 'a required source cannot be read for twenty minutes',
      act: refused('/auditLogs/directoryAudits'),
    },
    {
      when: 'an optional source cannot be read for twenty minutes',
      act: refused('/directory/onPremisesSynchronization'),
    },
  ],
} as const satisfies Scenes;

/** A token of another tenant than is watched; nothing is sent with it. */
const foreignToken = (): string =>
  ['{"alg":"none"}', '{"tid":"11111111-2222-4333-8444-555555555555"}', 'x'].map((part) => btoa(part)).join('.');
