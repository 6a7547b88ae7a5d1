import { describe, expect, it } from 'vitest';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Check, ReadResult, Source } from '../../shared/core/model/check.ts';
import type { Growth } from '../../shared/core/model/measure.ts';
import type { Said } from '../../shared/core/model/rule.ts';
import { valueWords } from '../../shared/core/text/outside.ts';
import { words } from '../../shared/core/text/words.ts';
import { MonitorError } from '../../shared/errors.ts';
import { type PollDeps, type PollResult, poll } from '../../shared/runs/poll.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { MemoryStore } from '../stubs/store.ts';
import { CALM, readingsOf, type Tenant } from '../stubs/tenant.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;

/** Polls of one store. `tenant` is what the next reading sees; `beforeReading` lets something happen before it. */
class Site {
  readonly store = new MemoryStore();
  tenant: Tenant = CALM;
  /** A measure that the source `cloudSync` reads. */
  measure: number | null = null;
  now = INSTALL;
  beforeReading: () => void | Promise<void> = () => {};
  /** What each log was asked with. */
  readonly watermarks: (string | null)[] = [];
  versions: { readonly [source: string]: { readonly scheme: number; readonly attributes: number } } = {};

  poll(): Promise<PollResult> {
    const now = () => this.now;
    const deps: PollDeps<unknown> = {
      check: this.check(),
      store: this.store,
      grant: () => null,
      now,
      hash: sha256,
      tenantId: 'tenant-id',
      policy: {
        blindAfterMinutes: 15,
        blindAfter: 15 * MINUTE,
        gapAfter: Number.POSITIVE_INFINITY,
        floor: 'warning',
        growth: { percent: 10, min: 10 },
      },
      receivers: ['mail'],
      readUntil: this.now + 30_000,
    };
    return poll(deps);
  }

  async pollAt(minute: number): Promise<PollResult> {
    this.now = INSTALL + minute * MINUTE;
    return this.poll();
  }

  head() {
    return this.store.headRows.get('writeback')?.value;
  }

  private check(): Check<unknown> {
    const reading = Promise.resolve().then(() => this.beforeReading());
    const { tenant, measure } = this;
    const sources = writeback.sources.map(
      (source): Source<unknown> => ({
        ...source,
        version: this.versions[source.name] ?? source.version,
        read: async (_access, watermark) => {
          if (source.name === 'directoryAudits') this.watermarks.push(watermark);
          await reading;
          const measures = measure === null || source.name !== 'cloudSync' ? [] : [{ name: 'users', value: measure }];
          return { ...readingOf(tenant, source.name), measures };
        },
      }),
    );
    return { ...(writeback as unknown as Check<unknown>), sources, growth };
  }
}

const growth = ({ name, now }: Growth): Said => ({
  rule: 'grown',
  subject: name,
  severity: 'warning',
  title: words`${now} ${valueWords(name)}`,
  why: '',
  todo: '',
  lines: [],
});

function readingOf(tenant: Tenant, source: string): ReadResult {
  const reading = readingsOf(tenant)[source];
  if (reading?.ok) return reading;
  throw new MonitorError('unavailable', `${source}: no`);
}

const enabled = (minute: number) => {
  const at = new Date(INSTALL + minute * MINUTE).toISOString();
  return { id: `on-${minute}`, says: 'on', at } as const;
};

