/**
 * What resets prove and what the policy of self-service reset says, from the audit log to status, mail and history. A proof
 * ages, an ordinary user is in no mail, and `RESET_HISTORY` decides what is kept.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { DAY, HOUR, MINUTE, openScene, type Scene, subjects, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

interface Writeback {
  readonly state: string;
  readonly since: string | null;
  readonly evidence: readonly {
    readonly kind: string;
    readonly says: string;
    readonly weight: string;
    readonly detail: string;
  }[];
}

const writebackIn = async (scene: Scene): Promise<Writeback> =>
  ((await scene.status()) as unknown as { writeback: Writeback }).writeback;

const effects = ({ evidence }: Writeback) =>
  evidence.filter(({ kind }) => kind === 'effect').map(({ says, weight }) => `${says} ${weight}`);

/** Past the next reading of the resets. */
const sixMinutes = (scene: Scene) => scene.minutes(6);

describe('a reset that was written back', () => {
  it.each(['CloudSync', 'Microsoft Entra Connect', 'a client to come'])(
    'by %s proves that writeback is on',
    async (agent) => {
      const scene = await openScene(tables);
      await scene.minute();
      scene.world.tenant.resetPassword({ agent });
      const mails = await sixMinutes(scene);
      expect(subjects(mails).join()).toContain('Critical');
      const writeback = await writebackIn(scene);
      expect(writeback.state).toBe('on');
      expect(writeback.since).not.toBeNull();
      expect(effects(writeback)).toEqual(['on strong']);
    },
  );

  it('is found at the first reading as far back as the log goes, and named when it is older than 30 days', async () => {
    const scene = await openScene(tables, {}, ({ tenant, now }) =>
      tenant.resetPassword({ agent: 'CloudSync', at: now() - 20 * DAY }),
    );
    await scene.minute();
    expect(await writebackIn(scene)).toMatchObject({ state: 'on' });
    await scene.after(5 * DAY);
    await scene.after(6 * DAY);
    const writeback = await writebackIn(scene);
    expect(writeback).toMatchObject({ state: 'unknown', since: null });
    expect(effects(writeback)).toEqual(['nothing strong']);
    expect(writeback.evidence[0]?.detail).toContain('more than 30 days ago');
  });

  it('after a Disable event reopens the question, and a later Disable event closes it', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.disableWriteback();
    await scene.minute();
    expect(await writebackIn(scene)).toMatchObject({ state: 'off' });
    scene.world.tenant.resetPassword({ agent: 'CloudSync' });
    await sixMinutes(scene);
    expect(await writebackIn(scene)).toMatchObject({ state: 'on' });
    expect((await scene.status()).openAlerts.map(({ title }) => title)).toContain(
      'The evidence about password writeback contradicts itself',
    );
    scene.world.tenant.disableWriteback();
    await scene.minute();
    expect(await writebackIn(scene)).toMatchObject({ state: 'off' });
  });

  it.each([['None'], ['']])(
    'is not one whose agent is "%s": that proves nothing, and nothing is off',
    async (agent) => {
      const scene = await openScene(tables);
      await scene.minute();
      scene.world.tenant.resetPassword({ agent });
      scene.world.tenant.resetPassword({ agent: 'CloudSync', result: 'failure' });
      await sixMinutes(scene);
      expect(effects(await writebackIn(scene))).toEqual([]);
      expect(await writebackIn(scene)).toMatchObject({ state: 'unknown' });
    },
  );

  it('is none that was made through `passwordProfile` of Graph, which the directory records and nothing writes back', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => void tenant.users.add({ name: 'Vera', synced: true }));
    const { tenant } = scene.world;
    await scene.minute();
    const { id = '' } = Object.values(tenant.state.directory.users).find((one) => one.displayName === 'Vera') ?? {};
    const target = { id, displayName: null, type: 'User', userPrincipalName: 'vera@contoso.com' };
    for (const activity of ['Reset user password', 'Update PasswordProfile', 'Change user password'])
      tenant.audit({ activity, category: 'UserManagement', service: 'Core Directory', target });
    expect(await sixMinutes(scene)).toEqual([]);
    expect(effects(await writebackIn(scene))).toEqual([]);
    expect((await scene.status()).writeback).not.toHaveProperty('resets');
  });

  it.each<[name: string, synced: boolean, found: string[]]>([
    ['a synced user', true, ['on medium']],
    ['a cloud user', false, []],
  ])('by %s, of the own password, says so only where it works in no other way', async (_, synced, found) => {
    const scene = await openScene(tables, {}, ({ tenant }) => void tenant.users.add({ name: 'Vera', synced }));
    await scene.minute();
    scene.world.tenant.resetPassword({ user: 'Vera', own: 'Change password (self-service)' });
    const mails = await sixMinutes(scene);
    expect(effects(await writebackIn(scene))).toEqual(found);
    expect(mails.map(words).join()).not.toContain('Vera');
  });

  it('moves no line of history by being followed by another', async () => {
    const scene = await openScene(tables, { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' });
    scene.world.tenant.resetPassword({ agent: 'CloudSync' });
    await scene.minute();
    const before = (await scene.history()).length;
    for (let n = 0; n < 3; n += 1) {
      scene.world.tenant.resetPassword({ agent: 'CloudSync' });
      expect(await sixMinutes(scene)).toEqual([]);
    }
    expect(await scene.history()).toHaveLength(before);
  });
});

