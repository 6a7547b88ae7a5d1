/**
 * Stories of a tenant and its watch, told minute by minute: what happens, and which mails come of it. Every mail that
 * comes is named; where none is named, none came.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { acknowledgeAll } from '../world/acknowledge.ts';
import { countingTables } from './counting.ts';
import { DAY, HOUR, isoNow, MINUTE, notOk, openScene, type Scene, subjects, words } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

/** Each once: several alerts may be open. */
const codes = async (scene: Scene) => [...new Set((await scene.status()).problems.map(({ code }) => code))];
const writebackOf = async (scene: Scene) => (await scene.status()).writeback as Record<string, unknown>;
const titles = async (scene: Scene, since?: string) => (await scene.history(since)).map(({ title }) => title);

const BEGUN =
  '[Info] Contoso: The watch has begun. Nothing says for sure whether password writeback is on. Nobody declared what it should be (WRITEBACK_DECLARED).';
const ON = 'Password writeback was turned on';
const UNDECLARED = 'Password writeback is on, and nobody declared it';
const DECLARED_ON = { WRITEBACK_DECLARED: 'on@2026-11-20 by Ann' };

describe('the first run', () => {
  it('tells in one summary what it sees, and then nothing for 30 minutes', async () => {
    const scene = await openScene(tables);
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual([BEGUN]);
    expect(words(mails[0])).toContain('onPremisesSynchronization (optional): 20 facts');
    expect(words(mails[0])).toContain('Cannot be seen: nothing, every source was read.');
    expect(await codes(scene)).toEqual(['verdict-unknown']);

    const storage = countingTables();
    let mostAsked = 0;
    for (let n = 0; n < 30; n += 1) {
      scene.world.wait(MINUTE);
      scene.world.tenant.requests.clear();
      const watch = scene.world.watch({ tablePolicies: storage.policies });
      expect((await watch.poll('writeback')).kind).toBe('unchanged');
      // Steps are listed beside the batch that they came in.
      const sent = scene.world.tenant.requests.list();
      const graph = sent.filter(({ path, step }) => !step && !path.startsWith('/msi/'));
      mostAsked = Math.max(mostAsked, graph.length);
      expect((await scene.world.watch().notify()).kind).toBe('idle');
    }
    expect(storage.requests).toEqual({ reads: 30, writes: 30 });
    expect(mostAsked).toBeGreaterThan(0);
    expect(mostAsked).toBeLessThanOrEqual(6);
    expect(scene.world.mailbox.mails()).toHaveLength(1);
  });

  it('says as an alert that writeback is on already: it does not know since when anybody knows', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => tenant.enableWriteback({ at: tenant.clock() - 3 * DAY }));
    const [mail, ...others] = await scene.through(15);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe(`[Critical] Contoso: ${UNDECLARED} +1 more`);
    expect(words(mail)).toContain('Contoso: 1 critical alert, 1 summary');
    expect(words(mail)).toContain('2026-11-17 09:00:00 UTC (3 days ago): says on (strong)');
    expect(words(mail)).not.toContain('was turned on');
    expect((await scene.status(true)).http).toBe(503);
    expect((await scene.status()).http).toBe(200);
  });

  it('is a summary and no alert when writeback is on and declared so', async () => {
    const scene = await openScene(tables, DECLARED_ON, ({ tenant }) => tenant.enableWriteback());
    expect(subjects(await scene.through(15))).toHaveLength(1);
    expect(await writebackOf(scene)).toMatchObject({ state: 'on', declared: 'on' });
    expect(await scene.status()).toMatchObject({ status: 'pass', http: 200, problems: [], openAlerts: [] });
  });
});

