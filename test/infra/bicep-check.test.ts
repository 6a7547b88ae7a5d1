/** The gate of the templates: what it reports, what it leaves alone, and that it never takes silence for good. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkTemplates } from '../../infra/bicep-check/check.ts';
import { type Bicep, NoCompiler, platformOf, type Said } from '../../infra/bicep-check/compiler.ts';
import { diagnosticsIn } from '../../infra/bicep-check/diagnostics.ts';

const INFRA = path.resolve(import.meta.dirname, '../../infra');

interface Result {
  readonly ruleId: string;
  readonly level?: string;
  readonly uri: string;
  readonly line?: number;
}

/** As the compiler prints it; `level` is left out for a warning. */
const sarif = (...results: readonly Result[]): string =>
  JSON.stringify(
    {
      runs: [
        {
          tool: { driver: { name: 'bicep' } },
          results: results.map(({ ruleId, level, uri, line = 1 }) => ({
            ruleId,
            ...(level && { level }),
            message: { text: `about ${ruleId}` },
            locations: [
              { physicalLocation: { artifactLocation: { uri }, region: { startLine: line, charOffset: 1 } } },
            ],
          })),
        },
      ],
    },
    null,
    2,
  );

describe('what the compiler says', () => {
  const warning = { ruleId: 'BCP037', uri: 'file:///infra/modules/storage.bicep', line: 7 };

  test('a warning counts, although the exit code is 0 and it has no level', () => {
    expect(diagnosticsIn(sarif(warning), 1)).toEqual([
      { rule: 'BCP037', where: '/infra/modules/storage.bicep:7', text: 'about BCP037' },
    ]);
  });

  test('each file has a document of its own, one after the other', () => {
    expect(diagnosticsIn(`${sarif()}${sarif(warning)}\n${sarif()}`, 3)).toHaveLength(1);
  });

  test('files that it did not look at are not good', () => {
    expect(() => diagnosticsIn(sarif(), 2)).toThrow('it is about 1 files, and there are 2');
    expect(() => diagnosticsIn('', 0)).toThrow();
  });
});

/**
 * Stands in for the compiler where only what is done with its answers matters: formats by trimming lines, makes
 * `compiled` of the template and `expanded` of parameters, and says what it is told to.
 */
class StandIn {
  /** Paths relative to the folder, and what is wrong there. */
  findings: readonly (Omit<Result, 'uri'> & { readonly file: string })[] = [];
  readonly calls: string[] = [];

  readonly bicep: Bicep = async (...args) => {
    this.calls.push(args[0] ?? '');
    const [command, file = ''] = args;
    if (command === 'format') await this.format(args.at(-1) ?? '');
    if (command === 'build') await writeFile(args.at(-1) ?? '', '{"compiled":true}');
    if (command === 'snapshot') await writeFile(file.replace('.bicepparam', '.snapshot.json'), EXPANDED);
    return command === 'lint' ? this.lint(args[args.indexOf('--pattern') + 1] ?? '') : said('');
  };

  private async format(pattern: string): Promise<void> {
    for (const name of SOURCES) {
      const file = pattern.replace('**/*.bicep*', name);
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/ +$/gm, ''));
    }
  }

  private lint(pattern: string): Said {
    const of = (name: string) => this.findings.filter(({ file }) => file === name);
    const uri = (name: string) => pathToFileURL(pattern.replace('**/*.bicep*', name)).href;
    return said(SOURCES.map((name) => sarif(...of(name).map((one) => ({ ...one, uri: uri(name) })))).join(''));
  }
}

const said = (stdout: string): Said => ({ code: 0, stdout, stderr: '' });

const SOURCES = ['graph/graph.bicep', 'main.bicep', 'main.bicepparam', 'modules/app.bicep'];
const EXPANDED = '{"predictedResources":[],"outputs":{"b":1,"a":2}}';
const SORTED = `${JSON.stringify({ predictedResources: [], outputs: { a: 2, b: 1 } }, null, 2)}\n`;

