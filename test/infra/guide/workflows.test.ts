/** The workflows for users on GitHub: what they may, what they trust, and the steps of the deployment run as they stand. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { APP, GROUP } from '../azure/world.ts';
import { justDeployed, ROOT, runInShell } from './shell.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly on: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly 'timeout-minutes': number; readonly environment?: string; readonly steps: readonly Step[] }
    >
  >;
}

const FOLDER = path.join(ROOT, '.github/workflows');
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');
const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  text: read(name),
  workflow: parse(read(name)) as Workflow,
}));
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

test('there are three', () => {
  expect(workflows.map(({ name }) => name).sort()).toEqual(['deploy.yml', 'release.yml', 'test.yml']);
});

describe.each(workflows)('$name', ({ text, workflow }) => {
  test('keeps no secret and may as little as it needs', () => {
    expect(text).not.toMatch(/secrets\./);
    expect(workflow.permissions.contents).toMatch(/^(read|write)$/);
    for (const { 'timeout-minutes': minutes } of Object.values(workflow.jobs)) expect(minutes).toBeGreaterThan(0);
  });

  test('runs actions of GitHub and Azure alone, each of a stated version', () => {
    const used = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^(actions|azure)\/[\w-]+@v\d+$/);
  });

  test('puts nothing of an event into a shell', () => {
    for (const { run = '' } of stepsOf(workflow)) expect(run).not.toContain('${{');
  });

  test('runs scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = stepsOf(workflow).flatMap(({ run = '' }) => [...run.matchAll(/npm run (?:--silent )?([\w:]+)/g)]);
    for (const [, name = ''] of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe('the deployment', () => {
  const { workflow } = workflows.find(({ name }) => name === 'deploy.yml') ?? { workflow: { jobs: {} } as Workflow };
  const steps = stepsOf(workflow);
  const step = (name: string): string => steps.find((one) => one.name === name)?.run ?? '';
  const MAIL_TO = 'oncall@example.com';

  test('signs in by a federated credential, in an environment that can ask for approval', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(Object.values(workflow.jobs).map(({ environment }) => environment)).toEqual(['production']);
    const signIn = steps.find(({ uses }) => uses?.startsWith('azure/login'));
    expect(Object.keys(signIn?.with ?? {}).sort()).toEqual(['client-id', 'subscription-id', 'tenant-id']);
  });

  test('hands the name of the app to the next steps', async () => {
    const script = `${step('Deploy the template')}\ncat "$GITHUB_ENV"`;
    const { stdout, stderr, code } = await runInShell(justDeployed(), script, { GROUP, MAIL_TO });
    expect([stderr, code, stdout]).toEqual(['', 0, `APP=${APP}\n`]);
  });

  test('uploads again while roles spread', async () => {
    const env = { GROUP, APP, UPLOADED: path.join(ROOT, 'node_modules/.uploaded-once') };
    const script = `rm -f "$UPLOADED"; trap 'rm -f "$UPLOADED"' EXIT\n${step('Upload the package')}`;
    const { stdout, code, calls } = await runInShell(justDeployed(), script, env);
    expect(code).toBe(0);
    expect(stdout).toContain('upload failed (1 of 10)');
    expect(calls.filter((call) => call.startsWith('az functionapp deployment source config-zip'))).toHaveLength(2);
  });

  test('fails where the doctor finds something to fix, and not for what it may not see', {
    timeout: 60_000,
  }, async () => {
    const look = step('Look whether it runs');
    const lacking = await runInShell(justDeployed(), look, { GROUP, APP });
    expect([lacking.code, lacking.stdout.includes('FIX grants: Missing: AuditLog.Read.All')]).toEqual([1, true]);
    const granted = justDeployed();
    await runInShell(granted, `npm run grant -- --app ${APP} --group ${GROUP}`);
    expect((await runInShell(granted, look, { GROUP, APP })).code).toBe(0);
  });
});

test('a release attaches what npm run package makes, after two clones gave the same bytes', () => {
  const { workflow } = workflows.find(({ name }) => name === 'release.yml') ?? { workflow: { jobs: {} } as Workflow };
  const runs = stepsOf(workflow).map(({ run = '' }) => run);
  const [compared, released] = [
    runs.findIndex((run) => run.includes('cmp ')),
    runs.findIndex((run) => run.includes('gh release create')),
  ];
  expect(compared).toBeGreaterThan(-1);
  expect(released).toBeGreaterThan(compared);
  expect(runs[released]).toContain('dist/writeback-watch.zip ');
});
