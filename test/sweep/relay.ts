/**
 * Stands in front of one service as a server of its own, so that whoever watches it can hold a request before it is
 * passed on, or its answer after it was applied. Passes bodies on byte by byte; what it changes, `adapt` says.
 */
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Relayed {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Decides when a request is applied. What it throws, or never settles, nobody hears of. */
export type Guard = <T>(request: Relayed, apply: () => Promise<T>) => Promise<T>;

export interface Relay {
  readonly origin: string;
  close(): Promise<void>;
}

export interface RelayOptions {
  /** Origin of the service. */
  readonly service: string;
  readonly guard: Guard;
  /** What the service would refuse because it was meant for the relay; `Host` is adapted already. */
  readonly adapt?: (request: Relayed, relay: string) => Relayed;
}

export async function startRelay({ service, guard, adapt = (request) => request }: RelayOptions): Promise<Relay> {
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url: target = '/' } = incoming;
    const headers = { ...incoming.headers, host: new URL(service).host };
    const request = adapt({ method, target, headers, body: Buffer.concat(await incoming.toArray()) }, originOf());
    try {
      const { status, headers, body } = await guard(request, () => pass(service, request));
      outgoing.writeHead(status, headers).end(body);
    } catch {
      outgoing.destroy();
    }
  });
  const originOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: originOf(),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const pass = (service: string, { method, target, headers, body }: Relayed): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { 'transfer-encoding': _chunked, connection: _connection, ...kept } = headers;
    const request = httpRequest(service + target, {
      method,
      headers: { ...kept, 'content-length': String(body.byteLength) },
      agent: false,
    });
    request.once('error', reject);
    request.once('response', async (answer) => {
      const { 'transfer-encoding': _encoding, connection: _kept, ...answered } = answer.headers;
      resolve({ status: answer.statusCode ?? 500, headers: answered, body: Buffer.concat(await answer.toArray()) });
    });
    request.end(body);
  });
