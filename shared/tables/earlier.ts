/**
 * Rows of versions that let names of the tenant into their sentences as they were. What this version writes says in a
 * column that it holds words; all other rows are made harmless as they are read, titles behind words of ours. It never
 * takes a row for newer than it says.
 */
import type { AlertText } from '../core/model/alert.ts';
import type { AlertContext, CommitEvents, PendingAlerts } from '../core/model/outbox.ts';
import { told } from '../core/text/outside.ts';
import { words } from '../core/text/words.ts';
import type { StoredRow } from './table.ts';

/** The column of a row whose sentences are words. */
export const WORDED = { words: true } as const;

type Reworded<T> = (value: T) => T;

/** What a row holds, in words, whichever version wrote it. */
export const inWords = <T>({ cells }: StoredRow, value: T, reworded: Reworded<T>): T =>
  cells.words === true ? value : reworded(value);

const MOST_OF_A_PARAGRAPH = 1500;

export const titleInWords = <T extends { readonly title: string }>(item: T): T => ({
  ...item,
  title: words`Stored by an earlier version: ${told(item.title)}`,
});

export const alertInWords = <T extends AlertText>(alert: T): T => ({
  ...titleInWords(alert),
  why: told(alert.why, MOST_OF_A_PARAGRAPH),
  todo: told(alert.todo, MOST_OF_A_PARAGRAPH),
  lines: alert.lines.map((line) => told(line)),
});

export const eventsInWords = <T extends CommitEvents>(commit: T): T => ({
  ...commit,
  alerts: commit.alerts.map(alertInWords),
});

export const pendingInWords = (row: PendingAlerts): PendingAlerts => ({
  ...eventsInWords(row),
  context: contextInWords(row.context),
});

const contextInWords = (context: AlertContext): AlertContext => ({
  ...context,
  headline: told(context.headline, MOST_OF_A_PARAGRAPH),
  evidence: context.evidence.map((one) => ({ ...one, text: told(one.text) })),
  unseen: context.unseen.map((one) => ({ ...one, source: told(one.source), shows: told(one.shows) })),
});
