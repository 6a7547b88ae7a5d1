/** Times on the page: how long ago in words, then UTC, and beside it the zone that `MAIL_TIME_ZONE` names, in brackets. */
import { html } from 'hono/html';
import { ms } from '../../core/model/times.ts';
import { durationText, utcText } from '../../core/text/ages.ts';
import { zonedText } from '../../core/text/zones.ts';
import type { Html } from './text.ts';

/** The moment that the page shows, in ms, and the zone of its readers. */
export interface Clock {
  readonly now: number;
  readonly zone: string | null;
}

/** "2026-11-20 09:00 UTC (10:00)" */
export function exact(at: string, { zone }: Clock): string {
  const utc = utcText(at);
  if (utc === null) return 'at an unknown time';
  const zoned = zone === null ? '' : ` (${zonedText(at, zone)})`;
  return `${utc.replace(/:\d\d UTC$/, ' UTC')}${zoned}`;
}

/** "3 minutes ago"; a stored time that lies ahead counts as now. */
export const age = (at: string, { now }: Clock): string =>
  utcText(at) === null ? 'at an unknown time' : `${durationText(Math.max(0, now - ms(at)))} ago`;

/** The age alone, where there is no room for both; the time stands behind it for who asks. */
export const ago = (at: string, clock: Clock): Html =>
  html`<time datetime="${at}" title="${exact(at, clock)}">${age(at, clock)}</time>`;

/** Both, the age first. */
export const when = (at: string, clock: Clock): Html =>
  html`<time datetime="${at}">${age(at, clock)} <span class="at">${exact(at, clock)}</span></time>`;