describe('writeback is turned on', () => {
  it('at once tells that, by whom, and that nobody declared it; declaring it closes the condition', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.enableWriteback({ by: 'Megan Bowen' });
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual([`[Critical] Contoso: ${ON}`]);
    expect(words(mails[0])).toContain('Who did it: user meganb@contoso[.]com (id');
    expect(words(mails[0])).toContain('When: 2026-11-20 09:01:00 UTC (just now)');
    expect(words(mails[0])).toContain(`Also: ${UNDECLARED}`);
    expect(await writebackOf(scene)).toMatchObject({ state: 'on', since: '2026-11-20T09:01:00.000Z' });
    expect(await codes(scene)).toEqual(['open-critical']);

    scene.settings = DECLARED_ON;
    const closing = await scene.minute();
    expect(subjects(closing)).toEqual([
      `[Critical, ended] Contoso: ${UNDECLARED}: closed because it was declared "on" as of 2026-11-20 by "Ann"…`,
    ]);
    expect(words(closing[0])).toContain(
      'It was so: from 2026-11-20 09:01:40 UTC to 2026-11-20 09:02:40 UTC (1 minute)',
    );
    await acknowledgeAll(scene.world);
    expect(await codes(scene)).toEqual([]);
    expect(await scene.through(15)).toEqual([]);
  });

  it('and off again between two polls: both are told, and that the state is known', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.enableWriteback();
    scene.world.wait(20_000);
    scene.world.tenant.disableWriteback();
    const [mail, ...others] = await scene.through(12);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe(`[Critical] Contoso: ${ON} (and is off now) +1 more`);
    expect(words(mail)).toContain('[Warning] Password writeback was turned off');
    expect(await writebackOf(scene)).toMatchObject({ state: 'off' });
    expect(await codes(scene)).toEqual(['open-critical']);
    await acknowledgeAll(scene.world);
    expect(await codes(scene)).toEqual([]);
  });

  it('by an attempt that failed: recorded, and nobody is woken', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.enableWriteback({ result: 'failure' });
    expect(await scene.through(12)).toEqual([]);
    expect((await titles(scene))[0]).toBe('Audit event: "Enable password writeback for directory" (result: failure)');
    expect(await writebackOf(scene)).toMatchObject({ state: 'unknown' });
  });

  it('says by the flag alone: critical, and a second mail names who set it', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.setFeature('passwordWritebackEnabled', true, { by: 'Lynne Robbins' });
    const mails = await scene.minutes(2);
    expect(subjects(mails)).toEqual([
      `[Critical] Contoso: ${ON}, going by the weak flag alone`,
      `[Critical] Contoso: Done by user lynner@contoso[.]com: ${ON}, going by the weak flag alone`,
    ]);
    expect(words(mails[0])).toContain(`[Critical] ${ON}`);
    expect(words(mails[0])).not.toContain('Who did it');
    expect(words(mails[1])).toContain('Who did it: user lynner@contoso[.]com (id');
    expect(idsIn(mails[0]?.text)).toContain(idsIn(mails[1]?.text)[0]);
    expect(await scene.through(15)).toEqual([]);
  });
});

/** The alert ids at the end of a mail. */
const idsIn = (text = ''): string[] => (text.split('repeated):\n')[1] ?? '').trim().split(/\s+/);

