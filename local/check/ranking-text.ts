/** Who can reset whom, as a person reads it on a terminal: the widest reach first, each with its ways. */
import type { RankedRow, Ranking } from '../../shared/core/model/check.ts';
import { wordsLine } from '../../shared/core/text/neutral.ts';
import { told } from '../../shared/core/text/outside.ts';
import { type Terminal, wrapped } from './terminal.ts';

const MOST_ROWS = 10;
const MOST_REASONS = 8;

export function rankingLines({ title, counts, total, rows }: Ranking, terminal: Terminal): string[] {
  const shown = rows(0, MOST_ROWS);
  const rest = total - shown.length;
  return [
    ...wrapped(`${title}: ${counts}`, terminal.width).map((line) =>
      line.replace(title, (found) => terminal.paint('bold', found)),
    ),
    ...shown.flatMap((one) => row(one, terminal)),
    ...(rest > 0
      ? wrapped(
          `and ${NUMBERS.format(rest)} more: npm run --silent check -- --json has all of them`,
          terminal.width,
          '  ',
        )
      : []),
  ];
}

const NUMBERS = new Intl.NumberFormat('en-US');

function row({ name, about, amount, reasons }: RankedRow, { width, paint }: Terminal): string[] {
  const rest = reasons.length - MOST_REASONS;
  return [
    ...wrapped(`${wordsLine(name)} ${about.map((text) => told(text)).join(', ')}: ${amount}`, width, '  '),
    ...reasons.slice(0, MOST_REASONS).flatMap((reason) => wrapped(wordsLine(reason), width, '    - ')),
    ...(rest > 0 ? [paint('dim', `      and ${NUMBERS.format(rest)} more ${rest === 1 ? 'way' : 'ways'}`)] : []),
  ];
}
