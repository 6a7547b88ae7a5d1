/**
 * What a principal is that is neither an ordinary member of the tenant nor an ordinary application: an agent, a guest,
 * someone of a partner's organization. Only said beside the name; it decides nobody's rights.
 */

import type { SourceViews } from '../../core/model/check.ts';
import type { Fact, Snapshot } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import { type Words, words } from '../../core/text/words.ts';

const KIND_WORDS = {
  agentIdentity: 'an agent identity',
  agentBlueprint: 'the principal of an agent blueprint',
  agentUser: 'the user account of an agent',
  guest: 'a guest',
  partner: 'of another organization, as a partner with delegated administration (GDAP) is',
} as const;

export type OddKind = keyof typeof KIND_WORDS;

export const kindWord = (kind: OddKind): Words => words`${KIND_WORDS[kind]}`;

const OF_TYPE: ReadonlyMap<string, OddKind> = new Map([
  ['agentidentity', 'agentIdentity'],
  ['agentidentityblueprintprincipal', 'agentBlueprint'],
  ['agentuser', 'agentUser'],
]);

/** Of `#microsoft.graph.agentUser`; @param userType `Guest` or `Member`, as Graph says of a user */
export function oddKindOf(type: string | null, userType: string | null = null): OddKind | null {
  const own = OF_TYPE.get((type ?? '').toLowerCase().replace('#microsoft.graph.', ''));
  return own ?? (userType?.toLowerCase() === 'guest' ? 'guest' : null);
}

/** Where rows name principals: what the principal's own row says is said last, and stands. */
const SAYING = ['roleAssignments', 'eligibilities', 'groupEligibilities', 'principals'];

/** @param ids of whom it is wanted */
export function kindFacts(views: SourceViews, ids: Iterable<string>): Fact[] {
  const said = new Map<string, OddKind>();
  for (const { attributes, details } of SAYING.flatMap((source) => own(views, source)?.facts ?? [])) {
    if (isOdd(details?.kind)) said.set(String(attributes.principalId ?? attributes.id), details.kind);
  }
  return [...ids].flatMap((id) => {
    const kind = said.get(id);
    return kind === undefined ? [] : [{ key: `${PREFIX}${id}`, attributes: { kind } }];
  });
}

const PREFIX = 'kind:';

const isOdd = (kind: unknown): kind is OddKind => typeof kind === 'string' && Object.hasOwn(KIND_WORDS, kind);

/** By principal. */
export const kindsIn = (verdict: Snapshot): ReadonlyMap<string, OddKind> =>
  new Map(
    verdict.flatMap(({ key, attributes: { kind } }) =>
      key.startsWith(PREFIX) && isOdd(kind) ? [[key.slice(PREFIX.length), kind] as const] : [],
    ),
  );
