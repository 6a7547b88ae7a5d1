/** What a Cloud Sync job is doing, in one word, from its believed fact. */
import type { SourceViews } from '../../core/model/check.ts';
import type { BelievedFact } from '../../core/model/fact.ts';
import type { KeptJob } from './stored.ts';

export const jobsOf = (views: SourceViews): KeptJob[] =>
  (views.cloudSyncJobs?.facts ?? []).map((fact) => {
    const state = stateOf(fact);
    const reason = reasonOf(state, fact);
    return { id: fact.key, name: fact.label ?? fact.key, state, reason };
  });

/** A job that is stopped and never ran was never taken into use: no trouble, and no sign of life either. */
function stateOf({ attributes }: BelievedFact): KeptJob['state'] {
  const { code, schedule, quarantine, failing, everRan } = attributes;
  if (quarantine !== null) return 'quarantined';
  const isStopped = lower(code) !== 'active' || lower(schedule) === 'disabled';
  if (isStopped) return everRan === true ? 'stopped' : 'not started';
  return failing === true ? 'failing' : 'running';
}

function reasonOf(
  state: KeptJob['state'],
  { attributes: { code, schedule, quarantine } }: BelievedFact,
): string | null {
  if (state === 'quarantined') return String(quarantine);
  return state === 'stopped' ? `status ${code ?? 'unknown'}, schedule ${schedule ?? 'unknown'}` : null;
}

const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');
