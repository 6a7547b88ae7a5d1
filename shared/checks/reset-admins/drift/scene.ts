/**
 * What one poll changed in the verdict, by the questions that rules ask of it. Looks up and counts; what a change means
 * is for the rules. Exists only beside a verdict before: a first verdict is a baseline, and no rule looks into it.
 */
import type { Severity } from '../../../core/model/alert.ts';
import type { Occasion } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Snapshot } from '../../../core/model/fact.ts';
import type { WritebackState } from '../../../core/model/rule.ts';
import { diff } from '../../../core/poll/diff.ts';
import { kindOf, pathsOf, resettersOf, type StoredPath, type StoredResetter, totalsOf } from '../stored.ts';

/** One of two verdicts. */
export interface Side {
  readonly resetters: ReadonlyMap<string, StoredResetter>;
  /** Of each principal. */
  readonly paths: ReadonlyMap<string, readonly StoredPath[]>;
  readonly keys: ReadonlySet<string>;
  readonly syncedUsers: number;
}

export interface Scene {
  readonly before: Side;
  readonly after: Side;
  readonly writeback: WritebackState;
  /** Whether activations through PIM can be told from grants now. */
  readonly activationsRead: boolean;
  /** The verdict's drift by the kind of its facts. */
  drift(kind: string): readonly Drift[];
  /** Roles that can reset now and could not before, by definition id. */
  readonly newRoles: ReadonlySet<string>;
  /** Sources that were read for the first time. */
  readonly firstRead: ReadonlySet<string>;
  /** `principal role scope` of activations that came, and that ended, by PIM's own list. */
  readonly activations: { readonly begun: ReadonlySet<string>; readonly ended: ReadonlySet<string> };
}

export function sceneOf({ sources, writeback }: Occasion, before: Snapshot, after: Snapshot): Scene {
  const byKind = Map.groupBy(diff(before, after), (drift) => kindOf(drift));
  const schedules = sources.find(({ source }) => source === 'assignmentSchedules')?.drift ?? [];
  const added = (byKind.get('role') ?? []).filter(({ change }) => change === 'added');
  return {
    before: sideOf(before),
    after: sideOf(after),
    writeback,
    activationsRead: totalsOf(after)?.activationsRead ?? false,
    drift: (kind) => byKind.get(kind) ?? [],
    newRoles: new Set(added.map(({ key }) => key.slice('role:'.length))),
    firstRead: new Set(sources.filter(({ baseline }) => baseline).map(({ source }) => source)),
    activations: { begun: activations(schedules, 'added'), ended: activations(schedules, 'removed') },
  };
}

const sideOf = (verdict: Snapshot): Side => ({
  resetters: new Map(resettersOf(verdict).map((one) => [one.id, one])),
  paths: pathsOf(verdict),
  keys: new Set(verdict.map(({ key }) => key)),
  syncedUsers: totalsOf(verdict)?.syncedUsers ?? 0,
});

function activations(schedules: readonly Drift[], change: Drift['change']): ReadonlySet<string> {
  const rows = schedules.filter((drift) => drift.change === change).map(({ before, after }) => after ?? before);
  return new Set(
    rows
      .filter((fact) => fact?.attributes.assignmentType === 'Activated')
      .map((fact) => `${fact?.attributes.principalId} ${fact?.attributes.roleDefinitionId} ${fact?.attributes.scope}`),
  );
}

/** What a wider reach is worth: while writeback is on, it leads into Active Directory. */
export const exposure = (writeback: WritebackState): Severity => (writeback === 'on' ? 'critical' : 'warning');

/** What a reset means at this moment. */
export const WRITEBACK_NOW: { readonly [state in WritebackState]: string } = {
  on: 'Password writeback is on at this moment: whoever resets a synced user can become that user in Active Directory.',
  off: 'Password writeback is off at this moment: a reset changes the cloud password alone, until it is turned on.',
  unknown:
    'Whether password writeback is on is not known at this moment: take it that a reset also changes the password in Active Directory.',
};
