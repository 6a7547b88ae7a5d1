import { describe, expect, test } from 'vitest';
import type { Commit } from '../../shared/core/model/store.ts';
import {
  alert,
  at,
  breaking,
  change,
  commit,
  type Disturb,
  HOSTILE,
  head,
  isWrite,
  item,
  mailedAlert,
  mailOutbox,
  NOW,
  pending,
  TENANT,
  type World,
  worlds,
} from './world.ts';

const world = worlds();

const isTransaction: Parameters<typeof breaking>[0] = (request) => request.url.includes('$batch');

/** A commit of everything, on top of a head that is there. */
async function prepared(position?: 'perCall' | 'perRetry'): Promise<World & { full: Commit }> {
  const made = world(position);
  await made.store.heads(NOW);
  await made.store.commit(commit({ alerts: [alert({ id: 'old~x~1' })] }));
  const etag = (await made.store.heads(NOW)).heads.get('writeback')?.etag ?? null;
  return { ...made, full: { ...everything(), etag } };
}

const everything = (generation = 2): Commit =>
  commit({
    head: head({ generation }),
    change: change({ generation, items: [item({ alert: 'a~b~2' })], alerts: ['a~b~2'] }),
    pending: pending({ generation }),
    alerts: [alert({ id: 'new~x~2' })],
    closed: ['old~x~1'],
  });

/** All that the commit should have left, and nothing else. */
async function expectStored(
  { other }: World,
  { head: wanted, change: changed, pending: mail, alerts }: Commit,
): Promise<void> {
  const store = other();
  expect((await store.heads(NOW)).heads.get('writeback')?.value).toEqual(wanted);
  const history = await store.history({ check: null, since: null, limit: 10, from: null });
  expect(history.items.map((line) => line.change)).toEqual(changed?.items.map(() => changed) ?? []);
  expect((await mailOutbox(store)).pending.map(({ rowKey: _, receiver: _name, ...rest }) => rest)).toEqual(
    mail ? [mail] : [],
  );
  expect((await store.openAlerts()).alerts).toEqual(alerts);
}

