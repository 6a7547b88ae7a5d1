import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TableClient } from '@azure/data-tables';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startAzurite } from '../../local/azurite.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'azurite-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

function table(connectionString: string): TableClient {
  return TableClient.fromConnectionString(connectionString, 'things', { allowInsecureConnection: true });
}

test('keeps rows in its folder from one start to the next, and writes nothing elsewhere', async () => {
  const inner = path.join(folder, 'state');
  const first = await startAzurite({ folder: inner });
  await table(first.connectionString).createTable();
  await table(first.connectionString).createEntity({ partitionKey: 'p', rowKey: 'r', said: 'Zoë' });
  await first.close();
  const second = await startAzurite({ folder: inner });
  const row = await table(second.connectionString).getEntity<{ said: string }>('p', 'r');
  await second.close();
  expect(row.said).toBe('Zoë');
  expect([await readdir(folder), await readdir(inner)]).toEqual([['state'], ['account', 'tables.json']]);
});

test('in memory, two at a time know nothing of each other and leave nothing behind', async () => {
  const before = await readdir('.');
  const [one, other] = await Promise.all([startAzurite(), startAzurite()]);
  await table(one.connectionString).createTable();
  await table(one.connectionString).createEntity({ partitionKey: 'p', rowKey: 'r' });
  await expect(table(other.connectionString).getEntity('p', 'r')).rejects.toMatchObject({ statusCode: 404 });
  await Promise.all([one.close(), other.close()]);
  expect(await readdir('.')).toEqual(before);
});

test('writes nothing to the console', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const tables = await startAzurite();
  await table(tables.connectionString).createTable();
  await tables.close();
  const written = write.mock.calls.length;
  write.mockRestore();
  expect(written).toBe(0);
});

test('serves its account whatever other emulators are set up on this machine', async () => {
  vi.stubEnv('AZURITE_ACCOUNTS', 'another:YW5vdGhlcg==');
  const tables = await startAzurite();
  await table(tables.connectionString).createTable();
  await tables.close();
  vi.unstubAllEnvs();
});

test('names a taken port', async () => {
  const first = await startAzurite();
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(first.connectionString)?.[1]);
  await expect(startAzurite({ port })).rejects.toThrow(`cannot start on port ${port} of 127.0.0.1`);
  await first.close();
});

const partsOf = (connectionString: string): Record<string, string> =>
  Object.fromEntries([...connectionString.matchAll(/(\w+)=([^;]+)/g)].map(([, name, value]) => [name, value]));

test('has a key of its own at each start, and the account that its folder began with', async () => {
  const starts = [];
  for (let n = 0; n < 2; n += 1) {
    const tables = await startAzurite({ folder });
    starts.push(partsOf(tables.connectionString));
    await tables.close();
  }
  const [first, second] = starts;
  expect(second?.AccountName).toBe(first?.AccountName);
  expect(first?.AccountName).toMatch(/^watch[0-9a-f]{16}$/);
  expect(second?.AccountKey).not.toBe(first?.AccountKey);
});

test('opens to its own key and to its own address alone', async () => {
  const tables = await startAzurite();
  const { AccountName = '', TableEndpoint = '' } = partsOf(tables.connectionString);
  const published = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const withKey = (account: string) =>
    `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${published};TableEndpoint=${TableEndpoint.replace(AccountName, account)};`;
  for (const account of ['devstoreaccount1', AccountName]) {
    await expect(table(withKey(account)).createTable()).rejects.toMatchObject({ statusCode: expect.any(Number) });
  }
  const { hostname, port, pathname } = new URL(TableEndpoint);
  const asked = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { hostname, port, path: `${pathname}/Tables`, headers: { host } };
      request(options, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
  expect([await asked(`evil.example:${port}`), await asked(`localhost:${port}`)]).toEqual([421, 421]);
  expect(await asked(`127.0.0.1:${port}`)).toBe(403);
  await tables.close();
});
