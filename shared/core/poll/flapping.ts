/**
 * Decides what comes and goes: the same alert that came again within an hour of its last move is told as flapping, once,
 * and then only recorded until it has been still for an hour. What is worse than was told, or speaks of something
 * further, is never taken for the same.
 */
import { type AlertText, type Condition, type OpenAlert, RANK } from '../model/alert.ts';
import type { Finding } from '../model/check.ts';
import type { Flap, Flaps } from '../model/flap.ts';
import { canonical, type Json } from '../model/json.ts';
import type { GrowthThresholds } from '../model/measure.ts';
import { alertOf } from '../model/rule.ts';
import { ageMs, minutesMs, ms } from '../model/times.ts';
import { utcText } from '../text/ages.ts';
import { ours } from '../text/outside.ts';
import { type Words, words } from '../text/words.ts';
import type { ConditionChange } from './conditions.ts';
import { isGrowth } from './measures.ts';
import type { Hash } from './reading.ts';
import { COMMON_RULES } from './rules.ts';

export const FLAPPING_RULE = COMMON_RULES.flapping.id;

/** How long nothing may move until what flapped is still. */
const STILL_MS = minutesMs(60);
/** How far apart the clocks of two machines may be. */
const MOST_AHEAD_MS = minutesMs(10);
/** A head is one small row. Beyond these nothing is remembered, so nothing is held back either. */
const MOST_FLAPS = 50;
const MOST_ABOUT = 30;
/** From the second time on within the hour it flaps. */
const FLAPS_FROM = 2;

/** What one poll makes of what comes and goes. */
export interface Flapping {
  readonly flaps: Flaps;
  /** Alerts, as `rule~subject`, whose coming or going is only recorded this time. */
  readonly quiet: ReadonlySet<string>;
  readonly conditions: readonly Condition[];
}

/** What moved in one poll. `events`: lines of history that raise an alert which is mailed. */
export interface Moves {
  readonly findings: readonly Finding[];
  readonly events: readonly Finding[];
  readonly conditions: Pick<ConditionChange, 'opened' | 'raised' | 'closed'>;
}

export interface FlappingAt {
  /** History time of the poll, ISO 8601. */
  readonly time: string;
  readonly now: number;
  readonly check: string;
  readonly hash: Hash;
  readonly growth: GrowthThresholds;
  readonly openAlerts: readonly OpenAlert[];
}

interface Coming {
  readonly text: AlertText;
  readonly about: readonly string[];
}

export const flapKey = ({ rule, subject }: Pick<AlertText, 'rule' | 'subject'>): string => `${rule}~${subject}`;

/** @param before as the head remembers them */
export function flapping(before: Flaps, moves: Moves, at: FlappingAt): Flapping {
  if (!hasMoved(before, moves) && !isStillDue(before, at.now))
    return { flaps: before, quiet: new Set(), conditions: held(before, new Map(), at) };
  const moving = new Map(Object.entries(before).filter(([, flap]) => !isStill(flap, at.now)));
  const came = comingsOf(moves, at.hash);
  const went = new Set(moves.conditions.closed.map(flapKey));
  const flaps = new Map([...moving].map(([key, flap]) => [key, goneBy(flap, went.has(key), moves.findings, at)]));
  const quiet = new Set([...went].filter((key) => isFlapping(moving.get(key))));
  for (const [key, coming] of came) {
    const known = moving.get(key);
    const next = cameAgain(known, coming, at);
    flaps.set(key, next);
    if (next.times >= FLAPS_FROM && next.times > (known?.times ?? 0)) quiet.add(key);
  }
  const kept = Object.fromEntries([...flaps].sort(byUrgency).slice(0, MOST_FLAPS));
  return {
    flaps: kept,
    quiet: new Set([...quiet].filter((key) => Object.hasOwn(kept, key))),
    conditions: held(kept, came, at),
  };
}

/** What nothing moved stays as it is stored, so that an unchanged poll leaves the head that the long way would. */
const hasMoved = (before: Flaps, { findings, conditions }: Moves): boolean =>
  conditions.opened.length + conditions.raised.length + conditions.closed.length > 0 ||
  findings.some(({ event, change }) => event !== undefined || (change === 'removed' && Object.keys(before).length > 0));

/** Whether a poll has to say that something which flapped is still now. */
export const isStillDue = (flaps: Flaps | undefined, now: number): boolean =>
  Object.values(flaps ?? {}).some((flap) => isFlapping(flap) && isStill(flap, now));

/** A time ahead was stored by a clock that was wrong: what it says holds nothing back. */
const isStill = ({ at }: Flap, now: number): boolean => ageMs(at, now) >= STILL_MS || ms(at) - now > MOST_AHEAD_MS;