describe('writeback is turned off', () => {
  it('is a warning, and waits until 10 minutes after the last digest', async () => {
    const scene = await openScene(tables, DECLARED_ON, ({ tenant }) => tenant.enableWriteback());
    await scene.minute();
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect(subjects(await scene.minute())).toEqual([
      '[Warning] Contoso: The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    ]);
    scene.world.tenant.disableWriteback();
    expect(await scene.minutes(9)).toEqual([]);
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual(['[Warning] Contoso: Password writeback was turned off']);
    expect(words(mails[0])).toContain('When: 2026-11-20 09:02:00 UTC (10 minutes ago)');
    expect(words(mails[0])).toContain('Who did it: user adelev@contoso[.]com');
    expect(await writebackOf(scene)).toMatchObject({ state: 'off', declared: 'on' });
    expect(await codes(scene)).toEqual([]);
  });

  it('says nothing of the other sync client while Cloud Sync is there; removing that makes it off', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => {
      tenant.enableWriteback();
      tenant.addCloudSync();
    });
    await scene.minute();
    scene.world.tenant.disableWriteback();
    const mails = await scene.through(12);
    expect(subjects(mails)).toEqual([
      '[Warning] Contoso: Password writeback was turned off for a sync client; the verdict is unknown',
    ]);
    expect(words(mails[0])).toContain('Also: The evidence about password writeback contradicts itself');
    // Nothing proves that it is off: the critical condition does not end.
    expect(words(mails[0])).not.toContain('[Critical, ended]');
    expect(await codes(scene)).toEqual(['verdict-unknown', 'open-critical', 'open-warning']);

    scene.world.tenant.removeCloudSync();
    expect(await scene.minute()).toEqual([]);
    // The condition ends under the words that it had last: the Disable event alone had made it a thing of the past.
    const past = 'Password writeback was on when last known, and nobody declared it';
    expect(subjects(await scene.through(12))).toEqual([`[Critical, ended] Contoso: ${past}`]);
    expect(await writebackOf(scene)).toMatchObject({ state: 'off' });
    expect((await titles(scene)).slice(0, 4)).toEqual([
      'Cloud Sync configuration "contoso[.]local": no longer there, was accountEnabled true',
      'Verdict: writeback unknown → off',
      `Ended: ${past}`,
      'Ended: The evidence about password writeback contradicts itself',
    ]);
  });
});

describe('a declaration', () => {
  it('of off is contradicted by a flag that is true: unknown, and a warning', async () => {
    const scene = await openScene(tables, { WRITEBACK_DECLARED: 'off@2026-11-01 by Ann' });
    expect(subjects(await scene.minute())).toEqual([
      expect.stringMatching(/^\[Info\] Contoso: The watch has begun\. Password writeback is off .*declared off\.$/),
    ]);
    scene.world.tenant.setFeature('passwordWritebackEnabled', true);
    const mails = await scene.through(12);
    expect(subjects(mails)).toEqual(['[Warning] Contoso: The evidence about password writeback contradicts itself']);
    expect(words(mails[0])).toContain('says off (medium): WRITEBACK_DECLARED: off since 2026-11-01, by "Ann"');
    expect(words(mails[0])).toContain('says on (weak): features.passwordWritebackEnabled is true');
    expect(await writebackOf(scene)).toMatchObject({ state: 'unknown', declared: 'off' });
  });

  it('of off is overruled by an event: on, against the declaration', async () => {
    const scene = await openScene(tables, { WRITEBACK_DECLARED: 'off@2026-11-01 by Ann' });
    await scene.minute();
    scene.world.tenant.enableWriteback();
    const mails = await scene.through(12);
    expect(subjects(mails)).toEqual([`[Critical] Contoso: ${ON}`]);
    expect(words(mails[0])).toContain('Also: Password writeback is on, but declared off');
  });

  it('that changes is recorded and not mailed', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.settings = DECLARED_ON;
    expect(await scene.through(12)).toEqual([]);
    expect(await titles(scene)).toEqual(
      expect.arrayContaining([
        'Declared writeback state: nothing → on since 2026-11-20, by Ann',
        'Verdict: writeback unknown → on',
      ]),
    );
  });

  it('that becomes unreadable is a wrong setting, and the last valid one stands', async () => {
    const scene = await openScene(tables, DECLARED_ON, ({ tenant }) => tenant.enableWriteback());
    await scene.minute();
    scene.settings = { WRITEBACK_DECLARED: 'on, says Ann' };
    expect(await scene.minutes(3)).toEqual([]);
    const status = await scene.status();
    expect([status.status, status.http]).toEqual(['fail', 503]);
    expect(await writebackOf(scene)).toMatchObject({ state: 'on', declared: 'on' });
    expect(notOk(status)).toEqual({ declaration: 'stale' });
  });
});

