/**
 * Changes of the directory that the service behind self-service reset logged under a name that nobody knows here, so that
 * a switch which was renamed does not pass unseen. Recorded as what they are; what they mean is not guessed.
 */
import type { Fact } from '../../core/model/fact.ts';
import { SSPR_SETTINGS, WRITEBACK_ACTIVITIES } from '../entra/activities.ts';
import type { ResetEvent } from './reset-log.ts';

const KNOWN: ReadonlySet<string> = new Set([...Object.values(WRITEBACK_ACTIVITIES), SSPR_SETTINGS]);

const UNKNOWN = 'activity ';

export const unknownSwitches = (events: readonly ResetEvent[]): Fact[] =>
  events
    .filter(({ category, activity }) => category === 'DirectoryManagement' && !KNOWN.has(activity))
    .map(({ id, activity, at, result, by }) => ({
      key: `${UNKNOWN}${id}`,
      attributes: { activity, at, result },
      label: activity,
      details: { actor: by && { ...by } },
    }));

export const isUnknownSwitch = ({ key }: Pick<Fact, 'key'>): boolean => key.startsWith(UNKNOWN);
