/** Every query that the templates deploy, analysed as Azure would; and queries spoilt, which it must find. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runsQuery } from '../../infra/doctor/timers.ts';
import type { Monitor } from '../../shared/compose.ts';
import { at, CASES, deployment, ofType } from './deployment.ts';
import { analysed } from './kusto.ts';
import { queriesOf, query } from './rules/alerts.ts';

const ALL = [...new Set(CASES.flatMap((name) => queriesOf(deployment(name))))];

/** The comment that opens it, which says what it is for. */
const title = (text: string): string => /^\/\/ (.*)$/m.exec(text)?.[1] ?? text;

const withTitle = (start: string): string => ALL.find((text) => title(text).startsWith(start)) ?? '';

const LINES: { readonly [kind: string]: { readonly fields: readonly string[]; readonly example: object } } = JSON.parse(
  readFileSync(new URL('../../infra/queries/log-lines.json', import.meta.url), 'utf8'),
);

describe('the analyser has nothing against the query', () => {
  test('of which there are the alerts, for each set of silences one, and the pictures of the workbook', () => {
    expect(new Set(ALL.map(title)).size).toBe(5 + 6);
  });

  test.each(ALL.map((text) => [title(text), text]))('%s', (_, text) => {
    expect(analysed(text).diagnostics).toEqual([]);
  });
});

test('the analyser has nothing against what the doctor asks, and the answer is what it reads', () => {
  const { diagnostics, columns } = analysed(runsQuery('watch-abc123', Date.UTC(2026, 10, 28)));
  expect(diagnostics).toEqual([]);
  expect(columns).toEqual(['name', 'newest', 'runs', 'failed']);
});

// biome-ignore format: a table, one spoilt query per row
test.each([
  ['a table is misspelt', 'One row for every timer more', 'requests', 'request', /KS204: .*'request'/],
  ['a column is misspelt', 'One row for every timer more', 'success', 'succeeded', /KS142: .*'succeeded'/],
  ['a filter is no condition', 'One row for every timer more', 'where failed >= 2 and failed * 2 > runs', 'where failed', /KS141/],
  ['an operator does not exist', 'One row when every notify', '| extend', '| extent', /KS176/],
  ['a reserved word is a name', 'One row for every timer that', 'seen', 'last', /KS228: .*'last'/],
])('the analyser finds that %s', (_, start, from, to, finding) => {
  const good = withTitle(start);
  expect(good).toContain(from);
  expect(analysed(good.replaceAll(from, to)).diagnostics.join('\n')).toMatch(finding);
});

test('what an alert is split by is a column of its answer', () => {
  const rules = CASES.flatMap((name) => ofType(deployment(name), 'Microsoft.Insights/scheduledQueryRules'));
  const split = rules.flatMap((rule) => {
    const dimensions = at(rule, 'properties.criteria.allOf.0.dimensions') as readonly { readonly name: string }[];
    return dimensions.map(({ name }) => ({ name, columns: analysed(query(rule)).columns }));
  });
  expect(new Set(split.map(({ name }) => name))).toEqual(new Set(['timer', 'rule']));
  for (const { name, columns } of split) expect(columns).toContain(name);
});

test('queries read only what the log lines of the app are said to hold', () => {
  const read = ALL.flatMap((text) => {
    const kind = /"watch":"(\w+)"/.exec(text)?.[1];
    const fields = [...text.matchAll(/\bline\.(\w+)/g)].map(([, field]) => field ?? '');
    return fields.map((field) => ({ kind, field }));
  });
  expect(read.map(({ kind }) => kind)).toContain('alert');
  expect(read.map(({ kind }) => kind)).toContain('poll');
  for (const { kind = '', field } of read) expect(LINES[kind]?.fields).toContain(field);
});

type Outcome = Awaited<ReturnType<Monitor['notify']>>['kind'];

/** What a notify run can say of itself, and whether mail is well then; null: it tells nothing of mail. */
const OUTCOMES: { readonly [kind in Outcome]: boolean | null } = {
  sent: true,
  confirmed: true,
  idle: true,
  waiting: false,
  refused: false,
  unclear: false,
  failed: false,
  lost: null,
};

test('the query for mail that is stuck knows every outcome of a notify run', () => {
  const text = withTitle('One row when every notify');
  const words = (list: RegExp): readonly string[] =>
    [...(list.exec(text)?.[1] ?? '').matchAll(/\w+/g)].map(([word]) => word).sort();
  const outcomes = (well: boolean): readonly string[] =>
    Object.keys(OUTCOMES)
      .filter((kind) => OUTCOMES[kind as Outcome] === well)
      .sort();
  expect(words(/stuck = countif\(did in \(([^)]*)\)/)).toEqual(outcomes(false));
  expect(words(/well = countif\(did in \(([^)]*)\)/)).toEqual(outcomes(true));
  expect(words(/extract\('\^\(([^)]*)\):/)).toEqual([...outcomes(true), ...outcomes(false)].sort());
});

test('what a query takes for a log line is how the line begins', () => {
  const starts = ALL.flatMap((text) => /startswith '([^']+)'/.exec(text)?.[1] ?? []).filter(
    (start) => start !== 'failed: ',
  );
  const examples = Object.values(LINES).map(({ example }) => JSON.stringify(example));
  expect(starts).not.toEqual([]);
  for (const start of starts) expect(examples.filter((line) => line.startsWith(start))).toHaveLength(1);
  for (const { fields, example } of Object.values(LINES)) expect(Object.keys(example)).toEqual(fields);
});
