/** Which source was read and which was not, why, and what to do. What was said of one source is not said again. */
import type { Report } from '../../shared/core/status/report.ts';
import { wordsLine } from '../../shared/core/text/neutral.ts';
import { told } from '../../shared/core/text/outside.ts';
import { type Terminal, wrapped } from './terminal.ts';

type Source = Report['sources'][number];

export const sourceBlocks = (sources: readonly Source[], terminal: Terminal): string[][] => [
  unread(
    sources.filter(({ state }) => state !== 'ok'),
    terminal,
  ),
  read(
    sources.filter(({ state }) => state === 'ok'),
    terminal,
  ),
];

const nameOf = ({ check, name }: Source): string => `${check}/${name}`;

function unread(sources: readonly Source[], { width, paint }: Terminal): string[] {
  if (sources.length === 0) return [];
  const said = new Map<string, string>();
  return [
    paint('bold', 'Sources that could not be read'),
    ...sources.flatMap((source) => {
      const { error, required, state } = source;
      const first = `  ${nameOf(source)} (${required ? 'required' : 'optional'}): ${paint(required ? 'red' : 'yellow', state)}`;
      if (!error) return [first];
      const reason = `${error.code}: ${error.message} ${error.hint}`;
      const before = said.get(reason);
      if (before !== undefined) return [first, ...wrapped(`for the same reason as ${before}`, width, '    ')];
      said.set(reason, nameOf(source));
      return [
        first,
        ...wrapped(told(`${error.code}: ${error.message}`), width, '    '),
        ...wrapped(wordsLine(error.hint), width, '    '),
      ];
    }),
  ];
}

/** By check, each named. */
function read(sources: readonly Source[], { width, paint }: Terminal): string[] {
  if (sources.length === 0) return [];
  const byCheck = [...Map.groupBy(sources, ({ check }) => check)];
  return [
    paint('bold', 'Sources that were read'),
    ...byCheck.flatMap(([check, own]) => wrapped(`${check}: ${own.map(({ name }) => name).join(', ')}`, width, '  ')),
  ];
}
