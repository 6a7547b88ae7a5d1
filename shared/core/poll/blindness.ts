/**
 * The condition every source can be in: it once worked and nobody can see it now. Judged in every poll from the
 * clock alone, so it opens and closes while nothing can be read.
 */
import type { Condition } from '../model/alert.ts';
import type { CheckName } from '../model/head.ts';
import { alertOf } from '../model/rule.ts';
import { isLost, isRequired, type SourceDefinition, type SourceError, type SourceRecord } from '../model/source.ts';
import { COMMON_RULES } from './rules.ts';

export const BLIND_RULE = COMMON_RULES.sourceBlind.id;

/** Two checks may have a source of one name. */
export const blindSubject = (check: CheckName, source: string): string => `${check}/${source}`;

export function blindConditions(
  check: CheckName,
  sources: readonly { readonly source: SourceDefinition; readonly record: SourceRecord }[],
  now: number,
  blindAfter: number,
): Condition[] {
  return sources
    .filter(({ record }) => isLost(record, now, blindAfter))
    .map(({ source, record }) => blind(check, source, record));
}

function blind(check: CheckName, source: SourceDefinition, record: SourceRecord): Condition {
  return alertOf(COMMON_RULES.sourceBlind, 'unknown', {
    subject: blindSubject(check, source.name),
    title: `Source ${source.name} cannot be read`,
    why: `While it cannot be read, nobody sees ${source.shows}.${isRequired(source) ? ` The check ${check} judges nothing until then: what is new in any of its sources is told only afterwards.` : ''}`,
    ...(record.error?.hint && { todo: record.error.hint }),
    ...(record.lastGoodAt !== null && { happenedAt: record.lastGoodAt }),
    lines: [`Last read: ${record.lastGoodAt ?? 'never'}`, ...reasonOf(record.error)],
  });
}

const reasonOf = (error: SourceError | null): string[] => (error ? [`Reason: ${error.code}: ${error.message}`] : []);
