/** Conditions of the writeback verdict: on although nobody declared it, and evidence that contradicts itself. */
import type { Condition } from '../../core/model/alert.ts';
import type { Evidence } from './evidence.ts';
import type { StoredWriteback } from './stored.ts';

export function conditionsOf(verdict: StoredWriteback): Condition[] {
  return [...undeclared(verdict), ...contradictory(verdict)];
}

/** It does not end because nothing can be told any more: on until proved off, or until somebody says what is so. */
function undeclared(verdict: StoredWriteback): Condition[] {
  const lingers = verdict.state === 'unknown' && verdict.lastKnown === 'on' && verdict.declared === null;
  if ((verdict.state !== 'on' && !lingers) || verdict.declared === 'on') return [];
  const against = verdict.declared === 'off';
  return [
    {
      rule: 'writeback-on-undeclared',
      subject: against ? 'declared-off' : 'undeclared',
      severity: 'critical',
      title: against
        ? 'Password writeback is on, but declared off'
        : 'Password writeback is on, and nobody declared it',
      why: 'While it is on, everyone who can reset a synced user in Entra ID can become that user in Active Directory.',
      todo: 'If it is meant to be on, set WRITEBACK_DECLARED (for example `on@2026-11-01 by name`). If not, turn it off under Entra ID > Password reset > On-premises integration.',
      lines: verdict.evidence.map(evidenceLine),
    },
  ];
}

function contradictory(verdict: StoredWriteback): Condition[] {
  if (!verdict.contradictory) return [];
  return [
    {
      rule: 'writeback-evidence-contradictory',
      subject: 'writeback',
      severity: 'warning',
      title: 'Evidence about password writeback contradicts itself',
      why: 'One piece of evidence says on, another says off, and neither can be dismissed: treat it as on. A Disable event of one sync client says nothing of the other.',
      todo: 'Look at both sync clients (Connect Sync and Cloud Sync) and at the portal, then state what is so in WRITEBACK_DECLARED.',
      lines: verdict.evidence.map(evidenceLine),
    },
  ];
}

export const evidenceLine = (evidence: Evidence): string =>
  `${evidence.at ?? 'no time'}: says ${evidence.says} (${evidence.weight}): ${evidence.detail}`;