describe('a poll', () => {
  it('stores at first the texts that its head names, then all in one transaction', async () => {
    const site = new Site();
    expect(await site.pollAt(1)).toMatchObject({ kind: 'changed', what: '9 lines of history, 1 to mail' });
    const calls = site.store.calls;
    expect(calls[0]).toBe('heads');
    expect(calls.at(-1)).toBe('commit');
    expect(calls.filter((call) => call === 'commit')).toHaveLength(1);
    const named = Object.values(site.head()?.sources ?? {}).map(({ snapshot }) => snapshot ?? '');
    for (const hash of [...named, site.head()?.verdict?.hash ?? '']) expect(site.store.texts.has(hash)).toBe(true);
    for (const [hash, text] of site.store.texts) expect(sha256(text)).toBe(hash);
  });

  it('costs one read and one write when nothing changed', async () => {
    const site = new Site();
    await site.pollAt(1);
    for (let minute = 2; minute < 6; minute += 1) {
      site.store.calls.length = 0;
      expect(await site.pollAt(minute)).toMatchObject({ kind: 'unchanged', what: 'nothing changed' });
      expect(site.store.calls).toEqual(['heads', 'commit']);
    }
    expect(site.head()).toMatchObject({
      generation: INSTALL + MINUTE + 4,
      readStartedAt: '2026-11-20T12:05:00.000Z',
      finishedAt: '2026-11-20T12:05:00.000Z',
    });
    expect(site.store.changeRows.size).toBe(1);
  });

  it('records a measure with its one write, and nothing of one that stays as it is', async () => {
    const site = new Site();
    await site.pollAt(1);
    for (const [minute, value] of [7, 7, 8, 8].entries()) {
      site.measure = value;
      site.store.calls.length = 0;
      expect(await site.pollAt(minute + 2)).toMatchObject({ kind: 'unchanged', what: 'nothing changed' });
      expect(site.store.calls).toEqual(['heads', 'commit']);
    }
    expect(site.store.measureRows).toEqual([
      { name: 'users', value: 7, at: '2026-11-20T12:02:00.000Z' },
      { name: 'users', value: 8, at: '2026-11-20T12:04:00.000Z' },
    ]);
    expect(site.head()?.measures).toEqual({ users: { value: 8, recordedAt: '2026-11-20T12:04:00.000Z', base: 7 } });
  });

  it('records the growth of a measure, and where it is counted from now, in one transaction with its history', async () => {
    const site = new Site();
    site.measure = 7;
    await site.pollAt(1);
    site.measure = 17;
    expect(await site.pollAt(2)).toMatchObject({ kind: 'changed', what: '1 lines of history, 1 to mail' });
    expect(site.store.calls.filter((call) => call === 'commit')).toHaveLength(2);
    expect(site.head()?.measures?.users?.base).toBe(17);
    expect(site.store.measureRows.map(({ value }) => value)).toEqual([7, 17]);
    const page = await site.store.history({ check: null, since: null, limit: 1, from: null });
    expect(page.items).toMatchObject([
      { item: { source: 'cloudSync', key: 'users', title: '17 users', before: 7, after: 17 }, mailed: false },
    ]);
  });

  it('keeps what it knows of a measure while its source cannot be read', async () => {
    const site = new Site();
    site.measure = 7;
    await site.pollAt(1);
    const known = site.head()?.measures;
    site.measure = 99;
    site.tenant = { ...CALM, failing: { cloudSync: 'unavailable' } };
    await site.pollAt(2);
    expect(known?.users?.value).toBe(7);
    expect(site.head()?.measures).toEqual(known);
    expect(site.store.measureRows).toHaveLength(1);
  });

  it('commits snapshot, history, outbox and open alerts of a drift together', async () => {
    const site = new Site();
    await site.pollAt(1);
    site.tenant = { ...CALM, events: [enabled(1.5)] };
    expect(await site.pollAt(2)).toEqual({
      kind: 'changed',
      what: '3 lines of history, 2 to mail',
      isUrgent: true,
      verdict: 'on',
      criticals: ['writeback-turned-on', 'writeback-on-undeclared'],
      figures: {},
    });
    const { generation, openAlerts } = site.head() ?? {};
    expect([...site.store.pendingRows.keys()]).toContain(`pending|mail|writeback|${generation}`);
    expect([...site.store.alertRows.keys()]).toEqual([`writeback-on-undeclared~undeclared~${generation}`]);
    expect(openAlerts?.map(({ id }) => id)).toEqual([...site.store.alertRows.keys()]);
    const page = await site.store.history({ check: null, since: null, limit: 3, from: null });
    expect(page.items.map(({ item, mailed }) => [item.title, mailed])).toEqual([
      ['Audit event: "Enable password writeback for directory"', false],
      ['Verdict: writeback unknown → on', null],
      ['Password writeback is on, and nobody declared it', false],
    ]);
  });

  it('closes a condition and takes its row away', async () => {
    const site = new Site();
    site.tenant = { ...CALM, events: [enabled(-60)] };
    await site.pollAt(1);
    expect(site.store.alertRows.size).toBe(1);
    site.tenant = { ...site.tenant, declared: { says: 'on', on: '2026-11-01', by: 'Ada' } };
    await site.pollAt(2);
    expect(site.store.alertRows.size).toBe(0);
    expect(site.head()?.openAlerts).toEqual([]);
  });

  it('raises a source that is blind to critical when writeback turns on meanwhile, and tells it', async () => {
    const site = new Site();
    await site.pollAt(1);
    const blind = { ...CALM, failing: { directoryAudits: 'unavailable' } };
    site.tenant = blind;
    for (let minute = 2; minute <= 20; minute += 1) await site.pollAt(minute);
    const severity = () => site.head()?.openAlerts.find(({ rule }) => rule === 'source-blind')?.severity;
    expect(severity()).toBe('warning');
    site.tenant = { ...blind, flags: { ...CALM.flags, passwordWritebackEnabled: true } };
    await site.pollAt(21);
    await site.pollAt(22);
    expect(severity()).toBe('critical');
    const told = [...site.store.pendingRows.values()].flatMap(({ alerts }) => alerts);
    expect(told.filter(({ rule }) => rule === 'source-blind').map(({ kind }) => kind)).toEqual(['opened', 'raised']);
    expect(await site.pollAt(23)).toMatchObject({ kind: 'unchanged' });
  });

  it('asks a log from its watermark on', async () => {
    const site = new Site();
    site.tenant = { ...CALM, events: [enabled(-60)] };
    await site.pollAt(1);
    await site.pollAt(2);
    expect(site.watermarks).toEqual([null, '2026-11-20T11:00:00.000Z']);
  });

  it('asks a log without a bound when its key scheme is new: that reading is the new baseline', async () => {
    const site = new Site();
    site.tenant = { ...CALM, events: [enabled(-60)] };
    await site.pollAt(1);
    site.versions = { directoryAudits: { scheme: 2, attributes: 1 } };
    await site.pollAt(2);
    await site.pollAt(3);
    expect(site.watermarks).toEqual([null, null, '2026-11-20T11:00:00.000Z']);
  });

  it('asks a log without a bound after its snapshot was lost', async () => {
    const site = new Site();
    site.tenant = { ...CALM, events: [enabled(-60)] };
    await site.pollAt(1);
    site.store.texts.delete(site.head()?.sources.directoryAudits?.snapshot ?? '');
    site.tenant = { ...site.tenant, sspr: true };
    await site.pollAt(2);
    await site.pollAt(3);
    expect(site.watermarks).toEqual([null, '2026-11-20T11:00:00.000Z', null]);
  });

  it('keeps an open alert whose row is gone, gives it its text again, and can close it', async () => {
    const site = new Site();
    site.tenant = { ...CALM, events: [enabled(-60)] };
    await site.pollAt(1);
    const [id] = [...site.store.alertRows.keys()];
    site.store.alertRows.clear();
    site.tenant = { ...site.tenant, sspr: true };
    await site.pollAt(2);
    expect(site.head()?.openAlerts.map((alert) => alert.id)).toEqual([id]);
    site.tenant = { ...site.tenant, declared: { says: 'on', on: '2026-11-01', by: 'Ada' } };
    await site.pollAt(3);
    const closings = [...site.store.pendingRows.values()].flatMap(({ alerts }) =>
      alerts.filter(({ kind }) => kind === 'closed'),
    );
    const opened = 'Password writeback is on, and nobody declared it';
    const why = 'closed because it was declared "on" as of 2026-11-01 by "Ada" (WRITEBACK_DECLARED)';
    expect(closings).toMatchObject([{ id, severity: 'critical', title: `${opened}: ${why}` }]);
  });

  it('lets an error of the store out, with nothing stored', async () => {
    const site = new Site();
    site.store.before = (call) => {
      if (call === 'commit') throw new MonitorError('unavailable', 'the table did not answer');
    };
    await expect(site.pollAt(1)).rejects.toMatchObject({ code: 'unavailable' });
    expect([site.store.headRows.size, site.store.pendingRows.size]).toEqual([0, 0]);
  });
});

