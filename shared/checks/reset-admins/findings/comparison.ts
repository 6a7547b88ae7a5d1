/**
 * Two verdicts side by side, by the questions that rules ask of what changed between them. Looks up and counts; what a
 * change means is for the rules. Exists only beside a verdict before: a first one is a baseline.
 */
import type { Occasion } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Snapshot } from '../../../core/model/fact.ts';
import type { WritebackState } from '../../../core/model/rule.ts';
import { diff } from '../../../core/poll/diff.ts';
import { inThisFormat } from '../formats.ts';
import { kindsIn, type OddKind } from '../kinds.ts';
import {
  indirectList,
  kindOf,
  pathsOf,
  resettersOf,
  type StoredPath,
  type StoredResetter,
  type StoredShield,
  shieldsIn,
  totalsOf,
} from '../stored.ts';

/** One of two verdicts. */
interface Side {
  readonly resetters: ReadonlyMap<string, StoredResetter>;
  /** Of each principal. */
  readonly paths: ReadonlyMap<string, readonly StoredPath[]>;
  readonly keys: ReadonlySet<string>;
  readonly syncedUsers: number | null;
}

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly writeback: WritebackState;
  /** Whether activations through PIM can be told from grants now. */
  readonly activationsRead: boolean;
  /** Whether everyone who is named could be looked up. */
  readonly principalsRead: boolean;
  /** The verdict before names everyone whose right reaches nobody so far; version 0.1 left them out. */
  readonly namesAll: boolean;
  /** Ids of the units that hide their members now. */
  readonly hiddenUnits: ReadonlySet<string>;
  /** The verdict's drift by the kind of its facts. */
  drift(kind: string): readonly Drift[];
  /** Roles that can reset now and could not before, by definition id. */
  readonly newRoles: ReadonlySet<string>;
  /** Who is shielded now, by id. */
  readonly shields: ReadonlyMap<string, StoredShield>;
  /** What odd principals are, by id. */
  readonly kinds: ReadonlyMap<string, OddKind>;
  /** Ids of the applications that can reset now, or can give themselves what does. */
  readonly applications: ReadonlySet<string>;
  /** Sources that were read for the first time. */
  readonly firstRead: ReadonlySet<string>;
}

export function comparisonOf({ sources, writeback }: Occasion, stored: Snapshot, after: Snapshot): Comparison {
  const before = inThisFormat(stored, after);
  const byKind = Map.groupBy(diff(before, after), (drift) => kindOf(drift));
  const added = (byKind.get('role') ?? []).filter(({ change }) => change === 'added');
  const totals = totalsOf(after);
  return {
    before: sideOf(before),
    after: sideOf(after),
    writeback,
    activationsRead: totals?.activationsRead ?? false,
    principalsRead: totals?.principalsRead ?? true,
    namesAll: totalsOf(before)?.format !== undefined,
    hiddenUnits: new Set(totals?.hiddenUnits),
    drift: (kind) => byKind.get(kind) ?? [],
    newRoles: new Set(added.map(({ key }) => key.slice('role:'.length))),
    shields: new Map(shieldsIn(after).map((one) => [one.id, one])),
    kinds: kindsIn(after),
    applications: applicationsIn(after),
    firstRead: new Set(sources.filter(({ baseline }) => baseline).map(({ source }) => source)),
  };
}

const sideOf = (verdict: Snapshot): Side => ({
  resetters: new Map(resettersOf(verdict).map((one) => [one.id, one])),
  paths: pathsOf(verdict),
  keys: new Set(verdict.map(({ key }) => key)),
  syncedUsers: totalsOf(verdict)?.syncedUsers ?? null,
});

function applicationsIn(verdict: Snapshot): ReadonlySet<string> {
  const resetting = resettersOf(verdict).filter(({ type }) => type === 'servicePrincipal');
  const granting = indirectList(verdict).filter(({ kind, type }) => kind === 'grant' && type === 'servicePrincipal');
  return new Set([...resetting, ...granting].map(({ id }) => id));
}
