/** `azure.yaml`: what azd would package, how it finds the app, and its hook run as it stands. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { APP, GROUP, NEEDED_NAMES, SUBSCRIPTION } from '../azure/world.ts';
import { justDeployed, ROOT, runInShell } from './shell.ts';

const { infra, services, hooks } = parse(readFileSync(path.join(ROOT, 'azure.yaml'), 'utf8'));
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

test('the one service is the app that the template tags, packaged as it is built', () => {
  expect(services).toEqual({
    watch: { project: '.', dist: 'dist', language: 'ts', host: 'function', remoteBuild: false },
  });
  const { predictedResources } = JSON.parse(read('infra/main.snapshot.json')) as {
    predictedResources: { type: string; tags?: Record<string, string> }[];
  };
  const apps = predictedResources.filter(({ type }) => type === 'Microsoft.Web/sites');
  expect(apps.map(({ tags }) => tags?.['azd-service-name'])).toEqual(['watch']);
  // With a .funcignore that leaves out node_modules, azd refuses remoteBuild: false.
  expect(existsSync(path.join(ROOT, '.funcignore'))).toBe(false);
});

test('the template is where azd looks, and has the output that the hook names', () => {
  expect(existsSync(path.join(ROOT, infra.path, `${infra.module}.bicepparam`))).toBe(true);
  expect(read('infra/main.bicep')).toContain('output appName string');
});

const AZD = { appName: APP, AZURE_RESOURCE_GROUP: GROUP, AZURE_SUBSCRIPTION_ID: SUBSCRIPTION };

test('the hook grants with the sign-in of azd', async () => {
  const world = justDeployed();
  const { code, stdout, stderr } = await runInShell(world, hooks.postprovision.posix.run, AZD);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('grants AuditLog.Read.All');
  expect(world.assigned).toHaveLength(NEEDED_NAMES.length);
});

test('the hook of who may not grant says who may, and azd goes on', async () => {
  const world = { ...justDeployed(), mayGrant: false };
  const { code, stdout } = await runInShell(world, hooks.postprovision.posix.run, AZD);
  expect(code).toBe(1);
  expect(stdout).toContain('Privileged Role Administrator');
  for (const system of ['posix', 'windows']) expect(hooks.postprovision[system].continueOnError).toBe(true);
});

test('the hook on Windows is the same command', () => {
  const plain = (run: string): string =>
    run.replaceAll('$env:', '$').replace(/[\n"';]| = /g, (found) => (found === ' = ' ? '=' : ''));
  expect(plain(hooks.postprovision.windows.run).replace(/^\$/, '')).toBe(plain(hooks.postprovision.posix.run));
});