describe('the templates of a folder', () => {
  let folder: string;
  let compiler: StandIn;

  const put = (name: string, text: string) => writeFile(path.join(folder, name), text);
  const get = (name: string) => readFile(path.join(folder, name), 'utf8');
  const check = (write = false) => checkTemplates(compiler.bicep, folder, write);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'infra-'));
    compiler = new StandIn();
    for (const inner of ['graph', 'modules']) await mkdir(path.join(folder, inner));
    for (const name of SOURCES) await put(name, `// ${name}\n`);
    await put('azuredeploy.json', '{"compiled":true}\n');
    await put('main.snapshot.json', SORTED);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('are in order when nothing is said of them and they make what is committed', async () => {
    expect(await check()).toEqual([]);
    expect(compiler.calls).toEqual(['format', 'lint', 'build', 'snapshot']);
  });

  test('are not when one is not formatted; writing formats it', async () => {
    await put('modules/app.bicep', 'var x = 1   \n');
    expect(await check()).toEqual(['modules/app.bicep: is not formatted']);
    expect(await get('modules/app.bicep')).toBe('var x = 1   \n');
    expect(await check(true)).toEqual([]);
    expect(await get('modules/app.bicep')).toBe('var x = 1\n');
  });

  test('are not while there is any diagnostic, and are then not expanded', async () => {
    compiler.findings = [{ file: 'modules/app.bicep', ruleId: 'BCP037', line: 9 }];
    expect(await check()).toEqual(['modules/app.bicep:9: BCP037: about BCP037']);
    expect(compiler.calls).not.toContain('build');
  });

  test('are told of once, though whatever uses a file finds the same again', async () => {
    compiler.findings = [
      { file: 'main.bicep', ruleId: 'BCP104' },
      { file: 'main.bicep', ruleId: 'BCP035' },
      { file: 'main.bicep', ruleId: 'BCP035' },
    ];
    expect(await check()).toEqual(['main.bicep:1: BCP035: about BCP035']);
    compiler.findings = [{ file: 'main.bicep', ruleId: 'BCP104' }];
    expect(await check()).toEqual(['main.bicep:1: BCP104: about BCP104']);
  });

  test('are not when what is committed differs; writing puts it right', async () => {
    await put('main.snapshot.json', SORTED.replace('"a": 2', '"a": 3'));
    await put('azuredeploy.json', '{}\n');
    expect(await check()).toEqual([
      'azuredeploy.json: is not what the templates make: line 1 is "{}", but they make "{"compiled":true}"',
      'main.snapshot.json: is not what the templates make: line 4 is ""a": 3,", but they make ""a": 2,"',
    ]);
    expect(await check(true)).toEqual([]);
    expect(await get('main.snapshot.json')).toBe(SORTED);
    expect(await check()).toEqual([]);
  });

  test('are not when an expansion was never committed', async () => {
    await rm(path.join(folder, 'main.snapshot.json'));
    expect(await check()).toEqual(['main.snapshot.json: is missing']);
  });

  describe('of which the grant needs types from elsewhere', () => {
    const untyped = [
      { file: 'graph/graph.bicep', ruleId: 'BCP190', level: 'error' },
      { file: 'graph/graph.bicep', ruleId: 'BCP029', level: 'error', line: 14 },
    ];

    test('it is let pass without them', async () => {
      compiler.findings = untyped;
      expect(await check()).toEqual([]);
    });

    test('anything else in it is not', async () => {
      compiler.findings = [...untyped, { file: 'graph/graph.bicep', ruleId: 'BCP033', line: 3 }];
      expect(await check()).toEqual(['graph/graph.bicep:3: BCP033: about BCP033']);
    });

    test('with them nothing is let pass', async () => {
      compiler.findings = untyped.slice(1);
      expect(await check()).toEqual(['graph/graph.bicep:14: BCP029: about BCP029']);
    });

    test('no other file may lack types', async () => {
      compiler.findings = [...untyped, { file: 'main.bicep', ruleId: 'BCP190' }];
      expect(await check()).toEqual(['main.bicep:1: BCP190: about BCP190']);
    });
  });
});

describe('npm run infra', () => {
  const run = (args: readonly string[], PATH: string) =>
    new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const file = path.join(INFRA, 'bicep-check/main.ts');
      execFile(process.execPath, [file, ...args], { env: { PATH } }, (error, _, stderr) =>
        resolve({ code: error?.code ?? 0, stderr }),
      );
    });

  test('says loudly that nothing was checked if there is no compiler, and fails', async () => {
    const { code, stderr } = await run([], '/nowhere');
    expect(stderr).toContain('*** NOTHING IN infra/ WAS CHECKED: there is no Bicep compiler. ***');
    expect(stderr).toContain('dotnet is not installed');
    expect(code).toBe(2);
  });

  test('refuses what it does not know', async () => {
    const { code, stderr } = await run(['--wriet'], '/nowhere');
    expect(stderr).toContain('Usage: npm run infra [-- --write]');
    expect(code).toBe(64);
  });

  test('knows its package by system and processor, and says where there is none', () => {
    expect([platformOf('linux', 'x64'), platformOf('darwin', 'arm64'), platformOf('win32', 'x64')]).toEqual([
      'linux-x64',
      'osx-arm64',
      'win-x64',
    ]);
    expect(() => platformOf('aix', 'ppc64')).toThrow(NoCompiler);
  });
});

describe('the rules of the compiler', () => {
  test('are all errors, and those that go by the date have one', async () => {
    const { analyzers } = JSON.parse(await readFile(path.join(INFRA, 'bicepconfig.json'), 'utf8'));
    const rules = Object.entries<{ level: string; 'test-today'?: string }>(analyzers.core.rules);
    expect(analyzers.core.enabled).toBe(true);
    expect(rules.filter(([, { level }]) => level !== 'error')).toEqual([]);
    expect(rules.filter(([, rule]) => rule['test-today']).map(([name]) => name)).toEqual(['use-recent-api-versions']);
  });

  test('are those of the version that compiled what is committed', async () => {
    const pinned = /<BicepVersion>(.+)</.exec(await readFile(path.join(INFRA, 'bicep-check/compiler.csproj'), 'utf8'));
    const { metadata } = JSON.parse(await readFile(path.join(INFRA, 'azuredeploy.json'), 'utf8'));
    expect(metadata._generator.version).toMatch(new RegExp(`^${pinned?.[1]?.replaceAll('.', '\\.')}\\.`));
  });
});
