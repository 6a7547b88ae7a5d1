/** Reads the stored verdict fact back. What is not there reads as unknown, never as off. */
import type { BelievedFact, Snapshot } from '../../core/model/fact.ts';
import type { Evidence } from './evidence.ts';

export interface StoredWriteback {
  readonly state: 'on' | 'off' | 'unknown';
  readonly contradictory: boolean;
  readonly since: string | null;
  readonly decidedBy: Evidence['kind'] | null;
  readonly declared: 'on' | 'off' | null;
  readonly evidence: readonly Evidence[];
  /** The last state that was known; null: none ever was. */
  readonly lastKnown: 'on' | 'off' | null;
}

const NOTHING: StoredWriteback = {
  state: 'unknown',
  contradictory: false,
  since: null,
  decidedBy: null,
  declared: null,
  evidence: [],
  lastKnown: null,
};

export function storedVerdict(verdict: Snapshot | null): StoredWriteback {
  const fact = verdict?.find(({ key }) => key === 'writeback');
  return fact ? read(fact) : NOTHING;
}

/** Only `judge` writes these facts, under a hash that is verified, so their shape is known. */
function read(fact: BelievedFact): StoredWriteback {
  const attributes = fact.attributes as unknown as Omit<StoredWriteback, 'evidence' | 'lastKnown'>;
  const evidence = (fact.details?.evidence ?? []) as unknown as readonly Evidence[];
  const lastKnown = (fact.details?.lastKnown ?? null) as StoredWriteback['lastKnown'];
  const since = typeof fact.details?.since === 'string' ? fact.details.since : attributes.since;
  return { ...NOTHING, ...attributes, since, evidence, lastKnown };
}
