/**
 * Clocks that are wrong: history only moves forward, no age is negative, and nothing is lost or told
 * twice, however the clock of an instance jumps. The tenant's clock goes right.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import { seeded } from '../../local/tenant/random.ts';
import { DAY, HOUR, MINUTE, openScene, type Scene, subjects } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

/** The next runs take their clock from an instance that is so much ahead. */
function skewed(scene: Scene, ms: number): void {
  scene.seams = { now: () => scene.world.now() + ms };
}

/** Oldest first. */
const flagLines = async (scene: Scene) =>
  (await scene.history()).filter(({ key }) => key === 'feature:blockSoftMatchEnabled').reverse();

async function expectOrder(scene: Scene): Promise<void> {
  const times = [...new Set((await scene.history()).map(({ at }) => at))].reverse();
  expect(times).toEqual(times.toSorted());
  expect(times.every((at) => at === new Date(Date.parse(at)).toISOString())).toBe(true);
  const generations = [...new Set((await scene.history()).map(({ id }) => id.split('.')[1]))];
  expect(generations).toHaveLength(times.length);
}

/** Every event, by its id, in exactly one mail; those within an hour of the last are told as flapping, and only recorded. */
async function expectToldOnce(scene: Scene, mails: readonly StoredMail[], most: number): Promise<void> {
  const history = await scene.history();
  const off = (await flagLines(scene)).filter(({ after }) => (after as { value: boolean }).value === false);
  const count = off.filter(({ mailed }) => mailed === true).length;
  expect(off).toHaveLength(most);
  expect(count === most || history.some(({ title }) => title.startsWith('It comes and goes: '))).toBe(true);
  const ids = mails.flatMap(({ text }) => text.match(/(?<!\/)sync-protection-off~\S+/g) ?? []);
  expect(new Set(ids).size).toBe(count);
  expect(ids).toHaveLength(count);
}

const SPREADS = [MINUTE, HOUR, DAY, 400 * DAY];

/** A negative age, or none that a person could read. */
const ODD = /-\d+ (minute|hour|day)|NaN|Invalid|unknown time|undefined/;

