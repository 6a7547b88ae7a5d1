/**
 * Heartbeats over the last day and week, a strip each: on time, late, silent, not seen, told apart by height and colour,
 * and said in words. Nothing is drawn where nothing was recorded.
 */
import { scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import type { MeasureRow } from '../../core/model/measure.ts';
import { minutesMs, ms } from '../../core/model/times.ts';
import { type Beat, beatOf } from '../../core/model/trace.ts';
import { durationText } from '../../core/text/ages.ts';
import type { Html } from './text.ts';

/** Rows newest first. */
export interface Beats {
  readonly title: string;
  readonly rows: readonly MeasureRow[];
}

interface Span {
  readonly beat: Beat;
  readonly from: number;
  readonly to: number;
}

const SPANS = [
  ['the last day', minutesMs(24 * 60)],
  ['the last week', minutesMs(7 * 24 * 60)],
] as const;

const HOLDS_MS = minutesMs(130);
const WIDTH = 600;
const HEIGHT = 22;

export const strips = ({ title, rows }: Beats, now: number): Html => html`
<div class="strips strip"><h3>${title}</h3>${SPANS.map(([label, length]) => strip(title, label, spansIn(rows, now - length, now), now - length, now))}</div>`;

function strip(title: string, label: string, spans: readonly Span[], from: number, to: number): Html {
  const x = scaleLinear([from, to], [0, WIDTH]);
  const text = `${label}: ${shares(spans, to - from)}`;
  const begin = `${durationText(to - from)} ago`;
  return html`<div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}, ${text}">${spans.map(
    (span) => bar(span, x),
  )}</svg><p class="ends" aria-hidden="true"><span>${begin}</span><span>now</span></p><p>${text[0]?.toUpperCase()}${text.slice(1)}</p></div>`;
}

const HEIGHTS: { readonly [beat in Beat]: number } = { ok: 8, late: 15, dead: 22, unseen: 3 };

function bar({ beat, from, to }: Span, x: (at: number) => number): Html {
  const [left, height] = [round(x(from)), HEIGHTS[beat]];
  const width = Math.max(1, round(x(to) - left));
  return html`<rect class="${beat}" x="${left}" y="${HEIGHT - height}" width="${width}" height="${height}"/>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Neighbours of one kind are one span. */
function spansIn(rows: readonly MeasureRow[], from: number, now: number): Span[] {
  const spans: Span[] = [];
  for (const [n, { at, value }] of rows.toReversed().entries()) {
    const next = rows[rows.length - 2 - n];
    const beat = beatOf(value);
    const end = Math.min(next ? ms(next.at) : now, ms(at) + HOLDS_MS, now);
    const start = Math.max(ms(at), from);
    if (beat === null || end <= start) continue;
    const last = spans.at(-1);
    if (last?.beat === beat && last.to >= start) spans.splice(-1, 1, { ...last, to: end });
    else spans.push({ beat, from: start, to: end });
  }
  return spans;
}

const WORDS: { readonly [beat in Beat]: string } = { ok: 'on time', late: 'late', dead: 'silent', unseen: 'not seen' };

const MISSING = 'not recorded';

/** "on time; late for 50 minutes, not recorded for 2 hours" */
function shares(spans: readonly Span[], length: number): string {
  const total = (beat: Beat): number =>
    spans.filter((span) => span.beat === beat).reduce((sum, { from, to }) => sum + to - from, 0);
  const parts = (Object.keys(WORDS) as Beat[]).map((beat) => [WORDS[beat], total(beat)] as const);
  const missing = length - parts.reduce((sum, [, time]) => sum + time, 0);
  const told = [...parts, [MISSING, missing] as const].filter(([, time]) => time >= minutesMs(1));
  const [only] = told;
  if (only && told.length === 1) return only[0] === MISSING ? 'nothing was recorded' : `${only[0]} all the time`;
  return told.map(([word, time]) => `${word} for ${durationText(time)}`).join(', ');
}
