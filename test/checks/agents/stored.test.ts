/** What is stored is read back, also as the version before stored it: without a kind at each fact. */
import { describe, expect, it } from 'vitest';
import { type StoredAgents, storedVerdict, verdictFacts } from '../../../shared/checks/agents/stored.ts';
import type { BelievedFact, Fact } from '../../../shared/core/model/fact.ts';

const AT = '2026-11-20T12:00:00.000Z';

const VERDICT: StoredAgents = {
  state: 'degraded',
  syncEnabled: true,
  twoClients: false,
  connectVersion: '2.6.92.0',
  heartbeats: [
    {
      subject: 'organization:directorySync',
      source: 'organization',
      name: 'Directory sync',
      state: 'late',
      at: AT,
      counts: true,
    },
  ],
  agents: [{ id: 'a', name: 'SRV-1', type: 'provisioning', status: 'inactive', since: AT }],
  jobs: [{ id: 'j', name: 'corp', state: 'failing', reason: null }],
};

const believed = (fact: Fact): BelievedFact => ({ ...fact, firstSeen: AT, since: AT });

function asBefore({ details, ...fact }: Fact): Fact {
  const { kind: _, ...rest } = details ?? {};
  return Object.keys(rest).length > 0 ? { ...fact, details: rest } : fact;
}

describe('the stored verdict', () => {
  it('is read back as it was', () => {
    expect(storedVerdict(verdictFacts(VERDICT).map(believed))).toEqual(VERDICT);
  });

  it('is read back as it was from the rows of the version before', () => {
    const rows = verdictFacts(VERDICT).map(asBefore);
    expect(JSON.stringify(rows)).not.toContain('kind');
    expect(storedVerdict(rows.map(believed))).toEqual(VERDICT);
  });

  it('compares the same with the rows of the version before: no fact of it has changed', () => {
    const compared = (facts: readonly Fact[]) => facts.map(({ key, attributes }) => [key, attributes]);
    expect(compared(verdictFacts(VERDICT))).toEqual([
      ['agents', { state: 'degraded', syncEnabled: true, twoClients: false, connectVersion: '2.6.92.0' }],
      ['heartbeat:organization:directorySync', { state: 'late' }],
      ['agent:provisioning:a', { id: 'a', type: 'provisioning', status: 'inactive' }],
      ['job:j', { id: 'j', state: 'failing', reason: null }],
    ]);
  });
});
