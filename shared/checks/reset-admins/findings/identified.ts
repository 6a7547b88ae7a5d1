/**
 * Who was told by an id alone, and is known now: told once more, by name. Only one who was unknown altogether; that a
 * user turns out to be another kind of principal is only recorded.
 */

import type { Drift } from '../../../core/model/drift.ts';
import type { Said } from '../../../core/model/rule.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { idBehind, idWords } from '../../../core/text/outside.ts';
import { type Words, words } from '../../../core/text/words.ts';
import { kindWord } from '../kinds.ts';
import { RULES } from '../rules.ts';
import { identifiedTitle } from '../titles.ts';
import { fullName } from '../words.ts';
import type { Comparison } from './comparison.ts';

const TYPES: ReadonlyMap<unknown, Words> = new Map([
  ['user', words`a user`],
  ['servicePrincipal', words`an application`],
]);

/** Null: it was known before, or is not known now. */
export function identified({ before, after, key }: Drift, compared: Comparison): Said | null {
  const id = key.slice(key.indexOf(':') + 1);
  const who = compared.after.resetters.get(id);
  const wasUnknown = before?.attributes.type === 'unknown' && before.details?.name == null;
  const type = TYPES.get(after?.attributes.type);
  if (!wasUnknown || !who || type === undefined || who.name === null) return null;
  const odd = compared.kinds.get(id);
  const kind = odd === undefined ? type : kindWord(odd);
  return alertOf(RULES['principal-identified'], compared.writeback, {
    subject: id,
    title: identifiedTitle(idWords(id), fullName(who), kind),
    lines: [words`Who: ${fullName(who)}, ${kind}${idBehind(who)}`],
  });
}
