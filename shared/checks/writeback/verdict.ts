/**
 * Writeback on, off or unknown: a pure function of stored evidence, first row of the table that fits
 * (ARCHITECTURE.md, "The writeback verdict"). Never off from silence, never off by a Disable event that may have
 * meant only one of two sync clients, never off after a gap in which an Enable event may have been lost.
 */
import type { Past, SourceViews } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { LONGEST_GAP_MS } from '../../core/model/source.ts';
import { ms } from '../../core/model/times.ts';
import { type Case, caseOf, type Evidence } from './evidence.ts';
import { manyResetFacts } from './many-resets.ts';
import { resetTotalFacts } from './reset-report.ts';
import { storedVerdict } from './stored.ts';

export interface Verdict {
  readonly state: 'on' | 'off' | 'unknown';
  /** The evidence that decided; null when nothing did. */
  readonly deciding: Evidence | null;
  /** Evidence speaks against other evidence, and neither can be dismissed. */
  readonly contradictory: boolean;
}

const UNKNOWN: Verdict = { state: 'unknown', deciding: null, contradictory: false };
const CONTRADICTORY: Verdict = { ...UNKNOWN, contradictory: true };

export function decide(facts: Case): Verdict {
  const [newest] = facts.strong;
  if (newest) return newest.says === 'on' ? afterEnable(facts, newest) : afterDisable(facts, newest);
  const [medium] = facts.medium;
  if (medium?.says === 'on' && !(facts.declared && isNewer(facts.declared, medium))) return on(medium);
  if (facts.declared?.says === 'on') return on(facts.declared);
  const flagged = facts.flag?.says === 'on' ? facts.flag : null;
  if (facts.declared) return flagged || isProvedAfter(facts, facts.declared) ? CONTRADICTORY : off(facts.declared);
  return flagged ? on(flagged) : UNKNOWN;
}

/** A reset written back after a Disable event speaks against it, until somebody says what is so. */
function afterEnable({ strong, declared }: Case, newest: Evidence): Verdict {
  const disable = newest.kind === 'effect' ? strong.find(({ says }) => says === 'off') : undefined;
  if (!disable) return on(newest);
  const isSettled = declared !== null && isNewer(declared, declared.says === 'on' ? disable : newest);
  return { ...on(newest), contradictory: !isSettled };
}

function afterDisable(facts: Case, disable: Evidence): Verdict {
  if (facts.declared?.says === 'on' && isNewer(facts.declared, disable)) return on(facts.declared);
  if (!facts.cloudSyncExcluded) return { ...UNKNOWN, contradictory: facts.strong.some(({ says }) => says === 'on') };
  if (isReopened(facts, disable)) return CONTRADICTORY;
  return isWatchedSince(facts, disable) || facts.declared?.says === 'off' ? off(disable) : UNKNOWN;
}

/** Something speaks of on after the event. A proof too old to count stands until somebody declares off after it. */
function isReopened({ medium, aged, declared }: Case, disable: Evidence): boolean {
  const since = (evidence: readonly Evidence[]) => evidence.filter((one) => isNewer(one, disable));
  if (since(medium).some(({ says }) => says === 'on')) return true;
  return since(aged).some((proof) => !(declared?.says === 'off' && isNewer(declared, proof)));
}

/** That nobody reset a password since is no word of off. */
const isProvedAfter = ({ aged }: Case, declared: Evidence): boolean => aged.some((proof) => isNewer(proof, declared));

/** No gap over 7 days (the shortest retention of the log) since the event, the first reading included. */
function isWatchedSince(facts: Case, event: Evidence): boolean {
  return facts.unbrokenSince !== null && timeOf(event) >= ms(facts.unbrokenSince) - LONGEST_GAP_MS;
}

const on = (deciding: Evidence): Verdict => ({ state: 'on', deciding, contradictory: false });
const off = (deciding: Evidence): Verdict => ({ state: 'off', deciding, contradictory: false });

const timeOf = (evidence: Evidence): number => (evidence.at === null ? Number.NaN : ms(evidence.at));
const isNewer = (a: Evidence, b: Evidence): boolean => timeOf(a) > timeOf(b);

/** How many audit events the verdict carries along; the facts keep all. */
const SHOWN_EVENTS = 10;

/**
 * The verdict as the one fact that is stored, diffed and shown. Evidence is shown, not compared; the time of a proof moves
 * with every reset, and is shown alone.
 */
export function judge(views: SourceViews, past: Pick<Past, 'verdict' | 'at' | 'day'>): Fact[] {
  const facts = caseOf(views, past.at);
  const { state, deciding, contradictory } = decide(facts);
  const isMoving = deciding?.kind === 'effect';
  const evidence = [
    ...facts.strong.slice(0, SHOWN_EVENTS),
    ...facts.medium.slice(0, SHOWN_EVENTS),
    ...facts.aged,
    ...present(facts.declared),
    ...present(facts.flag),
  ];
  return [
    {
      key: 'writeback',
      attributes: {
        state,
        contradictory,
        since: isMoving ? null : (deciding?.at ?? null),
        decidedBy: deciding?.kind ?? null,
        declared: facts.declared?.says === 'nothing' ? null : (facts.declared?.says ?? null),
      },
      details: {
        since: deciding?.at ?? null,
        evidence: evidence.map((one) => ({ ...one })) satisfies Json,
        lastKnown: state === 'unknown' ? storedVerdict(past.verdict).lastKnown : state,
      },
    },
    ...resetTotalFacts(views, past.day),
    ...manyResetFacts(views, past.verdict, past.day),
  ];
}

const present = (evidence: Evidence | null): Evidence[] => (evidence ? [evidence] : []);
