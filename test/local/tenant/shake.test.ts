import { describe, expect, it } from 'vitest';
import { SHAKE_ALL, type ShakeOptions } from '../../../local/tenant/shake.ts';
import { type Reader, tenantFor } from './reader.ts';

const PATH = '/v1.0/servicePrincipals';

async function shaken(options: ShakeOptions, seed = 1): Promise<Reader> {
  const reader = await tenantFor({ seed, now: () => Date.parse('2026-11-20T12:00:00Z') });
  for (let n = 0; n < 10; n += 1) reader.tenant.addCloudSync(`domain ${n}`);
  reader.tenant.shaker.set(options);
  return reader;
}

describe('a shaken tenant', () => {
  it('serves all rows, each once, in changing orders and pages', async () => {
    const { ids } = await shaken(SHAKE_ALL);
    const readings = [];
    for (let n = 0; n < 10; n += 1) readings.push(await ids(PATH));
    const whole = [...(readings[0] ?? [])].sort();
    expect(whole).toHaveLength(16);
    for (const reading of readings) expect([...reading].sort()).toEqual(whole);
    expect(new Set(readings.map(String)).size).toBeGreaterThan(5);
  });

  it('is the same again with the same seed', async () => {
    const [a, b, other] = await Promise.all([shaken(SHAKE_ALL, 7), shaken(SHAKE_ALL, 7), shaken(SHAKE_ALL, 8)]);
    const read = async ({ ids }: Reader) => [await ids(PATH), await ids(PATH)];
    expect(await read(a)).toEqual(await read(b));
    expect(other.tenant.tenantId).not.toBe(a.tenant.tenantId);
  });

  it('keeps the order that was asked for', async () => {
    const { get } = await shaken({ order: true });
    const { body } = await get('/v1.0/auditLogs/directoryAudits', { $orderby: 'activityDateTime asc' });
    const times = body.value.map((row) => String(row.activityDateTime));
    expect(times).toEqual([...times].sort());
  });

  it('adds a field that nobody knows, also to selected rows', async () => {
    const { get } = await shaken({ fields: true });
    const { body } = await get('/v1.0/organization', { $select: 'displayName' });
    const names = Object.keys(body.value[0] ?? {});
    expect(names).toHaveLength(3);
    expect(names.filter((name) => name.startsWith('extension_'))).toHaveLength(1);
  });

  it('moves the times that move by themselves, and no flag', async () => {
    const { get } = await shaken({ times: true });
    const read = async (path: string) => JSON.stringify((await get(path)).body.value);
    const organizations = [await read('/v1.0/organization'), await read('/v1.0/organization')];
    expect(organizations[0]).not.toBe(organizations[1]);
    const flags = '/v1.0/directory/onPremisesSynchronization';
    expect(await read(flags)).toBe(await read(flags));
  });

  it('moves the times of runs and sign-ins, and nothing else of them', async () => {
    const { tenant, get } = await shaken({ times: true });
    const still = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
    for (const path of [
      `/v1.0/servicePrincipals/${tenant.state.cloudSync[0]?.id}/synchronization/jobs`,
      '/beta/reports/servicePrincipalSignInActivities',
    ]) {
      const [a, b] = [await get(path), await get(path)].map(({ body }) => JSON.stringify(body.value));
      expect(a).not.toBe(b);
      expect(still(a ?? '')).toBe(still(b ?? ''));
    }
  });

  it('hides rows from one reading, none from two in a row', async () => {
    const { ids } = await shaken({ vanish: 0.5, pages: true });
    const whole = 16;
    const readings: string[][] = [];
    for (let n = 0; n < 20; n += 1) readings.push(await ids(PATH));
    expect(readings.some((reading) => reading.length < whole)).toBe(true);
    for (const [n, reading] of readings.entries()) {
      const next = readings[n + 1];
      if (next) expect(new Set([...reading, ...next]).size).toBe(whole);
    }
  });

  it('stands still again when told so', async () => {
    const { tenant, ids } = await shaken(SHAKE_ALL);
    tenant.shaker.set(null);
    expect(await ids(PATH)).toEqual(await ids(PATH));
  });
});
