/**
 * The condition every source can be in: it once worked and nobody can see it now. Judged in every poll from the
 * clock alone, so it opens and closes while nothing can be read.
 */
import type { Condition } from '../model/alert.ts';
import type { CheckName, OpenAlertRef } from '../model/head.ts';
import { alertOf, type WritebackState } from '../model/rule.ts';
import { isBlind, isRequired, type SourceDefinition, type SourceError, type SourceRecord } from '../model/source.ts';
import { utcText } from '../text/ages.ts';
import { ours, told } from '../text/outside.ts';
import { type Words, words } from '../text/words.ts';
import { COMMON_RULES } from './rules.ts';
import type { Clock } from './verdict.ts';

export const BLIND_RULE = COMMON_RULES.sourceBlind.id;

/** Two checks may have a source of one name. */
export const blindSubject = (check: CheckName, source: string): string => `${check}/${source}`;

/** Whether the condition holds. Once it is open, only a good reading ends it, not an error of another kind. */
export function isToldAsBlind(
  check: CheckName,
  source: SourceDefinition,
  record: SourceRecord,
  { now, blindAfter, upSince }: Pick<Clock, 'now' | 'blindAfter' | 'upSince'>,
  open: readonly Pick<OpenAlertRef, 'rule' | 'subject'>[],
): boolean {
  return isBlind(source, record, now, blindAfter, upSince) || (record.error !== null && isOpen(check, source, open));
}

const isOpen = (
  check: CheckName,
  { name }: SourceDefinition,
  open: readonly Pick<OpenAlertRef, 'rule' | 'subject'>[],
): boolean => open.some(({ rule, subject }) => rule === BLIND_RULE && subject === blindSubject(check, name));

export function blindConditions(
  check: CheckName,
  sources: readonly { readonly source: SourceDefinition; readonly record: SourceRecord }[],
  clock: Pick<Clock, 'now' | 'blindAfter' | 'upSince'>,
  writeback: WritebackState,
  open: readonly Pick<OpenAlertRef, 'rule' | 'subject'>[],
): Condition[] {
  return sources
    .filter(({ source, record }) => isToldAsBlind(check, source, record, clock, open))
    .map(({ source, record }) => blind(check, source, record, writeback));
}

function blind(check: CheckName, source: SourceDefinition, record: SourceRecord, writeback: WritebackState): Condition {
  const rule = isRequired(source) ? COMMON_RULES.requiredSourceBlind : COMMON_RULES.sourceBlind;
  return alertOf(rule, writeback, {
    subject: blindSubject(check, source.name),
    title: words`Source ${ours(source.name)} cannot be read, so nobody sees ${ours(source.shows)}`,
    ...(isRequired(source) && {
      why: words`Until it can be read again, the check ${ours(check)} counts with what it last saw. What only this source can show is told then.`,
    }),
    ...(record.error?.hint && { todo: told(record.error.hint) }),
    ...(record.lastGoodAt !== null && { happenedAt: record.lastGoodAt }),
    lines: [
      words`Last read: ${(record.lastGoodAt === null ? null : utcText(record.lastGoodAt)) ?? 'never'}`,
      ...reasonOf(record.error),
    ],
  });
}

const reasonOf = (error: SourceError | null): Words[] =>
  error ? [words`Reason: ${told(error.code)}: ${told(error.message)}`] : [];
