/** Times as the pages show them: UTC, and how long ago. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** `2026-11-01 08:30:00 UTC` */
export const utc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

export const timeOf = (iso: string, now: number): Html =>
  html`<time datetime="${iso}" title="${utc(iso)}">${ago(now - Date.parse(iso))}<span class="utc"> · ${utc(iso)}</span></time>`;

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** Steps of 10 s within the first minute, so that a page that refreshes itself does not flicker. */
function ago(ms: number): string {
  if (ms < 10_000) return 'just now';
  const [size, unit] = UNITS.find(([least]) => ms >= least) ?? [1_000, 's'];
  const count = Math.floor(ms / size);
  return `${unit === 's' ? Math.floor(count / 10) * 10 : count} ${unit} ago`;
}
