/** Whom few look-ups reach, among so many resets that not all can be looked up. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { countedResets } from '../../../shared/checks/writeback/reset-counts.ts';
import type { ResetEvent } from '../../../shared/checks/writeback/reset-log.ts';
import { resetNotes, resetSection, resetTotalFacts } from '../../../shared/checks/writeback/reset-report.ts';
import type { WritebackAccess } from '../../../shared/checks/writeback/sources.ts';
import { isOfSynced, type Synced, syncedAmong } from '../../../shared/checks/writeback/synced.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');

const resetOf = (id: string, minutesAgo: number): ResetEvent => ({
  id: `${id} ${minutesAgo}`,
  attempt: id,
  activity: 'Reset password (by admin)',
  category: null,
  at: new Date(NOON - minutesAgo * 60_000).toISOString(),
  result: 'success',
  reason: '',
  details: [],
  by: null,
  user: { id, name: id },
});

const access: Pick<WritebackAccess, 'lists' | 'hash'> = {
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  lists: {
    list: async (path, shape) =>
      [...decodeURIComponent(path).matchAll(/'([^']+)'/g)].map(([, id]) =>
        shape.parse({ id, onPremisesSyncEnabled: true }),
      ),
  },
};

/** Readings one after the other, each with what the one before kept. */
async function readings(many: number, eventsAt: (n: number) => ResetEvent[], first: ReadonlySet<string>) {
  const all: Synced[] = [];
  for (let n = 0; n < many; n += 1) all.push(await syncedAmong(access, eventsAt(n), all.at(-1)?.kept ?? {}, first));
  return all;
}

const ordinary = (many: number, minutesAgo: number): ResetEvent[] =>
  Array.from({ length: many }, (_, n) => resetOf(`user-${n}`, minutesAgo + n));

it('a reset of one who holds a privileged role is known in the first reading, below a thousand newer ones', async () => {
  const reset = resetOf('admin', 1300);
  const first = new Set(['admin']);
  const [before, after] = await readings(2, (n) => [...ordinary(1000, 5), ...(n === 1 ? [reset] : [])], first);
  expect(before && isOfSynced(reset, before)).toBe(null);
  expect(after && isOfSynced(reset, after)).toBe(true);
});

it('in any order of the log the newest resets are known, and stay known', async () => {
  const events = ordinary(1000, 5);
  for (const ordered of [events, events.toReversed()]) {
    const all = await readings(8, () => ordered, new Set());
    const last = all.at(-1);
    expect(events.slice(0, 200).map((event) => last && isOfSynced(event, last))).toEqual(Array(200).fill(true));
  }
});

it('counts who is not looked up yet apart: fewer were reset is never said, nor that nobody was', async () => {
  const [first] = await readings(1, () => ordinary(1000, 5), new Set());
  const nobody: Synced = { of: new Map(), kept: {} };
  const told = [first ?? nobody, nobody].map((synced) => {
    const facts = countedResets(ordinary(1000, 5), synced, 'counts');
    const view = {
      state: 'ok',
      isFresh: true,
      facts,
      unbrokenSince: null,
      lastGoodAt: null,
      readBefore: null,
    } as const;
    const verdict = resetTotalFacts({ resets: { ...view, heartbeats: [] } } as never, 1);
    return [String(resetNotes(verdict as never)[0]), resetSection(verdict as never, { sources: {} } as never)];
  });
  expect(told).toMatchObject([
    [
      'Resets of synced users in 24 h: at least 60 by administrators, 0 by the users themselves; of 940 more it is not known yet whether the user is synced.',
      { byAdministrators: 60, byThemselves: 0, unsure: 940 },
    ],
    [
      'Resets of synced users in 24 h: at least 0 by administrators, 0 by the users themselves; of 1000 more it is not known yet whether the user is synced.',
      { byAdministrators: 0, byThemselves: 0, unsure: 1000 },
    ],
  ]);
});
