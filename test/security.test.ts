/** SECURITY.md, "What an attacker can do": nothing in it is untested. Each row names a file and the title of a test in it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('SECURITY.md', 'utf8');
const section = text.slice(text.indexOf('## What an attacker can do'));

interface Row {
  readonly role: string;
  readonly can: string;
  readonly told: string;
  readonly played: string;
}

function rowsIn(markdown: string): Row[] {
  let role = '';
  return markdown.split('\n').flatMap((line): Row[] => {
    role = /^### (.*)$/.exec(line)?.[1] ?? role;
    const [can, told, played, ...more] = line.startsWith('|') ? line.slice(1, -1).split(' | ') : [];
    if (can === undefined || /^[\s-]*$/.test(can) || can.trim() === 'they can' || /^-+\|/.test(can)) return [];
    expect(more, line).toEqual([]);
    return [{ role, can: can.trim(), told: told ?? '', played: played ?? '' }];
  });
}

const rows = rowsIn(section);

/** `file`: “title”, “title”; `file`: “title” */
const testsIn = (played: string): { readonly file: string; readonly title: string }[] =>
  [...played.matchAll(/`([^`]+)`: ((?:“[^”]+”(?:, )?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  );

describe('what an attacker can do', () => {
  it('is told for each role that somebody may hold', () => {
    expect([...new Set(rows.map(({ role }) => role))]).toEqual([
      'Ordinary user',
      'Application owner',
      'Group owner',
      'Privileged Role Administrator',
      'Writer of the app settings',
      'Writer of the table',
      'Anonymous caller',
      'Holder of a function key',
      'Anyone who answers in place of Graph, tables, mail or the webhook',
      'Anyone with an account on the machine of `npm start`',
    ]);
  });

  it.each(rows)('$role: $can', ({ told, played }) => {
    expect(told).not.toBe('');
    const tests = testsIn(played);
    expect(tests).not.toEqual([]);
    // Whatever stands in the cell is one of them.
    expect(played.replace(/`[^`]+`: (?:“[^”]+”(?:, )?)+(?:; )?/g, '').trim()).toBe('');
    // A test that is renamed is renamed in SECURITY.md, too.
    expect(tests.filter(({ file, title }) => !readFileSync(file, 'utf8').includes(title))).toEqual([]);
  });
});
