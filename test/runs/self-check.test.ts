import { describe, expect, it } from 'vitest';
import { READING } from '../../shared/checks/entra/permissions.ts';
import { gapFinding } from '../../shared/checks/watch/gap.ts';
import { watchOver } from '../../shared/checks/watch/index.ts';
import { isSelfCondition, selfConditions } from '../../shared/checks/watch/self-conditions.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Check, Source } from '../../shared/core/model/check.ts';
import type { Head } from '../../shared/core/model/head.ts';
import { EMPTY_MAILBOX } from '../../shared/core/notify/mailbox.ts';
import { MonitorError } from '../../shared/errors.ts';
import { watchStep } from '../../shared/runs/self-check.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { MemoryStore } from '../stubs/store.ts';
import { headOf } from '../stubs/stored-state.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60;
const GRAPH = '0f0f0f0f-1111-4222-8333-444455556666';

/** Notifiers over one store, beside a poll of `writeback` that is alive until told otherwise. */
class Site {
  readonly store = new MemoryStore();
  now = INSTALL;
  /** What the identity was granted; an error: it may not look. */
  granted: string[] | MonitorError = READING.map(({ id }) => id);
  pollsAlive = true;
  skewMs: number | null = 0;
  /** Sources read so far. */
  reads = 0;
  beforeReading: () => void | Promise<void> = () => {};
  version = 1;
  /** Most scripts jump over hours. */
  gapAfter = Number.POSITIVE_INFINITY;

  async run(minute: number) {
    this.now = INSTALL + minute * MINUTE;
    if (this.pollsAlive) this.poll();
    return this.step();
  }

  step() {
    return watchStep(() => ({
      check: this.check(),
      store: this.store,
      grant: () => null,
      now: () => this.now,
      hash: sha256,
      tenantId: 'tenant-id',
      policy: {
        blindAfterMinutes: 15,
        blindAfter: 3 * DAY * MINUTE,
        gapAfter: this.gapAfter,
        floor: 'warning',
        growth: { percent: 10, min: 10 },
      },
      receivers: ['mail'],
      policies: new Map([['mail', { perMinute: 5, perHour: 10 }]]),
      readUntil: this.now + 12_000,
      clockSkewMs: () => null,
      polls: [{ name: 'writeback', intervalMs: MINUTE }],
      self: { conditions: selfConditions, owns: isSelfCondition, gap: gapFinding },
    }));
  }

  poll(over: Partial<Head> = {}) {
    const at = new Date(this.now).toISOString();
    const value = headOf({ check: 'writeback', finishedAt: at, skewMs: this.skewMs, ...over });
    this.store.headRows.set('writeback', { value, etag: `w-${this.now}` });
  }

  head() {
    return this.store.headRows.get('watch')?.value;
  }

  /** Kind and rule of all that waits to be mailed, in order. */
  mail(): string[] {
    return [...this.store.pendingRows.values()].flatMap(({ alerts }) =>
      alerts.map(({ kind, rule }) => `${kind} ${rule}`),
    );
  }

  private check(): Check<null> {
    const real = watchOver([writeback]);
    const sources = real.sources.map(
      (source): Source<null> => ({
        ...source,
        read: async () => {
          // What costs no request is looked at in each run, and is the same here.
          if (source.local) return { facts: [] };
          this.reads += 1;
          await this.beforeReading();
          if (source.name === 'licence') return { facts: [] };
          if (this.granted instanceof MonitorError) throw this.granted;
          const facts = this.granted.map((roleId) => ({
            key: `${GRAPH}/${roleId}`,
            attributes: { roleId, resourceId: GRAPH },
          }));
          return { facts };
        },
      }),
    );
    return { ...real, sources, version: this.version };
  }
}

const DENIED = new MonitorError('denied', 'no', { hint: 'Grant Application.Read.All' });