describe('commit', () => {
  test('stores head, change, outbox row and alerts, and deletes what closed, in one request', async () => {
    const made = await prepared();
    const before = made.opened.operations();
    expect(await made.store.commit(made.full)).toBe('committed');
    expect(made.opened.operations()).toEqual({ reads: before.reads, writes: before.writes + 1 });
    await expectStored(made, made.full);
  });

  test('of two with one ETag one is committed and the other lost, with nothing of it stored', async () => {
    const made = await prepared();
    const rival = { ...made.full, ...everything(), etag: made.full.etag, change: change({ generation: 2, at: at(1) }) };
    const results = await Promise.all([made.store.commit(made.full), made.other().commit(rival)]);
    expect([...results].sort()).toEqual(['committed', 'lost']);
    await expectStored(made, results[0] === 'committed' ? made.full : rival);
  });

  test('of ten first commits at once exactly one wins', async () => {
    const made = world();
    await made.store.heads(NOW);
    const commits = Array.from({ length: 10 }, () => commit({ change: change() }));
    const results = await Promise.all(commits.map((one) => made.other().commit(one)));
    expect(results.filter((result) => result === 'committed').length).toBe(1);
    const winner = commits[results.indexOf('committed')];
    expect((await made.store.heads(NOW)).heads.get('writeback')?.value).toEqual(winner?.head);
  });

  test('on a head that was deleted meanwhile is lost', async () => {
    const made = await prepared();
    await made.client.deleteEntity(TENANT, 'head|writeback');
    expect(await made.store.commit(made.full)).toBe('lost');
  });

  test('into a table that was deleted says so', async () => {
    const made = await prepared();
    await made.client.deleteTable();
    await expect(made.store.commit(made.full)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not exist (TableNotFound)'),
    });
  });

  const once = (applied: boolean) => () => breaking(isTransaction, applied);
  const faults: [name: string, disturb: () => Disturb, position: 'perCall' | 'perRetry'][] = [
    ['whose answer is lost', once(true), 'perCall'],
    ['whose request is lost', once(false), 'perCall'],
    ['whose answer is lost, unseen by a retry of the SDK', once(true), 'perRetry'],
    ['whose request is lost, unseen by a retry of the SDK', once(false), 'perRetry'],
    ['whose first two requests are lost', () => breaking(isTransaction, false, 2), 'perCall'],
    ['whose answer is an HTML page', () => htmlPage(true), 'perCall'],
    ['whose answer is an HTML page of a proxy that held the request back', () => htmlPage(false), 'perCall'],
  ];

  test.each(faults)('%s is committed once', async (_, disturb, position) => {
    const made = await prepared(position);
    made.wire.disturb = disturb();
    expect(await made.store.commit(made.full)).toBe('committed');
    await expectStored(made, made.full);
  });

  test.each(faults)('of a first head %s is committed once', async (_, disturb, position) => {
    const made = world(position);
    await made.store.heads(NOW);
    made.wire.disturb = disturb();
    const first = { ...everything(), closed: [] };
    expect(await made.store.commit(first)).toBe('committed');
    await expectStored(made, first);
  });

  test('whose answer is lost and on which another run has committed since is still known as committed', async () => {
    const made = await prepared();
    made.wire.disturb = async (request, next) => {
      if (!isTransaction(request)) return next();
      made.wire.disturb = (_request, go) => go();
      await next();
      const stored = (await made.other().heads(NOW)).heads.get('writeback');
      await made.other().commit(commit({ head: head({ generation: 3 }), etag: stored?.etag ?? null }));
      throw Object.assign(new Error('reset'), { name: 'RestError', code: 'ECONNRESET' });
    };
    expect(await made.store.commit(made.full)).toBe('committed');
  });

  test('whose requests are all lost is unavailable, and nothing is stored', async () => {
    const made = await prepared();
    made.wire.disturb = breaking(isWrite, false, 99);
    await expect(made.store.commit(made.full)).rejects.toMatchObject({ code: 'unavailable' });
    await expectStored(
      made,
      commit({
        head: (await made.other().heads(NOW)).heads.get('writeback')?.value ?? head(),
        alerts: [alert({ id: 'old~x~1' })],
      }),
    );
  });

  test('that cannot even ask what became of it is unavailable, and the next run knows it', async () => {
    const made = await prepared();
    let applied = false;
    made.wire.disturb = async (request, next) => {
      if (isTransaction(request)) {
        await next();
        applied = true;
      }
      if (applied) throw Object.assign(new Error('reset'), { name: 'RestError', code: 'ECONNRESET' });
      return next();
    };
    await expect(made.store.commit(made.full)).rejects.toMatchObject({ code: 'unavailable' });
    await expectStored(made, made.full);
  });

  test('that is refused is not tried again', async () => {
    const made = await prepared();
    let requests = 0;
    made.wire.disturb = async (_request, next) => {
      requests += 1;
      return { ...(await next()), status: 403 };
    };
    await expect(made.store.commit(made.full)).rejects.toMatchObject({ code: 'denied' });
    expect(requests).toBe(1);
  });

  test('is not blocked by an alert that is gone already', async () => {
    const made = await prepared();
    await made.client.deleteEntity(TENANT, 'alert|old~x~1');
    const full = { ...made.full, closed: ['old~x~1', 'never~was~1'] };
    expect(await made.store.commit(full)).toBe('committed');
    await expectStored(made, full);
  });

  test('is not blocked by leftovers under its keys', async () => {
    const made = await prepared();
    for (const rowKey of ['alert|new~x~2', 'pending|mail|writeback|2']) {
      await made.client.createEntity({ partitionKey: TENANT, rowKey, junk: 'left' });
    }
    expect(await made.store.commit(made.full)).toBe('committed');
    await expectStored(made, made.full);
  });

  test('keeps an alert that opens and closes in the same commit', async () => {
    const made = await prepared();
    const full = { ...made.full, closed: ['new~x~2', 'old~x~1'] };
    expect(await made.store.commit(full)).toBe('committed');
    await expectStored(made, full);
  });

  test.each(HOSTILE)('keeps %s in every text and key', async (_, text) => {
    const made = await prepared();
    const full: Commit = {
      ...made.full,
      head: head({
        generation: 2,
        tenantName: text,
        openAlerts: [{ id: text, rule: text, subject: text, severity: 'info' }],
      }),
      change: change({
        generation: 2,
        items: [item({ key: text, title: text, before: { [text]: text }, after: [text] })],
      }),
      pending: pending({ generation: 2, alerts: [mailedAlert({ id: text, title: text, lines: [text] })] }),
      alerts: [alert({ id: text, subject: text, why: text })],
    };
    expect(await made.store.commit(full)).toBe('committed');
    await expectStored(made, full);
  });

  test('moves a large change and outbox row to chunks, and reads them back', async () => {
    const made = await prepared();
    const lines = Array.from({ length: 2000 }, (_, n) => `${n} ${crypto.randomUUID()}`);
    const full: Commit = {
      ...made.full,
      change: change({ generation: 2, items: [item({ after: lines })] }),
      pending: pending({ generation: 2, alerts: [mailedAlert({ lines })] }),
      alerts: [alert({ id: 'new~x~2', lines })],
    };
    expect(await made.store.commit(full)).toBe('committed');
    expect(await made.client.getEntity(TENANT, 'pending|mail|writeback|2')).not.toHaveProperty('z0');
    await expectStored(made, full);
  });

  test('opens and closes more alerts than one transaction holds', async () => {
    const made = await prepared();
    const ids = Array.from({ length: 150 }, (_, n) => `many~${n}~2`);
    const alerts = ids.map((id) => alert({ id }));
    const refs = ids.map((id) => ({ id, rule: 'many', subject: id, severity: 'info' as const }));
    const opening = { ...made.full, head: head({ generation: 2, openAlerts: refs }), alerts };
    const etag = async () => (await made.store.heads(NOW)).heads.get('writeback')?.etag ?? null;
    expect(await made.store.commit(opening)).toBe('committed');
    expect((await made.store.openAlerts()).alerts.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const closing = commit({ head: head({ generation: 3 }), etag: await etag(), closed: [...ids, 'gone~already~1'] });
    expect(await made.store.commit(closing)).toBe('committed');
    expect((await made.store.openAlerts()).alerts).toEqual([]);
  });

  test('that loses leaves no open alert behind, however many it would have opened', async () => {
    const made = await prepared();
    await made.other().commit({ ...made.full, closed: [] });
    const alerts = Array.from({ length: 150 }, (_, n) => alert({ id: `many~${n}~2` }));
    const loser = { ...made.full, head: head({ generation: 2 }), change: change({ generation: 2, at: at(1) }) };
    expect(await made.store.commit({ ...loser, alerts, closed: [] })).toBe('lost');
    expect((await made.store.openAlerts()).alerts.map(({ id }) => id).sort()).toEqual(['new~x~2', 'old~x~1']);
  });

  test('refuses a head that is too large for its row, before anything is sent', async () => {
    const made = await prepared();
    const before = made.opened.operations();
    const openAlerts = Array.from({ length: 30_000 }, () => ({
      id: crypto.randomUUID(),
      rule: 'r',
      subject: 's',
      severity: 'info' as const,
    }));
    await expect(made.store.commit({ ...made.full, head: head({ openAlerts }) })).rejects.toMatchObject({
      code: 'internal',
      message: 'The head of writeback is too large for its row',
    });
    expect(made.opened.operations()).toEqual(before);
  });
});

/** A proxy answers 202 with a page of its own, and may have kept the request to itself. */
function htmlPage(applied: boolean): Disturb {
  let done = false;
  return async (request, next) => {
    if (done || !isTransaction(request)) return next();
    done = true;
    const page = { request, headers: request.headers, status: 202, bodyAsText: '<html>Sign in</html>' };
    return applied ? { ...(await next()), ...page } : page;
  };
}
