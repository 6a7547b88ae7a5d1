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

const INTRODUCTION = `This section says what each failure leads to while nothing else is wrong. A test plays the tables row by row, for every
source.

- *At once* is after the first failed reading. *Later* is after the second one, when nothing has been read for longer than
  \`BLIND_AFTER_MINUTES\` and three intervals.
- Each cell has the state of the source, the answer of \`/api/status\`, and its codes.
- While a required source cannot be read, its check is \`unknown\`. The list of who can reset is then \`partial\`. It is also \`partial\`
  while \`eligibilities\`, \`assignmentSchedules\` or \`groupEligibilities\` cannot be read, unless the tenant never had the licence.
- Everything else that was known stays: no list gets shorter, and no alert ends.
- One alert about the source is mailed. It ends when the source can be read again. It is a warning. For a required source it is critical
  while writeback is on (\`open-critical\`), and then the second refusal in a row is enough to raise it. If a source is refused for
  lack of a licence that the tenant has, \`licence-denied\` is mailed beside it.
- A source that could never be read raises no alert. The summary names it, and if it is required, the status fails.`;

const EMPTY = 'An empty answer is not a failure that Graph reports. A single one changes nothing and ends no alert.';

const WATCH = `The last table has failures of the watch itself; here *later* counts from *at once*. Whatever is found meanwhile is not lost: it is
mailed when the failure is over, if not before. If the mail is \`none\`, only someone outside notices: whoever requests \`/api/live\` or
\`/api/status\`, or gets the Azure Monitor alerts that are deployed with the app. One identity serves Graph, tables and mail, so whoever
takes it away, or its token endpoint, takes the mail away too.`;

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
  if (empty === 'number') return 'is counted again; zero is believed the second time in a row';
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
