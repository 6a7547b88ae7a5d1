/** What the built app registers under given app settings: the real bundle, loaded as the worker loads it. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Registered } from './rules/alerts.ts';

const WORKER = path.resolve(import.meta.dirname, '../fixtures/worker.ts');

interface Loaded {
  readonly functions: readonly {
    readonly name: string;
    readonly bindings: { readonly [name: string]: Omit<Registered, 'name'> & { readonly direction: string } };
  }[];
}

/** @param folder of the built app */
export async function registeredBy(folder: string, env: { readonly [name: string]: string }): Promise<Registered[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [WORKER, folder], { env, cwd: folder });
  return (JSON.parse(stdout) as Loaded).functions.map(({ name, bindings }) => ({
    ...Object.values(bindings).find(({ direction }) => direction === 'in'),
    name,
  }));
}
