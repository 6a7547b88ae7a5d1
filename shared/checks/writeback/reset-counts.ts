/**
 * How many synced users were reset in the window, by administrators and by themselves, and by which administrators: as much
 * of it as `RESET_HISTORY` allows. Who was reset is kept with `names` alone, and is in no mail.
 */
import type { Fact } from '../../core/model/fact.ts';
import type { Measure } from '../../core/model/measure.ts';
import { ADMIN_RESET, OWN_RESETS } from '../entra/activities.ts';
import type { ResetEvent } from './reset-log.ts';
import { isOfSynced, type Synced } from './synced.ts';

export type ResetHistory = 'off' | 'counts' | 'names';

export interface Counted {
  readonly facts: readonly Fact[];
  readonly measures: readonly Measure[];
}

/** @param events of the window */
export function countedResets(events: readonly ResetEvent[], synced: Synced, history: ResetHistory): Counted {
  if (history === 'off') return { facts: [], measures: [] };
  const done = events.filter((event) => event.result === 'success' && isOfSynced(event, synced) === true);
  const byAdmins = done.filter(({ activity }) => activity === ADMIN_RESET);
  const bySelf = done.filter(({ activity }) => OWN_RESETS.has(activity));
  return {
    facts: [...resetterFacts(byAdmins), ...(history === 'names' ? byAdmins.map(resetFact) : [])],
    measures: [
      { name: 'adminResets', value: byAdmins.length },
      { name: 'ownResets', value: bySelf.length },
    ],
  };
}

const RESETTER = 'by ';
const RESET = 'reset ';

/** One who reset synced users in the window; how many moves by itself, and is shown. */
function resetterFacts(events: readonly ResetEvent[]): Fact[] {
  const byId = new Map<string, ResetEvent[]>();
  for (const event of events) {
    const id = event.by?.id;
    if (id) byId.set(id, [...(byId.get(id) ?? []), event]);
  }
  return [...byId].map(([id, own]) => ({
    key: `${RESETTER}${id}`,
    attributes: {},
    label: own[0]?.by?.name ?? id,
    details: { count: own.length },
  }));
}

const resetFact = (event: ResetEvent): Fact => ({
  key: `${RESET}${event.id}`,
  attributes: { at: event.at },
  label: event.user?.name ?? event.user?.id ?? 'somebody',
  details: { by: event.by && { ...event.by }, user: event.user?.id ?? null },
});

export const isResetter = ({ key }: Pick<Fact, 'key'>): boolean => key.startsWith(RESETTER);
export const isReset = ({ key }: Pick<Fact, 'key'>): boolean => key.startsWith(RESET);
