/**
 * Keeps the tenant in one JSON file. A write is whole or not at all (temporary file, then rename), so a tenant
 * that is killed starts again as it last was. Without a folder nothing is kept.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantState } from './state.ts';
import { filledIn } from './state-upgrade.ts';

interface StateFile {
  save(state: TenantState): void;
}

/**
 * @param fresh the state of a new tenant; also fills what an older file does not have yet
 * @throws Error that names the file when it cannot be read as a tenant
 */
export function openState(folder: string | undefined, fresh: TenantState): { state: TenantState; file: StateFile } {
  if (folder === undefined) return { state: fresh, file: { save: () => undefined } };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'tenant.json');
  const state = load(path, fresh);
  const file = { save: (next: TenantState): void => save(path, next) };
  file.save(state);
  return { state, file };
}

function load(path: string, fresh: TenantState): TenantState {
  const text = readIfThere(path);
  if (text === null) return fresh;
  const kept = parsed(text);
  if (kept?.version === 1 && typeof kept.tenantId === 'string') return filledIn(kept, fresh);
  throw new Error(`${path} does not hold a simulated tenant. Delete it to start with a new one.`);
}

function parsed(text: string): Partial<TenantState> | null {
  try {
    return JSON.parse(text) as Partial<TenantState> | null;
  } catch {
    return null;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function save(path: string, state: TenantState): void {
  const next = `${path}.${process.pid}.tmp`;
  writeFileSync(next, JSON.stringify(state, null, 1), { flush: true });
  renameSync(next, path);
}
