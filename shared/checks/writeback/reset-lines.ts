/**
 * Lines of history of the window of resets: the first proof of a client, a switch that nobody knows, and with
 * `RESET_HISTORY=names` each reset. What leaves the window is no line; none of these is mailed by itself.
 */
import type { Finding, SourceDrift } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import { addressWords, quoted, valueWords } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { isProof } from './proofs.ts';
import { isReset } from './reset-counts.ts';
import { actorOf } from './sources.ts';
import { isUnknownSwitch } from './unknown-switches.ts';

export const resetFindings = ({ drift }: SourceDrift): Finding[] =>
  drift.flatMap(({ change, after }) => (change === 'added' && after ? lineOf(after) : []));

function lineOf(fact: Fact): Finding[] {
  const title = titleOf(fact);
  if (title === null) return [];
  const { key, attributes: after } = fact;
  const actor = isReset(fact) ? (fact.details?.by as unknown as ReturnType<typeof actorOf>) : actorOf(fact);
  return [
    { source: 'resets', change: 'added', key, title, severity: 'info', before: null, after, ...(actor && { actor }) },
  ];
}

function titleOf(fact: Fact): Words | null {
  if (isProof(fact)) {
    const client = fact.label === undefined ? 'a client' : valueWords(fact.label);
    return words`First known reset that was written back by ${client}`;
  }
  if (isUnknownSwitch(fact))
    return words`Unknown activity of the self-service reset service: ${quoted(fact.label ?? '')}`;
  return isReset(fact) ? words`Reset of a synced user by an administrator: ${addressWords(fact.label ?? '')}` : null;
}
