/**
 * What speaks for writeback being on or off: each piece dated, with its kind and weight, drawn from believed facts.
 * No documented app-only signal says "writeback is on", so there is nothing stronger than an audit event here.
 */
import type { SourceViews } from '../../core/model/check.ts';
import { type BelievedFact, compareText } from '../../core/model/fact.ts';
import { isSeen } from '../../core/model/source.ts';
import { SYNC_FEATURES } from '../entra/well-known.ts';
import { featureKey } from './sources.ts';

/** As in `/api/status`. `at` is ISO 8601; for the flag it is when that value was first seen. */
export interface Evidence {
  readonly kind: 'audit' | 'effect' | 'policy' | 'declared' | 'flag';
  readonly says: 'on' | 'off' | 'nothing';
  readonly at: string | null;
  readonly weight: 'strong' | 'medium' | 'weak';
  readonly detail: string;
}

/** The facts of the check, sorted into what the verdict table asks for. */
export interface Case {
  /** Newest first. */
  readonly strong: readonly Evidence[];
  readonly declared: Evidence | null;
  readonly flag: Evidence | null;
  /** A good, empty reading says that there is no Cloud Sync that a Disable event may not have meant. */
  readonly cloudSyncExcluded: boolean;
  /** Since when there was no gap over 7 days between good readings of the audit log. */
  readonly unbrokenSince: string | null;
}

export function caseOf(views: SourceViews): Case {
  const cloudSync = views.cloudSync;
  return {
    strong: factsOf(views, 'directoryAudits').flatMap(auditEvidence).sort(newestFirst),
    declared: factsOf(views, 'declaration').flatMap(declaredEvidence)[0] ?? null,
    flag: factsOf(views, 'onPremisesSynchronization').flatMap(flagEvidence)[0] ?? null,
    cloudSyncExcluded: cloudSync !== undefined && isSeen(cloudSync.state) && cloudSync.facts?.length === 0,
    unbrokenSince: views.directoryAudits?.unbrokenSince ?? null,
  };
}

const factsOf = (views: SourceViews, source: string): readonly BelievedFact[] => views[source]?.facts ?? [];

/** Of two events at one time Enable counts as the newer one: rather on than off. */
const newestFirst = (a: Evidence, b: Evidence): number =>
  compareText(b.at ?? '', a.at ?? '') || compareText(b.says, a.says);

/** Only an event that succeeded is evidence. One whose time cannot be read counts from when it was first seen. */
function auditEvidence(fact: BelievedFact): Evidence[] {
  const { says, at, result } = fact.attributes;
  if ((says !== 'on' && says !== 'off') || result !== 'success') return [];
  const isTimed = typeof at === 'string';
  const untimed = isTimed ? '' : ', whose own time cannot be read: first seen then';
  const detail = `Audit event "${fact.label ?? ''}"${actorName(fact)}${untimed}`;
  return [{ kind: 'audit', says, at: isTimed ? at : fact.firstSeen, weight: 'strong', detail }];
}

function actorName(fact: BelievedFact): string {
  const actor = fact.details?.actor;
  const name = actor !== null && typeof actor === 'object' && 'name' in actor ? actor.name : null;
  return typeof name === 'string' && name !== '' ? ` by ${name}` : '';
}

/** A declaration counts from 00:00 UTC of its day. */
function declaredEvidence(fact: BelievedFact): Evidence[] {
  const { says, on, by } = fact.attributes;
  if ((says !== 'on' && says !== 'off') || typeof on !== 'string') return [];
  const detail = `WRITEBACK_DECLARED: ${says} since ${on}, by ${typeof by === 'string' ? by : 'nobody'}`;
  return [{ kind: 'declared', says, at: `${on}T00:00:00.000Z`, weight: 'medium', detail }];
}

export const WRITEBACK_FLAG = featureKey(SYNC_FEATURES.passwordWriteback);

/** Microsoft documents this flag as not in use: true counts for something, false for nothing. */
function flagEvidence(fact: BelievedFact): Evidence[] {
  if (fact.key !== WRITEBACK_FLAG) return [];
  const says = fact.attributes.value === true ? 'on' : 'nothing';
  const detail = `features.passwordWritebackEnabled is ${String(fact.attributes.value)} (documented as not in use)`;
  return [{ kind: 'flag', says, at: fact.since, weight: 'weak', detail }];
}
