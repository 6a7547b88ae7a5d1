/**
 * A fact is one normalised, keyed record of the tenant. Only `attributes` are compared: a name that changes,
 * or a detail that moves by itself, is never drift.
 */
import { canonical, type Json } from './json.ts';

export type Attributes = { readonly [name: string]: Json };

export interface Fact {
  /** Unique within its source, and stable over renames. */
  readonly key: string;
  readonly attributes: Attributes;
  /** A name to show; never compared. */
  readonly label?: string;
  /** Kept beside the fact; never compared. */
  readonly details?: Attributes;
  /**
   * What belongs to it, such as the members of a group, in order and each once. Each is believed like a fact of its
   * own; that some come or go is no drift: what follows from it is for the verdict to say.
   */
  readonly elements?: readonly string[];
  /** Stands for many elements where readings are compared; made while others are still read. Never stored. */
  readonly digest?: string;
}

/** A fact as it is stored: with the times (ISO 8601, UTC) when key and attributes were first seen as they are. */
export interface BelievedFact extends Fact {
  readonly firstSeen: string;
  /** When these attributes were first seen. */
  readonly since: string;
  /** Absent from the last reading, but not yet from two in a row. */
  readonly missing?: true;
  /** Damped sources: other attributes that were seen once, and since when. */
  readonly next?: { readonly attributes: Attributes; readonly since: string };
  /** Damped sources: seen once so far; not believed yet. */
  readonly unconfirmed?: true;
  /** Those of the elements that were absent from the last reading, but not yet from two in a row. */
  readonly absent?: readonly string[];
  /** When elements were first seen that came lately; one that is not here was there before, or came with very many. */
  readonly joined?: { readonly [element: string]: string };
}

/** All believed facts of one source, ordered by key. */
export type Snapshot = readonly BelievedFact[];

/**
 * The facts of one reading in order of key, each key once: order, paging and duplicate rows make no difference.
 * Of rows with one key the one with the smallest canonical text stands, so that their order does not decide.
 */
export function normalised(facts: readonly Fact[]): Fact[] {
  const byKey = new Map<string, Fact>();
  for (const fact of facts) {
    const other = byKey.get(fact.key);
    if (!other || canonicalText(fact) < canonicalText(other)) byKey.set(fact.key, fact);
  }
  return [...byKey.values()].sort((a, b) => compareText(a.key, b.key));
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What is believed, as a reading brings it: without times, and without the properties that it does not have. */
export const asRead = ({ key, attributes, label, details, elements }: Fact): Fact => ({
  key,
  attributes,
  ...(label !== undefined && { label }),
  ...(details && { details }),
  ...(elements && { elements }),
});

/** A fact as plain JSON. */
export const factJson = (fact: Fact): Json => ({ ...asRead(fact) });

/** In order and each once, as `Fact.elements` wants them. */
export function elementsOf(ids: Iterable<string>): readonly string[] {
  // By code units, as `compareText`: the built-in order is several times faster on many ids.
  const sorted = [...ids].sort();
  return sorted.filter((id, n) => id !== sorted[n - 1]);
}

const canonicalText = (fact: Fact): string => canonical(factJson(fact));
