/**
 * Which rights were given and taken back without any reading showing them. Pure: events of the log and what readings
 * showed in, times in ms by Graph's clock. Events may come late, twice and in any order; both ends must be there before
 * anything is told, so that nothing is invented.
 *
 * A right is shown if some reading between its two ends shows it, or if readings before and after them do: then it was
 * held all along, as far as anybody can tell, and was told when it came.
 */
import type { ActorEvent } from '../../../core/model/history.ts';

export interface RightEvent {
  readonly id: string;
  readonly at: number;
  readonly does: 'gives' | 'takes';
  /** What right, whose, of which role or permission. */
  readonly key: string;
  /** Null: the event does not say at which. */
  readonly scope: string | null;
  readonly actor: ActorEvent['actor'];
  readonly told?: ActorEvent['told'];
}

/** From the first to the last reading in a row that showed it. */
export interface Sighting {
  readonly key: string;
  readonly scope: string;
  readonly from: number;
  readonly to: number;
  /** When a reading was without it; absent: none was, as far as is known. */
  readonly goneAt?: number;
}

export interface Brief {
  /** Of the events that gave it: what is told of these is told. */
  readonly ids: readonly string[];
  /** Records of PIM of the same: told before, if that of the directory came later. */
  readonly twins: readonly string[];
  readonly key: string;
  readonly scope: string | null;
  readonly from: number;
  readonly to: number;
  /** Who gave it; of a loss, who gave it back. */
  readonly by: readonly ActorEvent['actor'][];
  readonly takenBy: readonly ActorEvent['actor'][];
}

/** An assignment that is prolonged may be taken and given again at once. */
const SHORTEST_LOSS_MS = 1000;

/**
 * Rights that were taken and given back while readings before and after show them, as if they had been there all along.
 * Only what believed readings hold on both sides: whose absence was believed is told by that.
 */
export function briefLosses(events: readonly RightEvent[], sightings: readonly Sighting[]): Brief[] {
  return [...Map.groupBy(events, ({ key }) => key)].flatMap(([key, own]) => {
    const byScope = Map.groupBy(actsOf(own), ({ scope }) => scope);
    return [...byScope].flatMap(([scope, acts]) =>
      acts.flatMap((takes, n): Brief[] => {
        const gives = acts[n + 1];
        if (takes.does !== 'takes' || gives?.does !== 'gives' || gives.at - takes.at < SHORTEST_LOSS_MS) return [];
        const isAround = (one: Sighting): boolean =>
          one.key === key &&
          (scope === null || one.scope === scope) &&
          one.from <= takes.at &&
          gives.at <= one.to + SLACK_MS;
        if (!sightings.some(isAround)) return [];
        const { ids, twins, at: from, actors: takenBy } = takes;
        return [{ ids, twins, key, scope, from, to: gives.at, takenBy, by: gives.actors }];
      }),
    );
  });
}

export function briefGrants(events: readonly RightEvent[], sightings: readonly Sighting[]): Brief[] {
  const seen = Map.groupBy(sightings, ({ key }) => key);
  return [...Map.groupBy(events, ({ key }) => key)].flatMap(([key, own]) =>
    placesOf(actsOf(own)).flatMap(([scope, acts]) => {
      const shown = (seen.get(key) ?? []).filter((one) => scope === null || one.scope === scope);
      return briefOf(key, scope, episodesOf(acts, shown), shown);
    }),
  );
}

type Grant = Omit<Brief, 'to' | 'takenBy'>;

/** Given, and not taken as far as the log tells; the last time at `lastGiven`. */
export type OpenGrant = Grant & { readonly lastGiven: number };

/** What was given, is in no reading since, and was not taken by any event. Not what PIM alone tells of. */
export function openGrants(events: readonly RightEvent[], sightings: readonly Sighting[]): OpenGrant[] {
  const seen = Map.groupBy(sightings, ({ key }) => key);
  return [...Map.groupBy(events, ({ key }) => key)].flatMap(([key, own]) =>
    placesOf(actsOf(own)).flatMap(([scope, acts]) => {
      const shown = (seen.get(key) ?? []).filter((one) => scope === null || one.scope === scope);
      const all = episodesOf(acts, shown);
      const last = all.at(-1);
      if (!last || last.to !== null || last.gives.every(({ isByPimAlone }) => isByPimAlone)) return [];
      const isSeen = (one: Sighting): boolean =>
        isShownSince(last.from, scope, one) || ((scope === null || one.scope === scope) && isShown(last, one, all));
      return (seen.get(key) ?? []).some(isSeen)
        ? []
        : [{ ...grantOf(key, scope, last), lastGiven: last.gives.at(-1)?.at ?? last.from }];
    }),
  );
}

