/**
 * NCRONTAB, the timer language of Azure Functions: which texts are one, and how far apart their firings can be.
 * Not cron at large: no `L`, `W`, `#`, `?`, `@daily`, no weekday 7, and both day fields must match (cron: either).
 */

/** Sorted values per field: seconds, minutes, hours, days of the month, months (1-12), weekdays (0 = Sunday). */
type Fields = readonly [Values, Values, Values, Values, Values, Values];
type Values = readonly number[];

interface Ncrontab {
  /** Six fields that every host reads alike: names as numbers, `5/10` as a list. */
  readonly text: string;
  readonly fields: Fields;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

const RANGES: readonly Range[] = [
  { least: 0, most: 59 },
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: WEEKDAYS },
];

/** A number in range, or a name of at least three letters (`mon`, `Monday`). */
function numberOf(text: string, range: Range): number | undefined {
  const named = (range.names ?? []).findIndex((name) => text.length >= 3 && name.startsWith(text.toLowerCase()));
  const value = /^\d{1,2}$/.test(text) ? Number(text) : named < 0 ? Number.NaN : named + range.least;
  return value >= range.least && value <= range.most ? value : undefined;
}

/**
 * One of a comma-separated list: `*`, `5`, `5-10`, each with `/step`; `5/10` runs from 5 to the end.
 * NCrontab turns `22-2` round to 2-22, takes step 0 for 1 and every 90 minutes for hourly: never what was meant, so
 * these are refused here.
 */
function valuesOfPart(part: string, range: Range): Values | undefined {
  const [, first = '', last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  if (first === '*' && last !== undefined) return undefined;
  const from = first === '*' ? range.least : numberOf(first, range);
  const isOpen = first === '*' || (last === undefined && step !== undefined);
  const to = isOpen ? range.most : numberOf(last ?? first, range);
  const by = Number(step ?? 1);
  if (from === undefined || to === undefined || from > to || by < 1 || by > range.most) return undefined;
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

/** Written so that NCrontab and cron libraries agree on it. */
const isPlain = (field: string): boolean =>
  field.split(',').every((part) => /^(?:\d+|\*|\*\/\d+|\d+-\d+(?:\/\d+)?)$/.test(part));

function parseField(field: string, range: Range): { text: string; values: Values } | undefined {
  const parts = field.split(',').map((part) => valuesOfPart(part, range));
  if (parts.some((part) => part === undefined)) return undefined;
  const values = [...new Set(parts.flatMap((part) => part ?? []))].sort((a, b) => a - b);
  return { text: isPlain(field) ? field : values.join(','), values };
}

/** Six fields, or five without seconds. Undefined: not NCRONTAB. It may still never fire (30 February). */
export function parseNcrontab(text: string): Ncrontab | undefined {
  const given = text.trim().split(/\s+/);
  const [s, m, h, d, mo, w] = (given.length === 5 ? ['0', ...given] : given).map((field, index) => {
    const range = RANGES[index];
    return range && parseField(field, range);
  });
  if (given.length > 6 || !s || !m || !h || !d || !mo || !w) return undefined;
  const fields: Fields = [s.values, m.values, h.values, d.values, mo.values, w.values];
  return { text: [s, m, h, d, mo, w].map((field) => field.text).join(' '), fields };
}

const DAY_MS = 86_400_000;
/** Wide enough for 29 February twice. What fires more rarely than that is no schedule for a watch. */
const WINDOW_DAYS = Math.ceil(9 * 365.25);

/** UTC days since 1970 on which it fires; two neighbours stand for "every day". */
function firingDays(fields: Fields, now: Date): Values {
  const [, , , days, months, weekdays] = fields;
  const today = Math.floor(now.getTime() / DAY_MS);
  if (days.length === 31 && months.length === 12 && weekdays.length === 7) return [today, today + 1];
  return Array.from({ length: WINDOW_DAYS }, (_, index) => today + index).filter((day) => firesOn(fields, day));
}

function firesOn([, , , days, months, weekdays]: Fields, day: number): boolean {
  const date = new Date(day * DAY_MS);
  if (!days.includes(date.getUTCDate()) || !months.includes(date.getUTCMonth() + 1)) return false;
  return weekdays.includes(date.getUTCDay());
}

/** First, last and longest gap of firings within one unit of time, all in ms from its start. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly gap: number;
}

/** The same one unit further out: `inner` repeats at every value. */
function spread(values: Values, unitMs: number, inner: Span): Span {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
  const widest = steps.reduce((most, step) => Math.max(most, step), 0);
  return {
    first: (values[0] ?? 0) * unitMs + inner.first,
    last: (values.at(-1) ?? 0) * unitMs + inner.last,
    gap: Math.max(inner.gap, widest === 0 ? 0 : widest * unitMs - (inner.last - inner.first)),
  };
}

/** What was found for the few schedules in use: it changes by the day at most, and every run asks for it. */
const found = new Map<string, number | undefined>();
const MOST_FOUND = 100;

/** Longest time between two neighbouring firings, in ms; undefined: it does not fire twice in nine years. */
export function longestGapMs(schedule: Ncrontab, now: Date): number | undefined {
  const key = `${Math.floor(now.getTime() / DAY_MS)} ${schedule.text}`;
  if (!found.has(key)) {
    if (found.size >= MOST_FOUND) found.clear();
    found.set(key, findLongestGapMs(schedule, now));
  }
  return found.get(key);
}

function findLongestGapMs(schedule: Ncrontab, now: Date): number | undefined {
  const [seconds, minutes, hours] = schedule.fields;
  const days = firingDays(schedule.fields, now);
  if (days.length < 2) return undefined;
  const minute = spread(seconds, 1000, { first: 0, last: 0, gap: 0 });
  const day = spread(hours, 3_600_000, spread(minutes, 60_000, minute));
  return spread(days, DAY_MS, day).gap;
}

/** The newest firing that is not after `at`, in ms; undefined: there was none in nine years. */
export function lastFiring({ fields }: Ncrontab, at: number): number | undefined {
  const today = Math.floor(at / DAY_MS);
  for (let day = today; day > today - WINDOW_DAYS; day -= 1) {
    const found = firesOn(fields, day) ? lastTimeOfDay(fields, at - day * DAY_MS) : undefined;
    if (found !== undefined) return day * DAY_MS + found;
  }
  return undefined;
}

function lastTimeOfDay([seconds, minutes, hours]: Fields, most: number): number | undefined {
  for (const hour of hours.toReversed()) {
    for (const minute of minutes.toReversed()) {
      const second = seconds.findLast((one) => ((hour * 60 + minute) * 60 + one) * 1000 <= most);
      if (second !== undefined) return ((hour * 60 + minute) * 60 + second) * 1000;
    }
  }
  return undefined;
}

/** Whether two firings are always an hour or more apart. */
export const isAtMostHourly = ({ fields: [seconds, minutes] }: Ncrontab): boolean =>
  seconds.length === 1 && minutes.length === 1;
