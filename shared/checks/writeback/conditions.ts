/** Conditions of the writeback verdict: on although nobody declared it, and evidence that contradicts itself. */
import type { Condition } from '../../core/model/alert.ts';
import { alertOf } from '../../core/model/rule.ts';
import { utcText } from '../../core/text/ages.ts';
import { type Words, words } from '../../core/text/words.ts';
import type { Evidence } from './evidence.ts';
import { RULES, TITLES } from './rules.ts';
import type { StoredWriteback } from './stored.ts';

export function conditionsOf(verdict: StoredWriteback): Condition[] {
  return [...undeclared(verdict), ...contradictory(verdict)];
}

/** It does not end because nothing can be told any more: on until proved off, or until somebody says what is so. */
function undeclared(verdict: StoredWriteback): Condition[] {
  const { state, declared, lastKnown } = verdict;
  const lingers = state === 'unknown' && lastKnown === 'on' && declared === null;
  if ((state !== 'on' && !lingers) || declared === 'on') return [];
  const subject = declared === 'off' ? 'declared-off' : 'undeclared';
  const title = TITLES.undeclared(state, declared);
  return [alertOf(RULES.undeclared, state, { subject, title, lines: verdict.evidence.map(evidenceLine) })];
}

function contradictory(verdict: StoredWriteback): Condition[] {
  if (!verdict.contradictory) return [];
  const lines = verdict.evidence.map(evidenceLine);
  return [alertOf(RULES.contradictory, verdict.state, { subject: 'writeback', title: TITLES.contradictory, lines })];
}

export const evidenceLine = (evidence: Evidence): Words =>
  words`${evidence.at === null ? 'at an unknown time' : (utcText(evidence.at) ?? 'at an unreadable time')}: ${evidenceWords(evidence)}`;

export const evidenceWords = ({ says, weight, detail }: Evidence): Words => words`says ${says} (${weight}): ${detail}`;