describe('what no reading of 24 hours showed', () => {
  const turnedOff = async (settings: Readonly<Record<string, string>> = {}) => {
    const scene = await openScene(tables, settings);
    await scene.minute();
    scene.world.tenant.enableWriteback();
    await scene.minute();
    scene.world.tenant.disableWriteback();
    await sixMinutes(scene);
    expect(await writebackIn(scene)).toMatchObject({ state: 'off' });
    return scene;
  };
  const LOG = { path: '/auditLogs/directoryAudits?*loggedByService*', kind: 'status', count: null } as const;

  it.each<[why: string, pass: (scene: Scene) => Promise<unknown>]>([
    ['the watch did not run for three days', (scene) => scene.after(2.5 * DAY)],
    [
      'the resets could not be read for three days',
      async (scene) => {
        scene.world.tenant.faults.add(LOG);
        for (let n = 0; n < 3; n += 1) await scene.after(DAY);
        scene.world.tenant.faults.clear();
      },
    ],
    ['the watch did not run for longer than a week', (scene) => scene.after(9 * DAY)],
  ])(
    'is read from the log when %s: a reset that was written back after the Disable event is no off',
    async (_, pass) => {
      const scene = await turnedOff({ RESET_HISTORY: 'names' });
      scene.world.wait(DAY / 2);
      scene.world.tenant.resetPassword({ user: 'Isaiah Langer', agent: 'CloudSync' });
      scene.world.tenant.otherResetActivity('Set on-premises integration');
      await pass(scene);
      await sixMinutes(scene);
      const writeback = await writebackIn(scene);
      expect(writeback).toMatchObject({ state: 'on' });
      expect(effects(writeback)).toEqual(['on strong']);
      expect((await scene.status()).openAlerts.map(({ title }) => title)).toContain(
        'The evidence about password writeback contradicts itself',
      );
      const titles = (await scene.history()).map(({ title }) => title);
      for (const title of [
        'Unknown activity of the self-service reset service: "Set on-premises integration"',
        'Reset of a synced user by an administrator: isaiahl@contoso[.]com',
      ])
        expect(titles.filter((one) => one === title)).toHaveLength(1);
    },
  );
});

