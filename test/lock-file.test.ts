/** The lock file after whatever updated it: it names no registry, and holds the packages of every platform. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};
const locked = Object.entries(packages).filter(([place]) => place !== '');

/** As Node looks for it: in the package's own folder, then in those around it. */
function found(from: string, name: string): boolean {
  const around = from
    .split('/node_modules/')
    .map((_part, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return [...around.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`].some(
    (place) => place in packages,
  );
}

test('it is the lock file of many packages', () => {
  expect(locked.length).toBeGreaterThan(100);
});

test('no package names where it was had from, and each can be verified', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([]);
  expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([place]) => place)).toEqual([]);
});

test('it holds what other platforms need, too', () => {
  const lost = locked.flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !found(place, name))
      .map((name) => `${place} needs ${name}`),
  );
  expect(lost).toEqual([]);
  for (const platform of ['linux-x64', 'darwin-arm64', 'win32-x64']) {
    expect(Object.keys(packages)).toContain(`node_modules/@esbuild/${platform}`);
  }
});
