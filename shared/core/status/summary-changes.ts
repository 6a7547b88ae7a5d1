/**
 * Counts what history tells since the last summary, and names what matters most of it. A first reading is no change, and
 * an answer is somebody's, so both are only counted.
 */
import { RANK } from '../model/alert.ts';
import type { AnyCheck } from '../model/check.ts';
import type { HistoryPage } from '../model/history.ts';
import type { ChangeKind, NamedChange, SummaryChanges } from '../model/summary.ts';
import { ms } from '../model/times.ts';

type Line = HistoryPage['items'][number];

const MOST_NAMED = 5;

/** @param lines newest first */
export function changesIn(lines: readonly Line[], checks: readonly AnyCheck[]): Omit<SummaryChanges, 'isWhole'> {
  const answers = lines.filter(({ item }) => item.source === 'answers');
  const baselines = lines.filter(({ item }) => item.change === 'baseline');
  const changes = lines.filter((line) => !answers.includes(line) && !baselines.includes(line));
  const titleOf = ({ change }: Line): string => checks.find(({ name }) => name === change.check)?.title ?? change.check;
  const isAlert = ({ item }: Line): boolean => item.source === 'conditions';
  const seen = changes.filter((line) => !isAlert(line));
  const known = [...checks.map(({ title }) => title), ...new Set(seen.map(titleOf))];
  return {
    kinds: [
      ...[...new Set(known)].map((title) =>
        kindOf(
          title,
          seen.filter((line) => titleOf(line) === title),
        ),
      ),
      kindOf('Lasting conditions', changes.filter(isAlert)),
    ],
    first: changes
      .toSorted(gravestFirst)
      .slice(0, MOST_NAMED)
      .map((line) => named(line, titleOf(line))),
    total: changes.length,
    baselines: baselines.length,
    answers: answers.length,
  };
}

const kindOf = (title: string, lines: readonly Line[]): ChangeKind => {
  const count = (change: Line['item']['change']): number => lines.filter(({ item }) => item.change === change).length;
  return { title, added: count('added'), removed: count('removed'), changed: count('changed') };
};

/** By severity, then what was mailed, then what is wider before what ended, then the newest. */
const gravestFirst = (a: Line, b: Line): number =>
  RANK[b.item.severity] - RANK[a.item.severity] ||
  Number(a.mailed === null) - Number(b.mailed === null) ||
  Number(a.item.change === 'removed') - Number(b.item.change === 'removed') ||
  ms(b.change.at) - ms(a.change.at);

const named = ({ change, item }: Line, check: string): NamedChange => ({
  at: change.at,
  severity: item.severity,
  check,
  title: item.title,
});
