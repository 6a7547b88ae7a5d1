/**
 * The one note about a gap in the runs of the watch: from when to when nobody looked. Nothing else is concluded from
 * that silence: what is overdue or blind is counted anew from its end.
 */
import type { Finding } from '../../core/model/check.ts';
import type { Head } from '../../core/model/head.ts';
import { alertOf } from '../../core/model/rule.ts';
import { iso, ms } from '../../core/model/times.ts';
import type { TimedCheck } from '../../core/status/overdue.ts';
import { utcText } from '../../core/text/ages.ts';
import { words } from '../../core/text/words.ts';
import { RULES } from './rules.ts';

/** A run of the notifier that comes after a gap. `head`: that of the watch, as the run before it left it. */
export interface RunAfterGap {
  readonly now: number;
  readonly head: Head;
  readonly gapAfter: number;
  readonly polls: readonly TimedCheck[];
}

export function gapFinding({ now, head, gapAfter, polls }: RunAfterGap): Finding {
  const before = now - gapAfter;
  const polled = polls.flatMap((poll) => poll.head ?? []);
  const wentOn = polled.length > 0 && polled.every((one) => ms(one.finishedAt) > before && wasUp(one, head.finishedAt));
  const lastSigns = [head, ...polled].map((one) => ms(one.finishedAt)).filter((at) => at <= before);
  const from = wentOn ? ms(head.finishedAt) : Math.max(...lastSigns);
  return { source: 'watch', change: 'changed', key: 'gap', severity: 'warning', ...told(from, now, wentOn) };
}

/** Its polls went on without a gap since then. */
const wasUp = ({ upSince }: Head, at: string): boolean => !upSince || ms(upSince) <= ms(at);

function told(from: number, to: number, wentOn: boolean): Pick<Finding, 'title' | 'before' | 'after' | 'event'> {
  const span = words`from ${utcText(iso(from)) ?? 'an unknown time'} to ${utcText(iso(to)) ?? 'an unknown time'}`;
  const title = wentOn
    ? words`Nothing was mailed ${span}: the notifier did not run`
    : words`The watch was down ${span}`;
  return {
    title,
    before: { at: iso(from) },
    after: { at: iso(to) },
    event: alertOf(RULES.wasDown, 'unknown', {
      subject: 'gap',
      title,
      lines: [],
      happenedAt: iso(from),
      ...(wentOn && { why: words`Polls went on, so nothing was missed: what they raised waited, and is mailed now.` }),
    }),
  };
}
