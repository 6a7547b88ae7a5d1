/**
 * Compares two lists of facts of one source, nothing but that: no clock, no storage, no rules.
 * A missing "before" is a baseline and not for this file: see belief.ts.
 */
import type { Drift } from '../model/drift.ts';
import type { Fact } from '../model/fact.ts';
import { sameJson } from '../model/json.ts';

/** Drift in order of key. Labels and details are not compared. */
export function diff(before: readonly Fact[], after: readonly Fact[]): Drift[] {
  const old = new Map(before.map((fact) => [fact.key, fact]));
  const now = new Map(after.map((fact) => [fact.key, fact]));
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key) => drift(key, old.get(key) ?? null, now.get(key) ?? null));
}

function drift(key: string, before: Fact | null, after: Fact | null): Drift[] {
  if (!before) return [{ change: 'added', key, before, after }];
  if (!after) return [{ change: 'removed', key, before, after }];
  return sameJson(before.attributes, after.attributes) ? [] : [{ change: 'changed', key, before, after }];
}