describe('the watch over the watch', () => {
  it('reads at first, then daily; between, a run reads two ranges of rows and leaves its trace', async () => {
    const site = new Site();
    expect(await site.run(0)).toMatchObject({ kind: 'changed', error: null });
    expect(site.mail()).toEqual(['summary baseline']);
    for (let minute = 1; minute < DAY; minute += 60) {
      site.store.calls.length = 0;
      expect(await site.run(minute)).toMatchObject({ kind: 'idle' });
      expect(site.store.calls.toSorted()).toEqual(['commit', 'heads', 'outboxes']);
      expect(site.head()?.finishedAt).toBe(new Date(INSTALL + minute * MINUTE).toISOString());
    }
    expect(await site.run(DAY - 1)).toMatchObject({ kind: 'idle' });
    expect(site.reads).toBe(2);
    expect(await site.run(DAY)).toMatchObject({ kind: 'unchanged' });
    expect(site.reads).toBe(4);
    expect(site.mail()).toEqual(['summary baseline']);
  });

  it.each<[name: string, prepare: (site: Site) => void]>([
    [
      'after a failure',
      (site) => {
        site.granted = DENIED;
      },
    ],
    [
      'while an absence waits for its second reading',
      (site) => {
        site.granted = [];
      },
    ],
  ])('reads again an hour later %s', async (_, prepare) => {
    const site = new Site();
    await site.run(0);
    prepare(site);
    await site.run(DAY);
    expect(await site.run(DAY + 59)).toMatchObject({ kind: 'idle' });
    site.reads = 0;
    await site.run(DAY + 60);
    expect(site.reads).toBe(2);
  });

  it('reads again at once under a new version, and when the clock has jumped back', async () => {
    const site = new Site();
    await site.run(0);
    site.version = 2;
    await site.run(1);
    expect(site.reads).toBe(4);
    await site.run(-2 * DAY);
    expect(site.reads).toBe(6);
  });

  it('opens and closes an overdue poll with exactly one mail each, its own sources kept', async () => {
    const site = new Site();
    await site.run(0);
    const sources = site.head()?.sources;
    site.pollsAlive = false;
    const kinds: string[] = [];
    for (let minute = 1; minute <= 30; minute += 1) kinds.push((await site.run(minute)).kind);
    expect(kinds.filter((kind) => kind !== 'idle')).toEqual(['changed']);
    site.pollsAlive = true;
    for (let minute = 31; minute <= 40; minute += 1) await site.run(minute);
    expect(site.mail()).toEqual(['summary baseline', 'opened poll-overdue', 'closed poll-overdue']);
    expect(site.head()?.sources).toEqual(sources);
    expect(site.head()?.readStartedAt).toBe('2026-11-20T12:00:00.000Z');
    expect(site.head()?.tenantName).toBe('Contoso');
    expect(site.reads).toBe(2);
    expect(site.store.alertRows.size).toBe(0);
  });

  it('of two notifiers at once tells it once; who loses ends', async () => {
    const site = new Site();
    await site.run(0);
    site.pollsAlive = false;
    site.now += 10 * MINUTE;
    const steps = await Promise.all([site.step(), site.step()]);
    expect(steps.map(({ kind }) => kind).sort()).toEqual(['changed', 'lost']);
    expect(site.mail()).toEqual(['summary baseline', 'opened poll-overdue']);
    expect(await site.step()).toMatchObject({ kind: 'idle' });
  });

  it('discards a reading when another committed meanwhile', async () => {
    const site = new Site();
    await site.run(0);
    let isFirst = true;
    site.beforeReading = async () => {
      if (!isFirst) return;
      isFirst = false;
      await site.step();
    };
    expect(await site.run(DAY)).toMatchObject({ kind: 'lost', error: null });
    expect(site.head()?.generation).toBe(INSTALL + 1);
  });

  it('records a refused mail without mailing it, and that it ended', async () => {
    const site = new Site();
    await site.run(0);
    const mailbox = (refused: object | null) => ({ value: { ...EMPTY_MAILBOX, refused } as never, etag: 'm' });
    site.store.mailbox = mailbox({ at: '2026-11-20T12:00:30.000Z', settings: 's', alertIds: [] });
    await site.run(1);
    expect([...site.store.alertRows.values()]).toMatchObject([{ rule: 'mail-refused', mailed: false }]);
    site.store.mailbox = mailbox(null);
    await site.run(2);
    expect(site.store.alertRows.size).toBe(0);
    expect(site.mail()).toEqual(['summary baseline']);
    const page = await site.store.history({ check: 'watch', since: null, limit: 2, from: null });
    expect(page.items.map(({ item, mailed }) => [item.change, mailed])).toEqual([
      ['removed', null],
      ['added', null],
    ]);
  });

  it('tells a clock that is off by the heads of the polls, and keeps still while Graph says no time', async () => {
    const site = new Site();
    await site.run(0);
    site.skewMs = 6 * MINUTE;
    await site.run(1);
    await site.run(2);
    site.skewMs = 0;
    await site.run(3);
    expect(site.mail()).toEqual(['summary baseline', 'opened clock-off', 'closed clock-off']);
  });

  it('reads at once what is stored but lost, when it has to commit: nothing is taken for gone', async () => {
    const site = new Site();
    site.granted = [...READING.map(({ id }) => id), '19dbc75e-c2e2-444c-a770-ec69d8559fc7'];
    await site.run(0);
    site.store.texts.clear();
    site.pollsAlive = false;
    await site.run(10);
    expect(site.reads).toBe(4);
    expect([...site.store.alertRows.values()].map(({ rule }) => rule).sort()).toEqual([
      'permission-write',
      'poll-overdue',
    ]);
    expect(site.mail().filter((one) => one.startsWith('closed'))).toEqual([]);
  });

  it('yields to newer code that was here just now, then tells that it was rolled back', async () => {
    const site = new Site();
    site.version = 2;
    await site.run(0);
    site.version = 1;
    expect(await site.run(14)).toMatchObject({ kind: 'yielded' });
    expect(await site.run(15)).toMatchObject({ kind: 'changed' });
    expect(site.mail()).toEqual(['summary baseline', 'event version-rolled-back']);
    await site.run(16);
    expect(site.mail()).toHaveLength(2);
  });

  it('never throws: a store that fails is told as a step that failed', async () => {
    const site = new Site();
    site.store.before = (call) => {
      if (call === 'heads') throw new MonitorError('unavailable', 'the table is away');
    };
    expect(await site.run(0)).toMatchObject({ kind: 'failed', error: { code: 'unavailable' } });
    site.store.before = () => {
      throw new TypeError('a mistake');
    };
    expect(await site.run(1)).toMatchObject({ kind: 'failed', what: 'internal: Unexpected TypeError' });
  });
});