describe('two polls at once', () => {
  /** A slow poll reads `slow`; before it can commit, a fast one begins, reads `fast` and commits. */
  async function overtaken(slow: Partial<Tenant>, fast: Partial<Tenant>) {
    const site = new Site();
    await site.pollAt(1);
    site.now = INSTALL + 2 * MINUTE;
    site.tenant = { ...CALM, ...slow };
    let fastResult: PollResult | null = null;
    site.beforeReading = async () => {
      site.beforeReading = () => {};
      site.tenant = { ...CALM, ...fast };
      site.now += 1_000;
      fastResult = await site.poll();
    };
    const slowResult = await site.poll();
    return { site, slow: slowResult, fast: fastResult as PollResult | null };
  }

  const LOST = { kind: 'lost', what: 'another poll committed first; this reading is discarded' };

  it('let the slower one discard what it read earlier, so that newer truth stands', async () => {
    const { site, slow, fast } = await overtaken({}, { events: [enabled(1.5)] });
    expect(fast?.kind).toBe('changed');
    expect(slow).toEqual(LOST);
    expect(site.head()).toMatchObject({ readStartedAt: '2026-11-20T12:02:01.000Z', verdict: { state: 'on' } });
  });

  it('let the slower one leave no trace of what only it saw', async () => {
    const { site, slow } = await overtaken({ sspr: true }, {});
    expect(slow).toEqual(LOST);
    expect(site.store.changeRows.size).toBe(1);
    expect([...site.store.pendingRows.values()].flatMap(({ alerts }) => alerts.map(({ rule }) => rule))).toEqual([
      'baseline',
    ]);
  });

  it('tell the same drift once, whichever of them is first', async () => {
    const { site, slow } = await overtaken({ events: [enabled(1.5)] }, { events: [enabled(1.5)] });
    expect(slow).toEqual(LOST);
    const rules = [...site.store.pendingRows.values()].flatMap(({ alerts }) => alerts.map(({ rule }) => rule));
    expect(rules).toEqual(['baseline', 'writeback-turned-on', 'writeback-on-undeclared']);
  });

  it('begin a head once when both find none', async () => {
    const site = new Site();
    const results: PollResult[] = [];
    site.beforeReading = async () => {
      site.beforeReading = () => {};
      results.push(await site.poll());
    };
    results.push(await site.poll());
    expect(results.map(({ kind }) => kind)).toEqual(['changed', 'lost']);
    expect(site.store.pendingRows.size).toBe(1);
  });
});