/** Also at another scope, if it came there with the act: then the event told the scope in another way. */
export const isShownSince = (given: number, scope: string | null, { scope: at, from, to }: Sighting): boolean =>
  to >= given && (scope === null || scope === at || from >= given - SLACK_MS);

/**
 * Acts by where they were done. The two ends of one right may be told in different ways: an end that does not say where
 * joins the other one that can be its own, and stays alone where several can.
 */
function placesOf(acts: readonly Act[]): [scope: string | null, acts: Act[]][] {
  const open = new Map<string | null, number>();
  const placed = acts.map((act) => {
    const place = act.does === 'gives' || act.isByPimAlone ? act.scope : takenAt(act.scope, open);
    open.set(place, act.does === 'gives' ? (open.get(place) ?? 0) + 1 : 0);
    return { act, place };
  });
  const places = Map.groupBy(placed, ({ place }) => place);
  return [...places].map(([place, own]) => [place, own.map(({ act }) => act)]);
}

function takenAt(scope: string | null, open: ReadonlyMap<string | null, number>): string | null {
  const isOpen = (place: string | null): boolean => (open.get(place) ?? 0) > 0;
  if (isOpen(scope)) return scope;
  if (scope !== null) return isOpen(null) ? null : scope;
  const [only, ...others] = [...open.keys()].filter(isOpen);
  return only !== undefined && others.length === 0 ? only : null;
}

/** One act, however many events tell of it. */
interface Act extends Pick<RightEvent, 'at' | 'does' | 'scope'> {
  /** When it may have been done already: what PIM alone tells of was done some seconds before its record. */
  readonly notBefore: number;
  readonly ids: readonly string[];
  /** Records of PIM that joined it. */
  readonly twins: readonly string[];
  /** The directory tells nothing of it: it may be meant to begin later. */
  readonly isByPimAlone: boolean;
  readonly actors: readonly ActorEvent['actor'][];
}

/** PIM's own record stands seconds after that of the directory (seen live: 6 s), and hardly before it. */
const TWIN_MS = { before: 2_000, after: 15_000 };

/** Each record in PIM's name takes PIM's next one of the same act; what only PIM recorded does not say where. */
function actsOf(events: readonly RightEvent[]): Act[] {
  const sorted = events.toSorted((a, b) => a.at - b.at || Number(a.does === 'takes') - Number(b.does === 'takes'));
  const free = new Set(sorted.filter(({ told }) => told === 'person'));
  const twins = new Map<RightEvent, RightEvent>();
  for (const front of sorted.filter(({ told }) => told === 'front')) {
    const twin = [...free].find((pim) => pim.does === front.does && isTwin(front.at, pim.at));
    if (!twin) continue;
    twins.set(front, twin);
    free.delete(twin);
  }
  const joined = new Set(twins.values());
  const isSure = (twin: RightEvent | undefined): boolean =>
    twin !== undefined && free.size === 0 && isAlone(twin, sorted);
  return sorted
    .filter((event) => !joined.has(event))
    .map((event) => actOf(event, twins.get(event), isSure(twins.get(event))));
}

/**
 * The log is late and in no order: where the same right went to and fro within seconds, the record that is there may be
 * that of another act. Then nobody is named: neither where there are several of a kind near it, nor where other records show
 * that one like it is missing (one of PIM without one of the directory, two in a row that give, or one that takes what
 * none gave).
 */
function isAlone(twin: RightEvent, all: readonly RightEvent[]): boolean {
  const near = all.filter(({ told, at }) => told && Math.abs(at - twin.at) <= 2 * TWIN_MS.after);
  const kinds = near.map(({ told, does }) => `${told} ${does}`);
  return new Set(kinds).size === kinds.length && !isOneMissing(twin, all);
}

/** Of two that give in a row, somebody took it in between: the record of that may be the one that is there. */
function isOneMissing(twin: RightEvent, all: readonly RightEvent[]): boolean {
  const fronts = all.filter(({ told }) => told !== 'person');
  const isOther = ({ does }: RightEvent): boolean => does !== twin.does;
  return [...fronts, null].some((next, n) => {
    const before = fronts[n - 1] ?? null;
    if ((before && !isOther(before)) || (next && !isOther(next))) return false;
    const [from, to] = [before?.at ?? Number.NEGATIVE_INFINITY, next?.at ?? Number.POSITIVE_INFINITY];
    return twin.at >= from - TWIN_MS.before && twin.at <= to + TWIN_MS.after;
  });
}