describe('a day of more resets than one poll reads', () => {
  it('blinds nothing: the proof behind them is found, counts are a lower bound until all were read, and then exact', async () => {
    const scene = await openScene(tables, { WRITEBACK_DECLARED: 'off@2026-11-01 by Ann' }, ({ tenant, now }) => {
      tenant.resetPassword({ agent: 'CloudSync', at: now() - 20 * HOUR });
      tenant.failResets({ count: 1_150, reason: 'PasswordPolicyError' });
    });
    await scene.minute();
    const resetsIn = async () =>
      ((await scene.status()) as unknown as { writeback: { resets: object | null } }).writeback.resets;
    expect(await resetsIn()).toMatchObject({ byAdministrators: 0, partial: true });
    expect(effects(await writebackIn(scene))).toEqual([]);
    await scene.minutes(3);
    expect(await resetsIn()).toMatchObject({ byAdministrators: 1, unsure: 0, partial: false });
    expect(effects(await writebackIn(scene))).toEqual(['on strong']);
    const source = (await scene.status()).sources.find(({ name }) => name === 'resets');
    expect(source).toMatchObject({ state: 'ok', error: null });
  });
});

describe('the history of resets', () => {
  it.each<[history: string, lines: number, isTold: boolean]>([
    ['off', 0, false],
    ['counts', 0, true],
    ['names', 12, true],
  ])('is kept as RESET_HISTORY=%s says, and one administrator with many is told', async (history, lines, isTold) => {
    const scene = await openScene(tables, { RESET_HISTORY: history, WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' });
    await scene.minute();
    for (let n = 0; n < 12; n += 1) scene.world.tenant.resetPassword({ agent: 'CloudSync' });
    const mails = await scene.through(14);
    expect(mails.map(words).join().includes('reset passwords of synced users 12 times in 24 hours')).toBe(isTold);
    expect(mails.map(words).join()).not.toMatch(/user\d+@contoso/);
    const kept = await scene.history();
    expect(kept.filter(({ title }) => title.startsWith('Reset of a synced user'))).toHaveLength(lines);
  });
});

describe('a change of the self-service reset policy', () => {
  const change = async (property: string, from: string, to: string) => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.changeResetPolicy([{ property, from, to }], { by: 'kim@contoso.com' });
    const mails = await scene.through(12);
    return { scene, mails, told: mails.map(words).join('\n') };
  };

  it('that widens it is mailed, with old and new value and who did it', async () => {
    const { scene, told } = await change('EnablementForUsers', 'Selected', 'All');
    expect(told).toContain(
      'The self-service reset policy was changed: who may reset their own password (EnablementForUsers) from Selected to All',
    );
    const [line] = (await scene.history()).filter(({ source }) => source === 'ssprSettings');
    expect(line).toMatchObject({ severity: 'warning', mailed: true, actor: { name: 'kim@contoso.com' } });
  });

  it.each([
    ['EnableAccountUnlock', 'False', 'True'],
    ['NumberOfAuthenticationMethodsRequired', '2', '1'],
    ['CloudProvisioningEnablementForTenant', 'True', 'False'],
  ])('of %s from %s to %s is mailed too', async (property, from, to) => {
    expect((await change(property, from, to)).told).toMatch(
      new RegExp(`${property}\\)? from "?${from}"? to "?${to}"?`),
    );
  });

  it.each([
    ['EnablementForUsers', 'All', 'Selected'],
    ['HelpdeskUrl', 'https://a', 'https://b'],
  ])('of %s from %s to %s is history alone', async (property, from, to) => {
    const { scene, mails } = await change(property, from, to);
    expect(mails).toEqual([]);
    expect((await scene.history()).map(({ title }) => title).join()).toContain(property);
  });

  it('that names writeback and says on is evidence of medium weight, and raises it', async () => {
    const { scene, told } = await change('PasswordWritebackEnabled', 'False', 'True');
    expect(told).toContain('Password writeback was turned on in the self-service reset policy');
    const { state, evidence } = await writebackIn(scene);
    expect(state).toBe('on');
    expect(evidence.find(({ kind }) => kind === 'policy')).toMatchObject({ says: 'on', weight: 'medium' });
  });
});

describe('a switch that nobody knows', () => {
  it('is recorded under its own name, and mailed to nobody', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.otherResetActivity('Set on-premises integration');
    scene.world.wait(5 * MINUTE);
    expect(await scene.minutes(3)).toEqual([]);
    const titles = (await scene.history()).map(({ title }) => title);
    expect(titles).toContain('Unknown activity of the self-service reset service: "Set on-premises integration"');
  });
});