describe('a head of newer code', () => {
  it.each<[name: string, version: { scheme: number; attributes: number }]>([
    ['with more attributes', { scheme: 1, attributes: 2 }],
    ['with a later key scheme', { scheme: 2, attributes: 1 }],
  ])('%s is left alone for 15 minutes after its last poll, then taken for rolled back', async (_, version) => {
    const site = new Site();
    site.versions = { cloudSync: version };
    await site.pollAt(1);
    site.versions = {};
    site.store.calls.length = 0;
    expect(await site.pollAt(15.99)).toEqual({
      kind: 'yielded',
      what: 'a newer version polled within the last 15 minutes',
    });
    expect(site.store.calls).toEqual(['heads']);
    expect((await site.pollAt(16)).kind).not.toBe('yielded');
    expect(site.head()?.sources.cloudSync?.version).toEqual({ scheme: 1, attributes: 1 });
    await site.pollAt(17);
    const events = [...site.store.pendingRows.values()].flatMap(({ alerts }) => alerts.map(({ rule }) => rule));
    expect(events.filter((rule) => rule === 'version-rolled-back')).toHaveLength(1);
  });

  it('is told by the version of the whole check too, so that a new source is not dropped', async () => {
    const site = new Site();
    await site.pollAt(1);
    const stored = site.store.headRows.get('writeback');
    if (!stored) throw new Error('no head');
    site.store.headRows.set('writeback', { ...stored, value: { ...stored.value, version: stored.value.version + 1 } });
    expect((await site.pollAt(2)).kind).toBe('yielded');
    expect((await site.pollAt(16)).kind).not.toBe('yielded');
    expect(site.head()?.version).toBe(stored.value.version);
  });

  it('is yielded to for as long as the newer code polls', async () => {
    const site = new Site();
    for (let minute = 1; minute < 60; minute += 10) {
      site.versions = { cloudSync: { scheme: 1, attributes: 2 } };
      await site.pollAt(minute);
      site.versions = {};
      expect((await site.pollAt(minute + 5)).kind).toBe('yielded');
    }
  });

  it('is not what older code leaves: newer code polls at once', async () => {
    const site = new Site();
    await site.pollAt(1);
    site.versions = { cloudSync: { scheme: 1, attributes: 2 } };
    expect((await site.pollAt(2)).kind).not.toBe('yielded');
  });
});
