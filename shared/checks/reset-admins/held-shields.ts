/**
 * Which protections stay in the verdict although the tenant as it is believed no longer shows them: those of people of
 * whom nobody can say yet whether they lost them or are gone themselves. They are compared when that is known. Whom
 * resetters reach is never counted by what is held here.
 */
import type { SourceView } from '../../core/model/check.ts';
import type { Fact, Snapshot } from '../../core/model/fact.ts';
import { shieldFactsIn, shieldOf, shieldText } from './stored.ts';

/** By key. @param principals what is believed of who everyone is */
export function heldShields(
  facts: readonly Fact[],
  principals: SourceView | undefined,
  before: Snapshot | null,
): ReadonlyMap<string, Fact> {
  const now = new Map(facts.map((fact) => [fact.key, fact]));
  const fate = fateIn(principals);
  const held = [...shieldFactsIn(before)].filter(
    ([id, fact]) => lostAny(fact, now.get(fact.key)) && fate(id, now.has(fact.key)) === 'not known',
  );
  return new Map(held.map(([, fact]) => [fact.key, fact]));
}

function lostAny(was: Fact, is: Fact | undefined): boolean {
  const left = new Set(is ? shieldOf(is).by.map(shieldText) : []);
  return shieldOf(was).by.some((shield) => !left.has(shieldText(shield)));
}

/**
 * Who was looked up and found is there; who was looked up twice and not found is gone, unless something else still shows
 * them: then the one or the other is about to follow.
 */
function fateIn(principals: SourceView | undefined): (id: string, isShown: boolean) => 'there' | 'gone' | 'not known' {
  if (principals?.state !== 'ok') return () => 'not known';
  const isMissing = new Map(
    (principals.facts ?? []).map(({ attributes, missing = false }) => [attributes.id, missing]),
  );
  return (id, isShown) => {
    const missing = isMissing.get(id);
    if (missing === undefined) return isShown ? 'not known' : 'gone';
    return missing ? 'not known' : 'there';
  };
}
