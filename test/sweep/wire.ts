/**
 * The seams of one process, joined: every request that its watch sends to storage, Graph, the identity endpoint or the
 * mail service passes here with its name, so that it can be counted, held, disturbed or cut off. Does nothing by itself.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RestError } from '@azure/data-tables';
import type { AccessToken } from '@azure/identity';
import type { Seams } from '../../shared/compose.ts';
import { graphCall, mailCall, type Named, storageCall, TOKEN } from './calls.ts';

/** One call of a process, its retries included. */
export interface Call extends Named {
  /** Counts the calls of the same name, from 1. */
  readonly nth: number;
}

/** What can be done with one attempt. */
export interface Sending<T> {
  send(): Promise<T>;
  /** Sends it to a server that applies nothing and answers 500. */
  fail(): Promise<T>;
  /** The error of a connection that broke. */
  broken(): Error;
}

/** The errors in which a storage call ends when no retry helped. */
export interface Ends {
  broken(): Error;
  failed(): Error;
}

export interface Between {
  /** One attempt: what the SDK, or the Graph client, tries again. */
  attempt<T>(call: Call, sending: Sending<T>): Promise<T>;
  /** A whole storage call: the SDK tries it again inside. */
  whole<T>(call: Call, send: () => Promise<T>, ends: Ends): Promise<T>;
}

/** Sends everything as it is. */
export const SENDING: Between = {
  attempt: (_call, { send }) => send(),
  whole: (_call, send) => send(),
};

/** What is behind the wire. */
export interface Ground {
  token(): Promise<AccessToken>;
  readonly failing: FailingServer;
  /** Called right before the mail service is asked for an operation. */
  beforeMailGet(operationId: string): void;
}

/** For `openMonitor`. Waits of the Graph client are skipped. */
export function wiredSeams(
  between: Between,
  ground: Ground,
): Required<Omit<Seams, 'now' | 'checks' | 'receivers' | 'nodeVersion'>> {
  const numbered = numbering();
  return {
    sleep: async () => {},
    fetch: graphFetch(between, ground, numbered),
    credential: {
      getToken: () =>
        between.attempt(numbered(TOKEN), {
          send: ground.token,
          fail: () => Promise.reject(new Error('The identity endpoint answered 500')),
          broken,
        }),
    },
    tablePolicies: tableSteps(between, ground, numbered),
    mailPolicies: [mailStep(between, ground, numbered)],
  };
}

type Numbering = (named: Named) => Call;

function numbering(): Numbering {
  const counts = new Map<string, number>();
  return (named) => {
    const nth = (counts.get(named.name) ?? 0) + 1;
    counts.set(named.name, nth);
    return { ...named, nth };
  };
}

/** A request for an address whose last attempt failed is the same call once more. */
function graphFetch(between: Between, { failing }: Ground, numbered: Numbering): typeof fetch {
  const failed = new Map<string, Call>();
  return async (input, init) => {
    const url = String(input);
    const call = failed.get(url) ?? numbered(graphCall(url));
    failed.set(url, call);
    const response = await between.attempt(call, {
      send: () => fetch(input, init),
      fail: () => fetch(failing.origin, init),
      broken: () => new TypeError('fetch failed', { cause: broken() }),
    });
    if (response.ok) failed.delete(url);
    return response;
  };
}

type Step = NonNullable<Seams['tablePolicies']>[number];
type Send = Step['policy']['sendRequest'];
type Request = Parameters<Send>[0];
type Response = Awaited<ReturnType<Send>>;

const step = (position: Step['position'], name: string, sendRequest: Send): Step => ({
  position,
  policy: { name, sendRequest },
});

function tableSteps(between: Between, ground: Ground, numbered: Numbering): Step[] {
  const calls = new WeakMap<Request, Call>();
  return [
    step('perCall', 'sweepCall', (request, next) => {
      const call = numbered(storageCall(request));
      calls.set(request, call);
      return between.whole(call, () => next(request), ENDS);
    }),
    step('perRetry', 'sweepAttempt', (request, next) => {
      const call = calls.get(request);
      if (!call) throw new Error(`a storage request that was not seen before: ${request.method} ${request.url}`);
      return between.attempt(call, sendingOf(request, next, ground));
    }),
  ];
}

const mailStep = (between: Between, ground: Ground, numbered: Numbering): Step =>
  step('perRetry', 'sweepMail', (request, next) => {
    const call = numbered(mailCall(request));
    const send = (sent: Request) => {
      if (call.kind === 'mail get' && !sent.url.startsWith(ground.failing.origin))
        ground.beforeMailGet(new URL(sent.url).pathname.split('/').at(-1) ?? '');
      return next(sent);
    };
    return between.attempt(call, sendingOf(request, send, ground));
  });

const sendingOf = (
  request: Request,
  next: (request: Request) => Promise<Response>,
  ground: Ground,
): Sending<Response> => ({
  send: () => next(request),
  async fail() {
    const { url } = request;
    request.url = ground.failing.origin;
    try {
      return await next(request);
    } finally {
      request.url = url;
    }
  },
  broken,
});

const broken = (): Error => new RestError('socket hang up', { code: 'ECONNRESET' });

const ENDS: Ends = { broken, failed: () => new RestError('Internal Server Error', { statusCode: 500 }) };

/** Answers 500 to everything. */
export interface FailingServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function startFailing(): Promise<FailingServer> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
