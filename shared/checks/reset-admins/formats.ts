/**
 * A verdict that an earlier version stored, as this one would have written it, so that the two can be compared. What was
 * a detail then becomes the attribute that it is now; what was not written then is taken as it is now: no change.
 */

import type { BelievedFact, Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { own } from '../../core/model/own.ts';
import { quoted } from '../../core/text/outside.ts';
import { FORMAT, kindOf, totalsOf } from './stored.ts';

/** Of each kind the attributes that have come, all of them with format 3. */
const NEW_ATTRIBUTES: { readonly [kind: string]: readonly string[] } = {
  path: ['until'],
  resetter: ['enabled'],
  role: ['conditions'],
  indirect: ['isActivated', 'until', 'enabled'],
};

/** Kinds of facts that format 3 brought. */
const NEW_KINDS = new Set(['holder', 'dated', 'credentials']);

export function inThisFormat(before: Snapshot, after: Snapshot): Snapshot {
  if ((totalsOf(before)?.format ?? 1) >= FORMAT) return before;
  const now = new Map(after.map((fact) => [fact.key, fact]));
  return [
    ...before.map((fact) => withAttributes(fact, now.get(fact.key))),
    ...after.filter((fact) => NEW_KINDS.has(kindOf(fact))),
  ];
}

function withAttributes(fact: BelievedFact, now: BelievedFact | undefined): BelievedFact {
  const names = (own(NEW_ATTRIBUTES, kindOf(fact)) ?? []).filter((name) => own(fact.attributes, name) === undefined);
  const found = names.map((name): [string, Json] => [
    name,
    own(fact.details, name) ?? own(now?.attributes, name) ?? null,
  ]);
  return { ...fact, ...quotedDetail(fact), attributes: { ...fact.attributes, ...Object.fromEntries(found) } };
}

/** Names stood in it as they were. */
function quotedDetail({ key, details }: BelievedFact): Pick<BelievedFact, 'details'> {
  const detail = details?.detail;
  return kindOf({ key }) === 'indirect' && typeof detail === 'string'
    ? { details: { ...details, detail: quoted(detail, 200) } }
    : {};
}
