/**
 * What is shown of the resets of synced users in 24 hours: how many by administrators and by themselves, and by which
 * administrators. Kept in the verdict, told as one line of history a day. Whose passwords they were is in none of it.
 */
import type { Finding, Plot, Sight, SourceViews, VerdictChange } from '../../core/model/check.ts';
import type { Fact, Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { actorWords, ours } from '../../core/text/outside.ts';
import { listed, type Words, words } from '../../core/text/words.ts';
import { RESETS, type ResetTotals, totalsIn } from './reset-counts.ts';

const DAILY = 'resets of synced users';

/** Of administrators, those with the most. */
const MOST_SHOWN = 20;

/** The day is compared, so that each has its line; the counts move by themselves. None where nothing may be kept. */
export function resetTotalFacts(views: SourceViews, day: number): Fact[] {
  const totals = totalsIn(views.resets?.facts ?? []);
  if (!totals) return [];
  const administrators = totals.administrators.slice(0, MOST_SHOWN).map((one) => ({ ...one }));
  return [{ key: DAILY, attributes: { day }, details: { ...totals, administrators } }];
}

/** Only `resetTotalFacts` writes it, so its shape is known. */
function totalsOf(verdict: Snapshot | null): ResetTotals | null {
  const found = verdict?.find(({ key }) => key === DAILY)?.details as unknown as ResetTotals | undefined;
  return found ? { ...found, unsure: found.unsure ?? 0, isPartial: found.isPartial ?? false } : null;
}

/** That nobody was reset is said only where all was read, and everybody was looked up. */
const isNobody = ({ byAdmins, bySelf, unsure, isPartial }: ResetTotals): boolean =>
  byAdmins + bySelf + unsure === 0 && !isPartial;

/** Once a day; nothing of a day without a reset. */
export function resetTotalFindings({ before, after }: VerdictChange): Finding[] {
  const [was, is] = [before, after].map((verdict) => verdict?.find(({ key }) => key === DAILY));
  const totals = totalsOf(after);
  if (!was || !is || !totals || was.attributes.day === is.attributes.day) return [];
  if (isNobody(totals)) return [];
  const shown = { ...totals, administrators: totals.administrators.map((one) => ({ ...one })) };
  return [
    {
      source: 'resets',
      change: 'changed',
      key: DAILY,
      title: words`Resets of synced users in 24 h: ${countsWords(totals)}`,
      severity: 'info',
      before: null,
      after: shown,
    },
  ];
}

function countsWords({ byAdmins, bySelf, unsure, isPartial }: ResetTotals): Words {
  const known = words`${ours(String(byAdmins))} by administrators, ${ours(String(bySelf))} by the users themselves`;
  const missing = [
    ...(unsure > 0 ? [words`for ${unsure} more it is not known yet whether the user is synced`] : []),
    ...(isPartial ? [words`there were more than could be read or kept so far`] : []),
  ];
  return missing.length === 0 ? known : words`at least ${known}; ${listed(missing, '; ')}`;
}

/** For the page and the terminal. */
export function resetNotes(verdict: Snapshot | null): Words[] {
  const totals = totalsOf(verdict);
  if (!totals) return [];
  const by = totals.administrators.map((one) => words`${ours(String(one.count))} by ${actorWords(one)}`);
  return [
    words`Resets of synced users in 24 h: ${countsWords(totals)}.`,
    ...(by.length > 0 ? [words`Of those by administrators: ${listed(by)}.`] : []),
  ];
}

/** For the status. Null: nobody was reset, or nothing was counted. */
export function resetSection(verdict: Snapshot | null, { sources }: Sight): Json {
  const totals = totalsOf(verdict);
  if (!totals || isNobody(totals)) return null;
  return {
    byAdministrators: totals.byAdmins,
    byThemselves: totals.bySelf,
    unsure: totals.unsure,
    partial: totals.isPartial,
    administrators: totals.administrators.map(({ id, name, type, count }) => ({ id, name, type, count })),
    readAt: sources.resets?.lastGoodAt ?? null,
  };
}

/** For programs that draw numbers. Null: nothing was counted. */
export function resetNumbers(verdict: Snapshot | null) {
  const totals = totalsOf(verdict);
  return { resetsByAdministrators: totals?.byAdmins ?? null, resetsByThemselves: totals?.bySelf ?? null };
}

export const RESET_PLOTS: readonly Plot[] = [
  {
    title: 'Resets of synced users in 24 h',
    lines: [
      { measure: RESETS.byAdmins, label: 'by administrators' },
      { measure: RESETS.bySelf, label: 'by themselves' },
    ],
  },
];
