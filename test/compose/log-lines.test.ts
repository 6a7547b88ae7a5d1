/** The lines for programs: exactly what the deployment's queries are promised, and nothing of the tenant. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { watched } from '../../shared/checks/index.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { openWorld } from '../world/world.ts';

const PROMISED: { readonly [kind: string]: { readonly fields: readonly string[] } } = JSON.parse(
  readFileSync(new URL('../../infra/queries/log-lines.json', import.meta.url), 'utf8'),
);

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

async function begun() {
  const settings = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };
  const world = await openWorld({ tables, settings, checks: watched([writeback, resetAdmins]) });
  onTestFinished(() => world.close());
  const poll = async (check: string) => {
    world.wait(60_000);
    return (await world.watch().poll(check)).lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  for (const check of ['writeback', 'reset-admins', 'reset-admins']) await poll(check);
  return { world, poll };
}

describe('a poll', () => {
  it('says its verdict and what it asked of Graph, with the keys that queries read, in their order', async () => {
    const { poll } = await begun();
    const [line, ...others] = await poll('writeback');
    expect(others).toEqual([]);
    expect(Object.keys(line ?? {})).toEqual(PROMISED.poll?.fields);
    // Three questions to the audit log, the policy, and one batch of all that may be batched.
    expect(line).toMatchObject({ check: 'writeback', verdict: 'on', requests: 5, throttled: 0, waitedMs: 0 });
  });

  it('that raised something critical names rule and check, and nobody of the tenant', async () => {
    const { world, poll } = await begun();
    world.tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Global Administrator' });
    const [alert, line] = await poll('reset-admins');
    expect(Object.keys(alert ?? {})).toEqual(PROMISED.alert?.fields);
    expect(alert).toEqual({ watch: 'alert', check: 'reset-admins', rule: 'resetter-new', severity: 'critical' });
    expect(line).toMatchObject({ verdict: 'known', resetters: expect.any(Number), reachable: expect.any(Number) });
    expect(JSON.stringify([alert, line])).not.toContain('Patti');
  });

  it('that Graph asked to wait says how often and how long', async () => {
    const { world, poll } = await begun();
    world.tenant.faults.add({ path: '/organization', kind: 'status', status: 429, count: 1, retryAfter: '1' });
    const [line] = await poll('writeback');
    expect(line).toMatchObject({ throttled: 1, waitedMs: expect.any(Number) });
    expect(Number(line?.waitedMs)).toBeGreaterThanOrEqual(1000);
  });
});
