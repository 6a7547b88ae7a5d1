import { describe, expect, it } from 'vitest';
import type { Check, Finding } from '../../../shared/core/model/check.ts';
import { alertOf, type Rule } from '../../../shared/core/model/rule.ts';
import { quoted } from '../../../shared/core/text/outside.ts';
import { words } from '../../../shared/core/text/words.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;

const GRANT: Rule = { id: 'grant', severity: 'critical', why: '', todo: '', told: 'mailed' };

/** Like the toy, but each value of a fact that is new or other is told as an event about its key; it may weigh. */
const granting: Check<unknown> = {
  ...toyCheck,
  interpret: ({ sources }) => ({
    findings: sources.flatMap(({ source, drift }) =>
      drift.map(({ change, key, before, after }): Finding => {
        const weight = Number(after?.attributes.weight ?? 0);
        const about = {
          subject: String(after?.attributes.of ?? key),
          title: words`${quoted(key)} can reset`,
          lines: [],
          weight,
        };
        const says = { before: before?.attributes ?? null, after: after?.attributes ?? null };
        const line = { source, change, key, title: quoted(key), severity: 'info' as const, ...says };
        return change === 'removed' ? line : { ...line, event: alertOf(GRANT, 'on', about) };
      }),
    ),
    conditions: [],
  }),
};

type Rows = readonly { readonly key: string; readonly attributes: { readonly [name: string]: string | number } }[];
const row = (key: string, attributes: { readonly [name: string]: string | number } = {}): Rows[number] => ({
  key,
  attributes,
});

/** What is mailed, each as `minute kind rule`, while each list stands for so many minutes. */
function play(check: Check<unknown>, script: readonly (readonly [minutes: number, rows: Rows])[]) {
  const watch = new PureWatch(check, INSTALL);
  const mail: string[] = [];
  const lines: string[] = [];
  let minute = 0;
  for (const [minutes, rows] of script)
    for (const end = minute + minutes; minute < end; minute += 1) {
      const needed = { ok: true as const, facts: rows.map((one) => ({ ...one })) };
      const nothing = { ok: true as const, facts: [] };
      const told = watch.poll({ needed, extra: nothing, events: nothing }, INSTALL + minute * MINUTE);
      mail.push(...told.mail.filter((one) => !one.startsWith('summary')).map((one) => `${minute} ${one}`));
      lines.push(...told.lines);
    }
  return { mail, lines, watch };
}

const times = <T>(count: number, part: readonly T[]): T[] => Array.from({ length: count }, () => part).flat();

describe('what comes and goes', () => {
  it('as a condition is told, told as flapping, and then only recorded until it has been still for an hour', () => {
    const { mail, lines } = play(toyCheck, [
      ...times(6, [
        [15, []],
        [15, [row('a', { value: 2 })]],
      ] as const),
      [90, []],
    ]);
    // Absence is believed at the second reading.
    expect(mail).toEqual([
      '15 opened warning two',
      '31 closed warning two',
      '45 opened warning flapping',
      '241 closed warning flapping',
    ]);
    expect(lines.filter((line) => line === 'added conditions: needed:a')).toHaveLength(6);
  });

  it('as an event is told twice, the second time as flapping, however often it comes', () => {
    const { mail } = play(granting, [
      [5, []],
      ...times(30, [
        [3, [row('bob')]],
        [3, []],
      ] as const),
      [70, []],
    ]);
    expect(mail).toEqual(['5 event critical grant', '11 opened critical flapping', '243 closed critical flapping']);
  });

  it('says in its own words whether it is there now', () => {
    const { watch } = play(granting, [
      [1, []],
      ...times(4, [
        [3, [row('bob')]],
        [3, []],
      ] as const),
    ]);
    const [alert] = watch.alerts;
    expect(alert).toMatchObject({ title: 'It comes and goes: "bob" can reset', severity: 'critical' });
    expect(alert?.lines).toEqual([
      'Seen 4 times, each within an hour of the last',
      'Gone since: 2026-11-20 12:23:00 UTC',
    ]);
  });

  it('is not held back by a clock that was a year ahead', () => {
    const watch = new PureWatch(granting, INSTALL);
    const nothing = { ok: true as const, facts: [] };
    const at = (minute: number, rows: Rows) =>
      watch.poll(
        { needed: { ok: true, facts: [...rows] }, extra: nothing, events: nothing },
        INSTALL + minute * MINUTE,
      );
    const YEAR = 365 * 24 * 60;
    for (const minute of [0, 1]) at(minute, []);
    for (const minute of [2, 3, 4]) at(YEAR + minute, [row('bob')]);
    for (const minute of [5, 6, 7]) at(minute, []);
    expect(at(8, [row('bob')]).mail).toEqual(['event critical grant']);
  });

  it('is told anew when it comes more than an hour after it went', () => {
    const { mail } = play(granting, [
      [1, []],
      ...times(3, [
        [3, [row('bob')]],
        [65, []],
      ] as const),
    ]);
    expect(mail.map((one) => one.replace(/^\d+ /, ''))).toEqual(times(3, ['event critical grant']));
  });
});

describe('what is not the same again', () => {
  const flapping = times(3, [
    [3, [row('bob')]],
    [3, []],
  ] as const);

  it.each<[name: string, rows: Rows, told: string[]]>([
    ['the same thing', [row('bob')], []],
    ['another one', [row('eve')], ['event critical grant']],
    ['the same holder by another path', [row('bob by a group', { of: 'bob' })], ['event critical grant']],
    ['much more reach', [row('bob', { weight: 500 })], ['event critical grant']],
  ])('is told at once while it flaps: %s', (_, rows, told) => {
    const { mail } = play(granting, [[1, []], ...flapping, [3, rows]]);
    expect(mail.filter((one) => Number(one.split(' ')[0]) >= 19).map((one) => one.replace(/^\d+ /, ''))).toEqual(told);
  });

  it('is told each time it says something else, such as a second secret of one application', () => {
    const { mail } = play(granting, [
      [1, []],
      ...[1, 2, 3, 4].map((secret) => [3, [row('application', { secret })]] as const),
    ]);
    expect(mail.map((one) => one.replace(/^\d+ /, ''))).toEqual(times(4, ['event critical grant']));
  });

  it('is told of each of two hundred new ones: nothing is held back for want of memory', () => {
    const all = Array.from({ length: 200 }, (_, n) => row(`u${n}`));
    const { mail } = play(granting, [
      [1, []],
      [3, all],
    ]);
    expect(mail).toHaveLength(200);
  });
});

describe('a condition that is there when it becomes still', () => {
  it('is told as ended when it ends later', () => {
    const { mail } = play(toyCheck, [
      ...times(3, [
        [10, []],
        [10, [row('a', { value: 2 })]],
      ] as const),
      [70, [row('a', { value: 2 })]],
      [5, []],
    ]);
    expect(mail.map((one) => one.replace(/^\d+ /, ''))).toEqual([
      'opened warning two',
      'closed warning two',
      'opened warning flapping',
      'closed warning flapping',
      'closed warning two',
    ]);
  });
});
