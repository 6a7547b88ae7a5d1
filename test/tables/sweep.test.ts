import { describe, expect, test } from 'vitest';
import {
  alert,
  at,
  change,
  commit,
  type Disturb,
  head,
  item,
  mailbox,
  mailedAlert,
  mailOutbox,
  NOW,
  pending,
  sha256,
  source,
  TENANT,
  worlds,
} from './world.ts';

const world = worlds();

const HOUR = 3600_000;
/** Azurite stamps rows with the real time, so it is the sweep that lives in another. */
const later = (hours: number) => Date.now() + hours * HOUR;
const KEEP_ALL = '1970-01-01T00:00:00.000Z';

/** Text too large for a row of history or outbox. */
const large = (seed: string) => Array.from({ length: 1000 }, (_, n) => sha256(`${seed} ${n}`));

describe('sweep', () => {
  test('deletes history before a time and keeps what is at that time or later', async () => {
    const { store } = world();
    await store.heads(NOW);
    for (const [generation, minute] of [0, 10, 20].entries()) {
      const etag = (await store.heads(NOW)).heads.get('writeback')?.etag ?? null;
      await store.commit(commit({ head: head({ generation }), etag, change: change({ generation, at: at(minute) }) }));
    }
    expect(await store.sweep(at(10), NOW, ['mail'])).toBe(1);
    const left = await store.history({ check: null, since: null, limit: 10, from: null });
    expect(left.items.map((line) => line.change.at)).toEqual([at(20), at(10)]);
    expect(await store.sweep(at(10), NOW, ['mail'])).toBe(0);
  });

  test('deletes chunks that are a day old and that nothing names', async () => {
    const { store } = world();
    await store.heads(NOW);
    await store.save(sha256('orphan'), 'orphan');
    expect(await store.sweep(KEEP_ALL, later(23), ['mail'])).toBe(0);
    expect(await store.load(sha256('orphan'))).toBe('orphan');
    expect(await store.sweep(KEEP_ALL, later(25), ['mail'])).toBe(1);
    expect(await store.load(sha256('orphan'))).toBeNull();
  });

  test('keeps every chunk that a head, a change, an outbox row, the mailbox or an alert names', async () => {
    const { store } = world();
    await store.heads(NOW);
    for (const text of ['snapshot', 'verdict']) await store.save(sha256(text), text);
    const verdict = { hash: sha256('verdict'), inputs: sha256('in'), judgedAt: at(0), state: 'on' };
    const full = commit({
      head: head({ sources: { a: source(sha256('snapshot')), b: source(null) }, verdict }),
      change: change({ items: [item({ after: large('change') })] }),
      pending: pending({ alerts: [mailedAlert({ lines: large('pending') })] }),
      alerts: [alert({ lines: large('alert') })],
    });
    await store.commit(full);
    const html = Array.from({ length: 25 }, (_, n) => large(`mail ${n}`).join('')).join('');
    const mail = {
      operationId: 'o',
      subject: '',
      text: '',
      html,
      rows: [],
      alertIds: [],
      severity: 'info' as const,
      frozenAt: at(0),
      unpaced: true,
    };
    await store.putMailbox('mail', mailbox({ inFlight: mail }), null);
    expect(await store.sweep(KEEP_ALL, later(48), ['mail'])).toBe(0);
    expect(await store.load(sha256('snapshot'))).toBe('snapshot');
    expect(await store.load(sha256('verdict'))).toBe('verdict');
    expect((await store.history({ check: null, since: null, limit: 9, from: null })).items[0]?.change).toEqual(
      full.change,
    );
    expect((await mailOutbox(store)).mailbox?.value.inFlight).toEqual(mail);
    expect((await mailOutbox(store)).pending[0]?.alerts).toEqual(full.pending?.alerts);
    expect((await store.openAlerts()).alerts).toEqual(full.alerts);
    const etag = (await store.heads(NOW)).heads.get('writeback')?.etag ?? null;
    await store.commit(commit({ head: head({ generation: 2 }), etag }));
    expect(await store.sweep(KEEP_ALL, later(48), ['mail'])).toBe(2);
  });

  test('takes the chunk of a swept change with the next sweep', async () => {
    const { store, client } = world();
    await store.heads(NOW);
    await store.commit(commit({ change: change({ items: [item({ after: large('change') })] }) }));
    expect(await store.sweep(at(1), later(48), ['mail'])).toBe(2);
    const left: string[] = [];
    for await (const row of client.listEntities()) left.push(row.rowKey ?? '');
    expect(left).toEqual(['head|writeback', 'install']);
  });

  test('leaves a chunk that is saved and named again at any moment of the sweep', async () => {
    const { store, wire, other } = world();
    await store.heads(NOW);
    await store.commit(commit());
    const hash = sha256('again');
    let requests = 0;
    const counted: Disturb = (_request, next) => {
      requests += 1;
      return next();
    };
    wire.disturb = counted;
    await store.save(hash, 'again');
    requests = 0;
    await store.sweep(KEEP_ALL, later(25), ['mail']);
    const moments = requests;
    expect(moments).toBeGreaterThan(6);
    for (let moment = 1; moment <= moments; moment += 1) {
      const { etag, value } = (await other().heads(NOW)).heads.get('writeback') ?? { etag: null, value: head() };
      const { heads } = await other().heads(NOW);
      expect(heads.size).toBe(1);
      await other().commit(commit({ head: head({ generation: value.generation + 1 }), etag }));
      await other().save(hash, 'again');
      requests = 0;
      wire.disturb = async (_request, next) => {
        requests += 1;
        if (requests === moment) {
          await other().save(hash, 'again');
          const stored = (await other().heads(NOW)).heads.get('writeback');
          const named = head({ generation: 99 + moment, sources: { a: source(hash) } });
          await other().commit(commit({ head: named, etag: stored?.etag ?? null }));
        }
        return next();
      };
      await store.sweep(KEEP_ALL, later(25), ['mail']);
      expect(await other().load(hash), `saved before request ${moment}`).toBe('again');
      wire.disturb = counted;
    }
  });

  test('deletes no chunk when it cannot read all names', async () => {
    const { store, wire } = world();
    await store.heads(NOW);
    await store.save(sha256('orphan'), 'orphan');
    wire.disturb = async (request, next) => {
      if (decodeURIComponent(request.url).includes("RowKey ge 'pending|'")) {
        throw Object.assign(new Error('reset'), { name: 'RestError', code: 'ECONNRESET' });
      }
      return next();
    };
    await expect(store.sweep(KEEP_ALL, later(25), ['mail'])).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.load(sha256('orphan'))).toBe('orphan');
  });

  test('does at most 500 rows at a time and the rest the next time', async () => {
    const { store, client } = world();
    await store.heads(NOW);
    const rows = Array.from({ length: 620 }, (_, n) => ({
      partitionKey: TENANT,
      rowKey: `chunk|${sha256(String(n))}|0000`,
    }));
    for (let n = 0; n < rows.length; n += 100) {
      await client.submitTransaction(rows.slice(n, n + 100).map((row) => ['create', row]));
    }
    expect(await store.sweep(KEEP_ALL, later(25), ['mail'])).toBe(500);
    expect(await store.sweep(KEEP_ALL, later(26), ['mail'])).toBe(120);
  });

  test('of two at once deletes every row once', async () => {
    const { store, other } = world();
    await store.heads(NOW);
    for (let n = 0; n < 20; n += 1) await store.save(sha256(`${n}`), `${n}`);
    const swept = await Promise.all([
      other().sweep(KEEP_ALL, later(25), ['mail']),
      other().sweep(KEEP_ALL, later(25), ['mail']),
    ]);
    expect(swept[0] + swept[1]).toBe(20);
  });

  test('takes alert rows that a lost commit left behind, and leaves those that a head names', async () => {
    const { store, client } = world();
    await store.heads(NOW);
    const ref = { id: 'open~x~1', rule: 'r', subject: 's', severity: 'info' as const };
    await store.commit(commit({ head: head({ openAlerts: [ref] }), alerts: [alert({ id: 'open~x~1' })] }));
    await client.updateEntity({ partitionKey: TENANT, rowKey: 'alert|open~x~1', loose: true }, 'Merge');
    await client.createEntity({ partitionKey: TENANT, rowKey: 'alert|lost~x~1', loose: true });
    expect(await store.sweep(KEEP_ALL, later(25), ['mail'])).toBe(1);
    expect((await store.openAlerts()).alerts.map(({ id }) => id)).toEqual(['open~x~1']);
  });
});
