/**
 * What speaks for writeback being on or off: each piece dated, with its kind and weight, drawn from believed facts.
 * No documented app-only signal says "writeback is on": the strongest are an audit event of the switch, and a reset that
 * names the client which wrote it back.
 */

import type { Actor } from '../../core/model/alert.ts';
import type { SourceViews } from '../../core/model/check.ts';
import { type BelievedFact, compareText } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import { isSeen } from '../../core/model/source.ts';
import { iso, minutesMs, ms } from '../../core/model/times.ts';
import { dayText } from '../../core/text/ages.ts';
import { actorWords, quoted, valueWords } from '../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { SYNC_FEATURES } from '../entra/well-known.ts';
import { isProof } from './proofs.ts';
import { featureKey } from './sources.ts';

/** As in `/api/status`. `at` is ISO 8601; for the flag it is when that value was first seen. */
export interface Evidence {
  readonly kind: 'audit' | 'effect' | 'policy' | 'declared' | 'flag';
  readonly says: 'on' | 'off' | 'nothing';
  readonly at: string | null;
  readonly weight: 'strong' | 'medium' | 'weak';
  /** Put together here, with names in quotes; it is stored so. */
  readonly detail: Words;
}

/** The facts of the check, sorted into what the verdict table asks for. */
export interface Case {
  /** Audit events that succeeded, and proofs that count and name a client. Newest first. */
  readonly strong: readonly Evidence[];
  /** Proofs that name no client while they count, and changes of the policy that say so plainly. Newest first. */
  readonly medium: readonly Evidence[];
  /** Proofs too old to count: they say nothing for themselves, and forbid to take an older Disable event for the last word. */
  readonly aged: readonly Evidence[];
  readonly declared: Evidence | null;
  readonly flag: Evidence | null;
  /** A good, empty reading says that there is no Cloud Sync that a Disable event may not have meant. */
  readonly cloudSyncExcluded: boolean;
  /** Since when there was no gap over 7 days between good readings of the audit log. */
  readonly unbrokenSince: string | null;
}

/** For how long a reset that was written back says that writeback is on. */
const PROVES_MS = minutesMs(30 * 24 * 60);

/** @param now in ms */
export function caseOf(views: SourceViews, now: number): Case {
  const cloudSync = views.cloudSync;
  const proofs = factsOf(views, 'resets').flatMap(proofEvidence).sort(newestFirst);
  const counting = proofs.filter(({ at }) => now < proofEnds(at));
  const switches = factsOf(views, 'directoryAudits').flatMap(auditEvidence);
  const policies = factsOf(views, 'ssprSettings').flatMap(policyEvidence);
  return {
    strong: [...switches, ...counting.filter(({ weight }) => weight === 'strong')].sort(newestFirst),
    medium: [...counting.filter(({ weight }) => weight === 'medium'), ...policies].sort(newestFirst),
    aged: proofs.filter(({ at }) => now >= proofEnds(at)).map(saysNothing),
    declared: factsOf(views, 'declaration').flatMap(declaredEvidence)[0] ?? null,
    flag: factsOf(views, 'onPremisesSynchronization').flatMap(flagEvidence)[0] ?? null,
    cloudSyncExcluded: cloudSync !== undefined && isSeen(cloudSync.state) && cloudSync.facts?.length === 0,
    unbrokenSince: views.directoryAudits?.unbrokenSince ?? null,
  };
}

const proofEnds = (at: string | null): number => ms(at ?? '') + PROVES_MS;

const saysNothing = (proof: Evidence): Evidence => ({
  ...proof,
  says: 'nothing',
  detail: words`${proof.detail}; that was more than 30 days ago, so it no longer counts`,
});

/** When the next proof stops to count, ISO 8601; null: none counts. */
export function nextProofEnd(evidence: readonly Evidence[]): string | null {
  const ends = evidence.filter(({ kind, says }) => kind === 'effect' && says === 'on').map(({ at }) => proofEnds(at));
  return ends.length === 0 ? null : iso(Math.min(...ends));
}

const factsOf = (views: SourceViews, source: string): readonly BelievedFact[] => own(views, source)?.facts ?? [];

/** Of two events at one time Enable counts as the newer one: rather on than off. */
const newestFirst = (a: Evidence, b: Evidence): number =>
  compareText(b.at ?? '', a.at ?? '') || compareText(b.says, a.says);

/** Only an event that succeeded is evidence. One whose time cannot be read counts from when it was first seen. */
function auditEvidence(fact: BelievedFact): Evidence[] {
  const { says, at, result } = fact.attributes;
  if ((says !== 'on' && says !== 'off') || result !== 'success') return [];
  const isTimed = typeof at === 'string';
  const untimed = isTimed ? '' : '; its own time cannot be read, so this is when it was first seen';
  const detail = words`Audit event ${quoted(fact.label ?? '')}${byWhom(fact)}${untimed}`;
  return [{ kind: 'audit', says, at: isTimed ? at : fact.firstSeen, weight: 'strong', detail }];
}

/** A reset that was written back, by the newest one of each client. */
function proofEvidence(fact: BelievedFact): Evidence[] {
  const at = fact.details?.at;
  if (!isProof(fact) || typeof at !== 'string') return [];
  const weight = fact.attributes.weight === 'strong' ? 'strong' : 'medium';
  const { client } = fact.attributes;
  const detail =
    weight === 'strong'
      ? words`A reset was written back by ${valueWords(client)}`
      : words`A synced user reset or changed their own password, which works only with writeback`;
  return [{ kind: 'effect', says: 'on', at, weight, detail }];
}

/** Only what names writeback itself and says on or off says anything. */
function policyEvidence(fact: BelievedFact): Evidence[] {
  const { says, at, result } = fact.attributes;
  if ((says !== 'on' && says !== 'off') || result !== 'success') return [];
  const detail = words`Audit event ${quoted(fact.label ?? '')}${byWhom(fact)}: writeback ${says}`;
  return [{ kind: 'policy', says, at: typeof at === 'string' ? at : fact.firstSeen, weight: 'medium', detail }];
}

function byWhom({ details }: BelievedFact): Words {
  const actor = (details?.actor ?? null) as Actor | null;
  return actor === null || actor.name === '' ? NO_WORDS : words` by ${actorWords(actor)}`;
}

/** A declaration counts from 00:00 UTC of its day. */
function declaredEvidence(fact: BelievedFact): Evidence[] {
  const { says, on, by } = fact.attributes;
  if ((says !== 'on' && says !== 'off') || typeof on !== 'string') return [];
  const detail = words`WRITEBACK_DECLARED: ${says} since ${dayText(on) ?? quoted(on)}, by ${typeof by === 'string' ? quoted(by) : 'nobody'}`;
  return [{ kind: 'declared', says, at: `${on}T00:00:00.000Z`, weight: 'medium', detail }];
}

export const WRITEBACK_FLAG = featureKey(SYNC_FEATURES.passwordWriteback);

/** Microsoft documents this flag as not in use: true counts for something, false for nothing. */
function flagEvidence(fact: BelievedFact): Evidence[] {
  if (fact.key !== WRITEBACK_FLAG) return [];
  const says = fact.attributes.value === true ? 'on' : 'nothing';
  const detail = words`features.passwordWritebackEnabled is ${valueWords(fact.attributes.value)} (Microsoft documents it as not in use)`;
  return [{ kind: 'flag', says, at: fact.since, weight: 'weak', detail }];
}
