import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { coreModule } from '../../../local/host/core-module.ts';

interface Api {
  registerFunction(metadata: object, callback: () => void): { dispose(): void };
  registerHook(name: string, callback: () => void): { dispose(): void };
  setProgrammingModel(model: object): void;
  getProgrammingModel(): object | null;
  log(level: string, category: string, message: string): void;
  Disposable: { from(...items: { dispose(): void }[]): { dispose(): void } };
  version: string;
  hostVersion: string;
}

const core = coreModule();
const api: Api = createRequire(import.meta.url)('@azure/functions-core');
const fn = (name: string) => ({ name, bindings: {} });

test('answers a require of the core module, the same one every time', () => {
  expect(createRequire(import.meta.filename)('@azure/functions-core')).toBe(api);
  expect(coreModule()).toBe(core);
  expect([api.version, api.hostVersion]).toEqual([expect.any(String), expect.any(String)]);
});

test('records what is registered while an app loads, disposed registrations left out', async () => {
  const model = { name: 'm' };
  const recording = await core.record(async () => {
    api.setProgrammingModel(model);
    api.registerFunction(fn('one'), () => {});
    api.registerFunction(fn('two'), () => {}).dispose();
    api.registerHook('preInvocation', () => {});
    api.registerHook('appStart', () => {}).dispose();
  });
  expect(recording.functions.map(({ metadata }) => metadata.name)).toEqual(['one']);
  expect(recording.hooks).toEqual(['preInvocation']);
  expect(recording.model).toBe(model);
  expect(api.getProgrammingModel()).toBe(model);
});

test('refuses a function that comes after the start', () => {
  expect(() => api.registerFunction(fn('late'), () => {})).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('during app startup'),
      isAzureFunctionsSystemError: true,
    }),
  );
});

test('refuses a second function of the same id, and closes registration after a failed start', async () => {
  const twice = core.record(async () => {
    api.registerFunction(fn('same'), () => {});
    api.registerFunction(fn('same'), () => {});
  });
  await expect(twice).rejects.toMatchObject({ isAzureFunctionsSystemError: true });
  expect(() => api.registerFunction(fn('late'), () => {})).toThrow('during app startup');
});

test('answers an unknown hook with a RangeError of the platform', () => {
  expect(() => api.registerHook('onFire', () => {})).toThrow(RangeError);
  expect(() => api.registerHook('onFire', () => {})).toThrow(
    expect.objectContaining({ isAzureFunctionsSystemError: true, message: 'Unrecognized hook "onFire"' }),
  );
});

test('hands logs outside of an invocation on', () => {
  const lines: string[] = [];
  core.log = (...line) => lines.push(line.join(' '));
  api.log('warning', 'system', 'careful');
  expect(lines).toEqual(['warning system careful']);
});

test('a Disposable of many disposes each of them once', () => {
  let count = 0;
  const item = {
    dispose: () => {
      count += 1;
    },
  };
  const all = api.Disposable.from(item, item);
  all.dispose();
  all.dispose();
  expect(count).toBe(2);
});