describe('a protection is lost', () => {
  it('warns of each, at once after a unchanged time, and history learns who did it', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) =>
      tenant.change((state) => {
        state.allowedToUseSspr = false;
      }),
    );
    await scene.minute();
    scene.world.tenant.setFeature('blockCloudObjectTakeoverThroughHardMatchEnabled', false, { by: 'Lynne Robbins' });
    scene.world.tenant.setSspr(true, { by: 'Megan Bowen' });
    const mails = await scene.through(12);
    expect(subjects(mails)).toEqual([
      '[Warning] Contoso: The protection against takeover by hard match was turned off (blockCloudObjectTakeoverThroughHardMatchEnabled) +1 more',
    ]);
    expect(words(mails[0])).toContain(
      '[Warning] The protection against takeover by hard match was turned off (blockCloudObjectTakeoverThroughHardMatchEnabled)',
    );
    expect(words(mails[0])).toContain('Authorization policy allowedToUseSSPR: false → true');
    const found = (await scene.history()).filter(({ severity }) => severity === 'warning');
    expect(found.map(({ key, actor, mailed }) => [key, actor?.name, mailed])).toEqual([
      ['feature:blockCloudObjectTakeoverThroughHardMatchEnabled', 'lynner@contoso.com', true],
      ['allowedToUseSSPR', 'meganb@contoso.com', true],
    ]);
  });

  it('is given back: recorded, not mailed; and so is a flag that nobody knows', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => tenant.setFeature('blockSoftMatchEnabled', false));
    await scene.minute();
    scene.world.tenant.setFeature('blockSoftMatchEnabled', true);
    scene.world.tenant.setFeature('brandNewEnabled', true);
    expect(await scene.through(12)).toEqual([]);
    expect((await titles(scene)).slice(0, 2)).toEqual([
      'Sync feature flag blockSoftMatchEnabled: false → true',
      'Sync feature flag brandNewEnabled: new, true',
    ]);
  });

  it('has no name in the log for an hour: history says that it was looked for', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.change((state) => {
      state.sync.features.blockSoftMatchEnabled = false;
    });
    expect(subjects(await scene.minutes(2))).toEqual([
      '[Warning] Contoso: The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    ]);
    expect((await scene.history())[0]?.actor).toBeUndefined();
    expect(await scene.through(61)).toEqual([]);
    expect((await scene.history())[0]?.actor).toEqual({ id: '', name: 'not found in the audit log', type: 'unknown' });
  });
});

describe('a source goes blind and comes back', () => {
  it('an optional one: a warning after 15 minutes, an end, and nothing that the blindness invented', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.faults.add({ path: '/servicePrincipals', kind: 'status', status: 403, count: null });
    expect(await scene.through(15)).toEqual([]);
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual([
      expect.stringMatching(
        /^\[Warning\] Contoso: Source cloudSync cannot be read, so nobody sees whether Cloud Sync /,
      ),
    ]);
    expect(words(mails[0])).toContain('What to do: - Grant Application.Read.All to the identity');
    expect(words(mails[0])).toContain(
      'Cannot be seen: - cloudSync (denied): whether Cloud Sync is in use beside Connect Sync',
    );
    expect(await scene.through(12)).toEqual([]);
    scene.world.tenant.faults.clear();
    expect(subjects(await scene.minute())).toEqual([
      expect.stringMatching(
        /^\[Warning, ended\] Contoso: Source cloudSync cannot be read, so nobody sees whether Cloud Sync /,
      ),
    ]);
    expect(await scene.through(12)).toEqual([]);
  });

  it('the required one: status fails, the state is unknown, and what happened meanwhile is told on return', async () => {
    const scene = await openScene(tables, DECLARED_ON, ({ tenant }) => tenant.enableWriteback());
    await scene.minute();
    scene.world.tenant.revoke('AuditLog.Read.All');
    await scene.minute();
    expect(await scene.status()).toMatchObject({ status: 'warn', http: 200 });
    const blind = await scene.minute();
    expect(await scene.status()).toMatchObject({ status: 'fail', http: 503 });
    // The policy's changes are read from the same log; resets were read a moment ago, and are not due.
    const { sources } = await scene.status();
    const denied = sources.filter(({ state }) => state === 'denied');
    expect(denied.map(({ name }) => name)).toEqual(['directoryAudits', 'ssprSettings']);
    expect(await codes(scene)).toEqual(['source-denied', 'verdict-unknown', 'open-critical']);
    expect(await writebackOf(scene)).toMatchObject({ state: 'unknown', since: null });
    expect(subjects(blind)).toEqual([
      '[Critical] Contoso: Source directoryAudits cannot be read, so nobody sees whether someone turns writeback on or off',
    ]);
    expect(words(blind[0])).toContain('The state cannot be seen now. Last known: Password writeback is on');
    expect(subjects(await scene.through(20))).toEqual([
      expect.stringMatching(/^\[Warning\] Contoso: Source ssprSettings cannot be read, so nobody sees .* \+1 more$/),
    ]);

    scene.world.tenant.disableWriteback();
    await scene.minutes(3);
    scene.world.tenant.grant('AuditLog.Read.All');
    const mails = await scene.minutes(2);
    expect(subjects(mails)).toEqual(['[Warning] Contoso: Password writeback was turned off +3 more']);
    expect(words(mails[0])).toContain(
      '[Critical, ended] Source directoryAudits cannot be read, so nobody sees whether someone turns writeback on or off',
    );
    expect(words(mails[0])).toContain('Noticed:');
    expect(await writebackOf(scene)).toMatchObject({ state: 'off' });
    expect(await scene.status()).toMatchObject({ status: 'pass', http: 200 });
  });

  it('and back within minutes: not a word, but for the status', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.faults.add({ path: '/auditLogs/directoryAudits', kind: 'html', count: null });
    await scene.minute();
    expect(await codes(scene)).toEqual(['source-stale', 'verdict-unknown']);
    expect(await scene.minutes(10)).toEqual([]);
    scene.world.tenant.faults.clear();
    expect(await scene.through(12)).toEqual([]);
    expect(await codes(scene)).toEqual(['verdict-unknown']);
  });
});

