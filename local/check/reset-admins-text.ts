/**
 * Who can reset whom, as a person reads it on a terminal: the top resetters, each with its paths. Says which sources
 * are not seen; a number that is not known is never shown as one.
 */
import type { Resetter } from '../../shared/checks/reset-admins/authority/resetters.ts';
import { reachText } from '../../shared/checks/reset-admins/report.ts';
import { counted, fullName, number, pathText } from '../../shared/checks/reset-admins/words.ts';
import type { Json } from '../../shared/core/model/json.ts';
import { wordsLine } from '../../shared/core/text/neutral.ts';

interface Section {
  readonly state: 'known' | 'partial' | 'unknown';
  readonly missing: readonly string[];
  readonly readAt: string | null;
  readonly syncedUsers: number | null;
  readonly reachable: number | null;
  readonly resetters: number | null;
  readonly top: readonly Resetter[];
}

type Paint = (style: 'bold' | 'green' | 'yellow' | 'dim', text: string) => string;

export function resetAdminLines(
  section: Json,
  paint: Paint,
  scopeNames: ReadonlyMap<string, string> = new Map(),
): string[] {
  const found = section as unknown as Section;
  const state = paint(found.state === 'known' ? 'green' : 'yellow', found.state);
  const rest = (found.resetters ?? 0) - found.top.length;
  return [
    `${paint('bold', 'Who can reset synced users')}: ${state}${countsText(found)}`,
    ...(found.missing.length > 0 ? [`  Not seen: ${found.missing.join(', ')}`] : []),
    ...found.top.flatMap((one) => resetterLines(one, paint, scopeNames)),
    ...(rest > 0 ? [`  and ${number(rest)} more`] : []),
  ];
}

/** Nothing while nothing was judged. */
function countsText({ state, readAt, syncedUsers, reachable, resetters }: Section): string {
  if (resetters === null) return '';
  const age = state !== 'known' ? `, as read at ${readAt ?? 'an unknown time'}` : '';
  return `, ${counted(resetters, 'principal')}; ${number(reachable)} of ${number(syncedUsers)} in reach now${age}`;
}

function resetterLines(one: Resetter, paint: Paint, scopeNames: ReadonlyMap<string, string>): string[] {
  const disabled = one.enabled === false ? paint('dim', ' (disabled)') : '';
  return [
    `  ${wordsLine(fullName(one))}${disabled}: ${reachText(one)}`,
    ...one.paths.map(
      (path) => `    ${wordsLine(pathText({ ...path, scopeName: scopeNames.get(path.scope) ?? null }))}`,
    ),
  ];
}
