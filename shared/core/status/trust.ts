/**
 * Decides what whoever was just woken reads first: can the watch be trusted, and is anything wrong. Trust is about the
 * watch alone; what is wrong are the open alerts, of which a watch that cannot see may miss some.
 */
import type { Severity } from '../model/alert.ts';
import type { Reason } from './reason.ts';

/**
 * | | |
 * |---|---|
 * | `full` | everything is seen, judged and told |
 * | `partly` | something is not seen or not judged; the rest is |
 * | `begun` | a first poll is not finished yet |
 * | `halfMute` | it sees, and what it has to say reaches one receiver at least, but not all |
 * | `mute` | it sees, but what it has to say does not leave |
 * | `none` | something that it must see it does not |
 */
export type Trust = 'full' | 'partly' | 'begun' | 'halfMute' | 'mute' | 'none';

/** Reasons that are about telling alone. */
const TELLING = /^(mail|receiver|notify|critical|nobody)-/;

/**
 * @param reasons why the status is not `pass`, without those about open alerts
 * @param receivers how many there are, and how many of them have reasons
 */
export function trustIn(reasons: readonly Reason[], receivers: { readonly all: number; readonly mute: number }): Trust {
  const fails = reasons.filter(({ level }) => level === 'fail');
  if (fails.some(({ code }) => !TELLING.test(code))) return 'none';
  const isHalf = receivers.mute < receivers.all && !fails.some(({ code }) => code === 'notify-overdue');
  if (fails.length > 0) return isHalf ? 'halfMute' : 'mute';
  if (reasons.some(({ code }) => code === 'no-poll-yet')) return 'begun';
  return reasons.length > 0 ? 'partly' : 'full';
}

const OPENINGS: { readonly [trust in Trust]: string } = {
  full: 'You can trust the watch',
  partly: 'You can trust the watch only in part',
  begun: 'The watch has just begun, and not every check has looked yet',
  halfMute: 'The watch sees, but its messages do not reach everyone it should tell',
  mute: 'The watch sees, but its messages do not reach you',
  none: 'Do not trust the watch now',
};

const WITHOUT_ALERTS: { readonly [trust in Trust]: string } = {
  full: ', and nothing is wrong.',
  partly: '. Nothing is wrong in what it sees.',
  begun: '.',
  halfMute: '. Nothing is wrong in what it sees.',
  mute: '. Nothing is wrong in what it sees.',
  none: '. Something may be wrong that it does not see.',
};

/** Two sentences where something is open, so that neither reads as the reason for the other. */
export function answerText(trust: Trust, alerts: readonly { readonly severity: Severity }[]): string {
  const open = openText(alerts);
  if (open === null) return `${OPENINGS[trust]}${WITHOUT_ALERTS[trust]}`;
  return `${OPENINGS[trust]}. ${open}${trust === 'none' ? ', and there may be more that it does not see' : ''}.`;
}

/** "1 critical alert and 2 warnings are open"; null: nothing that is wrong. What is only for information is not. */
function openText(alerts: readonly { readonly severity: Severity }[]): string | null {
  const count = (severity: Severity): number => alerts.filter((one) => one.severity === severity).length;
  const [criticals, warnings] = [count('critical'), count('warning')];
  const parts = [
    ...(criticals > 0 ? [`${criticals} critical ${criticals === 1 ? 'alert' : 'alerts'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  if (parts.length === 0) return null;
  return `${parts.join(' and ')} ${criticals + warnings === 1 ? 'is' : 'are'} open`;
}
