/** Summaries for tests: one that has all there can be, with names that a test chooses, and one of nothing. */
import type { Summary } from '../../shared/core/model/summary.ts';
import { named, quoted, told } from '../../shared/core/text/outside.ts';
import { words } from '../../shared/core/text/words.ts';

export const NOW = Date.parse('2026-11-30T07:00:20.000Z');
const TENANT = '11111111-2222-4333-8444-555555555555';

export const nothing: Summary = {
  tenant: { id: TENANT, name: 'Contoso' },
  slot: '2026-11-30T07:00:00.000Z',
  isLate: false,
  isMissed: false,
  since: '2026-11-23T07:00:20.000Z',
  isFirst: false,
  answer: 'You can trust the watch, and nothing is wrong.',
  tone: 'ended',
  reasons: [],
  verdicts: [],
  reach: [],
  changes: { kinds: [], first: [], total: 0, baselines: 0, answers: 0, isWhole: true },
  open: [],
  answered: [],
  unseen: [],
  timers: [],
};

/** @param names what somebody called things, each used everywhere */
export function soaked(names: readonly string[]): Summary {
  const [name = ''] = names;
  const alerts = names.map((one, n) => ({
    id: `rule~${one}~${n}`,
    severity: n % 2 === 0 ? ('critical' as const) : ('warning' as const),
    title: words`A user can now reset ${n} synced users: ${named({ id: one, name: one, upn: n % 3 ? one : null })}`,
    since: '2026-11-29T07:00:00.000Z',
    answer: null,
  }));
  return {
    ...nothing,
    tenant: { id: TENANT, name },
    isLate: true,
    isMissed: true,
    answer: 'You can trust the watch only in part. 1 critical alert is open.',
    tone: 'critical',
    reasons: [told(`mail: ${name}`)],
    verdicts: [
      {
        title: 'Who can reset passwords',
        state: 'known',
        headline: words`8 principals can reset. Widest: ${quoted(name)} (1,235)`,
        isVisible: false,
        judgedAt: '2026-11-30T06:00:00.000Z',
        lookedAt: '2026-11-30T07:00:10.000Z',
        evidence: [{ text: words`A user: ${named({ id: name, name })}`, at: '2026-11-01T00:00:00.000Z' }],
        moreEvidence: 2,
      },
    ],
    reach: [
      {
        title: 'Synced users',
        lines: [
          { label: 'all', before: 1204, now: 1310 },
          { label: 'in reach', before: 131, now: 655 },
          { label: 'newly counted', before: null, now: 0 },
        ],
      },
    ],
    changes: {
      kinds: [{ title: 'Who can reset passwords', added: 12, removed: 1, changed: 1234 }],
      first: alerts.slice(0, 5).map(({ severity, title, since }) => ({
        at: since,
        severity,
        check: 'Who can reset passwords',
        title,
      })),
      total: 1247,
      baselines: 1,
      answers: 2,
      isWhole: false,
    },
    open: alerts,
    answered: alerts.map((alert) => ({
      ...alert,
      answer: words`Acknowledged by ${quoted(name)} at noon: ${quoted(name)}`,
    })),
    unseen: [
      {
        name: 'Connector agents: agents',
        state: 'denied',
        text: words`Would show agents; never read. Reason: ${told(name)}`,
      },
    ],
    timers: [{ title: 'Receiver mail', tone: 'warning', text: words`nothing waits; last error: ${told(name)}` }],
  };
}
