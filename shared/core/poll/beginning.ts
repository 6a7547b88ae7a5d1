/**
 * That a check has begun: its first verdict, or that there is none yet, and what to do next. It is told once, together with
 * the other checks: its row waits for theirs, though never much longer than a source may take to be called blind.
 */
import type { AlertText, MailedAlert } from '../model/alert.ts';
import type { Check } from '../model/check.ts';
import type { Fact, Snapshot } from '../model/fact.ts';
import type { PendingAlerts } from '../model/outbox.ts';
import { alertOf } from '../model/rule.ts';
import { isRequired, type SourceDefinition } from '../model/source.ts';
import { iso, minutesMs, ms } from '../model/times.ts';
import { ours, told } from '../text/outside.ts';
import { listed, NO_WORDS, type Words, words } from '../text/words.ts';
import type { Assessment } from './assessment.ts';
import type { SourceOutcome } from './reading.ts';
import { COMMON_RULES } from './rules.ts';

export function summary<A>(check: Check<A>, outcomes: readonly SourceOutcome[], verdict: Snapshot | null): AlertText {
  const headline = check.headline(verdict);
  const lacks = outcomes.some(({ source, record }) => isWanting(source) && record.error?.code === 'denied');
  const steps = [
    verdict === null
      ? words`Make the required sources readable: each one says below what it lacks.`
      : words`Compare it with what you expect.`,
    ...(verdict === null ? [] : (check.next?.(verdict) ?? [])),
    ...(lacks ? [words`Grant the identity of the app what it lacks: npm run grant -- --app NAME --group RG.`] : []),
  ];
  return alertOf(COMMON_RULES.baseline, 'unknown', {
    subject: 'summary',
    title:
      verdict === null
        ? words`The watch has begun, but cannot judge yet. ${headline}`
        : words`The watch has begun. ${headline}`,
    todo: listed(steps, ' '),
    lines: outcomes.map(sourceLine),
  });
}

/** Some sources no permission opens to an app. */
const isWanting = ({ permissions }: SourceDefinition): boolean => permissions.length > 0;

function sourceLine({ source, record, snapshot, measures = [] }: SourceOutcome): Words {
  const name = words`${ours(source.name)} (${isRequired(source) ? 'required' : 'optional'})`;
  if (record.error) {
    const { code, message, hint } = record.error;
    return words`${name}: not readable: ${told(code)}: ${told(message)}.${hint === '' ? NO_WORDS : words` ${told(hint)}`}`;
  }
  const counts = measures.map((one) => words`${ours(one.name)} ${one.value}`);
  return words`${name}: ${listed([factsText(snapshot), ...counts])}`;
}

export function factsText(snapshot: readonly Fact[] | null): Words {
  const facts = snapshot?.length ?? 0;
  return words`${facts} ${facts === 1 ? 'fact' : 'facts'}`;
}

/** Of all that is raised, what waits for the other checks. */
export const isBeginning = ({ rule, kind }: MailedAlert): boolean =>
  kind === 'summary' && rule === COMMON_RULES.baseline.id;

/** A check that cannot judge says so in its first poll after `BLIND_AFTER_MINUTES`; the slowest comes every 5 minutes. */
const LAST_POLL_MS = minutesMs(6);

/** The row that waits. A check that begins long after the install waits for nobody. */
export function heldBack<A>({ input }: Assessment<A>, row: PendingAlerts): PendingAlerts {
  const heldUntil =
    Math.min(ms(input.installedAt), input.now) + minutesMs(input.policy.blindAfterMinutes) + LAST_POLL_MS;
  return { ...row, suffix: 'summary', heldUntil: iso(heldUntil) };
}
