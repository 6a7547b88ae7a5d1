/** The app as it is deployed: the real `functions/` in the local Functions host, with an environment of its own. */
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { coreModule } from '../../local/host/core-module.ts';
import { type LocalHost, startHost } from '../../local/host/start-host.ts';
import type { World } from '../world/world.ts';

const FUNCTIONS = path.join(import.meta.dirname, '../../functions');

export interface Hosted extends LocalHost {
  /** Finished log lines, in order. */
  readonly log: readonly string[];
  /** With the function key. */
  ask(route: string, init?: RequestInit): Promise<Response>;
}

/** Every name that the app or the Azure SDK under it reads. */
const NAMES =
  /^(TENANT_ID|WATCH_NAME|GRAPH_BASE_URL|AZURE_.*|STATE_.*|HISTORY_DAYS|MAIL_.*|POLL_.*|NOTIFY_SCHEDULE|WRITEBACK_DECLARED|BLIND_AFTER_MINUTES|GROWTH_.*|PUBLIC_URL|WEBHOOK_.*|WEBSITE_AUTH_ENABLED|IDENTITY_.*|MSI_.*)$/;

/**
 * Loads the app anew: modules run once per process, and they read the environment as they are loaded.
 * `timers`: they fire by themselves; else a test runs each.
 */
export async function openHosted(
  settings: Readonly<Record<string, string>>,
  { timers = false }: { readonly timers?: boolean } = {},
): Promise<Hosted> {
  const before = { ...process.env };
  for (const name of Object.keys(process.env).filter((one) => NAMES.test(one))) delete process.env[name];
  Object.assign(process.env, settings);
  coreModule().apps.clear();
  vi.resetModules();
  const log: string[] = [];
  const host = await startHost({ app: FUNCTIONS, port: null, timers, log: (line) => log.push(line) });
  onTestFinished(async () => {
    await host.close();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });
  const ask = (route: string, init: RequestInit = {}) =>
    host.fetch(route, { ...init, headers: { 'x-functions-key': host.key, ...init.headers } });
  return { ...host, log, ask };
}

/** What the world's watch needs in an environment. The app takes the time from the machine, so the world does too. */
export function settingsOf(world: World): Record<string, string> {
  world.wait(Date.now() - world.now());
  const { msi } = world.tenant;
  return {
    ...world.env,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    AZURE_CLIENT_ID: msi.clientId,
    IDENTITY_ENDPOINT: msi.endpoint,
    IDENTITY_HEADER: msi.header,
  };
}
