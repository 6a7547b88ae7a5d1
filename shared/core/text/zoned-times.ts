/** Times for people: UTC, beside it the zone that `MAIL_TIME_ZONE` names, and how long ago that is. */
import { ms } from '../model/times.ts';
import { agoText, durationText, utcText } from './ages.ts';
import { type Words, words } from './words.ts';
import { zonedText } from './zones.ts';

/** When a message is composed, in ms, and the zone of its readers; null: none was named. */
export interface Clock {
  readonly now: number;
  readonly zone: string | null;
}

/** "2026-11-20 10:15:03 UTC, 11:15 Europe/Berlin" */
export function timeText(at: string, { zone }: Pick<Clock, 'zone'>): Words {
  const utc = utcText(at);
  if (utc === null) return words`an unknown time`;
  return zone === null ? utc : (`${utc}, ${zonedText(at, zone)} ${zone}` as Words);
}

/** The same, "(3 minutes ago)" behind it. A stored time that lies ahead counts as now. */
export function whenText(at: string | null, clock: Clock): Words {
  if (at === null || utcText(at) === null) return words`at an unknown time`;
  return words`${timeText(at, clock)} (${agoText(clock.now - ms(at))})`;
}

/** "from 2026-11-20 10:15:03 UTC to 2026-11-20 10:45:03 UTC (30 minutes)" */
export const spanText = (since: string, until: string, clock: Pick<Clock, 'zone'>): Words =>
  words`from ${timeText(since, clock)} to ${timeText(until, clock)} (${durationText(Math.max(0, ms(until) - ms(since)))})`;
