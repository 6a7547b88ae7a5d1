import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check, ReadResult, Source } from '../../shared/core/model/check.ts';
import type { Fact, Snapshot } from '../../shared/core/model/fact.ts';
import type { Reading } from '../../shared/core/model/source.ts';
import { MonitorError } from '../../shared/errors.ts';
import { type Others, readAll } from '../../shared/runs/read.ts';
import { toyCheck } from '../stubs/toy-check.ts';

type Access = { readonly signal: AbortSignal };
type Read = Source<Access>['read'];

const facts = [{ key: 'a', attributes: {} }];
const fine: Read = () => Promise.resolve({ facts });
const never: Read = () => new Promise<never>(() => {});
const fails =
  (error: unknown): Read =>
  () =>
    Promise.reject(error);

/** The toy check, each of its sources read in a way of its own. */
function checkOf(reads: { readonly [source: string]: Read }) {
  const sources = toyCheck.sources.map((source) => ({ ...source, read: reads[source.name] ?? fine }));
  return { ...toyCheck, sources };
}

/** By source, the signal that its access was bound to. */
function readings(reads: { readonly [source: string]: Read }, waitMs = 1_000, watermarks = {}) {
  const signals: AbortSignal[] = [];
  const grant = (signal: AbortSignal): Access => {
    signals.push(signal);
    return { signal };
  };
  const deadline = { at: Date.now() + waitMs, now: Date.now };
  return { signals, done: readAll(checkOf(reads), watermarks, grant, deadline) };
}

