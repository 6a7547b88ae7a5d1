import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHostJson } from '../../../local/host/host-json.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'host-json-'));
});
afterEach(() => rm(folder, { recursive: true }));

const given = (text: string) => writeFile(path.join(folder, 'host.json'), text);

test.each([
  ['the defaults', '{"version":"2.0"}', { routePrefix: 'api', functionTimeoutMs: 30 * 60_000 }],
  [
    'a time limit',
    '{"version":"2.0","functionTimeout":"00:05:30"}',
    { routePrefix: 'api', functionTimeoutMs: 330_000 },
  ],
  [
    'a time limit in days',
    '{"version":"2.0","functionTimeout":"1.00:00:00"}',
    { routePrefix: 'api', functionTimeoutMs: 86_400_000 },
  ],
  ['no time limit', '{"version":"2.0","functionTimeout":"-1"}', { routePrefix: 'api', functionTimeoutMs: null }],
  [
    'a prefix',
    '{"version":"2.0","extensions":{"http":{"routePrefix":"/v1/"}}}',
    { routePrefix: 'v1', functionTimeoutMs: 30 * 60_000 },
  ],
  [
    'no prefix',
    '{"version":"2.0","extensions":{"http":{"routePrefix":""}}}',
    { routePrefix: '', functionTimeoutMs: 30 * 60_000 },
  ],
])('%s', async (_, text, settings) => {
  await given(text);
  expect(await readHostJson(folder)).toEqual(settings);
});

test('is looked for above the folder of the app', async () => {
  await given('{"version":"2.0","functionTimeout":"00:01:00"}');
  await mkdir(path.join(folder, 'a/b'), { recursive: true });
  expect(await readHostJson(path.join(folder, 'a/b'))).toMatchObject({ functionTimeoutMs: 60_000 });
});

test.each([
  ['not JSON', '{', 'is not JSON'],
  ['of another version', '{"version":"1.0"}', '"version" must be "2.0"'],
  [
    'with a time limit that is none',
    '{"version":"2.0","functionTimeout":"soon"}',
    '"functionTimeout" must be hh:mm:ss or -1',
  ],
  [
    'with a prefix that is none',
    '{"version":"2.0","extensions":{"http":{"routePrefix":1}}}',
    '"routePrefix" must be a text',
  ],
])('is refused when it is %s', async (_, text, message) => {
  await given(text);
  await expect(readHostJson(folder)).rejects.toThrow(message);
});

test('is required', async () => {
  await expect(readHostJson(folder)).rejects.toThrow('There is no host.json in');
});
