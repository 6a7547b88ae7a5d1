/**
 * A second receiver beside mail: one entry in the list of receivers. Each is told all, once, by itself: whatever becomes
 * of one neither delays nor changes what the other is told. And what is critical leaves with the poll that raised it.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import host from '../../host.json' with { type: 'json' };
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { LONGEST_RUN_MS } from '../../shared/compose.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { TOY, type ToyReceiver, toldToy, toyReceiver } from '../stubs/toy-receiver.ts';
import { alertIds } from '../sweep/invariants.ts';
import { NO_MAIL } from '../sweep/pasts.ts';
import { openWorld, type World } from '../world/world.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

interface Site {
  readonly world: World;
  readonly toy: ToyReceiver;
  /** A poll and, 20 s later, a notifier; then 40 s. */
  minute(): Promise<void>;
  status(): Promise<Report>;
}

async function openSite(): Promise<Site> {
  const world = await openWorld({ tables });
  onTestFinished(() => world.close());
  const toy = toyReceiver();
  const watch = () => world.watch({ receivers: [toy] });
  return {
    world,
    toy,
    minute: async () => {
      await watch().poll('writeback');
      world.wait(20_000);
      await watch().notify();
      world.wait(40_000);
    },
    status: async () => JSON.parse((await watch().status(false)).body) as Report,
  };
}

const mailed = ({ world }: Site): string[][] => [...world.mailbox.mails()].reverse().map(alertIds);
const codes = async (site: Site): Promise<string[]> => [
  ...new Set((await site.status()).problems.map(({ code }) => code)),
];

const REFUSED = { kind: 'refused', why: 'access', code: 'denied', message: 'no such hook', hint: 'look' } as const;

