import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CORE = 'core imports nothing but itself';
const MODEL = 'core/model imports nothing of its siblings';
const CHECKS = 'checks import core, errors and the types of graph';
const ADAPTER = 'adapters import core and errors, never each other';
const RUNS = 'runs await ports: they import core and errors';
const FUNCTIONS = 'functions import compose';
const PRODUCT = 'product code never imports the local world';
const GALLERY = 'nothing but tests imports the gallery';

/** From which file what is imported, and why that is refused; null: it is allowed. */
type Row = readonly [file: string, imported: string, refused: string | null];

const adapterRows = (adapter: string): Row[] => {
  const file = `shared/${adapter}/a.ts`;
  const others = ['graph', 'tables', 'receivers', 'web', 'runs', 'checks'].filter((other) => other !== adapter);
  return [
    [file, '../core/model/fact.ts', null],
    [file, '../errors.ts', null],
    [file, './b.ts', null],
    ...others.map((other): Row => [file, `../${other}/b.ts`, ADAPTER]),
    [file, '../compose.ts', ADAPTER],
    [file, '../settings.ts', ADAPTER],
    [file, '../settings/values.ts', ADAPTER],
    [file, '../compose/parts.ts', ADAPTER],
    [file, '../app.ts', ADAPTER],
    [file, '../../functions/status.ts', ADAPTER],
    [file, '../../local/start.ts', ADAPTER],
    [file, '../../gallery/scene.ts', ADAPTER],
  ];
};

const roomRows = (room: string): Row[] => {
  const file = `shared/core/${room}/a.ts`;
  return [
    [file, './b.ts', null],
    [file, '../model/fact.ts', null],
    [file, '../poll/belief.ts', null],
    [file, '../../errors.ts', CORE],
    [file, '../../graph/graph.ts', CORE],
    [file, '../../checks/writeback/index.ts', CORE],
    [file, '../../../local/start.ts', CORE],
    [file, 'node:crypto', CORE],
    [file, 'zod', CORE],
    [file, '@azure/data-tables', CORE],
  ];
};

const ROWS: readonly Row[] = [
  ...['poll', 'notify', 'status', 'text'].flatMap(roomRows),
  ['shared/core/model/a.ts', './fact.ts', null],
  ['shared/core/model/a.ts', '../poll/belief.ts', MODEL],
  ['shared/core/model/a.ts', '../text/ages.ts', MODEL],
  ['shared/core/model/a.ts', '../../errors.ts', MODEL],
  ['shared/core/model/a.ts', 'zod', MODEL],

  ['shared/checks/writeback/a.ts', '../../core/model/fact.ts', null],
  ['shared/checks/writeback/a.ts', '../../errors.ts', null],
  ['shared/checks/writeback/a.ts', '../../graph/graph.ts', null],
  ['shared/checks/writeback/a.ts', '../audit.ts', null],
  ['shared/checks/writeback/a.ts', 'zod', null],
  ['shared/checks/writeback/a.ts', '../../graph/client.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../compose/parts.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../tables/store.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../receivers/mail/send.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../web/status.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../runs/poll.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../settings.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../compose.ts', CHECKS],
  ['shared/checks/writeback/a.ts', '../../../local/start.ts', CHECKS],
  ['shared/checks/writeback/a.ts', 'node:fs', CHECKS],
  ['shared/checks/writeback/a.ts', '@azure/identity', CHECKS],
  ['shared/checks/writeback/a.ts', '@microsoft/microsoft-graph-client', CHECKS],

  ...['graph', 'tables', 'receivers', 'web'].flatMap(adapterRows),

  ['shared/runs/a.ts', '../core/poll/poll.ts', null],
  ['shared/runs/a.ts', '../errors.ts', null],
  ['shared/runs/a.ts', 'node:crypto', null],
  ['shared/runs/a.ts', '../tables/store.ts', RUNS],
  ['shared/runs/a.ts', '../graph/client.ts', RUNS],
  ['shared/runs/a.ts', '../receivers/mail/send.ts', RUNS],
  ['shared/runs/a.ts', '../web/status.ts', RUNS],
  ['shared/runs/a.ts', '../checks/writeback/index.ts', RUNS],
  ['shared/runs/a.ts', '../compose.ts', RUNS],
  ['shared/runs/a.ts', '@azure/data-tables', RUNS],

  ['functions/a.ts', '../shared/compose.ts', null],
  ['functions/a.ts', '@azure/functions', null],
  ['functions/a.ts', '../shared/core/poll/poll.ts', FUNCTIONS],
  ['functions/a.ts', '../shared/runs/poll.ts', FUNCTIONS],
  ['functions/a.ts', '../shared/tables/store.ts', FUNCTIONS],
  ['functions/a.ts', '../shared/settings.ts', FUNCTIONS],
  ['functions/a.ts', '../local/start.ts', FUNCTIONS],
  ['functions/a.ts', '../gallery/scene.ts', FUNCTIONS],

  ['shared/compose.ts', './tables/store.ts', null],
  ['shared/compose.ts', '../local/start.ts', PRODUCT],
  ['shared/compose.ts', '../gallery/scene.ts', PRODUCT],
  ['shared/settings.ts', '../functions/status.ts', PRODUCT],
  ['shared/settings/a.ts', '../../local/start.ts', PRODUCT],

  ['local/a.ts', '../shared/compose.ts', null],
  ['local/a.ts', '../gallery/scene.ts', GALLERY],
  ['bench/a.ts', '../gallery/scene.ts', GALLERY],
  ['gallery/a.ts', '../local/azurite.ts', null],
  ['gallery/a.ts', '../test/world/world.ts', null],
];

/** The files of the table, one import a line, in a folder of their own under the rules of this repository. */
async function written(folder: string): Promise<void> {
  const { $schema: _schema, ...rules } = JSON.parse(await readFile('biome.json', 'utf8')) as object & {
    $schema: string;
  };
  await writeFile(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  for (const file of new Set(ROWS.map(([name]) => name))) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(
      join(folder, file),
      importsOf(file)
        .map((imported) => `import '${imported}';\n`)
        .join(''),
    );
  }
}

const importsOf = (file: string): string[] => ROWS.filter(([name]) => name === file).map(([, imported]) => imported);

/** By `file imported`: why the linter refuses it. It ends with an error when it finds something; that is no failure. */
async function refusals(folder: string): Promise<Map<string, string>> {
  const options = ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.'];
  const output = await new Promise<string>((done) => {
    execFile(resolve('node_modules/.bin/biome'), options, { cwd: folder }, (_error, stdout) => done(stdout));
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: readonly Diagnostic[] };
  return new Map(
    diagnostics.map(({ message, location: { path, start } }) => [
      `${path} ${importsOf(path)[start.line - 1]}`,
      message,
    ]),
  );
}

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

describe('the import rule', () => {
  let folder = '';
  let refused: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-rule-'));
    await written(folder);
    refused = await refusals(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(ROWS)('in %s of %s: %s', (file, imported, reason) => {
    expect(refused.get(`${file} ${imported}`) ?? null).toBe(reason);
  });
});
