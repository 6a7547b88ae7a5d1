/** An answer while the alert changes under it, and while what is stored cannot be read. */
import { describe, expect, it } from 'vitest';
import type { OpenAlert } from '../../shared/core/model/alert.ts';
import type { Damage } from '../../shared/core/model/stored.ts';
import { answerTo } from '../../shared/core/notify/answers.ts';
import { answerAlert, findAlert } from '../../shared/runs/answering.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { MemoryStore } from '../stubs/store.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const ID = 'agents-degraded~agents~7';
const WISH = { action: 'acknowledge', by: 'Kim', why: 'known', until: null, signedIn: false, seen: null } as const;

const depsOf = (store: MemoryStore, now = NOON) => ({ store, now, receivers: ['mail'], hash: sha256 });

const open = (over: Partial<OpenAlert> = {}): OpenAlert => ({
  ...{ id: ID, rule: 'agents-degraded', subject: 'agents', check: 'agents', severity: 'warning', mailed: true },
  ...{ title: 'An agent is late', why: '', todo: '', lines: [], since: '2026-11-20T11:00:00.000Z', told: { a: 1 } },
  ...over,
});

function storeWith(alert: OpenAlert): MemoryStore {
  const store = new MemoryStore();
  store.alertRows.set(alert.id, alert);
  return store;
}

/** By which the alert is silent now. */
async function holding(store: MemoryStore): Promise<string | null> {
  const answers = new Map([...(await store.answers()).answers].map(([id, { value }]) => [id, value]));
  const [alert] = (await store.openAlerts()).alerts;
  return (alert && answerTo(alert, answers, NOON)?.by) ?? null;
}

describe('an alert that gets worse', () => {
  it.each([
    ['in severity', open({ severity: 'critical' })],
    ['in one of its parts', open({ told: { a: 2 } })],
    ['by a further part', open({ told: { a: 1, b: 1 } })],
  ])('%s before the answer is sent is not answered by who saw the better one', async (_, worse) => {
    const store = storeWith(open());
    const seen = (await findAlert(depsOf(store), ID))?.seen ?? '';
    store.alertRows.set(ID, worse);
    expect(await answerAlert(depsOf(store), ID, { ...WISH, seen })).toMatchObject({ kind: 'worse' });
    expect(store.answerRows.size).toBe(0);
    const again = (await findAlert(depsOf(store), ID))?.seen ?? '';
    expect(await answerAlert(depsOf(store), ID, { ...WISH, seen: again })).toMatchObject({ kind: 'stored' });
    expect(await holding(store)).toBe('Kim');
  });

  it('while the answer is stored is told all the same: the answer is to what it was', async () => {
    const store = storeWith(open());
    store.before = async (call) => {
      if (call === 'answer') store.alertRows.set(ID, open({ severity: 'critical' }));
    };
    expect(await answerAlert(depsOf(store), ID, WISH)).toMatchObject({ kind: 'stored' });
    expect(await holding(store)).toBeNull();
  });
});

describe('the time of an answer', () => {
  it('lies behind the answer before, whatever the clock says', async () => {
    const store = storeWith(open());
    await answerAlert(depsOf(store), ID, WISH);
    const late = await answerAlert(depsOf(store, NOON - 3600_000), ID, { ...WISH, by: 'Alex' });
    expect(late).toMatchObject({ kind: 'stored', answer: { by: 'Alex', at: '2026-11-20T12:00:00.001Z' } });
    expect(await holding(store)).toBe('Alex');
  });
});

describe('an alert that is not found', () => {
  const find = (damaged: readonly Damage[]) => {
    const store = new MemoryStore();
    store.events = async () => ({ events: [], damaged: [...damaged] }) as never;
    return findAlert(depsOf(store), 'writeback-turned-on~tenant~1');
  };

  it('has ended only where all events could be read', async () => {
    expect(await find([])).toBeNull();
    const row: Damage = { kind: 'event', rowKey: 'event|writeback|1', check: 'writeback', why: 'it is damaged' };
    await expect(find([row])).rejects.toThrow('nobody knows whether this alert is open');
  });
});