describe('a second receiver', () => {
  it('is told what mail is told, once each', async () => {
    const site = await openSite();
    await site.minute();
    site.world.tenant.enableWriteback();
    for (let n = 0; n < 15; n += 1) await site.minute();
    expect(mailed(site).map((ids) => ids.map((id) => id.split('~')[0]))).toEqual([
      ['baseline'],
      ['writeback-turned-on', 'writeback-on-undeclared'],
    ]);
    expect(toldToy(site.toy)).toEqual(mailed(site));
    expect((await site.status()).openAlerts.map(({ id }) => id.split('~')[0])).toEqual([
      'writeback-on-undeclared',
      'writeback-turned-on',
    ]);
  });

  it('that fails for hours delays no mail; it is told all when it is back, and the status names it', async () => {
    const site = await openSite();
    site.toy.answer = () => REFUSED;
    await site.minute();
    await site.minute();
    site.world.tenant.enableWriteback();
    await site.minute();
    expect(mailed(site)).toHaveLength(2);
    expect(await codes(site)).toContain('receiver-refused');
    expect((await site.status()).problems.find(({ code }) => code === 'receiver-refused')?.what).toMatch(
      /^the last message to toy was refused at [\d-]+ [\d:]+ UTC: no such hook$/,
    );
    // The event is told by mail, yet not to all.
    expect((await site.status()).openAlerts.map(({ id }) => id.split('~')[0])).toContain('writeback-turned-on');
    for (let n = 0; n < 16; n += 1) await site.minute();
    expect(await codes(site)).toEqual(expect.arrayContaining(['receiver-refused', 'receiver-waiting']));
    expect(mailed(site)).toHaveLength(2);
    site.toy.answer = null;
    for (let n = 0; n < 60; n += 1) await site.minute();
    expect(toldToy(site.toy).flat().sort()).toEqual(mailed(site).flat().sort());
    expect((await site.status()).openAlerts.map(({ id }) => id.split('~')[0])).toEqual([
      'writeback-on-undeclared',
      'writeback-turned-on',
    ]);
    expect(await codes(site)).toEqual(['open-critical']);
  });

  it('is told at once while mail is down', async () => {
    const site = await openSite();
    await site.minute();
    site.world.mailbox.faults.add({ kind: 'status', status: 503, count: null });
    site.world.tenant.enableWriteback();
    await site.minute();
    expect(
      toldToy(site.toy)
        .at(-1)
        ?.map((id) => id.split('~')[0]),
    ).toEqual(['writeback-turned-on', 'writeback-on-undeclared']);
    expect(mailed(site)).toHaveLength(1);
    site.world.mailbox.faults.clear();
    for (let n = 0; n < 10; n += 1) await site.minute();
    expect(mailed(site)).toEqual(toldToy(site.toy));
  });

  it('goes on while the settings of mail are wrong', async () => {
    const site = await openSite();
    const watch = () => site.world.watch({ receivers: [site.toy] }, NO_MAIL);
    await watch().poll('writeback');
    expect(await watch().notify()).toMatchObject({
      kind: 'failed',
      what: expect.stringMatching(/^mail: not opened: config: .*; toy: 1 row: /),
      error: { code: 'config' },
    });
    expect(toldToy(site.toy)).toHaveLength(1);
    await site.minute();
    expect(mailed(site)).toEqual(toldToy(site.toy));
  });

  it('that never answers ends with the run, and mail is told meanwhile', async () => {
    const site = await openSite();
    let mailsBeforeAnswer = -1;
    site.toy.answer = async () => {
      for (let n = 0; n < 100 && site.world.mailbox.mails().length === 0; n += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      mailsBeforeAnswer = site.world.mailbox.mails().length;
      return { kind: 'unclear', code: 'unavailable', message: 'no answer', hint: '', retryAfterMs: null };
    };
    await site.minute();
    expect(mailsBeforeAnswer).toBe(1);
  });

  it('that is taken out of the list leaves nothing behind that blocks or warns', async () => {
    const site = await openSite();
    site.toy.answer = () => REFUSED;
    await site.minute();
    site.world.tenant.enableWriteback();
    await site.minute();
    const status = JSON.parse((await site.world.watch().status(false)).body) as Report;
    expect(status.problems.map(({ code }) => code)).toEqual(['open-critical', 'open-critical']);
  });
});

describe('what is critical', () => {
  it('leaves with the poll that raised it, before any notifier runs', async () => {
    const { world } = await openSite();
    await world.watch().poll('writeback');
    await world.watch().notify();
    world.tenant.enableWriteback();
    world.wait(60_000);
    expect(await world.watch().poll('writeback')).toMatchObject({
      kind: 'changed',
      what: '3 lines of history, 2 to mail; told at once: 1 row: a critical alert waits',
    });
    expect(world.mailbox.mails()[0]?.subject).toBe('[Critical] Contoso: Password writeback was turned on');
    world.wait(20_000);
    expect(await world.watch().notify()).toMatchObject({ kind: 'idle' });
  });

  it('does not wait behind a warning, and a warning waits for the notifier', async () => {
    const { world } = await openSite();
    await world.watch().poll('writeback');
    await world.watch().notify();
    world.tenant.setFeature('blockSoftMatchEnabled', false);
    world.wait(60_000);
    const { what } = await world.watch().poll('writeback');
    expect(what).not.toContain('told at once');
    expect(world.mailbox.mails()).toHaveLength(1);
  });

  it('that cannot be told at once undoes no poll, and is told by the notifier', async () => {
    const { world } = await openSite();
    await world.watch().poll('writeback');
    await world.watch().notify();
    world.tenant.enableWriteback();
    world.wait(60_000);
    expect(await world.watch({}, NO_MAIL).poll('writeback')).toMatchObject({
      kind: 'changed',
      what: expect.stringMatching(/; told at once: not opened: config: Wrong settings: MAIL/),
    });
    expect(world.mailbox.mails()).toHaveLength(1);
    await world.watch().notify();
    expect(world.mailbox.mails()).toHaveLength(2);
  });

  it('fits, with the longest poll, into the time that the host gives a function', () => {
    const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)$/.exec(host.functionTimeout) ?? [];
    const given = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    expect(LONGEST_RUN_MS).toBeLessThan(given);
  });

  it('is not told twice when a notifier runs at the same time', async () => {
    const { world } = await openSite();
    await world.watch().poll('writeback');
    await world.watch().notify();
    world.tenant.enableWriteback();
    world.wait(60_000);
    await Promise.all([world.watch().poll('writeback'), world.watch().notify(), world.watch().notify()]);
    world.wait(61_000);
    await world.watch().notify();
    expect(
      world.mailbox
        .mails()
        .map(({ subject }) => subject)
        .reverse(),
    ).toEqual([expect.stringContaining('The watch has begun'), '[Critical] Contoso: Password writeback was turned on']);
  });
});

describe('the rows of a receiver', () => {
  it('are made for it from the commit on in which it is listed', async () => {
    const site = await openSite();
    await site.world.watch().poll('writeback');
    await site.minute();
    expect(toldToy(site.toy)).toEqual([]);
    site.world.tenant.enableWriteback();
    await site.minute();
    expect(toldToy(site.toy)).toHaveLength(1);
    expect(site.toy.accepted[0]?.rows).toEqual([expect.stringContaining(`pending|${TOY}|writeback|`)]);
  });
});
