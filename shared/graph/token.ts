/**
 * The token of one run: asked for once, shared by the requests of the run, checked to be of the watched tenant before
 * any of them is sent. The token and what the credential says never reach a message.
 */

import type { AccessToken, TokenCredential } from '@azure/identity';
import { TooLarge } from '../bounded.ts';
import { parseJson } from '../core/model/json.ts';
import { CALL_MS } from '../core/model/times.ts';
import { MonitorError, wrongTenant } from '../errors.ts';
import { errorOfEnd } from './errors.ts';
import type { Identity } from './graph.ts';
import { limited, RunEnded, TimeLimitReached } from './limited.ts';

/** A token that ends sooner than this is asked for anew: a request may use it for 10 s. */
const SPARE_MS = 60_000;

interface TokenSourceOptions {
  readonly credential: TokenCredential;
  /** Origin + `/.default`. */
  readonly scope: string;
  readonly tenantId: string | null;
  readonly now: () => number;
  readonly signal: AbortSignal | undefined;
}

export class TokenSource {
  readonly #options: TokenSourceOptions;
  #token: AccessToken | null = null;
  #pending: Promise<AccessToken> | null = null;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  /**
   * @param limitMs what the request has left
   * @throws MonitorError `auth`; `config` for another tenant; `unavailable` when the run is ended
   */
  async take(limitMs: number, signal: AbortSignal | undefined): Promise<string> {
    if (this.#token && this.#token.expiresOnTimestamp - this.#options.now() > SPARE_MS) return this.#token.token;
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = null;
    });
    const pending = this.#pending;
    try {
      return (await limited(() => pending, limitMs, signal)).token;
    } catch (error) {
      throw tokenError(error);
    }
  }

  async #ask(): Promise<AccessToken> {
    const { credential, scope, tenantId, signal } = this.#options;
    const work = (abortSignal: AbortSignal) =>
      credential.getToken(scope, { abortSignal, requestOptions: { timeout: CALL_MS } });
    const token = await limited(work, CALL_MS, signal);
    // Anything else could not be a header, and the error about it would quote the token.
    if (!token || !/^[\x21-\x7e]+$/.test(token.token)) throw authError('the credential gave no usable token');
    if (tenantId !== null) checkTenant(token.token, tenantId);
    this.#token = token;
    return token;
  }
}

function checkTenant(token: string, tenantId: string): void {
  const tid = tenantOfToken(token);
  if (tid === null || tid.toLowerCase() === tenantId.toLowerCase()) return;
  const given = tid.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 80);
  throw wrongTenant(tenantId, given);
}

/**
 * The claim `tid` of a token, read without checking the signature: Graph does that. Null when the token is no JWT,
 * as in the simulated tenant, or names no tenant.
 */
export function tenantOfToken(token: string): string | null {
  const { tid } = claimsOf(token);
  return typeof tid === 'string' ? tid : null;
}

/** The claims `oid`, `appid` and `tid`. A person's token (`idtyp`, or `scp` without it) names no identity of an application. */
export function identityOfToken(token: string): Identity {
  const { oid, appid, idtyp, scp, tid } = claimsOf(token);
  const tenantId = guidOrNull(tid);
  const isPerson = idtyp === undefined ? scp !== undefined : idtyp !== 'app';
  const nobody = { objectId: null, appId: null, tenantId };
  return isPerson ? nobody : { objectId: guidOrNull(oid), appId: guidOrNull(appid), tenantId };
}

const guidOrNull = (claim: unknown): string | null =>
  typeof claim === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(claim) ? claim.toLowerCase() : null;

/** Empty when the token is no JWT. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const parts = token.split('.');
  if (parts.length !== 3) return {};
  const claims = parseJson(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  return typeof claims === 'object' && claims !== null ? { ...claims } : {};
}

function tokenError(thrown: unknown): MonitorError {
  if (thrown instanceof MonitorError) return thrown;
  if (thrown instanceof RunEnded) return errorOfEnd('Token for Graph', 'ended');
  if (thrown instanceof TimeLimitReached) return authError('no answer in time');
  if (thrown instanceof TooLarge) return authError(`the answer of its endpoint is ${thrown.what}`);
  return authError(reasonOf(thrown));
}

/** The kind of error, and Entra's own number if there is one: all that is safe to show. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'the credential failed';
  const number = /AADSTS\d{4,9}/.exec(thrown.message)?.[0];
  const kind = thrown.name.replace(/[^A-Za-z0-9]/g, '').slice(0, 80);
  return `the credential failed (${number ? `${kind}, ${number}` : kind})`;
}

function authError(reason: string): MonitorError {
  return new MonitorError('auth', `Token for Graph: ${reason}`, {
    hint: 'Check that the identity is assigned to this app (AZURE_CLIENT_ID) and that its token endpoint answers.',
  });
}
