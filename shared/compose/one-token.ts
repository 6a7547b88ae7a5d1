/**
 * One request for one token, whoever in this process needs it at about the same time: Graph, tables and mail share an
 * identity, and the sources of a check all begin at once. A failure is shared for a short time, too, so that an endpoint
 * in trouble is asked once by a run and not once by each of its requests.
 */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { CALL_MS } from '../core/model/times.ts';
import { type Shared, sharedFor } from './shared-for.ts';

/** From the beginning of a request: one that takes its whole time and fails is not made again for as long once more. */
const SHARED_TOKEN_MS = 2 * CALL_MS;

export function oneToken(credential: TokenCredential, now: () => number): TokenCredential {
  const asked = new Map<string, Shared<AccessToken | null>>();
  const take = (scopes: string | string[]): Promise<AccessToken | null> => {
    const key = JSON.stringify(scopes);
    const shared = asked.get(key) ?? sharedFor(() => ask(credential, scopes), now, SHARED_TOKEN_MS);
    asked.set(key, shared);
    return shared.take();
  };
  return {
    // Who answers a challenge wants another token than the one at hand.
    getToken: (scopes, options) => (isPlain(options) ? take(scopes) : credential.getToken(scopes, options)),
  };
}

const isPlain = (options: GetTokenOptions | undefined): boolean =>
  options?.claims === undefined && options?.tenantId === undefined;

/** Later than the limit of each who waits, which says what it is. */
const GRACE_MS = 1_000;

/** Ends by itself, and not with the run of the one who happened to ask first. */
async function ask(credential: TokenCredential, scopes: string | string[]): Promise<AccessToken | null> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), CALL_MS + GRACE_MS);
  try {
    return await credential.getToken(scopes, { abortSignal: limit.signal });
  } catch (thrown) {
    throw limit.signal.aborted ? new AuthenticationTimedOut() : thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** Named as the SDK names what went wrong with a token. */
class AuthenticationTimedOut extends Error {
  override readonly name = 'AuthenticationTimedOut';
}
