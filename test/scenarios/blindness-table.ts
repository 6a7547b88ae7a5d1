/**
 * What every way of not being read comes to, as data: the scenarios beside it play each row at every place,
 * and RUNBOOK.md holds the rows as text.
 */
import type { FaultSpec } from '../../local/tenant/faults.ts';
import type { SourceState } from '../../shared/core/model/source.ts';

/** HTTP code and word of `GET /api/status`. */
export type StatusWord = '200 pass' | '200 warn' | '503 fail';

/** A source, and what the status says while it is the only thing that is wrong. */
export interface Sight {
  readonly state: SourceState;
  readonly status: StatusWord;
  /** Of its problems, in order. */
  readonly codes: readonly string[];
}

export interface Course {
  /** After the first reading that failed. Nothing is mailed yet. */
  readonly once: Sight;
  /** After a second one, when nothing was read for longer than the source may be unread. */
  readonly later: Sight;
}

/** What goes wrong, wherever it does. */
export type Disorder = Omit<FaultSpec, 'path' | 'count' | 'only'>;

export interface Failure {
  readonly name: string;
  /** What Graph does. */
  readonly what: string;
  readonly fault: Disorder;
  /** In a step of a batch, where it looks different there. */
  readonly inStep?: Disorder;
  readonly required: Course;
  readonly optional: Course;
  /** Rules that are mailed, all about the source: nothing at once, these later. */
  readonly mail: readonly string[];
  /** One that is mailed beside them, later: a warning about the watch. Its own sources raise none. */
  readonly beside?: { readonly rule: string; readonly subject: string };
  /** The second reading is good again. */
  readonly passes?: true;
}

const OK: Sight = { state: 'ok', status: '200 pass', codes: [] };
const sight = (state: SourceState, status: StatusWord, ...codes: string[]): Sight => ({ state, status, codes });

/** Unread, but for a reason that may pass by itself. */
const PASSING: Pick<Failure, 'required' | 'optional' | 'mail'> = {
  required: {
    once: sight('stale', '200 warn', 'source-stale'),
    later: sight('blind', '503 fail', 'source-blind', 'verdict-unknown', 'open-warning'),
  },
  optional: {
    once: sight('stale', '200 pass'),
    later: sight('blind', '200 warn', 'source-blind', 'open-warning'),
  },
  mail: ['source-blind'],
};

export const FAILURES: readonly Failure[] = [
  {
    name: 'denied',
    what: '403',
    fault: { kind: 'status', status: 403 },
    required: {
      once: sight('denied', '200 warn', 'source-denied', 'verdict-unknown'),
      later: sight('denied', '503 fail', 'source-denied', 'verdict-unknown', 'open-warning'),
    },
    optional: {
      once: sight('denied', '200 warn', 'source-denied'),
      later: sight('denied', '200 warn', 'source-denied', 'open-warning'),
    },
    mail: ['source-blind'],
  },
  {
    name: 'unlicensed',
    what: '403 that names a missing licence',
    fault: { kind: 'status', status: 403, code: 'AadPremiumLicenseRequired' },
    required: {
      once: sight('unlicensed', '200 warn', 'source-unlicensed', 'verdict-unknown'),
      later: sight('unlicensed', '503 fail', 'source-unlicensed', 'verdict-unknown', 'open-warning'),
    },
    optional: {
      once: sight('unlicensed', '200 warn', 'source-unlicensed'),
      later: sight('unlicensed', '200 warn', 'source-unlicensed', 'open-warning'),
    },
    mail: ['source-blind'],
    // The simulated tenant has Entra ID P2.
    beside: { rule: 'licence-denied', subject: 'licence' },
  },
  {
    name: 'throttled',
    what: '429, wait an hour',
    fault: { kind: 'status', status: 429, retryAfter: '3600' },
    ...PASSING,
  },
  {
    name: 'unreachable',
    what: 'no answer ever comes',
    fault: { kind: 'hang' },
    inStep: { kind: 'missing' },
    ...PASSING,
  },
  { name: 'malformed', what: 'a page of HTML', fault: { kind: 'html' }, ...PASSING },
  {
    name: 'stale',
    what: '500, and the next reading is good',
    fault: { kind: 'status', status: 500 },
    required: { once: PASSING.required.once, later: OK },
    optional: { once: PASSING.optional.once, later: OK },
    mail: [],
    passes: true,
  },
];
