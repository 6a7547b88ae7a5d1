/** Who did it, from rows of the audit log as they come: one that is odd names nobody, and hides nobody else. */
import { describe, expect, it } from 'vitest';
import { auditActors } from '../../shared/checks/actors.ts';
import type { GraphReader } from '../../shared/graph/graph.ts';
import { StubGraphReader } from '../stubs/graph-reader.ts';

const ACTIVITY = 'Set DirSync feature';

const event = (name: string, over: object = {}) => ({
  id: name,
  activityDisplayName: ACTIVITY,
  activityDateTime: '2026-11-20T09:14:02Z',
  result: 'success',
  initiatedBy: { user: { id: name, userPrincipalName: `${name}@contoso.example` } },
  targetResources: [{ id: 't1', displayName: 'Contoso', type: 'Directory' }],
  ...over,
});

const find = (...events: object[]) =>
  auditActors(() => new StubGraphReader(() => events)).find(
    ACTIVITY,
    '2026-11-20T09:00:00.000Z',
    '2026-11-20T10:00:00.000Z',
    new AbortController().signal,
  );

describe('who did it', () => {
  it.each<[name: string, odd: object]>([
    ['a time that is none', { activityDateTime: 'soon' }],
    ['no time', { activityDateTime: undefined }],
    ['no name', { activityDisplayName: null }],
    ['an initiator that is a text', { initiatedBy: 'Ada' }],
  ])('is nobody by an event with %s, and still whoever another event names', async (_, odd) => {
    const found = await find(event('odd', odd), event('ada'));
    expect(found.map(({ actor }) => actor.id)).toEqual(['ada']);
  });

  it('is told by an event whose time has an offset, at its time in UTC', async () => {
    const found = await find(event('ada', { activityDateTime: '2026-11-20T10:14:02+01:00' }));
    expect(found).toMatchObject([{ at: '2026-11-20T09:14:02.000Z', actor: { id: 'ada' } }]);
  });

  it('is nobody by an event whose time, read with its offset, lies after the window', async () => {
    expect(await find(event('ada', { activityDateTime: '2026-11-20T09:14:02-01:00' }))).toEqual([]);
  });

  it.each<[name: string, targets: unknown, ids: (string | null)[]]>([
    ['none', undefined, []],
    ['a text', 'Contoso', []],
    ['one odd one beside a good one', ['Contoso', { id: 't1', type: 'User' }], ['t1']],
    ['one whose id is a number', [{ id: 5, type: 'User' }], [null]],
  ])('is told though its targets are %s', async (_, targetResources, ids) => {
    const [found] = await find(event('ada', { targetResources }));
    expect((found?.target ?? []).map(({ id }) => id)).toEqual(ids);
  });
});

/** So many pages of ten events, a second apart, newest first. @param asked counts the requests */
function busy(pages: number, asked: string[]) {
  const graph = new StubGraphReader(() => []);
  const page: GraphReader['page'] = async (path, shape) => {
    asked.push(path);
    const n = Number(/page=(\d+)/.exec(path)?.[1] ?? 0);
    const at = (k: number) => new Date(Date.parse('2026-11-20T09:50:00Z') - (n * 10 + k) * 1000).toISOString();
    const rows = Array.from({ length: 10 }, (_, k) => event(`eve${n}-${k}`, { activityDateTime: at(k) }));
    return { items: rows.map((row) => shape.parse(row)), next: n + 1 < pages ? `/auditLogs?page=${n + 1}` : null };
  };
  return auditActors(() => Object.assign(graph, { page }));
}

const since = (from: string) => [ACTIVITY, from, '2026-11-20T10:00:00.000Z', new AbortController().signal] as const;

describe('who did what anyone can do without end', () => {
  it('is not known while there is more than is read, and is never whoever did it last', async () => {
    const asked: string[] = [];
    const found = busy(5_000, asked).find(...since('2026-11-20T09:00:00.000Z'));
    await expect(found).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(ACTIVITY) });
    expect(asked).toHaveLength(10);
  });

  it('is known where the pages that are read hold all of the time in question', async () => {
    const found = await busy(5_000, []).find(...since('2026-11-20T09:49:00.000Z'));
    expect(found).toHaveLength(61);
  });
});
