/**
 * Numbers over time as steps in an SVG: a value holds until the next one was recorded, and where nothing was recorded for
 * longer than a quiet hour the line has a gap. It starts at 0, so that no small change looks like a large one.
 */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { html } from 'hono/html';
import type { MeasureRow } from '../../core/model/measure.ts';
import { iso, minutesMs, ms } from '../../core/model/times.ts';
import { type Html, number } from './text.ts';
import { type Clock, exact } from './times.ts';

/** Rows newest first, as they are read. */
export interface Series {
  readonly label: string;
  readonly rows: readonly MeasureRow[];
}

export interface Plotted {
  readonly title: string;
  readonly series: readonly Series[];
}

interface Point {
  readonly at: number;
  /** Null: from here on nothing was recorded. */
  readonly value: number | null;
}

/** About as large as it is shown, so that its letters are as large as the others. */
const WIDTH = 340;
const HEIGHT = 180;
const EDGE = { right: 20, top: 10, bottom: 26 };
const LETTER = 7.5;
/** A measure is recorded hourly while it stays the same; polls may be an hour apart. */
const HOLDS_MS = minutesMs(130);
const COLUMNS = 200;
const CLASSES = ['first', 'second'];

export function plot({ title, series }: Plotted, clock: Clock): Html {
  const all = series.flatMap(({ rows }) => rows);
  if (all.length === 0)
    return html`<figure class="figure"><figcaption><h3>${title}</h3></figcaption><p class="soft">Nothing is recorded yet.</p></figure>`;
  const from = Math.min(...all.map(({ at }) => ms(at)));
  const frame = frameOf(from, clock.now, Math.max(...all.map(({ value }) => value)));
  return html`<figure class="figure">
<figcaption><h3>${title}</h3><ul class="legend">${series.map(({ label, rows }, n) => html`<li class="${CLASSES[n] ?? ''}">${legend(label, rows)}</li>`)}</ul></figcaption>
<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}, from ${exact(iso(from), clock)} to now, days and hours in UTC">
${frame.rules}${series.map(({ rows }, n) => curve(rows, frame, clock.now, CLASSES[n] ?? ''))}
</svg></figure>`;
}

/** "synced users: 1,240 (1,161–1,246)" */
function legend(label: string, rows: readonly MeasureRow[]): string {
  const [newest] = rows;
  if (!newest) return `${label}: nothing recorded`;
  const values = rows.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = least === most ? 'all the time' : `(${number(least)}–${number(most)})`;
  return `${label}: ${number(newest.value)} ${range}`;
}

type Frame = ReturnType<typeof frameOf>;

function frameOf(from: number, now: number, most: number) {
  const y = scaleLinear([0, Math.max(1, most)], [HEIGHT - EDGE.bottom, EDGE.top]).nice(4);
  const steps = y.ticks(4).filter(Number.isInteger);
  const left = 10 + LETTER * Math.max(...steps.map((value) => number(value).length));
  const x = scaleUtc([Math.min(from, now - minutesMs(60)), now], [left, WIDTH - EDGE.right]);
  const rules = html`${steps.map(
    (value) =>
      html`<line class="rule" x1="${left}" x2="${WIDTH - EDGE.right}" y1="${round(y(value))}" y2="${round(y(value))}"/><text x="${left - 6}" y="${round(y(value) + 4)}" text-anchor="end">${number(value)}</text>`,
  )}${x.ticks(4).map((at) => html`<text x="${round(x(at))}" y="${HEIGHT - 8}" text-anchor="middle">${tick(at, now - from)}</text>`)}`;
  return { x, y, rules };
}

const DAY_MS = minutesMs(24 * 60);
const DAYS = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** "09:00" within two days, else "20 Nov"; UTC. */
const tick = (at: Date, spanMs: number): string =>
  spanMs > 2 * DAY_MS ? DAYS.format(at) : `${at.toISOString().slice(11, 16)}`;

const round = (value: number): number => Math.round(value * 10) / 10;

function curve(rows: readonly MeasureRow[], frame: Frame, now: number, name: string): Html {
  const { x, y } = frame;
  const points = thinned(pointsOf(rows, now), frame);
  const path = line<Point>()
    .defined(({ value }) => value !== null)
    .x(({ at }) => x(at))
    .y(({ value }) => y(value ?? 0))
    .curve(curveStepAfter)
    .digits(1);
  const last = points.findLast(({ value }) => value !== null);
  return html`<path class="${name}" d="${path(points) ?? ''}"/>${
    last ? html`<circle class="${name}" r="3" cx="${round(x(last.at))}" cy="${round(y(last.value ?? 0))}"/>` : ''
  }`;
}

/** In order of time; a value ends where it was not recorded any more. */
function pointsOf(rows: readonly MeasureRow[], now: number): Point[] {
  return rows.toReversed().flatMap(({ at, value }, n, all) => {
    const start = ms(at);
    const next = all[n + 1];
    const end = Math.min(next ? ms(next.at) : now, start + HOLDS_MS);
    const isGap = !next || ms(next.at) > end;
    return [
      { at: start, value },
      ...(isGap
        ? [
            { at: end, value },
            { at: end, value: null },
          ]
        : []),
    ];
  });
}

/**
 * Of what falls into one column of the plot the highest, the lowest and the last, and every gap; of these only what moves
 * the line by half a point.
 */
function thinned(points: readonly Point[], { x, y }: Frame): Point[] {
  const column = ({ at }: Point): number => Math.floor((x(at) / WIDTH) * COLUMNS);
  const kept = [...Map.groupBy(points, column).values()].flatMap(extremes);
  const level = ({ value }: Point): number | null => (value === null ? null : Math.round(2 * y(value)));
  return kept.filter((point, n) => {
    const [before, after] = [kept[n - 1], kept[n + 1]];
    return !before || !after || after.value === null || level(before) !== level(point);
  });
}

function extremes(own: readonly Point[]): Point[] {
  const values = own.flatMap(({ value }) => value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const kept = [own.at(-1), own.find(({ value }) => value === low), own.find(({ value }) => value === high)];
  return own.filter((point) => point.value === null || kept.includes(point));
}
