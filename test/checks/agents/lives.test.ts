import { describe, expect, it } from 'vitest';
import {
  AgentsScript,
  agent,
  ago,
  clientRow,
  DAY,
  HOUR,
  INSTALL,
  MINUTE,
  readingsOf,
  type Step,
  SUMMARY,
  type Tenant,
  wellAt,
} from './tenant.ts';

const READABLE = { failing: {} };
const THREE = [agent('a1', 'SRV-1'), agent('a2', 'SRV-2'), agent('a3', 'SRV-3')];
const provisioning = (rows: Tenant['provisioning']) => () => ({ ...READABLE, provisioning: rows });
const authentication = (rows: Tenant['authentication']) => () => ({ ...READABLE, authentication: rows });

/** The same poll again: nothing may be told, and it must be unchanged. */
const still = (at: number, tenant: Step['tenant'], state: string): Step => ({
  at,
  ...(tenant && { tenant }),
  mail: [],
  state,
});

const titles = (told: Awaited<ReturnType<AgentsScript['play']>>) =>
  told.flatMap(({ outcome }) => (outcome.pending?.alerts ?? []).map(({ kind, title }) => `${kind}: ${title}`));

describe('the eight lives of an agent', () => {
  it('1. installed: told once, after two readings, and critical where it sees passwords', async () => {
    const four = provisioning([...THREE, agent('a4', 'SRV-4')]);
    const told = await new AgentsScript().play([
      { at: 1, tenant: provisioning(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, provisioning(THREE), 'healthy'),
      still(11, four, 'healthy'),
      { at: 16, tenant: four, mail: ['event warning agent-new'], state: 'healthy' },
      still(21, four, 'healthy'),
    ]);
    expect(titles(told).at(-1)).toBe('event: Cloud Sync agent on "SRV-4" is new');
    expect(told.at(-1)?.unchanged).toBe(true);

    const rogue = authentication([...THREE, agent('x', 'ROGUE')]);
    await new AgentsScript().play([
      { at: 1, tenant: authentication(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, rogue, 'healthy'),
      { at: 11, tenant: rogue, mail: ['event critical agent-new'], state: 'healthy' },
    ]);
  });

  it('1a. installed among the agents of Cloud Sync, and serving pass-through too: it is what it does', async () => {
    const both = { ...agent('a4', 'SRV-4'), supportedPublishingTypes: ['provisioning', 'authentication'] };
    const one = { ...agent('a5', 'SRV-5'), supportedPublishingTypes: ['provisioning'] };
    await new AgentsScript().play([
      { at: 1, tenant: provisioning(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, provisioning([...THREE, both, one]), 'healthy'),
      {
        at: 11,
        tenant: provisioning([...THREE, both, one]),
        mail: ['event critical agent-new', 'event warning agent-new'],
        state: 'healthy',
      },
    ]);
  });

  it('1b. active for a quarter of an hour and inactive for one, for six hours: told, told as that, and no more', async () => {
    const down = provisioning([agent('a1', 'SRV-1', 'Inactive'), ...THREE.slice(1)]);
    const script = new AgentsScript();
    const mail: string[] = [];
    for (let minute = 1; minute <= 361; minute += 5) {
      const now = INSTALL + minute * MINUTE;
      const tenant = Math.floor(minute / 15) % 2 === 0 ? provisioning(THREE) : down;
      mail.push(...script.watch.poll(await readingsOf(wellAt(now, tenant())), now).mail);
    }
    expect(mail).toEqual([
      SUMMARY,
      'opened warning agents-degraded',
      'closed warning agents-degraded',
      'opened warning flapping',
    ]);
  });

  it('2. flapping: one reading that differs is nothing, two are, and none is lost', async () => {
    const down = provisioning([agent('a1', 'SRV-1', 'Inactive'), ...THREE.slice(1)]);
    const absent = provisioning(THREE.slice(1));
    const told = await new AgentsScript().play([
      { at: 1, tenant: provisioning(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, down, 'healthy'),
      still(11, provisioning(THREE), 'healthy'),
      still(16, down, 'healthy'),
      still(21, provisioning(THREE), 'healthy'),
      still(26, absent, 'healthy'),
      still(31, provisioning(THREE), 'healthy'),
      still(36, down, 'healthy'),
      { at: 41, tenant: down, mail: ['opened warning agents-degraded'], state: 'degraded' },
      still(46, provisioning(THREE), 'degraded'),
      still(51, down, 'degraded'),
      still(56, provisioning(THREE), 'degraded'),
      { at: 61, tenant: provisioning(THREE), mail: ['closed warning agents-degraded'], state: 'healthy' },
    ]);
    expect(titles(told)[0]).toBe('opened: Only 2 Cloud Sync agents are active, 1 is inactive; 3 are recommended');
  });

  it('3. inactive, then vanished: a removal, not a recovery, and a tombstone for 30 days', async () => {
    const two = THREE.slice(0, 2);
    const down = authentication([...two, agent('a3', 'SRV-3', 'Inactive')]);
    const script = new AgentsScript();
    const told = await script.play([
      { at: 1, tenant: authentication(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, down, 'healthy'),
      { at: 11, tenant: down, mail: ['opened warning agents-degraded'], state: 'degraded' },
      still(14_400, down, 'degraded'),
      still(14_405, authentication(two), 'degraded'),
      { at: 14_410, tenant: authentication(two), mail: ['event warning agent-removed'], state: 'degraded' },
      still(14_415, authentication(two), 'degraded'),
    ]);
    expect(titles(told).at(-1)).toBe(
      'event: Pass-through authentication agent on "SRV-3" is gone from the list; until then it was inactive',
    );
    expect(script.watch.alerts.map(({ rule, subject }) => [rule, subject])).toEqual([
      ['agents-degraded', 'type:authentication'],
    ]);
  });

  it('3b. the last one vanished: nothing reads as recovered while its tombstone stands', async () => {
    const one = authentication([agent('a1', 'SRV-1', 'Inactive')]);
    const none = authentication([]);
    const days = (count: number) => count * (DAY / MINUTE);
    await new AgentsScript().play([
      {
        at: 1,
        tenant: one,
        mail: [SUMMARY, 'opened warning agents-degraded'],
        state: 'degraded',
      },
      still(6, none, 'degraded'),
      { at: 11, tenant: none, mail: ['event warning agent-removed'], state: 'degraded' },
      still(days(1), none, 'degraded'),
      still(days(30), none, 'degraded'),
      { at: days(31), tenant: none, mail: ['closed warning agents-degraded'], state: 'healthy' },
    ]);
  });

  it('4. back under a new id: told as that, and the old entry is not held against it', async () => {
    const down = provisioning([agent('a1', 'SRV-1', 'Inactive'), ...THREE.slice(1)]);
    const back = provisioning([agent('a1', 'SRV-1', 'Inactive'), ...THREE.slice(1), agent('a9', 'srv-1')]);
    const dropped = provisioning([...THREE.slice(1), agent('a9', 'srv-1')]);
    const told = await new AgentsScript().play([
      { at: 1, tenant: provisioning(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, down, 'healthy'),
      { at: 11, tenant: down, mail: ['opened warning agents-degraded'], state: 'degraded' },
      still(16, back, 'degraded'),
      {
        at: 21,
        tenant: back,
        mail: ['event warning agent-back', 'closed warning agents-degraded'],
        state: 'healthy',
      },
      still(14_400, dropped, 'healthy'),
      { at: 14_405, tenant: dropped, mail: ['event warning agent-removed'], state: 'healthy' },
    ]);
    expect(titles(told)).toContain('event: Cloud Sync agent on "srv-1" is back under a new id');
  });

  it('5. server replaced: the new one is new, the old one removed', async () => {
    const both = authentication([...THREE, agent('b1', 'NEW-1')]);
    const after = authentication([...THREE.slice(1), agent('b1', 'NEW-1')]);
    const told = await new AgentsScript().play([
      { at: 1, tenant: authentication(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, both, 'healthy'),
      { at: 11, tenant: both, mail: ['event critical agent-new'], state: 'healthy' },
      still(16, after, 'healthy'),
      { at: 21, tenant: after, mail: ['event warning agent-removed'], state: 'healthy' },
    ]);
    expect(titles(told).at(-1)).toContain('gone from the list; until then it was active');
  });

  it('5b. the same id on another machine, or at another address, is told', async () => {
    const moved = provisioning([agent('a1', 'ELSEWHERE'), ...THREE.slice(1)]);
    const address = provisioning([agent('a1', 'ELSEWHERE', 'Active', '198.51.100.9'), ...THREE.slice(1)]);
    await new AgentsScript().play([
      { at: 1, tenant: provisioning(THREE), mail: [SUMMARY], state: 'healthy' },
      still(6, moved, 'healthy'),
      { at: 11, tenant: moved, mail: ['event warning agent-machine-changed'], state: 'healthy' },
      still(16, address, 'healthy'),
      { at: 21, tenant: address, mail: ['event warning agent-address-changed'], state: 'healthy' },
    ]);
  });

  it('6. staging switch: another server runs Connect Sync, heartbeats go on', async () => {
    const first = { id: 'c1', name: 'ConnectSyncProvisioning_SYNC-01_1' };
    const second = { id: 'c2', name: 'ConnectSyncProvisioning_SYNC-02_2' };
    const running = (now: number) => ({ connect: [{ ...first, signedIn: ago(now, HOUR) }] });
    const switched = (now: number) => ({
      client: clientRow('SYNC-02', { applicationId: 'app-2' }),
      connect: [{ ...first, signedIn: ago(now, HOUR) }],
    });
    const installed = (now: number) => ({
      ...switched(now),
      connect: [
        { ...first, signedIn: ago(now, 2 * HOUR) },
        { ...second, signedIn: ago(now, HOUR) },
      ],
    });
    const told = await new AgentsScript().play([
      { at: 1, tenant: running, mail: [SUMMARY], state: 'healthy' },
      { at: 6, tenant: switched, mail: ['event warning connect-server-changed'], state: 'healthy' },
      still(11, switched, 'healthy'),
      { at: 16, tenant: installed, mail: ['event warning connect-application-new'], state: 'healthy' },
    ]);
    expect(titles(told)[0]).toBe('event: Connect Sync now runs on "SYNC-02" instead of "SYNC-01"');
  });

  it('7. quarantine and recovery', async () => {
    const job = (over: object) => (now: number) => ({ jobs: [{ domain: 'corp', ended: ago(now, MINUTE), ...over }] });
    const quarantined = job({ code: 'Quarantine', quarantine: 'TooManyDeletes' });
    const told = await new AgentsScript().play([
      { at: 1, tenant: job({}), mail: [SUMMARY], state: 'healthy' },
      still(6, job({}), 'healthy'),
      { at: 11, tenant: quarantined, mail: ['opened warning job-quarantined'], state: 'degraded' },
      still(16, quarantined, 'degraded'),
      { at: 21, tenant: job({}), mail: ['closed warning job-quarantined'], state: 'healthy' },
    ]);
    expect(titles(told)[0]).toBe('opened: Cloud Sync job in quarantine: "corp, provisioning"');
  });

  it('8. one of two sync clients dies behind the other: told, though the directory sync time goes on', async () => {
    const INTERVAL = 40;
    const dying = (since: number) => (now: number) => ({ jobs: [{ domain: 'corp', ended: ago(now, since * MINUTE) }] });
    const told = await new AgentsScript().play([
      { at: 1, tenant: dying(1), mail: [SUMMARY], state: 'healthy' },
      still(121, dying(3 * INTERVAL), 'healthy'),
      { at: 126, tenant: dying(3 * INTERVAL + 5), mail: ['opened warning agents-degraded'], state: 'degraded' },
      { at: 246, tenant: dying(6 * INTERVAL + 5), mail: ['raised warning agents-degraded'], state: 'degraded' },
      still(1_440, dying(1_400), 'degraded'),
      // One reading without the job is no recovery.
      still(1_442, () => ({ jobs: [] }), 'degraded'),
      { at: 1_445, tenant: dying(1), mail: ['closed warning agents-degraded'], state: 'healthy' },
    ]);
    const opened = told[2]?.outcome.pending;
    expect(opened?.alerts[0]?.title).toBe('Cloud Sync job "corp, provisioning" is late');
    expect(opened?.alerts[0]?.lines.join()).toContain('hides the death of the other');
    expect(opened?.context.evidence.map(({ text }) => text).join()).toContain('hides the death of the other');
    expect(told[3]?.lines).toEqual([
      'changed verdict: Heartbeat of Cloud Sync job "corp, provisioning": late → dead',
      'changed conditions: Worse: Cloud Sync job "corp, provisioning" is silent',
    ]);
  });
});

describe('all agents out', () => {
  const silent = (hours: number) => (now: number) => ({
    lastSync: ago(now, hours * HOUR),
    lastPasswordSync: ago(now, hours * HOUR),
  });
  const LATE = ['opened warning agents-degraded', 'opened warning agents-degraded'];
  const WORSE = ['raised warning agents-degraded', 'raised warning agents-degraded'];
  const WELL = ['closed warning agents-degraded', 'closed warning agents-degraded'];

  it('is critical while writeback is on, and ends with one mail', async () => {
    const script = new AgentsScript();
    script.watch.writeback = 'on';
    await script.play([
      { at: 1, mail: [SUMMARY], state: 'healthy' },
      { at: 120, tenant: silent(2), mail: LATE, state: 'degraded' },
      { at: 300, tenant: silent(5), mail: ['opened critical agents-out', ...WORSE], state: 'out' },
      still(305, silent(5), 'out'),
      { at: 310, mail: [...WELL, 'closed critical agents-out'], state: 'healthy' },
    ]);
  });

  it('is a warning otherwise, and rises when writeback turns on', async () => {
    const script = new AgentsScript();
    await script.play([
      { at: 1, mail: [SUMMARY], state: 'healthy' },
      { at: 300, tenant: silent(5), mail: ['opened warning agents-out', ...LATE], state: 'out' },
    ]);
    script.watch.writeback = 'on';
    await script.play([{ at: 305, tenant: silent(5), mail: ['raised critical agents-out'], state: 'out' }]);
  });

  it('is not the sign-in report to deny: it lags by days', async () => {
    const signedIn = (now: number) => ({
      ...silent(5)(now),
      connect: [{ id: 'c1', name: 'ConnectSyncProvisioning_A', signedIn: ago(now, HOUR) }],
    });
    await new AgentsScript().play([
      { at: 300, tenant: signedIn, mail: [SUMMARY, 'opened warning agents-out', ...LATE], state: 'out' },
    ]);
  });
});
