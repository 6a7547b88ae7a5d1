/**
 * A name from outside never looks up what every object inherits: in shared/ nothing is looked up by a `string` but in
 * core/model/own.ts. Asked of the compiler itself, since only it knows which keys are names of ours.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import { isBinaryExpression, isComputedPropertyName, isElementAccessExpression } from 'typescript/unstable/ast/is';
import { API, type Checker, type Type, TypeFlags } from 'typescript/unstable/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ALLOWED = ['shared/core/model/own.ts: name'];

/** Each line ends with the key that has to be found in it; a line without one must pass. */
const OFFENDERS = `
declare const outside: string;
declare const some: 'a' | 'b' | string[][0];
declare const known: 'a' | 'b';
declare const branded: string & { readonly mark: true };
declare const record: Record<string, number>;
declare const list: readonly number[];
export const read = record[outside]; // outside
export const chained = ({ record } as { record?: typeof record }).record?.[outside]; // outside
export const lowered = record[outside.toLowerCase()]; // outside.toLowerCase()
export const either = record[some]; // some
export const marked = record[branded]; // branded
export const anything = record[JSON.parse(outside)]; // JSON.parse(outside)
export const isThere = outside in record; // outside
export const { [outside]: taken } = record; // outside
record[outside] = 1; // outside
delete record[outside]; // outside
export const generic = <Name extends string>(name: Name) => record[name]; // name
export const of = <Key extends 'a' | 'b'>(key: Key) => ({ a: 1, b: 2 })[key];
export const any = <T extends object, Key extends keyof T>(one: T, key: Key) => one[key];
export const own = { [outside]: 1 };
export const ours = record['constructor'] ?? record[known] ?? list[0] ?? list[list.length - 1];
`;

const EXPECTED = OFFENDERS.split('\n').flatMap((line) => / \/\/ (.*)$/.exec(line)?.[1] ?? []);

describe('names from outside as keys', () => {
  let folder = '';
  let found: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'look-ups-'));
    await writeFile(path.join(folder, 'offenders.ts'), OFFENDERS);
    const { compilerOptions } = JSON.parse(await readFile('tsconfig.json', 'utf8'));
    const typeRoots = [path.resolve('node_modules/@types')];
    const include = [path.resolve('shared'), './offenders.ts'];
    const config = path.join(folder, 'tsconfig.json');
    await writeFile(config, JSON.stringify({ compilerOptions: { ...compilerOptions, typeRoots }, include }));
    found = lookUpsIn(config);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are looked up nowhere but where only what a record itself holds is found', () => {
    expect(found.filter((one) => !one.startsWith('offenders.ts'))).toEqual(ALLOWED);
  });

  it.each(EXPECTED.map((key, n) => [n, key] as const))('would be noticed (%i): %s', (n, key) => {
    expect(found.filter((one) => one.startsWith('offenders.ts'))[n]).toBe(`offenders.ts: ${key}`);
  });

  it('are told from names of ours', () => {
    expect(found.filter((one) => one.startsWith('offenders.ts'))).toHaveLength(EXPECTED.length);
  });
});

/** `file: key` of each look-up by a text that may be any. */
function lookUpsIn(config: string): string[] {
  const api = new API({ cwd: path.dirname(config) });
  try {
    const [project] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    if (!project) throw new Error('the compiler opened no project');
    const { program, checker } = project;
    const names = program
      .getSourceFileNames()
      .filter((name) => !name.includes('node_modules') && !/\/lib\.[^/]*\.d\.ts$/.test(name));
    return names.sort().flatMap((name) => {
      const file = program.getSourceFile(name);
      const short = name.includes('/shared/') ? name.slice(name.indexOf('/shared/') + 1) : path.basename(name);
      const keys = file ? keysIn(file) : [];
      const types = checker.getTypeAtLocation(keys);
      return keys
        .filter((_key, n) => mayBeAny(types[n], checker))
        .map((key) => `${short}: ${file?.text.slice(key.pos, key.end).trim()}`);
    });
  } finally {
    api.close();
  }
}

/** What is used as a key: `record[key]`, `key in record`, `const { [key]: x } = record`. */
function keysIn(node: Node): Node[] {
  const keys: Node[] = [];
  const visit = (one: Node): void => {
    if (isElementAccessExpression(one)) keys.push(one.argumentExpression);
    if (isBinaryExpression(one) && one.operatorToken.kind === SyntaxKind.InKeyword) keys.push(one.left);
    if (isComputedPropertyName(one) && one.parent.kind === SyntaxKind.BindingElement) keys.push(one.expression);
    one.forEachChild(visit);
  };
  visit(node);
  return keys;
}

const NAMED =
  TypeFlags.StringLiteral | TypeFlags.NumberLike | TypeFlags.ESSymbolLike | TypeFlags.EnumLiteral | TypeFlags.Index;

/** A parameter is what it extends: a name of a type (`keyof T`) is none from outside, as long as the type has names. */
function mayBeAny(type: Type | undefined, checker: Checker): boolean {
  if (!type) return true;
  if (type.isTypeParameter()) return mayBeAny(checker.getConstraintOfTypeParameter(type), checker);
  const parts = type.isUnionType() ? (type.getTypes() ?? []) : [type];
  return parts.some(({ flags }) => (flags & NAMED) === 0);
}
