/** The token of one service: asked for once and kept for as long as it is good. Neither it nor what the credential says is shown. */
import type { AccessToken, TokenCredential } from '@azure/identity';
import { SIGN_IN_HINT } from '../../local/sign-in.ts';
import { MonitorError } from '../../shared/errors.ts';

/** `az` starts a Python for every token. */
const TOKEN_LIMIT_MS = 30_000;
const SPARE_MS = 60_000;

export class TokenBox {
  readonly #credential: TokenCredential;
  readonly #scope: string;
  readonly #service: string;
  #token: Promise<AccessToken> | null = null;

  constructor(credential: TokenCredential, scope: string, service: string) {
    this.#credential = credential;
    this.#scope = scope;
    this.#service = service;
  }

  async take(): Promise<string> {
    const held = this.#token ?? this.#renew();
    const { token, expiresOnTimestamp } = await held;
    if (expiresOnTimestamp - Date.now() >= SPARE_MS) return token;
    // Whoever sees it first asks, the others wait for the same answer.
    const renewed = this.#token === held || this.#token === null ? this.#renew() : this.#token;
    return (await renewed).token;
  }

  #renew(): Promise<AccessToken> {
    const asked = this.#ask();
    this.#token = asked;
    asked.catch(() => {
      if (this.#token === asked) this.#token = null;
    });
    return asked;
  }

  /** In lower case. @throws MonitorError `auth` when no token can be had, or it names no tenant */
  async tenantId(): Promise<string> {
    const tid = claimOf(await this.take(), 'tid');
    if (typeof tid !== 'string') throw notSignedIn(this.#service, 'the token does not name a tenant');
    return tid.toLowerCase();
  }

  async #ask(): Promise<AccessToken> {
    const abortSignal = AbortSignal.timeout(TOKEN_LIMIT_MS);
    try {
      const token = await this.#credential.getToken(this.#scope, { abortSignal });
      // Anything else could not be a header, and the error about it would quote the token.
      if (token && /^[\x21-\x7e]+$/.test(token.token)) return token;
    } catch (thrown) {
      throw notSignedIn(this.#service, reasonOf(thrown));
    }
    throw notSignedIn(this.#service, 'the credential returned no usable token');
  }
}

/** The kind of error, and Entra's own number if there is one: all that is safe to show. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'the credential failed';
  const number = /AADSTS\d{4,9}/.exec(thrown.message)?.[0];
  return [thrown.name.replace(/[^A-Za-z0-9]/g, ''), ...(number ? [number] : [])].join(', ');
}

const notSignedIn = (service: string, reason: string): MonitorError =>
  new MonitorError('auth', `Not signed in to ${service}: ${reason}`, { hint: SIGN_IN_HINT });

/** Read without checking the signature: the service does that. */
function claimOf(token: string, claim: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))?.[claim];
  } catch {
    return undefined;
  }
}
