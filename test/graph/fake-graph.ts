/**
 * A loopback Graph for the tests of the client: it answers as the test says and records what it was asked. Time is
 * the test's: waits end at once and are recorded, and a hanging answer moves the clock instead of the watch.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { vi } from 'vitest';
import { openGraph } from '../../shared/graph/client.ts';
import type { GraphOptions, GraphReader, Limits } from '../../shared/graph/graph.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** @param nth number of the request, from 1 */
export type Answer = (response: ServerResponse, asked: Asked, nth: number) => void;

export interface FakeGraph {
  readonly origin: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

export async function fakeGraph(answer: Answer): Promise<FakeGraph> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(parts).toString('utf8') };
    asked.push(one);
    answer(response, one, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, asked, close };
}

export const json = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

export const graphFailure = (
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void => json(response, { error: { code, message: 'Adele Vance may not do that', innerError: {} } }, status, headers);

export const reset = (response: ServerResponse): void => {
  (response.socket as Socket).resetAndDestroy();
};

/** 2026-11-20T12:00:00Z, moved by waits and by `hang`. */
export class TestClock {
  time = Date.UTC(2026, 10, 20, 12);
  readonly waits: number[] = [];
  readonly now = (): number => this.time;

  readonly sleep = async (ms: number): Promise<void> => {
    this.waits.push(ms);
    this.time += ms;
  };

  /** Fakes the timers of time limits; call it in the test, before anything hangs. */
  fakeTimers(): void {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  }

  /** As if the one who waits had waited that long. Needs `fakeTimers`. */
  pass(ms: number): void {
    this.time += ms;
    vi.advanceTimersByTime(ms);
  }
}

export const tokenOf = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

export const credentialOf = (token: string) => ({
  asked: [] as (string | string[])[],
  async getToken(scopes: string | string[]) {
    this.asked.push(scopes);
    return { token, expiresOnTimestamp: Date.UTC(2040, 0, 1) };
  },
});

/** A reader with a minute to go. `random` is 1, so that our own waits are 1, 2 and 4 s. */
export function readerOf(
  origin: string,
  clock: TestClock,
  options: Partial<GraphOptions> = {},
  limits: Partial<Limits> = {},
): GraphReader {
  const graph = openGraph({
    origin,
    credential: credentialOf('test-token'),
    tenantId: null,
    now: clock.now,
    sleep: clock.sleep,
    random: () => 1,
    ...options,
  });
  return graph.within({ deadline: clock.time + 60_000, ...limits });
}
