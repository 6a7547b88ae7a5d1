/** Times of a zone that people chose, to stand beside UTC: never alone, since logs and answers are UTC. */
import { ms } from '../model/times.ts';

/**
 * "10:15", or "2026-11-21 00:15" where that is another day than in UTC. @param at ISO 8601
 * @param zone IANA name that the platform knows
 */
export function zonedText(at: string, zone: string): string {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(ms(at))
      .map(({ type, value }) => [type, value]),
  );
  const [year, month, day, hour, minute] = FIELDS.map((field) => parts.get(field) ?? '');
  const date = `${year}-${month}-${day}`;
  const time = `${hour}:${minute}`;
  return date === new Date(ms(at)).toISOString().slice(0, 10) ? time : `${date} ${time}`;
}

const FIELDS = ['year', 'month', 'day', 'hour', 'minute'] as const;

const formatFor = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
