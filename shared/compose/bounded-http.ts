/**
 * The HTTP client below the Azure SDKs (tokens, tables, mail): theirs, but it takes no more of an answer than was agreed.
 * The SDKs read answers of any size, and a policy cannot stand in everywhere: that of managed identities drops those given.
 */
import { createDefaultHttpClient, type HttpClient, type PipelineResponse, RestError } from '@azure/core-rest-pipeline';
import { boundedText, TooLarge } from '../bounded.ts';
import { once } from './values.ts';

/** Whoever asks the same host uses the same connections: each client of the SDK would open its own. */
const connected = once(createDefaultHttpClient);

/** @throws TooLarge, which no SDK retries */
export function boundedHttpClient(mostBytes: number, inner: HttpClient = connected()): HttpClient {
  return {
    async sendRequest(request) {
      const ended = new AbortController();
      const { abortSignal, streamResponseStatusCodes } = request;
      const signals = [ended.signal, ...(abortSignal ? [abortSignal as AbortSignal] : [])];
      request.abortSignal = AbortSignal.any(signals);
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY]);
      try {
        return await withText(await inner.sendRequest(request), mostBytes);
      } catch (thrown) {
        // The connection still delivers: leaving the stream alone would not end that.
        if (thrown instanceof TooLarge) ended.abort();
        throw thrown;
      } finally {
        restore(request, 'abortSignal', abortSignal);
        restore(request, 'streamResponseStatusCodes', streamResponseStatusCodes);
      }
    },
  };
}

async function withText(response: PipelineResponse, mostBytes: number): Promise<PipelineResponse> {
  const { readableStreamBody, ...rest } = response;
  try {
    const body = readableStreamBody as AsyncIterable<Uint8Array> | undefined;
    return { ...rest, bodyAsText: await boundedText(body, mostBytes) };
  } catch (thrown) {
    if (thrown instanceof TooLarge) throw thrown;
    // As the SDK's own reader says it.
    throw new RestError('The answer broke off', { code: RestError.PARSE_ERROR, request: response.request });
  }
}

/** The request goes through the pipeline again when it is retried. */
function restore<T extends object, Key extends keyof T>(request: T, key: Key, value: T[Key] | undefined): void {
  if (value === undefined) delete request[key];
  else request[key] = value;
}