describe('a permission that was never there', () => {
  it('is named in the summary and is no alert; granted later, one line tells of the first reading', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => tenant.revoke('OnPremDirectorySynchronization.Read.All'));
    const mails = await scene.through(40);
    expect(subjects(mails)).toEqual([BEGUN]);
    expect(words(mails[0])).toContain('onPremisesSynchronization (optional): not readable: denied: GET');
    expect(words(mails[0])).toContain(
      'Cannot be seen: - onPremisesSynchronization (denied): the feature flags of the sync',
    );
    expect(await codes(scene)).toEqual(['verdict-unknown']);

    scene.world.tenant.grant('OnPremDirectorySynchronization.Read.All');
    const later = await scene.through(15);
    expect(subjects(later)).toEqual([
      expect.stringMatching(/^\[Info\] Contoso: The watch can now see the feature flags of the sync/),
    ]);
    expect(words(later[0])).toContain('by matching (source onPremisesSynchronization, 20 facts)');
    expect(words(later[0])).not.toContain('blockSoftMatchEnabled');
  });

  it('on the required source: the summary comes after 15 minutes and says that there is no verdict', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => {
      tenant.revoke('AuditLog.Read.All');
      tenant.enableWriteback();
    });
    expect(await scene.through(15)).toEqual([]);
    expect((await scene.status()).http).toBe(503);
    const mails = await scene.through(20);
    expect(subjects(mails)).toEqual([
      expect.stringContaining('[Info] Contoso: The watch has begun, but cannot judge yet.'),
    ]);
    expect(words(mails[0])).toContain('directoryAudits (required): not readable: denied');
    scene.world.tenant.grant('AuditLog.Read.All');
    const later = await scene.through(15);
    expect(subjects(later)).toEqual([`[Critical] Contoso: ${UNDECLARED} +1 more`]);
    expect(words(later[0])).toContain('[Info] The watch can now see what 3 more sources show.');
    expect((await scene.status()).http).toBe(200);
  });
});

