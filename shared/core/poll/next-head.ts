/**
 * The head that one poll leaves, and the texts that it names: written only when they are new, or were lost. Decides
 * nothing about mail.
 */

import type { MailedAlert } from '../model/alert.ts';
import type { Flaps } from '../model/flap.ts';
import type { Head, StoredVerdict } from '../model/head.ts';
import type { Change } from '../model/history.ts';
import { own } from '../model/own.ts';
import { iso } from '../model/times.ts';
import { type Assessment, tenantNameOf } from './assessment.ts';
import { type ConditionChange, refOf } from './conditions.ts';
import type { PollInput } from './input.ts';
import { snapshotText } from './reading.ts';
import { verdictInputs } from './verdict.ts';

export function headOf<A>(
  assessment: Assessment<A>,
  conditions: ConditionChange & { readonly flaps: Flaps },
  change: Change | null,
  news: readonly MailedAlert[],
): Head {
  const { input, outcomes } = assessment;
  return {
    check: input.check.name,
    version: input.check.version,
    generation: assessment.generation,
    commitId: input.commitId,
    ...runOf(input),
    upSince: assessment.clock.upSince,
    lastHistoryAt: change ? change.at : (input.head?.lastHistoryAt ?? null),
    openAlerts: conditions.open.map((alert) => refOf(alert, input.hash)),
    sources: Object.fromEntries(outcomes.map(({ source, record }) => [source.name, record])),
    verdict: verdictOf(assessment),
    measures: assessment.measured.records,
    flaps: conditions.flaps,
    summarised: (input.head?.summarised ?? input.isHeadLost ?? false) || news.length > 0,
    tenantName: tenantNameOf(assessment),
  };
}

/** When this head's readings were made: those that were kept are as old as they were. */
function runOf<A>({ head, readings, startedAt, now, skewMs }: PollInput<A>) {
  const isKept = readings === 'kept' && head !== null;
  return {
    readStartedAt: isKept ? head.readStartedAt : iso(startedAt),
    finishedAt: iso(now),
    durationMs: isKept ? head.durationMs : now - startedAt,
    skewMs: skewMs ?? head?.skewMs ?? null,
  };
}

function verdictOf<A>(assessment: Assessment<A>): StoredVerdict | null {
  const { input, verdict } = assessment;
  if (!assessment.judged || !verdict) return input.head?.verdict ?? null;
  const records = Object.fromEntries(assessment.outcomes.map(({ source, record }) => [source.name, record]));
  return {
    hash: input.hash(snapshotText(verdict)),
    inputs: verdictInputs(input.check, records, {
      ...assessment.clock,
      hash: input.hash,
      writeback: input.writeback,
    }),
    judgedAt: iso(input.startedAt),
    state: input.check.state(verdict),
    until: input.check.until?.(verdict) ?? null,
  };
}

export function textsOf<A>(assessment: Assessment<A>): Map<string, string> {
  const { input, outcomes, judged, verdict } = assessment;
  // A lost text is stored again even if the new baseline happens to be the same.
  const changed = outcomes.filter(
    ({ source, record, baseline }) =>
      baseline !== null || record.snapshot !== own(input.head?.sources, source.name)?.snapshot,
  );
  const texts = changed.flatMap(({ snapshot }) => (snapshot ? [snapshotText(snapshot)] : []));
  if (judged && verdict) texts.push(snapshotText(verdict));
  return new Map(texts.map((text) => [input.hash(text), text]));
}
