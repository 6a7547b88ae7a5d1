/**
 * How many synced users were reset in the window, by administrators and by themselves, and by which administrators: as much
 * of it as `RESET_HISTORY` allows. Who was reset is kept with `names` alone, and is in no mail.
 */
import type { OneActor } from '../../core/model/alert.ts';
import { compareText, type Fact } from '../../core/model/fact.ts';
import type { Measure } from '../../core/model/measure.ts';
import { ADMIN_RESET } from '../entra/activities.ts';
import type { ResetEvent } from './reset-log.ts';
import { isOfSyncedUser, type Kept, type ResetHistory, type Window } from './reset-window.ts';
import { isDone, isOfSynced, type Synced } from './synced.ts';

/** @param isPartial not all of the window was read, or kept */
export function countedResets(window: Window, isPartial: boolean, history: ResetHistory): Fact[] {
  if (history === 'off') return [];
  const all = window.events.filter(({ kind }) => kind !== 'failed');
  const done = all.filter((event) => isOfSyncedUser(event, window) === true);
  const unsure = all.filter((event) => isOfSyncedUser(event, window) === null).length;
  const byAdmins = done.filter(({ kind }) => kind === 'admin');
  const bySelf = done.length - byAdmins.length;
  return [
    { key: TOTALS, attributes: {}, details: { byAdmins: byAdmins.length, bySelf, unsure, isPartial } },
    ...resetterFacts(byAdmins),
  ];
}

/** Failed ones of the window, each attempt once. */
export const failedAttempts = ({ events }: Window): number => events.filter(({ kind }) => kind === 'failed').length;

/** Each reset by an administrator, one by one. */
export function namedResets(events: readonly ResetEvent[], synced: Synced, history: ResetHistory): Fact[] {
  if (history !== 'names') return [];
  const done = events.filter((event) => isDone(event) && isOfSynced(event, synced) === true);
  return done.filter(({ activity }) => activity === ADMIN_RESET).map(resetFact);
}

/** Names of the measures. */
export const RESETS = { byAdmins: 'adminResets', bySelf: 'ownResets' } as const;

const TOTALS = 'resets';
const RESETTER = 'by ';
const RESET = 'reset ';

/** One who reset synced users in the window; how many moves by itself, and is shown. */
function resetterFacts(events: readonly Kept[]): Fact[] {
  const byId = Map.groupBy(
    events.flatMap(({ by }) => (by?.id ? [by] : [])),
    ({ id }) => id,
  );
  return [...byId].map(([id, own]) => ({
    key: `${RESETTER}${id}`,
    attributes: {},
    label: own[0]?.name ?? id,
    details: { count: own.length, type: own[0]?.type ?? 'unknown' },
  }));
}

const resetFact = (event: ResetEvent): Fact => ({
  key: `${RESET}${event.id}`,
  attributes: { at: event.at },
  label: event.user?.name ?? event.user?.id ?? 'somebody',
  details: { by: event.by && { ...event.by }, user: event.user?.id ?? null },
});

/** How many; in the order of how many they reset. */
export interface ResetTotals {
  readonly byAdmins: number;
  readonly bySelf: number;
  /** Of users of whom nobody knows yet whether they are synced: in none of the other counts. */
  readonly unsure: number;
  /** Not all events of the window were read yet, or there were more than are kept. */
  readonly isPartial: boolean;
  readonly administrators: readonly (OneActor & { readonly count: number })[];
}

/** Null: nothing was counted, or it may not be kept. */
export function totalsIn(facts: readonly Fact[]): ResetTotals | null {
  const totals = facts.find(({ key }) => key === TOTALS)?.details as Omit<ResetTotals, 'administrators'> | undefined;
  if (!totals) return null;
  const administrators = facts
    .filter(isResetter)
    .map(({ key, label, details }) => ({
      id: key.slice(RESETTER.length),
      name: label ?? '',
      type: (details?.type ?? 'unknown') as OneActor['type'],
      count: typeof details?.count === 'number' ? details.count : 0,
    }))
    .sort((a, b) => b.count - a.count || compareText(a.id, b.id));
  // Earlier versions did not count those.
  return { ...totals, unsure: totals.unsure ?? 0, isPartial: totals.isPartial ?? false, administrators };
}

/** The same as measures; none where nothing may be kept. */
export function resetMeasures(facts: readonly Fact[]): Measure[] {
  const totals = totalsIn(facts);
  if (!totals) return [];
  return [
    { name: RESETS.byAdmins, value: totals.byAdmins },
    { name: RESETS.bySelf, value: totals.bySelf },
  ];
}

export const isResetter = ({ key }: Pick<Fact, 'key'>): boolean => key.startsWith(RESETTER);
export const isReset = ({ key }: Pick<Fact, 'key'>): boolean => key.startsWith(RESET);
