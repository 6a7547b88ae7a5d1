/**
 * Decides what is read of the log in one poll: a few pages, since the quota is small and whoever resets can fill the log;
 * the rest in the next polls, from where this one stood. A pass is all that was logged since a time, and is over when its
 * last page was read. No number of events makes a reading fail.
 */
import * as z from 'zod';
import { iso, minutesMs, ms } from '../../core/model/times.ts';
import { MonitorError } from '../../errors.ts';
import type { GraphReader } from '../../graph/graph.ts';
import { boundFrom } from '../audit-log.ts';
import { ADMIN_RESET } from '../entra/activities.ts';
import { ofActivity, ofService, type ResetEvent, readStep, type Step, stepShape } from './reset-log.ts';

export const WINDOW_MS = minutesMs(24 * 60);

/** A little less than five minutes, so that a poll that is early by a moment does not wait for another. */
export const EVERY_MS = minutesMs(4.5);

/** Of one poll. The log takes 30 requests in a minute from the whole app, of which the others use 22 in their worst one. */
const MOST_PAGES = 5;

/** How far a pass goes back behind the last one while a day is too much for one poll: events are late by minutes. */
const SHORT_MS = minutesMs(60);

/** Where the reading of the log stands; kept between polls. Times are ISO 8601. */
export const placeShape = z.object({
  /** By our clock, when the last pass was begun. */
  readAt: z.string(),
  /** By Graph's clock, when the last pass that is over was begun: all that was logged before was read. */
  readTo: z.string().nullable().default(null),
  /** What is left of a pass; null: it is over. */
  pass: z
    .object({ begunAt: z.string(), newsFrom: z.number(), left: z.array(stepShape) })
    .nullable()
    .default(null),
  /** What is left of before the first reading. */
  past: z.array(stepShape).default([]),
  /** Until then, by Graph's clock, passes are short ones. */
  longUntil: z.string().nullable().default(null),
});
export type Place = z.infer<typeof placeShape>;

export interface PassRead {
  /** Of the pass: since the window began, or what was missed since. */
  readonly events: readonly ResetEvent[];
  /** Older ones: nobody's news, and proof all the same. */
  readonly past: readonly ResetEvent[];
  readonly place: Place;
  /** By Graph's clock, in ms. */
  readonly now: number;
}

/** Whether the rest is for the next poll. */
type IsEnough = (events: readonly ResetEvent[]) => boolean;

export async function readPass(
  graph: GraphReader,
  startedAt: number,
  before: Place | null,
  isEnough: IsEnough,
): Promise<PassRead> {
  // Who waits is looked up first: nothing more is read now.
  if (before?.pass && isEnough([])) return unread(before);
  const asked = boundOf(before, startedAt);
  const begun = before?.pass?.left ?? [ofService(asked)];
  let read = await readPages(graph, begun, MOST_PAGES, isEnough);
  const now = nowOf(graph);
  // Ours may be wrong: the window ends at Graph's own clock.
  const isTooLate = before === null && asked !== null && asked > now - WINDOW_MS;
  if (isTooLate) read = await readPages(graph, [ofService(now - WINDOW_MS)], MOST_PAGES - 1, isEnough);
  const newsFrom = before?.pass?.newsFrom ?? newsFromOf(before, now);
  const past = await readPages(graph, before?.past ?? [ofActivity(ADMIN_RESET, null)], read.pagesLeft, isEnough);
  const begunAt = before?.pass?.begunAt ?? iso(now);
  const isOver = read.left.length === 0;
  const isNews = ({ at }: ResetEvent): boolean => at === null || ms(at) >= newsFrom;
  return {
    events: read.events.filter(isNews),
    past: [...past.events, ...read.events.filter((event) => !isNews(event))],
    now,
    place: {
      readAt: before?.pass ? before.readAt : iso(startedAt),
      readTo: isOver ? begunAt : (before?.readTo ?? null),
      pass: isOver ? null : { begunAt, newsFrom, left: read.left },
      past: past.left,
      longUntil: isOver ? (before?.longUntil ?? null) : iso(now + WINDOW_MS),
    },
  };
}

const unread = (place: Place): PassRead => ({
  ...{ events: [], past: [], place },
  now: ms(place.pass?.begunAt ?? place.readAt),
});

/** Readings up to here are as good as whole: so much may have been logged since, and is read in the next minutes. */
const RECENT_MS = 3 * EVERY_MS;

/** Whether something older than a few minutes was not read yet. */
export const isBehind = ({ pass, readTo }: Place, now: number): boolean =>
  pass !== null && (readTo === null || now - ms(readTo) > RECENT_MS);

/** What was kept of the day is lost: it is read as a whole again. */
export const placeOfLost = (place: Place): Place => ({
  ...place,
  readTo: place.readTo === null ? null : iso(ms(place.readTo) - WINDOW_MS),
  pass: null,
  longUntil: null,
});

/** When the last pass is older than its turn, or is not over. A clock that was put back makes it due too. */
export function isPassDue({ readAt, pass, past }: Place, startedAt: number): boolean {
  const age = startedAt - ms(readAt);
  return pass !== null || past.length > 0 || !(age >= 0 && age < EVERY_MS);
}

function nowOf(graph: GraphReader): number {
  const now = graph.serverTime();
  if (now === null) throw new MonitorError('contract', 'resets: Graph does not say what time it is (Date)');
  return now;
}

/** A day behind the last pass, since the log may be late; null: no bound that the log surely takes. */
function boundOf(before: Place | null, startedAt: number): number | null {
  if (before === null) return startedAt - WINDOW_MS - EVERY_MS;
  const isShort = before.longUntil !== null && before.readTo !== null && before.readTo < before.longUntil;
  return isShort ? ms(before.readTo ?? '') - SHORT_MS : boundFrom(before.readTo ?? before.readAt, startedAt);
}

/** What happened before the first reading is nobody's news, but for the window. */
const newsFromOf = (before: Place | null, now: number): number =>
  before === null ? now - WINDOW_MS : Math.min(now, ms(before.readTo ?? before.readAt)) - WINDOW_MS;

interface Pages {
  readonly events: readonly ResetEvent[];
  readonly left: Step[];
  readonly pagesLeft: number;
}

/** One after the other, for the quota's sake. What was refused is no page. */
async function readPages(
  graph: GraphReader,
  steps: readonly Step[],
  pages: number,
  isEnough: IsEnough,
): Promise<Pages> {
  const events = new Map<string, ResetEvent>();
  let [left, pagesLeft] = [[...steps], pages];
  for (let [asked, ...others] = left; asked && pagesLeft > 0; [asked, ...others] = left) {
    const read = await readStep(graph, asked);
    left = [...read.left, ...others];
    for (const event of read.events ?? []) events.set(event.id, event);
    if (read.events) pagesLeft -= 1;
    // To be begun anew: in the next poll, since what refuses one page may refuse it again.
    else if (asked.next !== null) break;
    if (isEnough([...events.values()])) break;
  }
  return { events: [...events.values()], left, pagesLeft };
}
