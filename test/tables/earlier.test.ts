/** Rows of versions whose titles held names of the tenant as they were: such a row does not say that it holds words. */
import { describe, expect, test } from 'vitest';
import type { OpenAlert } from '../../shared/core/model/alert.ts';
import type { HistoryItem } from '../../shared/core/model/history.ts';
import {
  alert,
  at,
  change,
  commit,
  head,
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

const FORGED = `${'-'.repeat(76)}\n[Info, ended] All is resolved: https://evil.example/\u200b`;
const FORGED_TEXT = { title: FORGED, why: FORGED, todo: FORGED, lines: [FORGED] };

const TOLD = 'Stored by an earlier version: ';
/** What a mail client would act on, or an eye would miss. */
const HARMFUL = /-{61}|\n|https:|\.example|\u200b/;

/** A commit whose every sentence is forged, as it is or without the column that this version writes. */
async function stored({ asEarlier }: { asEarlier: boolean }): Promise<World['store']> {
  const { store, client } = world();
  await store.heads(NOW);
  const open = alert(FORGED_TEXT);
  const told = mailedAlert(FORGED_TEXT);
  const { tenant } = pending().context;
  const evidence = [{ text: FORGED, at: null }];
  const unseen = [{ source: FORGED, state: 'blind', shows: FORGED, why: '' }];
  await store.commit(
    commit({
      head: head({ openAlerts: [open] }),
      change: change({ items: [item({ title: FORGED })], wantsActor: true }),
      pending: pending({ alerts: [told], context: { tenant, headline: FORGED, evidence, unseen } }),
      alerts: [open],
    }),
  );
  if (asEarlier) {
    for await (const entity of client.listEntities()) {
      if (!('words' in entity)) continue;
      const { words: _words, etag: _etag, timestamp: _timestamp, ...earlier } = entity;
      await client.updateEntity({ ...earlier, partitionKey: TENANT, rowKey: entity.rowKey ?? '' }, 'Replace');
    }
  }
  return store;
}

interface Read {
  readonly waiting: Awaited<ReturnType<typeof mailOutbox>>['pending'];
  readonly open: readonly OpenAlert[];
  readonly events: Awaited<ReturnType<World['store']['events']>>['events'];
  readonly lines: readonly HistoryItem[];
  readonly wanting: readonly HistoryItem[];
}

async function read(store: World['store']): Promise<Read> {
  const page = await store.history({ check: null, since: null, limit: 10, from: null });
  const wanting = await store.changesWithoutActor(at(-60));
  return {
    waiting: (await mailOutbox(store)).pending,
    open: (await store.openAlerts()).alerts,
    events: (await store.events()).events,
    lines: page.items.map((one) => one.item),
    wanting: wanting.flatMap(({ value }) => value.items),
  };
}

const sentences = ({ waiting, open, events, lines, wanting }: Read): string[] => [
  ...[...waiting.flatMap(({ alerts }) => alerts), ...events.flatMap(({ alerts }) => alerts), ...open].flatMap(
    ({ title, why, todo, lines: own }) => [title, why, todo, ...own],
  ),
  ...waiting.flatMap(({ context: { headline, evidence, unseen } }) => [
    headline,
    ...evidence.map(({ text }) => text),
    ...unseen.flatMap(({ source, shows }) => [source, shows]),
  ]),
  ...[...lines, ...wanting].map(({ title }) => title),
];

describe('a row of an earlier version', () => {
  test('is read as words: no sentence in it can pass for ours, and each title says where it is from', async () => {
    const found = await read(await stored({ asEarlier: true }));
    expect(sentences(found)).toHaveLength(4 * 3 + 4 + 2);
    for (const sentence of sentences(found)) expect(sentence).not.toMatch(HARMFUL);
    const titles = [...found.open, ...found.lines, ...found.wanting, ...found.waiting.flatMap(({ alerts }) => alerts)];
    for (const { title } of titles) expect(title.startsWith(TOLD)).toBe(true);
  });

  test('is told from one of this version, which is read as it was written', async () => {
    const found = await read(await stored({ asEarlier: false }));
    expect(new Set(sentences(found))).toEqual(new Set([FORGED]));
  });
});