describe('a clock that jumps', () => {
  it.each([1, 2, 3])('back and forth between polls loses nothing and tells nothing twice (seed %i)', async (seed) => {
    const random = seeded(seed);
    const scene = await openScene(tables);
    await scene.minute();
    const jumps = 24;
    for (let n = 1; n <= jumps; n += 1) {
      skewed(scene, Math.round((random() - 0.5) * (SPREADS[n % SPREADS.length] ?? 0)));
      scene.world.tenant.setFeature('blockSoftMatchEnabled', n % 2 === 0);
      await scene.minute();
      const { body } = await scene.world.watch(scene.seams).status(false);
      expect(body).not.toMatch(ODD);
    }
    skewed(scene, 0);
    await scene.through(25);
    const lines = await flagLines(scene);
    expect(lines.map(({ after }) => (after as { value: boolean }).value)).toEqual(
      Array.from({ length: jumps }, (_, n) => n % 2 === 1),
    );
    await expectOrder(scene);
    const mails = scene.world.mailbox.mails();
    await expectToldOnce(scene, mails, jumps / 2);
    for (const { text } of mails) expect(text).not.toMatch(ODD);
    expect((await scene.status()).mail.pending).toBe(0);
  });

  it('a month ahead for one run holds back no mail and forgets no event afterwards', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    skewed(scene, 30 * DAY);
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect(subjects(await scene.minute())).toEqual([
      '[Warning] Contoso: The protection against takeover by soft match was turned off (blockSoftMatchEnabled)',
    ]);
    skewed(scene, 0);
    scene.world.tenant.setFeature('quarantineUponUpnConflictEnabled', false);
    // The pause after the last digest, by the clock of the storage service, and no more.
    expect(subjects(await scene.minutes(10))).toEqual([
      '[Warning] Contoso: The quarantine of conflicting user principal names was turned off (quarantineUponUpnConflictEnabled)',
    ]);
    scene.world.tenant.enableWriteback();
    const mails = await scene.minute();
    expect(subjects(mails)).toEqual(['[Critical] Contoso: Password writeback was turned on']);
    expect(mails[0]?.text).not.toMatch(ODD);
    await expectOrder(scene);
    const status = await scene.status();
    expect([...new Set(status.problems.map(({ code }) => code))]).toEqual(['open-critical']);
  });

  it.each([500 * DAY, -500 * DAY])(
    'by more than history is kept (%i ms) for one run sweeps no history away',
    async (jump) => {
      const scene = await openScene(tables);
      await scene.minute();
      const lines = (await scene.history()).length;
      skewed(scene, jump);
      await scene.minute();
      skewed(scene, 0);
      await scene.minutes(2);
      expect(await scene.history()).toHaveLength(lines);
      // What is old by a clock that stays where it is goes all the same, an hour later.
      scene.world.wait(500 * DAY);
      await scene.minute();
      expect(await scene.history()).toHaveLength(lines);
      await scene.after(2 * HOUR);
      expect(await scene.history()).toHaveLength(0);
    },
  );

  it('a month back for one run makes nothing blind, overdue or old', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    skewed(scene, -30 * DAY);
    expect(await scene.minutes(3)).toEqual([]);
    expect((await scene.status()).problems.map(({ code }) => code)).toEqual(['verdict-unknown', 'clock-off']);
    skewed(scene, 0);
    // The last poll is a month old by this clock, until the next one.
    expect(await scene.minutes(3)).toEqual([]);
    expect((await scene.status()).problems.map(({ code }) => code)).toEqual(['verdict-unknown']);
    expect(await scene.history()).toHaveLength(9);
  });

  it('ahead at the install does not put off the first summary for ever', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => tenant.revoke('AuditLog.Read.All'));
    skewed(scene, 2 * HOUR);
    await scene.minute();
    skewed(scene, 0);
    expect(await scene.minutes(10)).toEqual([]);
    const body = JSON.stringify(await scene.status());
    expect(body).not.toMatch(ODD);
    expect(subjects(await scene.through(150))).toEqual([expect.stringContaining('cannot judge yet')]);
  }, 40_000);
});

describe('two instances', () => {
  it.each([
    ['seconds', 20_000],
    ['an hour', HOUR],
    ['a year', 365 * DAY],
  ])('whose clocks are %s apart take turns: one history, in order, every change once', async (_, apart) => {
    const scene = await openScene(tables);
    await scene.minute();
    for (let n = 1; n <= 16; n += 1) {
      skewed(scene, n % 2 === 0 ? apart / 2 : -apart / 2);
      scene.world.tenant.setFeature('blockSoftMatchEnabled', n % 2 === 0);
      await scene.minute();
    }
    skewed(scene, 0);
    await scene.through(25);
    expect(await flagLines(scene)).toHaveLength(16);
    await expectOrder(scene);
    await expectToldOnce(scene, scene.world.mailbox.mails(), 8);
    const others = (await scene.history()).filter(
      ({ source, change, title }) =>
        (source === 'conditions' && !/It comes and goes: /.test(title)) ||
        (source !== 'conditions' && change === 'removed'),
    );
    expect(others).toEqual([]);
  });

  it('that poll at the same moment with different clocks: one commits, the other ends, both turn up again', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    const early = scene.world.watch({ now: () => scene.world.now() - HOUR });
    const late = scene.world.watch({ now: () => scene.world.now() + HOUR });
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    const kinds = (await Promise.all([early.poll('writeback'), late.poll('writeback')])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['changed', 'lost']);
    scene.world.tenant.setFeature('blockSoftMatchEnabled', true);
    expect((await early.poll('writeback')).kind).toBe('changed');
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    expect((await late.poll('writeback')).kind).toBe('changed');
    expect(await flagLines(scene)).toHaveLength(3);
    await expectOrder(scene);
  });
});
