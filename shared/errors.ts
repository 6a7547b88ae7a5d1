/**
 * The one error type and its codes. Whoever talks to the outside turns what went wrong into one of these;
 * anything else is `internal`. Messages name a setting, source, path or permission, never a secret.
 */

import type { ErrorDetail, SourceError } from './core/model/source.ts';

/**
 * | code | means |
 * |---|---|
 * | `config` | a setting is missing or wrong, or the tenant that answered is not the one configured |
 * | `auth` | no token could be obtained |
 * | `denied` | the service answered 401 or 403 |
 * | `unlicensed` | the tenant lacks the licence this API needs |
 * | `throttled` | the service asked to wait longer than this run has |
 * | `unavailable` | network, time limit, 408 or 5xx, after retries |
 * | `contract` | it answered, but not in the agreed shape, or a page is missing |
 * | `conflict` | another run was faster |
 * | `internal` | everything else |
 */
export type ErrorCode =
  | 'config'
  | 'auth'
  | 'denied'
  | 'unlicensed'
  | 'throttled'
  | 'unavailable'
  | 'contract'
  | 'conflict'
  | 'internal';

/** What is stored and shown of an error: no cause, no stack. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  /** What on-call does next; empty when there is nothing to do. */
  readonly hint: string;
  readonly detail?: ErrorDetail;
}

export class MonitorError extends Error implements ErrorReport {
  override readonly name = 'MonitorError';
  readonly code: ErrorCode;
  readonly hint: string;
  declare readonly detail?: ErrorDetail;
  /** How long the other side asked us to wait, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; retryAfterMs?: number | undefined; cause?: unknown; detail?: ErrorDetail } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? '';
    this.retryAfterMs = options.retryAfterMs;
    if (options.detail) this.detail = options.detail;
  }
}

/** The token is of another tenant than `TENANT_ID`: what it reads is not what is to be watched. */
export const wrongTenant = (expected: string, given: string): MonitorError =>
  new MonitorError('config', `TENANT_ID is ${expected}, but the token belongs to tenant ${given}`, {
    hint: 'Set TENANT_ID to the tenant of the identity, or use an identity of that tenant.',
    detail: { kind: 'wrong-tenant', expected, given },
  });

/** Whether a stored error is a `wrongTenant`, and not some other setting. */
export const isWrongTenant = ({ detail }: Pick<SourceError, 'detail'>): boolean => detail?.kind === 'wrong-tenant';

/** Anything thrown, as a report. The text of an unexpected error is not shown: it may hold tenant data or secrets. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof MonitorError) {
    const { code, message, hint, detail } = thrown;
    return { code, message, hint, ...(detail && { detail }) };
  }
  const report: ErrorReport = {
    code: 'internal',
    message: `Unexpected ${thrown instanceof Error ? thrown.name : typeof thrown}`,
    hint: 'Look at the log of this run. If it happens again, report it with the version.',
  };
  const place = thrown instanceof Error ? placeIn(thrown.stack ?? '') : null;
  if (place !== null) PLACES.set(report, place);
  return report;
}

/** Where in our code: for the log alone, so it stands beside a report and is never stored or shown with it. */
const PLACES = new WeakMap<ErrorReport, string>();

/** Such as `app.cjs:120:45`; null: not an unexpected error, or nobody knows. */
export const placeOf = (report: ErrorReport): string | null => PLACES.get(report) ?? null;

/** The innermost line of the stack: its file without folders, line and column. What was thrown has said nothing of it. */
function placeIn(stack: string): string | null {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const [, place] =
    frames.map((line) => /([\w.-]{1,60}\.[cm]?[jt]s:\d{1,7}:\d{1,7})\)?$/.exec(line)).find(Boolean) ?? [];
  return place ?? null;
}
