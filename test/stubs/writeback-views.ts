/** What the check `writeback` knows when it judges, made from a tenant; and times as days before one fixed moment. */

import { judge as judgeAt } from '../../shared/checks/writeback/verdict.ts';
import type { SourceView, SourceViews } from '../../shared/core/model/check.ts';
import { type Fact, normalised } from '../../shared/core/model/fact.ts';
import { isSeen, type SourceState } from '../../shared/core/model/source.ts';
import { believe } from '../../shared/core/poll/belief.ts';
import { type AuditEvent, CALM, readingsOf, type Tenant } from './tenant.ts';

export const DAY = 24 * 3600_000;
export const NOW = Date.parse('2026-11-20T12:00:00.000Z');
export const daysAgo = (days: number): string => new Date(NOW - days * DAY).toISOString();

/** The verdict as facts, at that moment unless said otherwise. */
export const judge = (views: SourceViews, past: Partial<Parameters<typeof judgeAt>[1]> = {}) =>
  judgeAt(views, { verdict: null, at: NOW, day: Math.floor(NOW / DAY), ...past });

export const event = (
  says: 'on' | 'off',
  days: number,
  result = 'success',
): AuditEvent & { readonly result: string } => ({
  id: `${says}-${days}-${result}`,
  says,
  at: daysAgo(days),
  result,
});

/** Facts first seen a day ago. */
export const seen = (
  facts: readonly Fact[],
  state: SourceState = 'ok',
  unbrokenSince: string | null = null,
): SourceView => ({
  state,
  isFresh: isSeen(state),
  facts: believe(null, normalised(facts), 'state', daysAgo(1)),
  unbrokenSince,
  heartbeats: [],
});

/** Everything readable, the audit log watched without a break for 100 days. */
export function viewsOf(tenant: Partial<Tenant>): SourceViews {
  const views = Object.entries(readingsOf({ ...CALM, ...tenant })).map(([name, reading]): [string, SourceView] => {
    const unbrokenSince = name === 'directoryAudits' ? daysAgo(100) : null;
    return [
      name,
      reading.ok
        ? seen(reading.facts, 'ok', unbrokenSince)
        : { state: 'never', isFresh: false, facts: null, unbrokenSince, heartbeats: [] },
    ];
  });
  return Object.fromEntries(views);
}