const isTwin = (front: number, pim: number): boolean => pim >= front - TWIN_MS.before && pim <= front + TWIN_MS.after;

/** @param isSure whether no other act may be the one that PIM's own record speaks of */
function actOf({ id, at, does, scope, actor, told }: RightEvent, twin: RightEvent | undefined, isSure: boolean): Act {
  const notBefore = told === 'person' ? at - TWIN_MS.after : at;
  const actors = [twin && isSure ? twin.actor : actor];
  const isByPimAlone = told === 'person';
  return { ids: [id], twins: twin ? [twin.id] : [], at, notBefore, does, scope, isByPimAlone, actors };
}

/** From the first act that gives to the next that takes. `to` null: nothing took it yet. `takes` null: no event tells its end. */
interface Episode {
  /** Empty: it was given before anything is known. */
  readonly gives: readonly Act[];
  readonly from: number;
  readonly notBefore: number;
  readonly to: number | null;
  readonly takes: Act | null;
}

function episodesOf(acts: readonly Act[], shown: readonly Sighting[]): Episode[] {
  const episodes: Episode[] = [];
  let gives: Act[] = [];
  for (const act of acts) {
    if (act.does === 'gives') {
      const [first] = gives;
      const ended = first && endedBefore(act, first, shown);
      if (first && ended) {
        episodes.push({ gives, from: first.at, notBefore: first.notBefore, to: ended.to, takes: null });
        gives = [];
      }
      gives.push(act);
    } else if (gives.length > 0 || episodes.length === 0) {
      const { at: from = Number.NEGATIVE_INFINITY, notBefore = from } = gives[0] ?? {};
      episodes.push({ gives, from, notBefore, to: act.at, takes: act });
      gives = [];
    }
  }
  const [first] = gives;
  if (!first) return episodes;
  return [...episodes, { gives, from: first.at, notBefore: first.notBefore, to: null, takes: null }];
}

/**
 * What was shown since it was given, and was in no reading any more before it was given again: it ended without an event,
 * as what is dated may, and the next act that gives begins something new.
 */
function endedBefore(again: Act, first: Act, shown: readonly Sighting[]): Sighting | undefined {
  return shown.find(({ to, goneAt }) => {
    if (goneAt === undefined || to < first.notBefore || goneAt >= again.notBefore) return false;
    return !shown.some((other) => other.to >= goneAt && other.from <= again.at);
  });
}

function briefOf(
  key: string,
  scope: string | null,
  episodes: readonly Episode[],
  sightings: readonly Sighting[],
): Brief[] {
  return episodes.flatMap((episode) => {
    const { gives, to, takes } = episode;
    if (gives.length === 0 || to === null || takes === null) return [];
    if (sightings.some((sighting) => isShown(episode, sighting, episodes))) return [];
    return [{ ...grantOf(key, scope, episode), to, takenBy: takes.actors }];
  });
}

const grantOf = (key: string, scope: string | null, { gives, from }: Episode): Grant => ({
  ...{ key, scope, from },
  ids: gives.flatMap((act) => act.ids),
  twins: gives.flatMap((act) => act.twins),
  by: gives.flatMap(({ actors }) => actors),
});

/** A reading takes seconds, and a replica may lag: so far from its ends a sighting that no other episode explains is ours. */
export const SLACK_MS = 60_000;

const holds = ({ from, to }: Episode, at: number): boolean => from <= at && at <= (to ?? Number.POSITIVE_INFINITY);

function isShown(episode: Episode, { from: first, to: last }: Sighting, all: readonly Episode[]): boolean {
  const end = episode.to ?? Number.POSITIVE_INFINITY;
  if (episode.notBefore <= last && first <= end) return true;
  const explained = (at: number): boolean => all.some((other) => holds(other, at));
  if (episode.from > last) {
    const isNext = !all.some(({ from }) => from > last && from < episode.from);
    return isNext && episode.from - last <= SLACK_MS && !explained(last);
  }
  const isLatest = !all.some(({ to }) => to !== null && to < first && to > end);
  return isLatest && first - end <= SLACK_MS && !explained(first);
}
