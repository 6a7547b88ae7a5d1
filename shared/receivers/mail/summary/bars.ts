/**
 * How long the bars of numbers are that count the same thing: against the largest of them, so that reach is seen as a part
 * of all there is. What is not zero is never drawn as nothing.
 */
import type { SummaryPlot } from '../../../core/model/summary.ts';

export interface Shares {
  /** 0 to 1; what is not known is 0. */
  readonly before: number;
  readonly now: number;
}

const LEAST = 0.02;

export function sharesOf({ lines }: SummaryPlot): Shares[] {
  const largest = Math.max(1, ...lines.flatMap(({ before, now }) => [before ?? 0, now ?? 0]));
  const share = (value: number | null): number => (value ? Math.max(LEAST, value / largest) : 0);
  return lines.map(({ before, now }) => ({ before: share(before), now: share(now) }));
}
