/**
 * Imports an app as the worker does (`.cjs` by require, the rest by import) and returns what it registered.
 * The same app loaded again in one process gives the same registrations, since its modules do not run twice.
 */
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MonitorError } from '../../shared/errors.ts';
import type { ProgrammingModel } from './contract.ts';
import type { CoreModule, Recording } from './core-module.ts';

export interface LoadedApp extends Recording {
  readonly model: ProgrammingModel;
  /** Folder to look for `host.json` from. */
  readonly folder: string;
}

/**
 * @param app path of an entry file, or of a folder whose `*.ts` files are imported in the order of their names.
 * @throws MonitorError `config` when there is nothing to load; whatever the app throws while it is imported.
 */
export async function loadApp(app: string, core: CoreModule): Promise<LoadedApp> {
  const { folder, files } = await entryFiles(path.resolve(app));
  const key = files.join('\n');
  let recording = core.apps.get(key);
  if (recording === undefined) {
    recording = await core.record(() => importInOrder(files));
    core.apps.set(key, recording);
  }
  const { model } = recording;
  if (model === null || recording.functions.length === 0) throw nothingRegistered(app);
  return { ...recording, model, folder };
}

async function entryFiles(app: string): Promise<{ folder: string; files: string[] }> {
  const found = await stat(app).catch(() => null);
  if (found === null) throw new MonitorError('config', `There is no app at ${app}`);
  if (!found.isDirectory()) return { folder: path.dirname(app), files: [app] };
  const names = (await readdir(app)).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort();
  if (names.length === 0) throw new MonitorError('config', `There is no *.ts file in ${app}`);
  return { folder: app, files: names.map((name) => path.join(app, name)) };
}

async function importInOrder(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (file.endsWith('.cjs')) createRequire(file)(file);
    else await import(pathToFileURL(file).href);
  }
}

function nothingRegistered(app: string): MonitorError {
  return new MonitorError(
    'config',
    `${app} registered no function. Either it has none, or @azure/functions was imported before the host started`,
  );
}
