/**
 * Decides whether our clock can be believed: it is compared with the one that Graph's answers show. Nothing is ever
 * corrected by it, since either of the two may be wrong.
 */

import type { Head } from '../model/head.ts';
import { minutesMs } from '../model/times.ts';
import { durationText } from '../text/ages.ts';
import { type Words, words } from '../text/words.ts';

/** More than this apart is told; once told, it ends only well below, so that a clock at the limit does not flap. */
const OFF_MS = minutesMs(5);
const STILL_OFF_MS = minutesMs(4);

/** Graph's clock minus ours, where they are furthest apart; null: no head tells of a clock that is off. */
export function clockOffBy(heads: readonly (Head | null)[], isOpen = false): number | null {
  const limit = isOpen ? STILL_OFF_MS : OFF_MS;
  const off = heads.flatMap((head) => head?.skewMs ?? []).filter((skewMs) => Math.abs(skewMs) > limit);
  return off.sort((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null;
}

/** "the clock of the app is 6 minutes behind Graph's" */
export const clockText = (skewMs: number): Words =>
  words`the clock of the app is ${durationText(Math.abs(skewMs))} ${skewMs > 0 ? 'behind' : 'ahead of'} Graph's`;
