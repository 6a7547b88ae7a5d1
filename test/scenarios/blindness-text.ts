/** The tables of blindness as RUNBOOK.md holds them, in the words of the person who is woken. Decides nothing. */
import { type Empty, PLACES, type Place } from './blindness-places.ts';
import { sourcesAt } from './blindness-seen.ts';
import { FAILURES, type Failure, type Sight } from './blindness-table.ts';
import { type Told, WAYS, type Way } from './blindness-ways.ts';
import { HOUR, MINUTE } from './scene.ts';

/** @param required whether a source is, by `check/source` */
export const blindnessText = (required: ReadonlyMap<string, boolean>): string =>
  [
    '## When the watch cannot see',
    INTRODUCTION,
    table(['failure', 'source', 'at once', 'later', 'mail, later'], FAILURES.flatMap(failureRows)),
    EMPTY,
    table(
      ['source', 'read at', 'an empty answer'],
      PLACES.map((place) => placeRow(place, required)),
    ),
    WATCH,
    table(['what fails', 'at once', 'later', 'mail'], WAYS.map(wayRow)),
  ].join('\n\n');

const INTRODUCTION = `What each failure comes to while nothing else is wrong; a test plays these tables row by row, for every source. *At once*
is after the first reading that failed, *later* after the second, when nothing was read for longer than
\`BLIND_AFTER_MINUTES\` and three intervals. Given are the state of the source, the answer of \`/api/status\` and its codes.
While a required source is not seen, its check is \`unknown\`; who can reset whom is then \`partial\`, as it is while
\`eligibilities\`, \`assignmentSchedules\` or \`groupEligibilities\` is not seen, unless the tenant never had the licence for it.
What else was known stands, no list gets shorter, no alert ends, and one alert about the source is mailed, which ends
when it is seen again. It is a warning; of a required source it is critical while writeback is on (\`open-critical\`), and
is told already when that was refused twice; a licence that the tenant has is told beside it where a source is refused for
want of one. A source that was never readable is named in the summary and is no alert; a required one then makes the
status fail.`;

const EMPTY = 'An empty answer is no failure that Graph admits. One alone changes nothing, and ends no alert:';

const WATCH = `What fails in the watch itself; *later* counts from *at once*. A finding made meanwhile is not lost: it is mailed when
this is over, if not before. Where the mail is \`none\`, only who looks from outside notices: asks \`/api/live\` or \`/api/status\`, or
gets the alerts of Azure Monitor that are deployed with the app. One identity serves Graph, tables and mail there, so that
whoever takes it, or its token endpoint, takes the mail too.`;

function failureRows({ name, what, required, optional, mail, beside }: Failure): string[][] {
  const rows = [
    ['required', required],
    ['optional', optional],
  ] as const;
  return rows.map(([kind, { once, later }], n) => [
    n === 0 ? `${name}: ${what}` : '',
    kind,
    sightText(once),
    sightText(later),
    codes(beside ? [...mail, beside.rule] : mail),
  ]);
}

const sightText = ({ state, status, codes: given }: Sight): string => `\`${state}\`, ${statusText(status, given)}`;

const statusText = (status: string, given: readonly string[]): string =>
  given.length === 0 ? status : `${status}: ${codes(given)}`;

const codes = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');

const placeRow = (place: Place, required: ReadonlyMap<string, boolean>): string[] => [
  sourcesAt(place)
    .map((source) => `\`${source}\`${required.get(source) ? ' (required)' : ''}`)
    .join(', '),
  `\`${place.path}\``,
  emptyText(place.empty),
];

function emptyText(empty: Empty): string {
  if (empty === 'malformed') return 'is a failed reading';
  if (empty === 'nothing') return 'says nothing';
  if (empty === 'number') return 'is counted again: none is believed the second time in a row';
  return `is believed the second time in a row: ${empty.length === 0 ? 'recorded as gone' : `mailed as ${codes(empty)}`}`;
}

const wayRow = ({ what, once, later }: Way): string[] => [
  what,
  toldText(once),
  toldText(later),
  codes([...new Set([...once.mail, ...later.mail])]),
];

const toldText = ({ after, status, codes: given }: Told): string => `${timeText(after)}: ${statusText(status, given)}`;

const timeText = (ms: number): string => (ms < HOUR ? `${ms / MINUTE} min` : `${ms / HOUR} h`);

const table = (head: readonly string[], rows: readonly string[][]): string =>
  [head, head.map(() => '---'), ...rows].map(lineOf).join('\n');

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
