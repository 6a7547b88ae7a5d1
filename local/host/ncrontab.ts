/**
 * Schedules as Azure Functions reads them: NCRONTAB in UTC, six fields with seconds first, or five without.
 * `croner` computes the times; what it knows beyond NCRONTAB (`L`, `#`, `?`, `@daily`, a Sunday 7) is refused,
 * because a schedule that runs here must run there. The `hh:mm:ss` form works only on App Service plans: refused.
 */
import { Cron } from 'croner';

export interface Schedule {
  readonly text: string;
  /** First occurrence after `afterMs`, in ms; null if there is none. */
  next(afterMs: number): number | null;
}

const NUMBER_OR_NAME = '(?:\\d{1,2}|[A-Za-z]{3})';
const FIELD_ITEM = new RegExp(`^(?:\\*|${NUMBER_OR_NAME}(?:-${NUMBER_OR_NAME})?)(?:/\\d{1,2})?$`);
const DAY_OF_WEEK = 5;

/** @throws RangeError that says what is wrong with the text. */
export function parseSchedule(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length !== 6) throw new RangeError(`"${text}" is not NCRONTAB: six fields are needed, seconds first`);
  const wrong = fields.find((field, index) => !isField(field, index));
  if (wrong !== undefined) throw new RangeError(`"${text}" is not NCRONTAB: "${wrong}" is not a field`);
  const cron = parse(text, fields);
  return { text, next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null };
}

function isField(field: string, index: number): boolean {
  const items = field.split(',');
  return items.every(
    (item) => FIELD_ITEM.test(item) && !(index === DAY_OF_WEEK && /(^|-)0?7/.test(item.split('/')[0] ?? '')),
  );
}

function parse(text: string, fields: readonly string[]): Cron {
  try {
    // NCRONTAB wants both day fields to match and reads `5/15` as "from 5 on, every 15".
    return new Cron(fields.join(' '), {
      paused: true,
      timezone: 'UTC',
      mode: '6-part',
      domAndDow: true,
      sloppyRanges: true,
    });
  } catch (error) {
    throw new RangeError(`"${text}" is not NCRONTAB: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Puts app settings in for `%NAME%`, anywhere in the text.
 * @throws RangeError naming a setting that is missing or empty.
 */
export function resolveSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined || value === '') throw new RangeError(`the app setting ${name} is not set`);
    return value;
  });
}
