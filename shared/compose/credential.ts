/**
 * The one identity of the app, for Graph, tables and mail: as Azure's own variables say (DefaultAzureCredential). Its
 * answers are bounded like all others, it is asked once by all who need a token at the same time, and an endpoint that
 * fails is tried once more: the next run comes within a minute.
 */
import type { HttpClient } from '@azure/core-rest-pipeline';
import {
  DefaultAzureCredential,
  type DefaultAzureCredentialOptions,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { TooLarge } from '../bounded.ts';
import type { Settings } from '../settings.ts';
import { boundedHttpClient } from './bounded-http.ts';

/** Decoded bytes: a token has a few thousand. */
const MOST_TOKEN_BYTES = 2 ** 20;

export function credentialOf(settings: Pick<Settings, 'clientId' | 'tenantId'>): TokenCredential {
  let tooLarge: TooLarge | null = null;
  const bounded = boundedHttpClient(MOST_TOKEN_BYTES);
  const httpClient: HttpClient = {
    sendRequest: (request) =>
      bounded.sendRequest(request).catch((thrown: unknown) => {
        if (thrown instanceof TooLarge) tooLarge = new TooLarge(thrown.what, 'token');
        throw thrown;
      }),
  };
  const credential = sdkCredential(settings, { httpClient, retryOptions: { maxRetries: 1 } });
  return {
    // What the SDK makes of it says only that the network is unreachable.
    getToken: (...asked) => {
      tooLarge = null;
      return credential.getToken(...asked).catch((thrown: unknown) => {
        throw tooLarge ?? thrown;
      });
    },
  };
}

type Options = Pick<DefaultAzureCredentialOptions, 'httpClient' | 'retryOptions'>;

function sdkCredential({ clientId, tenantId }: Pick<Settings, 'clientId' | 'tenantId'>, options: Options) {
  if (isManagedIdentityAlone()) {
    return new ManagedIdentityCredential({ ...(clientId !== null && { clientId }), ...options });
  }
  const ids: DefaultAzureCredentialOptions = {
    ...(clientId !== null && { managedIdentityClientId: clientId }),
    ...(tenantId !== null && { tenantId }),
  };
  return new DefaultAzureCredential({ ...ids, ...options });
}

/** Then DefaultAzureCredential is that one credential, but drops every option: six attempts in 15 s, which no signal ends. */
const isManagedIdentityAlone = (): boolean =>
  process.env.AZURE_TOKEN_CREDENTIALS?.trim().toLowerCase() === 'managedidentitycredential';
