/**
 * Whether one administrator reset far more synced users in 24 hours than is usual in this tenant. Usual is the median of
 * the busiest administrator of each earlier day, so that one bad day does not make the next one usual. Kept in the verdict.
 */
import type { Finding, SourceViews, VerdictChange } from '../../core/model/check.ts';
import type { Fact, Snapshot } from '../../core/model/fact.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { diff } from '../../core/poll/diff.ts';
import { addressWords } from '../../core/text/outside.ts';
import { findingOf } from '../findings.ts';
import { isResetter, totalsIn } from './reset-counts.ts';
import { RULES, TITLES } from './rules.ts';

/** Fewer are nothing to tell of, whatever is usual; and so many times what is usual: the product's choice. */
const LEAST = 10;
const TIMES = 3;

/** So many earlier days make what is usual. */
const DAYS = 14;

const BUSY = 'busy ';
const USUAL = 'usual resets';

/** The most that one administrator reset, by day (whole days since 1970). */
type Days = readonly (readonly [day: number, most: number])[];

/** Facts of the verdict: what is usual, and who is beyond it on which day. None before anything was counted, or where nothing may be. */
export function manyResetFacts(views: SourceViews, before: Snapshot | null, day: number): Fact[] {
  const counted = views.resets?.facts ?? [];
  if (!totalsIn(counted)) return [];
  const resetters = counted.filter(isResetter);
  const known = daysOf(before);
  const earlier = known.filter(([one]) => one !== day).slice(-DAYS);
  const usual = median(earlier.map(([, most]) => most));
  const most = Math.max(0, ...resetters.map(countOf), ...known.filter(([one]) => one === day).map(([, one]) => one));
  const days: Days = most > 0 || earlier.length > 0 ? [...earlier, [day, most]] : [];
  const busy = resetters.filter((fact) => countOf(fact) >= Math.max(LEAST, TIMES * usual));
  const told = (before ?? []).filter(({ key, attributes }) => key.startsWith(BUSY) && attributes.day === day);
  const found = busy.map((fact) => busyFact(fact, day, usual));
  return [
    ...(days.length > 0 ? [{ key: USUAL, attributes: {}, details: { days: days.map(([...one]) => one) } }] : []),
    ...found,
    ...told
      .filter(({ key }) => found.every((one) => one.key !== key))
      .map(({ key, attributes, label, details }) => ({
        key,
        attributes,
        ...(label !== undefined && { label }),
        ...(details !== undefined && { details }),
      })),
  ];
}

const busyFact = (resetter: Fact, day: number, usual: number): Fact => ({
  key: `${BUSY}${resetter.key}`,
  attributes: { day },
  label: resetter.label ?? resetter.key,
  details: { count: countOf(resetter), usual },
});

const countOf = ({ details }: Fact): number => (typeof details?.count === 'number' ? details.count : 0);

/** Only `manyResetFacts` writes them, so their shape is known. */
function daysOf(verdict: Snapshot | null): Days {
  const fact = verdict?.find(({ key }) => key === USUAL);
  return (fact?.details?.days ?? []) as unknown as Days;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** Once a day for each of them. */
export const manyResetFindings = ({ before, after }: VerdictChange, writeback: WritebackState): Finding[] =>
  diff(before ?? [], after).flatMap(({ change, key, after: fact }) => {
    if (change === 'removed' || !fact || !key.startsWith(BUSY)) return [];
    const count = countOf(fact);
    const usual = typeof fact.details?.usual === 'number' ? fact.details.usual : 0;
    const title = TITLES.manyResets(addressWords(fact.label ?? key), count, usual);
    const line = { source: 'verdict', change, key, title, before: null, after: { count, usual } } as const;
    return [findingOf(line, { rule: RULES.manyResets, about: { subject: key, title, lines: [] } }, writeback)];
  });