const isFlapping = (flap: Flap | undefined): boolean => flap !== undefined && flap.times >= FLAPS_FROM;

/** What flaps stays remembered first, then what is worst, then what is newest. */
const byUrgency = ([, a]: [string, Flap], [, b]: [string, Flap]): number =>
  Number(isFlapping(b)) - Number(isFlapping(a)) || RANK[b.severity] - RANK[a.severity] || ms(b.at) - ms(a.at);

function comingsOf({ events, conditions }: Moves, hash: Hash): Map<string, Coming> {
  const came = new Map<string, Coming>();
  for (const { source, key, after, event } of events) {
    if (!event) continue;
    const about = [...(came.get(flapKey(event))?.about ?? []), lineHash(source, key, after, hash)];
    came.set(flapKey(event), { text: event, about });
  }
  for (const alert of [...conditions.opened, ...conditions.raised]) {
    if (!alert.mailed || alert.rule === FLAPPING_RULE) continue;
    const parts = Object.entries(alert.told ?? {}).map(([part, degree]) => short(`${part}=${degree}`, hash));
    came.set(flapKey(alert), { text: alert, about: parts });
  }
  return came;
}

/** A line and what it says: a second secret of one application is another thing, not the first one again. */
const lineHash = (source: string, key: string, says: Json, hash: Hash): string =>
  short(`${source}/${key}=${canonical(says)}`, hash);

/** Enough to tell the few lines of one alert apart. */
const short = (text: string, hash: Hash): string => hash(text).slice(0, 10);

/** An event has gone when one of the lines of history that it told is removed again. */
function goneBy(flap: Flap, hasClosed: boolean, findings: readonly Finding[], at: FlappingAt): Flap {
  const isRemoved = ({ change, source, key, before }: Finding): boolean =>
    change === 'removed' && flap.about.includes(lineHash(source, key, before, at.hash));
  return hasClosed || findings.some(isRemoved) ? { ...flap, at: at.time, isThere: false } : flap;
}

function cameAgain(known: Flap | undefined, { text, about }: Coming, at: FlappingAt): Flap {
  const { severity, weight } = text;
  const heavy = weight === undefined ? {} : { weight };
  const seen = { at: at.time, isThere: true };
  if (!known) return { ...seen, times: 1, severity, ...heavy, about: about.slice(0, MOST_ABOUT) };
  const all = [...new Set([...known.about, ...about])];
  const isMore = all.length > known.about.length || RANK[severity] > RANK[known.severity] || isHeavier(known, text, at);
  const worst = RANK[severity] > RANK[known.severity] ? severity : known.severity;
  const most = Math.max(weight ?? 0, known.weight ?? 0);
  const told = { severity: worst, ...(most > 0 && { weight: most }), about: all.slice(0, MOST_ABOUT) };
  return { ...seen, times: known.times + Number(!isMore), ...told };
}

const isHeavier = (known: Flap, { weight = 0 }: AlertText, { growth }: FlappingAt): boolean =>
  weight > (known.weight ?? 0) && isGrowth(known.weight ?? 0, weight, growth);

/** One condition for each alert that flaps; its words stand while nothing moves. */
function held(flaps: Flaps, came: ReadonlyMap<string, Coming>, at: FlappingAt): Condition[] {
  return Object.entries(flaps)
    .filter(([, flap]) => isFlapping(flap))
    .flatMap(([key, flap]) => {
      const subject = `${at.check}/${key}`;
      const open = at.openAlerts.find((alert) => alert.rule === FLAPPING_RULE && alert.subject === subject);
      // What is open was put together by a rule once.
      const title = open ? ours(open.title) : titleOf(came.get(key)?.text);
      return title === null ? [] : [conditionOf(subject, title, flap)];
    });
}

const titleOf = (text: AlertText | undefined): Words | null =>
  text ? words`It comes and goes: ${ours(text.title)}` : null;

function conditionOf(subject: string, title: Words, { times, at, isThere, severity, weight }: Flap): Condition {
  const lines = [
    words`Seen ${times} times, each within an hour of the last`,
    words`${isThere ? 'There' : 'Gone'} since: ${utcText(at) ?? 'an unknown time'}`,
  ];
  const about = { subject, title, lines, ...(weight !== undefined && { weight }) };
  return { ...alertOf(COMMON_RULES.flapping, 'unknown', about), severity };
}

/** Of findings or alerts: those whose coming or going is told. */
export const isLoud =
  (quiet: ReadonlySet<string>) =>
  (alert: Pick<AlertText, 'rule' | 'subject'>): boolean =>
    !quiet.has(flapKey(alert));