describe('an operator who wants critical mail only', () => {
  it('gets the summary and critical alerts; warnings are in the history, marked as not mailed', async () => {
    const scene = await openScene(tables, { MAIL_MIN_SEVERITY: 'critical' });
    expect(subjects(await scene.minute())).toEqual([BEGUN]);
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect(await scene.through(15)).toEqual([]);
    expect((await scene.history())[0]).toMatchObject({ severity: 'warning', mailed: null });
    scene.world.tenant.enableWriteback();
    expect(subjects(await scene.minute())).toEqual([`[Critical] Contoso: ${ON}`]);
    scene.world.tenant.disableWriteback();
    expect(subjects(await scene.through(15))).toEqual([`[Critical, ended] Contoso: ${UNDECLARED}`]);
  });
});

describe('the mail service', () => {
  it('lets nobody send for hours: tried every ten minutes, at once for a new critical alert and when settings change', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.mailbox.faults.add({ kind: 'status', status: 403, count: null });
    const tried = countingMail(scene);
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect(await scene.minute()).toEqual([]);
    expect(tried.sends).toBe(1);
    // Once may be a service that restarts.
    expect(await codes(scene)).toEqual(['verdict-unknown', 'open-warning']);
    expect(await scene.minute()).toEqual([]);
    expect(await scene.status()).toMatchObject({ status: 'fail', http: 503, mail: { pending: 1 } });
    expect(await codes(scene)).toContain('mail-refused');
    expect(await scene.minutes(179)).toEqual([]);
    // After 0, 1, 5, 15, 25 and so on to 175 minutes.
    expect(tried.sends).toBe(20);

    scene.world.tenant.enableWriteback();
    expect(await scene.minute()).toEqual([]);
    expect(tried.sends).toBe(21);
    expect(await scene.minutes(9)).toEqual([]);
    expect(tried.sends).toBe(21);
    expect(await scene.minute()).toEqual([]);
    expect(tried.sends).toBe(22);

    scene.world.mailbox.faults.clear();
    scene.settings = { MAIL_TO: 'others@contoso.example' };
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual([`[Critical] Contoso: ${ON} +1 more`]);
    // Who was told before is told on for a day.
    expect(mails[0]?.to).toEqual(['others@contoso.example', 'admins@contoso.example'].sort());
    expect(words(mails[0])).toContain(
      '[Warning] The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    );
    expect(await scene.through(15)).toEqual([]);
    expect(await codes(scene)).toEqual(['open-critical']);
  }, 60_000);

  it('refuses what a mail says: it is told in words of ours alone, within the minute, then in full, and nothing else waits', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    // The first refusal may be for its thread alone: see threads.test.ts.
    scene.world.mailbox.faults.add({ kind: 'status', status: 400, count: 2 });
    scene.world.tenant.enableWriteback({ by: 'Megan Bowen' });
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual([
      '[Critical] Writeback Watch: 2 critical alerts, see the app',
      '[Critical] Contoso: Password writeback was turned on',
      expect.stringContaining('[Critical] Contoso: Password writeback is on'),
    ]);
    expect(words(mails[0])).toMatch(
      /^The service refused the message that told these alerts, so this one holds no text of the tenant: 2 critical alerts. What they say: GET \/api\/drift of the app What their rules mean: RUNBOOK.md, under writeback-on-undeclared, writeback-turned-on Tenant: \S+ Alert ids \(the same if this message is repeated\): writeback-turned-on~\S+ writeback-on-undeclared~undeclared~\d+ $/,
    );
    expect(await scene.through(15)).toEqual([]);
    expect(await codes(scene)).toEqual(['open-critical']);
    expect((await scene.history()).map(({ mailed }) => mailed)).not.toContain(false);
  });

  it('is down for half an hour: one mail when it is back, with all that waited', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.mailbox.faults.add({ kind: 'status', status: 503, count: null });
    scene.world.tenant.enableWriteback();
    expect(await scene.through(30)).toEqual([]);
    expect(await codes(scene)).toEqual(['critical-waiting', 'mail-waiting', 'open-critical']);
    scene.world.mailbox.faults.clear();
    expect(subjects(await scene.through(20))).toEqual([`[Critical] Contoso: ${ON}`]);
    expect(await codes(scene)).toEqual(['open-critical']);
  });

  it('accepts and loses the answer: the mail is not sent a second time', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.mailbox.faults.add({ kind: 'drop' });
    scene.world.tenant.enableWriteback();
    expect(subjects(await scene.through(20))).toEqual([`[Critical] Contoso: ${ON}`]);
    expect(await codes(scene)).toEqual(['open-critical']);
  });

  it('accepts and then drops the mail: the status says so until it arrives, in the same words', async () => {
    const scene = await openScene(tables);
    scene.world.mailbox.faults.add({ kind: 'fail-delivery' });
    await scene.minute();
    expect(await codes(scene)).not.toContain('mail-refused');
    const again = await scene.minute();
    expect(again.map(({ text }) => text)).toEqual([scene.world.mailbox.mails().at(-1)?.text]);
    expect(await codes(scene)).toContain('mail-refused');
    expect((await scene.status()).mail.lastError).toContain('EmailDropped');
    expect(await scene.minutes(2)).toEqual([]);
    expect(await codes(scene)).not.toContain('mail-refused');
  });
});

