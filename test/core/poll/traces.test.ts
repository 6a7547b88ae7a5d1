import { describe, expect, it } from 'vitest';
import type { Check } from '../../../shared/core/model/check.ts';
import type { Reading, Readings } from '../../../shared/core/model/source.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

/** Counts the facts of its verdict; not known when there are more than three. */
const check: Check<unknown> = {
  ...toyCheck,
  figures: (verdict) => ({ holders: verdict && verdict.length <= 3 ? verdict.length : null }),
};

const failed: Reading = { ok: false, error: { code: 'unavailable', message: '', hint: '' } };

function good(keys: readonly string[], pulses: readonly (readonly [kind: string, at: string | null])[] = []): Reading {
  return {
    ok: true,
    facts: keys.map((key) => ({ key, label: key, attributes: {} })),
    pulses: pulses.map(([kind, time], n) => ({ key: `${kind}-${n}`, kind, at: time, intervalMs: 30 * MINUTE })),
  };
}

/** The optional sources are always read, and hold nothing. */
const readings = (needed: Reading): Readings => ({ needed, extra: good([]), events: good([]) });

/** What each poll records, as `12:00 name value`. */
function play(polls: readonly (readonly [minute: number, own: Reading])[]): string[] {
  const watch = new PureWatch(check, NOON);
  return polls.flatMap(([minute, own]) =>
    watch
      .poll(readings(own), NOON + minute * MINUTE)
      .outcome.measures.map(({ name, at: time, value }) => `${time.slice(11, 16)} ${name} ${value}`),
  );
}

const holders = `${check.name}.holders`;
const job = `${check.name}.heartbeat.job`;

describe('what a verdict counts', () => {
  it('is recorded when it changes, and hourly while it stays', () => {
    const two = good(['a', 'b']);
    expect(
      play([
        [0, good(['a'])],
        [1, two],
        [2, two],
        [30, two],
        [61, two],
        [62, two],
      ]),
    ).toEqual([`12:00 ${holders} 1`, `12:01 ${holders} 2`, `13:01 ${holders} 2`]);
  });

  it('leaves no point while a required source cannot be read', () => {
    const one = good(['a']);
    expect(
      play([
        [0, one],
        [70, failed],
        [140, failed],
        [150, one],
      ]),
    ).toEqual([`12:00 ${holders} 1`, `14:30 ${holders} 1`]);
  });

  it('is forgotten when it can be counted no more, and not recorded as it was', () => {
    const many = good(['a', 'b', 'c', 'd']);
    expect(
      play([
        [0, good(['a'])],
        [1, many],
        [70, many],
        [140, many],
      ]),
    ).toEqual([`12:00 ${holders} 1`]);
  });

  it('is counted once after an upgrade, though nothing else has changed', () => {
    const watch = new PureWatch(check, NOON);
    const one = readings(good(['a']));
    watch.poll(one, NOON);
    watch.poll(one, NOON + MINUTE);
    if (watch.head) watch.head = { ...watch.head, measures: {} };
    expect(watch.poll(one, NOON + 2 * MINUTE).outcome).toMatchObject({
      change: null,
      measures: [{ name: holders, value: 1 }],
    });
    expect(watch.poll(one, NOON + 3 * MINUTE)).toMatchObject({ unchanged: true, outcome: { measures: [] } });
  });

  it('is never told as growth, however fast it grows', () => {
    const watch = new PureWatch(
      {
        ...check,
        growth: () => {
          throw new Error('asked');
        },
      },
      NOON,
    );
    for (const [n, keys] of [[], ['a'], ['a', 'b', 'c']].entries()) {
      expect(watch.poll(readings(good(keys)), NOON + n * MINUTE).outcome.head.measures?.[holders]?.value).toBe(
        keys.length,
      );
    }
  });
});

describe('a heartbeat', () => {
  const beats = (pulses: readonly (readonly [string, string | null])[]) => good(['a'], pulses);
  const only = (lines: readonly string[]) => lines.filter((line) => line.includes('heartbeat'));

  it('is recorded as on time, late and silent when it becomes so', () => {
    const still = beats([['job', at(0)]]);
    expect(
      only(
        play([
          [0, still],
          [30, still],
          [91, still],
          [120, still],
          [181, still],
        ]),
      ),
    ).toEqual([`12:00 ${job} 0`, `13:31 ${job} 1`, `15:01 ${job} 2`]);
  });

  it('is the worst of its kind', () => {
    expect(
      only(
        play([
          [
            0,
            beats([
              ['job', at(0)],
              ['job', at(-400)],
              ['other', at(-100)],
            ]),
          ],
        ]),
      ),
    ).toEqual([`12:00 ${job} 2`, `12:00 ${check.name}.heartbeat.other 1`]);
  });

  it('that shows no time leaves no point', () => {
    expect(only(play([[0, beats([['job', null]])]]))).toEqual([]);
  });

  it('whose source cannot be read is recorded as not seen, never as it was', () => {
    expect(
      only(
        play([
          [0, beats([['job', at(0)]])],
          [5, failed],
          [10, failed],
          [15, beats([['job', at(14)]])],
        ]),
      ),
    ).toEqual([`12:00 ${job} 0`, `12:05 ${job} 3`, `12:15 ${job} 0`]);
  });
});
