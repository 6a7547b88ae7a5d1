/** The check `writeback`: is password writeback on, and what says so. Joins its sources, verdict, rules and report. */

import type { Check } from '../../core/model/check.ts';
import { utcText } from '../../core/text/ages.ts';
import { NO_WORDS, words } from '../../core/text/words.ts';
import { evidenceWords } from './conditions.ts';
import { nextProofEnd } from './evidence.ts';
import { exclusionNotes } from './exclusion.ts';
import { resetsFailing } from './failed-resets.ts';
import { interpret } from './interpret.ts';
import { RESET_PLOTS, resetNotes, resetNumbers, resetSection } from './reset-report.ts';
import { resets } from './resets.ts';
import { DECLARE, RULES } from './rules.ts';
import {
  authorizationPolicy,
  cloudSync,
  declaration,
  directoryAudits,
  onPremisesSynchronization,
  organization,
  type WritebackAccess,
} from './sources.ts';
import { ssprSettings } from './sspr-settings.ts';
import { storedVerdict } from './stored.ts';
import { judge } from './verdict.ts';

export const writeback: Check<WritebackAccess> = {
  name: 'writeback',
  title: 'Password writeback',
  place: 'writeback',
  timer: { setting: 'POLL_WRITEBACK_SCHEDULE', otherwise: '0 * * * * *', limitMs: 45_000 },
  rules: Object.values(RULES),
  sources: [
    directoryAudits,
    onPremisesSynchronization,
    organization,
    cloudSync,
    authorizationPolicy,
    declaration,
    ssprSettings,
    resets,
  ],
  version: 4,
  daily: true,
  judge,
  interpret,
  growth: resetsFailing,
  until: (verdict) => nextProofEnd(storedVerdict(verdict).evidence),
  state: (verdict) => storedVerdict(verdict).state,
  headline: (verdict) => {
    if (!verdict) return words`Whether password writeback is on is not known yet.`;
    const { state, since, declared } = storedVerdict(verdict);
    const said =
      declared === null
        ? words`Nobody declared what it should be (WRITEBACK_DECLARED).`
        : words`It is declared ${declared}.`;
    if (state === 'unknown') return words`Nothing says for sure whether password writeback is on. ${said}`;
    const when = since === null ? null : utcText(since);
    return words`Password writeback is ${state}${when ? words` (evidence of ${when})` : NO_WORDS}. ${said}`;
  },
  next: (verdict) => (storedVerdict(verdict).declared === null ? [DECLARE] : []),
  evidence: (verdict) => storedVerdict(verdict).evidence.map((one) => ({ text: evidenceWords(one), at: one.at })),
  notes: (verdict) => [...exclusionNotes(verdict), ...resetNotes(verdict)],
  numbers: resetNumbers,
  plots: RESET_PLOTS,
  tenantName: (views) => views.organization?.facts?.[0]?.label ?? null,
  section: (verdict, sight) => {
    const stored = storedVerdict(verdict);
    const known = sight.visible ? stored : { ...stored, state: 'unknown', since: null };
    const resets = resetSection(verdict, sight);
    return {
      state: known.state,
      since: known.since,
      declared: known.declared,
      evidence: known.evidence.map((one) => ({ ...one })),
      ...(resets !== null && { resets }),
    };
  },
};