describe('reading all sources', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives a reading of each, and leaves no timer behind', async () => {
    const { done } = readings({});
    expect(await done).toEqual({
      needed: { ok: true, facts },
      extra: { ok: true, facts },
      events: { ok: true, facts },
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins them side by side', async () => {
    const begun: string[] = [];
    const noting =
      (name: string): Read =>
      async () => {
        begun.push(name);
        await new Promise((resume) => setTimeout(resume, 10));
        return { facts };
      };
    const { done } = readings({ needed: noting('needed'), extra: noting('extra'), events: noting('events') });
    expect(begun).toEqual(['needed', 'extra', 'events']);
    await vi.advanceTimersByTimeAsync(10);
    await done;
  });

  it('hands each log its own watermark, and null to a source that has none', async () => {
    const given: { [source: string]: string | null } = {};
    const noting =
      (name: string): Read =>
      (_access, watermark) => {
        given[name] = watermark;
        return Promise.resolve({ facts, watermark: 'later' });
      };
    const { done } = readings({ needed: noting('needed'), events: noting('events') }, 1_000, { events: 'earlier' });
    expect((await done).events).toEqual({ ok: true, facts, watermark: 'later' });
    expect(given).toEqual({ needed: null, events: 'earlier' });
  });

  it.each<[name: string, thrown: unknown, error: object]>([
    [
      'an error with a code',
      new MonitorError('denied', 'GET /x: 403', { hint: 'grant it' }),
      { code: 'denied', message: 'GET /x: 403', hint: 'grant it' },
    ],
    [
      'an unexpected error, whose text may be the tenant’s',
      new TypeError('cannot read "Ada Lovelace"'),
      {
        code: 'internal',
        message: 'Unexpected TypeError',
        hint: 'Look at the log of this run. If it happens again, report it with the version.',
      },
    ],
    [
      'a thing that is no error',
      'secret',
      {
        code: 'internal',
        message: 'Unexpected string',
        hint: 'Look at the log of this run. If it happens again, report it with the version.',
      },
    ],
  ])('turns %s into the reading of that source alone', async (_, thrown, error) => {
    const all = await readings({ extra: fails(thrown) }).done;
    expect(all).toEqual({ needed: { ok: true, facts }, extra: { ok: false, error }, events: { ok: true, facts } });
  });

  it('takes an error that is thrown at once like any other', async () => {
    const broken: Read = () => {
      throw new MonitorError('contract', 'no');
    };
    expect((await readings({ needed: broken }).done).needed).toMatchObject({ ok: false, error: { code: 'contract' } });
  });

  it('ends a source that neither answers nor heeds its signal at the deadline, and waits for no other', async () => {
    const { done, signals } = readings({ extra: never }, 30_000);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(signals[1]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await done).toEqual({
      needed: { ok: true, facts },
      extra: {
        ok: false,
        error: {
          code: 'unavailable',
          message: 'extra: no answer within the time of this poll',
          hint: 'The watch tries again by itself. If it lasts, look at Microsoft Graph and the network of the app.',
        },
      },
      events: { ok: true, facts },
    });
    expect(signals[1]?.aborted).toBe(true);
  });

  it('waits not at all when the deadline has passed', async () => {
    const { done } = readings({ extra: never }, -5_000);
    await vi.advanceTimersByTimeAsync(0);
    expect((await done).extra).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('ends the other requests of a source at its first final failure, and those of no other source', async () => {
    const ended: string[] = [];
    const twoRequests: Read = ({ signal }) => {
      const slow = new Promise<ReadResult>(() => signal.addEventListener('abort', () => ended.push('slow')));
      return Promise.all([slow, Promise.reject(new MonitorError('denied', 'no'))]).then(([result]) => result);
    };
    const { done, signals } = readings({ needed: twoRequests, extra: never }, 30_000);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toEqual(['slow']);
    expect(signals[1]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await done).needed).toMatchObject({ ok: false, error: { code: 'denied' } });
  });

  it('lets a failure that comes after the deadline bother nobody', async () => {
    const late: Read = () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 2_000));
    const { done } = readings({ extra: late }, 1_000);
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await done).extra).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('tells of each reading as soon as it is there', async () => {
    const told: string[] = [];
    const slow: Read = () => new Promise((resume) => setTimeout(() => resume({ facts }), 10));
    const check = checkOf({ needed: slow, extra: fails(new MonitorError('denied', 'no')) });
    const deadline = { at: Date.now() + 1_000, now: Date.now };
    const tell = (source: string, reading: Reading) => told.push(`${source} ${reading.ok}`);
    const done = readAll(check, {}, (signal) => ({ signal }), deadline, tell);
    await vi.advanceTimersByTimeAsync(5);
    expect(told.sort()).toEqual(['events true', 'extra false']);
    await vi.advanceTimersByTimeAsync(5);
    await done;
    expect(told).toEqual(['events true', 'extra false', 'needed true']);
  });

  describe('of which one stands on another', () => {
    type Other = { readonly others: Others };

    /** What `extra` sees of `needed`, which is read as given, or was as `before` says. */
    async function seen(needed: () => Promise<ReadResult>, before: Snapshot | null = null) {
      let found: readonly Fact[] | null = null;
      const looks: Source<Other>['read'] = async ({ others }) => {
        found = await others.standing('needed');
        return { facts };
      };
      const reads: { [name: string]: Source<Other>['read'] } = { needed, extra: looks };
      const sources = toyCheck.sources.map((source) => ({ ...source, read: reads[source.name] ?? fine }));
      const terms = { at: Date.now() + 1_000, now: Date.now, believed: async () => before };
      const check = { ...toyCheck, sources } as unknown as Check<Other>;
      await readAll(check, {}, (_signal, others) => ({ others }), terms);
      return found;
    }
    const stored: Snapshot = [{ key: 'old', attributes: {}, firstSeen: '', since: '' }];

    it('shows it the facts as they were just read', async () => {
      expect(await seen(() => Promise.resolve({ facts }), stored)).toEqual(facts);
    });

    it('shows it what was believed before when the other cannot be read', async () => {
      expect(await seen(() => Promise.reject(new MonitorError('denied', 'no')), stored)).toEqual(stored);
    });

    it('shows it nothing, which is not an empty list, when the other was never read', async () => {
      expect(await seen(() => Promise.reject(new MonitorError('denied', 'no')))).toBeNull();
    });
  });
});