describe('a gap in the runs of the notifier', () => {
  const GAP = 3;
  const notes = (site: Site) =>
    [...site.store.pendingRows.values()].flatMap(({ alerts }) =>
      alerts.filter(({ rule }) => rule === 'watch-was-down').map(({ title }) => title),
    );
  async function runningSite() {
    const site = new Site();
    site.gapAfter = GAP * MINUTE;
    for (const minute of [0, 1, 2]) await site.run(minute);
    return site;
  }

  it('of the whole watch is told as one note with its span, and no poll is called overdue for it', async () => {
    const site = await runningSite();
    site.pollsAlive = false;
    for (const minute of [9, 10]) await site.run(minute);
    site.pollsAlive = true;
    for (const minute of [11, 12]) await site.run(minute);
    expect(site.mail()).toEqual(['summary baseline', 'event watch-was-down']);
    expect(notes(site)).toEqual(['The watch was down from 2026-11-20 12:02:00 UTC to 2026-11-20 12:09:00 UTC']);
  });

  it('is no gap while it is short', async () => {
    const site = await runningSite();
    await site.run(2 + GAP);
    expect(notes(site)).toEqual([]);
  });

  it('in which polls went on says that only mail waited', async () => {
    const site = await runningSite();
    for (const minute of [3, 4, 5, 6, 7, 8, 9]) {
      site.now = INSTALL + minute * MINUTE;
      site.poll();
    }
    await site.run(9);
    expect(notes(site)).toEqual([
      'Nothing was mailed from 2026-11-20 12:02:00 UTC to 2026-11-20 12:09:00 UTC: the notifier did not run',
    ]);
  });

  it('excuses a poll only as long as it would have had anyway: a timer that died is told', async () => {
    const site = await runningSite();
    site.pollsAlive = false;
    for (const minute of [60, 61, 62, 63, 64, 65]) await site.run(minute);
    expect(site.mail()).toEqual(['summary baseline', 'event watch-was-down', 'opened poll-overdue']);
  });

  it('does not end what was overdue before it', async () => {
    const site = await runningSite();
    site.pollsAlive = false;
    for (const minute of [3, 4, 5, 6, 7, 8]) await site.run(minute);
    expect(site.mail()).toContain('opened poll-overdue');
    for (const minute of [60, 61]) await site.run(minute);
    expect(site.mail().filter((mail) => mail.endsWith('poll-overdue'))).toEqual(['opened poll-overdue']);
    site.pollsAlive = true;
    await site.run(62);
    expect(site.mail()).toContain('closed poll-overdue');
  });

  it('is told once, also when the run that told it was cut off before its mail left', async () => {
    const site = await runningSite();
    await site.run(9);
    await site.step();
    await site.run(10);
    expect(notes(site)).toHaveLength(1);
  });
});
