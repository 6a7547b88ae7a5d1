/**
 * Decides in which of four tones a verdict is shown, on the page and on a terminal alike: as bad as its state, or as the
 * gravest alert of its check that nobody answered, whichever is worse. That writeback is on is calm by itself.
 */
import type { Severity } from '../model/alert.ts';
import { own } from '../model/own.ts';

export type VerdictTone = 'good' | 'calm' | 'warn' | 'bad';

const STATES: { readonly [state: string]: VerdictTone } = {
  off: 'good',
  healthy: 'good',
  known: 'good',
  degraded: 'warn',
  partial: 'warn',
  unknown: 'warn',
  unseen: 'warn',
  out: 'bad',
};

const SEVERITIES: { readonly [severity in Severity]: VerdictTone } = { critical: 'bad', warning: 'warn', info: 'good' };

const ORDER: readonly VerdictTone[] = ['good', 'calm', 'warn', 'bad'];

/** @param open severities of the alerts of its check that nobody answered */
export function verdictTone(state: string, open: readonly Severity[]): VerdictTone {
  const all = [own(STATES, state) ?? 'calm', ...open.map((severity) => SEVERITIES[severity])];
  return all.reduce((worst, tone) => (ORDER.indexOf(tone) > ORDER.indexOf(worst) ? tone : worst));
}
