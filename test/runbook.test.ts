/**
 * The runbook has a heading for everything that can wake somebody: every rule of the tables, every error code, every
 * reason of the status. A new one without a heading fails here; so does a heading of nothing, and an alert that is
 * raised past the tables.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../shared/checks/index.ts';
import { COMMON_RULES } from '../shared/core/poll/rules.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const SHARED = readdirSync(path.join(ROOT, 'shared'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: read(path.join('shared', file)) }));

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? '');

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** The texts of a union type. */
function union(file: string, name: string): string[] {
  const [body] = matches(read(file), new RegExp(`export type ${name} =([^;]+);`, 'g'));
  return matches(body ?? '', /'([^']+)'/g);
}

/** Codes that are put together, and of what. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'source-${state}': union('shared/core/model/source.ts', 'SourceState')
    .filter((state) => state !== 'ok')
    .map((state) => `source-${state}`),
  'open-${alert.severity}': union('shared/core/model/alert.ts', 'Severity')
    .filter((severity) => severity !== 'info')
    .map((severity) => `open-${severity}`),
};

/** Every text in an expression after `code:`, whether a literal, a choice of two, or a template. */
function reasonCodes(source: string): string[] {
  const expressions = matches(source, /\bcode: ([^\n;]+?),?(?: what:| hint|\n|$)/g).filter(
    (one) => !/^(string|ErrorCode)\b/.test(one),
  );
  return expressions.flatMap((expression) => [
    ...matches(expression, /'([^']+)'/g),
    ...matches(expression, /`([^`]+)`/g).flatMap((template) => PARTS[template] ?? [`unknown template ${template}`]),
  ]);
}

const ERRORS = union('shared/errors.ts', 'ErrorCode');
const TABLES = [...CHECKS.flatMap(({ rules }) => rules), ...Object.values(COMMON_RULES)];

/** An alert that names its rule by a text of its own. */
const untabled = (texts: typeof SHARED): string[] =>
  texts.flatMap(({ file, text }) => matches(text, /\brule: '([^']+)'/g).map((rule) => `${file}: ${rule}`));

const RULES = unique(TABLES.map(({ id }) => id));
const REASONS = unique([
  ...reasonCodes(read('shared/core/status/health.ts')),
  ...reasonCodes(read('shared/core/status/telling.ts')),
  ...reasonCodes(read('shared/runs/status.ts')),
  ...reasonCodes(read('shared/settings/problem.ts')),
]);

/** Name of a heading and the text below it. */
const SECTIONS = new Map(
  read('RUNBOOK.md')
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...text] = section.split('\n');
      return [heading.trim(), text.join('\n').split(/^## /m)[0]?.trim() ?? ''] as const;
    }),
);
const HEADINGS = [...SECTIONS.keys()].map((heading) => heading.replace(/ \(.*\)$/, ''));

describe('the runbook', () => {
  it('finds what it is to hold: the lists are not empty by mistake', () => {
    expect(ERRORS).toEqual(expect.arrayContaining(['auth', 'denied', 'internal']));
    expect(RULES).toEqual(
      expect.arrayContaining(['writeback-turned-on', 'source-blind', 'baseline', 'state-lost', 'resetter-new']),
    );
    expect(REASONS).toEqual(
      expect.arrayContaining([
        'config',
        'state-unreadable',
        'no-poll-yet',
        'poll-overdue',
        'source-never',
        'open-critical',
        'mail-refused',
      ]),
    );
    expect(ERRORS.length).toBeGreaterThanOrEqual(9);
    expect(RULES.length).toBeGreaterThanOrEqual(40);
    expect(REASONS.length).toBeGreaterThanOrEqual(14);
  });

  it('hears of every alert: none is raised but by a row of a table', () => {
    expect(untabled(SHARED)).toEqual([]);
    for (const { name, rules } of CHECKS) if (name !== 'reset-admins') expect(rules.length).toBeGreaterThan(0);
  });

  it.each(ERRORS)('has a heading for the error code %s', (code) => {
    expect(HEADINGS).toContain(code);
  });

  it.each(RULES)('has a heading for the rule %s', (rule) => {
    expect(HEADINGS).toContain(rule);
  });

  it.each(REASONS)('has a heading for the status reason %s', (code) => {
    expect(HEADINGS).toContain(code);
  });

  it.each([...SECTIONS])('says something under %s', (_, text) => {
    expect(text.length).toBeGreaterThan(15);
  });

  it('has no heading for what nothing raises', () => {
    const known = new Set([...ERRORS, ...RULES, ...REASONS]);
    expect(HEADINGS.filter((heading) => !known.has(heading))).toEqual([]);
  });
});
