/** Rows of answers: under their ETag, with their line of history, for as long as there is something to answer. */
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../shared/core/model/answer.ts';
import type { Change } from '../../shared/core/model/history.ts';
import { at, broken, commit, mailedAlert, NOW, pending, type World, worlds } from './world.ts';

const world = worlds();
const later = (hours: number): number => Date.now() + hours * 3600_000;

const answer = (over: Partial<Answer> = {}): Answer => ({
  alertId: 'writeback-on~tenant~1',
  check: 'writeback',
  action: 'acknowledge',
  at: at(1),
  by: 'Kim',
  why: 'known',
  signedIn: false,
  until: null,
  severity: 'critical',
  told: null,
  ...over,
});

const line = (generation: number): Change => ({
  check: 'writeback',
  generation,
  at: at(1),
  items: [
    {
      source: 'answers',
      change: 'added',
      key: 'writeback-on~tenant~1',
      title: 'Acknowledged',
      severity: 'info',
      before: null,
      after: null,
      alert: null,
    },
  ],
  alerts: [],
  wantsActor: false,
});

async function withEvent(): Promise<World> {
  const made = world();
  await made.store.heads(NOW);
  await made.store.commit(commit({ pending: pending({ alerts: [mailedAlert({ severity: 'critical' })] }) }));
  return made;
}

const told = async ({ client }: World): Promise<void> => {
  for await (const { rowKey = '', partitionKey = '' } of client.listEntities())
    if (rowKey.startsWith('pending|')) await client.deleteEntity(partitionKey, rowKey);
};
const actions = async ({ store }: World) =>
  [...(await store.answers()).answers.values()].map(({ value }) => value.action);
const titles = async ({ store }: World) =>
  (await store.history({ check: null, since: null, limit: 100, from: null })).items.map(({ item }) => item.title);

describe('an answer', () => {
  test('is stored with its line of history, and the second needs the ETag of the first', async () => {
    const made = await withEvent();
    expect(await made.store.answer(answer(), null, line(5), null)).toBe(true);
    expect(await made.store.answer(answer({ action: 'reopen' }), null, line(6), null)).toBe(false);
    expect(await actions(made)).toEqual(['acknowledge']);
    const { answers } = await made.store.answers();
    const etag = answers.get('writeback-on~tenant~1')?.etag ?? '';
    expect(await made.store.answer(answer({ action: 'reopen' }), etag, line(7), null)).toBe(true);
    expect(await actions(made)).toEqual(['reopen']);
    expect((await titles(made)).filter((title) => title === 'Acknowledged')).toHaveLength(2);
  });

  test('of which nobody said that it was stored is known by its line, also when somebody has answered since', async () => {
    const made = await withEvent();
    const other = made.other();
    let isFirst = true;
    made.wire.disturb = async (request, next) => {
      if (!isFirst || !request.url.endsWith('$batch')) return next();
      isFirst = false;
      await next();
      const etag = (await other.answers()).answers.get('writeback-on~tenant~1')?.etag ?? '';
      expect(await other.answer(answer({ by: 'Alex' }), etag, line(6), null)).toBe(true);
      throw broken();
    };
    expect(await made.store.answer(answer(), null, line(5), null)).toBe(true);
    const { answers } = await made.store.answers();
    expect([...answers.values()].map(({ value }) => value.by)).toEqual(['Alex']);
    expect((await titles(made)).filter((title) => title === 'Acknowledged')).toHaveLength(2);
  });

  test('to an event that is swept at that moment is not stored; one that is stored keeps it', async () => {
    const made = await withEvent();
    await told(made);
    await made.store.answer(answer(), null, line(5), null);
    const [commitOfEvent] = (await made.store.events()).events;
    const reopened = async () => {
      const etag = (await made.store.answers()).answers.get('writeback-on~tenant~1')?.etag ?? '';
      return made.other().answer(answer({ action: 'reopen' }), etag, line(6), commitOfEvent ?? null);
    };
    made.wire.disturb = async (request, next) => {
      if (request.method === 'DELETE' && request.url.includes('event')) expect(await reopened()).toBe(true);
      return next();
    };
    await made.store.sweep(at(-1), later(0), ['mail']);
    expect((await made.store.events()).events).toHaveLength(1);
    expect(await actions(made)).toEqual(['reopen']);
    made.wire.disturb = (_request, next) => next();
    const etag = (await made.store.answers()).answers.get('writeback-on~tenant~1')?.etag ?? '';
    await made.store.answer(answer(), etag, line(7), null);
    await made.store.sweep(at(-1), later(0), ['mail']);
    expect(await reopened()).toBe(false);
    expect(await actions(made)).toEqual(['acknowledge']);
  });

  test('that is damaged counts as none, is told, and can be given again', async () => {
    const made = await withEvent();
    await made.store.answer(answer(), null, line(5), null);
    const filter = "RowKey ge 'answer|' and RowKey lt 'answer}'";
    for await (const row of made.client.listEntities({ queryOptions: { filter } })) {
      const { partitionKey = '', rowKey = '' } = row;
      await made.client.updateEntity({ partitionKey, rowKey, ref: 'nothing' }, 'Replace');
    }
    expect(await actions(made)).toEqual([]);
    expect((await made.store.damage(at(-1))).map(({ kind }) => kind)).toEqual(['answer']);
    expect(await made.store.answer(answer({ action: 'snooze', until: at(60) }), null, line(6), null)).toBe(true);
    expect(await actions(made)).toEqual(['snooze']);
    expect(await made.store.damage(at(-1))).toEqual([]);
  });
});

describe('the sweep', () => {
  test('keeps a critical event that was told until it is acknowledged, and a day longer', async () => {
    const made = await withEvent();
    await told(made);
    await made.store.sweep(at(-1), later(0), ['mail']);
    expect((await made.store.events()).events).toHaveLength(1);
    await made.store.answer(answer(), null, line(5), null);
    await made.store.sweep(at(-1), NOW + 24 * 3600_000, ['mail']);
    expect((await made.store.events()).events).toHaveLength(1);
    await made.store.sweep(at(-1), NOW + 24 * 3600_000 + 60_000, ['mail']);
    expect((await made.store.events()).events).toEqual([]);
  });

  test('keeps an answer for a week after what it answers has ended', async () => {
    const made = await withEvent();
    await told(made);
    await made.store.answer(answer(), null, line(5), null);
    await made.store.sweep(at(-1), later(0), ['mail']);
    await made.store.sweep(at(-1), later(6 * 24), ['mail']);
    expect(await actions(made)).toEqual(['acknowledge']);
    await made.store.sweep(at(-1), later(8 * 24), ['mail']);
    expect(await actions(made)).toEqual([]);
  });
});

describe('the key of links', () => {
  test('is random, made once, and the same for all who ask at once', async () => {
    const made = await withEvent();
    const keys = await Promise.all([1, 2, 3].map(() => made.store.answerKey()));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const other = await withEvent();
    expect(await other.store.answerKey()).not.toBe(keys[0]);
  });
});
