/** How many alerts of which kind a mail tells: "1 critical alert, 2 warnings, 1 alert that has ended". */
import type { DigestAlert } from '../../core/notify/digest.ts';

const KINDS = ['critical', 'warning', 'info', 'unanswered', 'summary', 'ended', 'named'] as const;

const NOUNS: { readonly [kind in (typeof KINDS)[number]]: readonly [one: string, many: string] } = {
  critical: ['critical alert', 'critical alerts'],
  warning: ['warning', 'warnings'],
  info: ['notice', 'notices'],
  unanswered: ['alert that nobody has answered', 'alerts that nobody has answered'],
  summary: ['summary', 'summaries'],
  ended: ['alert that has ended', 'alerts that have ended'],
  named: ['alert, now with who did it', 'alerts, now with who did it'],
};

export function countsOf(alerts: readonly Pick<DigestAlert, 'kind' | 'severity'>[]): string {
  const counts = Map.groupBy(alerts, kindOf);
  return KINDS.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${NOUNS[kind][count === 1 ? 0 : 1]}`];
  }).join(', ');
}

function kindOf({ kind, severity }: Pick<DigestAlert, 'kind' | 'severity'>): (typeof KINDS)[number] {
  if (kind === 'summary') return 'summary';
  if (kind === 'actor') return 'named';
  if (kind === 'reminder') return 'unanswered';
  return kind === 'closed' ? 'ended' : severity;
}