/** From now on the runs of the scene count their send requests. */
function countingMail(scene: Scene) {
  const counted = { sends: 0 };
  scene.seams = {
    mailPolicies: [
      {
        position: 'perRetry',
        policy: {
          name: 'scenarioCount',
          sendRequest: (request, next) => {
            if (request.method === 'POST') counted.sends += 1;
            return next(request);
          },
        },
      },
    ],
  };
  return counted;
}

describe('the send budget', () => {
  it('holds warnings back, never what is critical; what is left follows when the hour is over', async () => {
    const scene = await openScene(tables, { MAIL_PER_HOUR: '4' });
    expect(subjects(await scene.minute())).toEqual([BEGUN]);
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect(await scene.through(30)).toEqual([]);
    const status = await scene.status();
    expect(status.mail.pending).toBe(1);
    // Waiting for the budget is no failure of the watch.
    expect(status.problems.map(({ code }) => code)).toEqual(['verdict-unknown', 'open-warning']);

    scene.world.tenant.enableWriteback();
    const urgent = await scene.minute();
    expect(subjects(urgent)).toEqual([`[Critical] Contoso: ${ON} +1 more`]);
    expect(words(urgent[0])).toContain(
      '[Warning] The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    );

    scene.world.tenant.setFeature('quarantineUponUpnConflictEnabled', false);
    // An hour after the last mail, and not before.
    expect(await scene.through(59)).toEqual([]);
    expect(subjects(await scene.minutes(2))).toEqual([
      '[Warning] Contoso: The quarantine of conflicting user principal names was turned off (quarantineUponUpnConflictEnabled)',
    ]);
    expect((await scene.status()).mail.pending).toBe(0);
  });
});

describe('a watch that stood still', () => {
  it('for two hours: status fails meanwhile, and the next poll tells what happened in between', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.wait(HOUR);
    scene.world.tenant.enableWriteback();
    expect(await codes(scene)).toContain('poll-overdue');
    expect((await scene.status()).http).toBe(503);
    const mails = await scene.after(HOUR);
    expect(subjects(mails)).toEqual([`[Critical] Contoso: ${ON}`]);
    expect(words(mails[0])).toContain(
      'When: 2026-11-20 10:01:00 UTC (59 minutes ago) Noticed: 2026-11-20 11:00:40 UTC',
    );
    expect(await codes(scene)).toEqual(['open-critical']);
  });

  it('for eight days: a Disable event after that gap proves nothing, since an Enable may have been forgotten', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.tenant.disableWriteback();
    await scene.through(12);
    expect(await writebackOf(scene)).toMatchObject({ state: 'off' });
    const from = isoNow(scene.world);
    expect(subjects(await scene.after(8 * DAY))).toEqual([]);
    expect(await writebackOf(scene)).toMatchObject({ state: 'unknown', since: null });
    expect(await titles(scene, from)).toEqual(['Verdict: writeback off → unknown']);
  });
});
