/** The check `writeback`: is password writeback on, and what says so. Joins its sources, verdict, rules and report. */
import type { Check } from '../../core/check.ts';
import type { Access } from '../access.ts';
import { interpret } from './rules.ts';
import {
  authorizationPolicy,
  cloudSync,
  declaration,
  directoryAudits,
  onPremisesSynchronization,
  organization,
} from './sources.ts';
import { storedVerdict } from './stored.ts';
import { judge } from './verdict.ts';

export const writeback: Check<Access> = {
  name: 'writeback',
  sources: [directoryAudits, onPremisesSynchronization, organization, cloudSync, authorizationPolicy, declaration],
  version: 1,
  judge,
  interpret,
  state: (verdict) => storedVerdict(verdict).state,
  headline: (verdict) => {
    if (!verdict) return 'Whether password writeback is on is not known yet.';
    const { state, since, declared } = storedVerdict(verdict);
    const when = since === null ? '' : ` (evidence of ${since})`;
    return `Password writeback is ${state}${when}, declared ${declared ?? 'nothing'}.`;
  },
  evidence: (verdict) =>
    storedVerdict(verdict).evidence.map((one) => ({
      text: `says ${one.says} (${one.weight}): ${one.detail}`,
      at: one.at,
    })),
  tenantName: (views) => views.organization?.facts?.[0]?.label ?? null,
  section: (verdict, visible) => {
    const stored = storedVerdict(verdict);
    const known = visible ? stored : { ...stored, state: 'unknown', since: null };
    return {
      state: known.state,
      since: known.since,
      declared: known.declared,
      evidence: known.evidence.map((one) => ({ ...one })),
    };
  },
};
