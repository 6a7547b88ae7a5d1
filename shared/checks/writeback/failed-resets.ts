/**
 * Resets that could not be written back, counted over 24 h: a broken writeback shows here before users call. A measure,
 * never facts: events that age out of the window are no news. Nothing is said of a reading that failed.
 *
 * The bare name of the reason stands in `resultReason` (https://gotoguy.blog, 2018-11-11, and since); `additionalDetails`
 * are searched too.
 */
import type { Occasion } from '../../core/model/check.ts';
import type { Growth } from '../../core/model/measure.ts';
import { alertOf, type Said } from '../../core/model/rule.ts';
import { words } from '../../core/text/words.ts';
import { RESET_ACTIVITIES } from '../entra/activities.ts';
import type { ResetEvent } from './reset-log.ts';
import { RULES, TITLES } from './rules.ts';
import { storedVerdict } from './stored.ts';

/** The name of the measure. */
export const FAILED_RESETS = 'failedResets';

/**
 * The documented names and numbers of what lies on-premises or between: 10, 29 and 30 of
 * https://learn.microsoft.com/entra/identity/authentication/troubleshoot-sspr, and two that others have seen
 * (`OnPremisesConnectivityFailure`, `ADAdminActionRequired`). Not a user's own trouble (password policy, locked account)
 * and not `OnPremisesSuccessCloudFailure`, which was written back.
 */
const ON_PREMISES =
  /\b(?:OnPremises(?:Connectiv|AdminAction)\w*|ADAdminActionRequired|WritebackNotEnabled|SSPR_00(?:10|29|30))\b/i;

const WATCHED: ReadonlySet<string> = new Set(RESET_ACTIVITIES);

/** Progress and end of one attempt are one (`attempt`). */
export const isFailure = (event: ResetEvent): boolean =>
  WATCHED.has(event.activity) &&
  (event.result === 'failure' || event.result === 'timeout') &&
  reasonsOf(event).some((reason) => ON_PREMISES.test(reason));

/** All texts that may name a reason, but for the one that whoever asks for a reset can choose. */
const reasonsOf = ({ reason, details }: ResetEvent): string[] => [
  reason,
  ...details.flatMap(({ key, value }) => (key === 'User-Agent' ? [] : (value ?? ''))),
];

/**
 * A warning, also while writeback is on: exposure does not grow, and one unit without rights or one protected group is
 * enough for many failures. That all agents are out is critical, and the verdict says that. Nothing while writeback is
 * off: then no reset can be written back.
 */
export function resetsFailing({ name, before, now }: Growth, { verdict, writeback: stored }: Occasion): Said | null {
  const writeback = verdict ? storedVerdict(verdict.after).state : stored;
  if (name !== FAILED_RESETS || writeback === 'off') return null;
  const about = {
    subject: name,
    title: TITLES.resetsFailing(now, before),
    lines: [words`Resets that could not be written back in 24 hours: ${before} → ${now}`],
  };
  return alertOf(RULES.resetsFailing, writeback, about);
}
