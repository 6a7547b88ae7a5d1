/** `infra/README.md` as a new user follows it: its commands copied into a shell, its tables against the code. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../../../infra/permissions.ts';
import { ROLES } from '../../../infra/roles.ts';
import { APP, GRAPH_ROLES, KEY, NEEDED_NAMES } from '../azure/world.ts';
import { justDeployed, ROOT, runInShell } from './shell.ts';

const PAGE = readFileSync(path.join(ROOT, 'infra/README.md'), 'utf8');

const section = (title: string): string => PAGE.split(/^#{2,3} /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

const blocks = (text: string): string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

/** First cells of the rows of all tables of a text. */
const rows = (text: string): string[][] =>
  [...text.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.split(' | '))
    .filter(([first]) => !first?.startsWith('-'));

describe('the ten minutes, copied from the page', () => {
  const TEN = blocks(section('In ten minutes'));

  test('are six steps', () => {
    expect(TEN).toHaveLength(6);
  });

  test('lead from a sign-in to the page, all in one shell', async () => {
    const world = justDeployed();
    const [signIn = '', deploy = '', upload = '', grant = '', doctor = '', look = ''] = TEN;
    // The group of the stand-in; and a doctor that finds something does not end a shell that a person types in.
    const script = [
      signIn.replace('group=writeback-watch', 'group=rg-watch'),
      deploy,
      upload,
      grant,
      doctor.replace(/\n$/, ' || echo "ended with $?"\n'),
      look,
    ].join('');
    const { code, stdout, stderr, calls } = await runInShell(world, script);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toContain(`Succeeded\n${APP}\n`);
    expect(stdout).toContain('would grant AuditLog.Read.All (required)');
    expect(stdout).toContain('grants AuditLog.Read.All (required)');
    expect(world.assigned).toHaveLength(NEEDED_NAMES.length);
    // The app cannot be reached from here, and that is all.
    expect(stdout).toMatch(/0 to fix, 2 unknown, \d+ ok\nended with 2/);
    expect(stdout).toContain(`https://${APP}.azurewebsites.net/api/status?code=${KEY}`);
    expect(calls.map((call) => call.split(' ').slice(0, 3).join(' '))).toEqual([
      'az login',
      'az group create',
      'az deployment group',
      'npm ci',
      'npm run package',
      'az functionapp deployment',
      'npm run grant',
      'npm run grant',
      'npm run doctor',
      'az functionapp keys',
    ]);
  });

  test('show what the commands print', () => {
    const expected = section('In ten minutes');
    for (const said of ['`Succeeded`', '`grants AuditLog.Read.All (required)`', '`0 to fix, 0 unknown, 17 ok`'])
      expect(expected).toContain(said);
  });
});

test('every script that the page names is there', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...PAGE.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('the permissions are those of the code, with the ids of Microsoft’s reference', () => {
  const listed = rows(section('What it may read')).slice(1);
  const names = listed.map(([name = '']) => name.replaceAll('`', ''));
  expect(names.toSorted()).toEqual([...PERMISSIONS.map(({ name }) => name), 'Member.Read.Hidden'].toSorted());
  for (const [name = '', id = ''] of listed)
    expect(id.replaceAll('`', ''), name).toBe(GRAPH_ROLES[name.replaceAll('`', '')]);
  const required = listed
    .filter(([, , what = '']) => what.startsWith('**required**'))
    .map(([name = '']) => name.replaceAll('`', ''));
  expect(required.toSorted()).toEqual(
    PERMISSIONS.filter((one) => one.required)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('the roles are those of the code', () => {
  const listed = rows(section('What is made'))
    .slice(1)
    .map(([name = '']) => name.split(',')[0]);
  const names = ROLES.map(({ name, id }) => (id === null ? 'a custom role of two actions' : name));
  expect(listed.toSorted()).toEqual(names.toSorted());
});

test('the price of the functions follows from the formula on the page', () => {
  const cost = section('What it costs');
  expect(cost).toContain(
    '`max(0, runs x max(1, seconds) x GB - 100000) x 0.000026 + max(0, runs - 250000) x 0.0000004`',
  );
  const sizes = rows(cost).filter(([, memory]) => memory?.endsWith(' MB'));
  expect(sizes).toHaveLength(4);
  for (const [users, memory = '', , seconds = '', price] of sizes) {
    // A month of 30 days: three timers a minute, one every five, and the availability test every 15.
    const minutes = 30 * 24 * 60;
    const resets = minutes * Math.max(1, Number(seconds));
    const billed = (2 * minutes + minutes / 5 + minutes / 15 + resets) * (Number.parseInt(memory, 10) / 1024);
    expect(price, users).toBe(`$${(Math.max(0, billed - 100_000) * 0.000026).toFixed(2)}`);
  }
});
