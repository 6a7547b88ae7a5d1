/**
 * The socket under the mailbox: loopback only, and only for callers who know that they speak to a loopback address
 * (Host header), so that no web page reaches it under a name of its own. Knows nothing of mails.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SignedRequest } from './signature.ts';

const ADDRESS = '127.0.0.1';
/** 10 MB for a request: documented limit of the service. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface Request extends SignedRequest {
  readonly url: URL;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `hang`: never an answer. `reset`: the connection is reset. */
export type Outcome = Reply | 'hang' | 'reset';

interface LoopbackServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

export const plain = (status: number, text: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', ...headers },
  body: text,
});

/**
 * @param port 0 takes any free one
 * @throws Error that names the port when it cannot be had
 */
export async function listen(port: number, answer: (request: Request) => Promise<Outcome>): Promise<LoopbackServer> {
  const server = createServer((request, response) => void serve(request, response, answer));
  // As a real service: a connection that a client keeps for its next mail is not closed under it.
  server.keepAliveTimeout = 120_000;
  await bind(server, port);
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  return {
    origin: `http://${ADDRESS}:${actual}`,
    close() {
      if (server.listening) server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}

const bind = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is already taken' : `cannot be had (${error.code})`;
      const todo = 'Choose another one with --mailbox-port.';
      reject(new Error(`The mailbox cannot start: port ${port} on ${ADDRESS} ${why}. ${todo}`, { cause: error }));
    });
    server.listen(port, ADDRESS, resolve);
  });

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  answer: (request: Request) => Promise<Outcome>,
): Promise<void> {
  try {
    finish(incoming, response, await outcomeOf(incoming, answer));
  } catch (error) {
    if (incoming.errored) return;
    const why = error instanceof Error ? error.message : String(error);
    finish(incoming, response, plain(500, `The mailbox failed: ${why}`));
  }
}

async function outcomeOf(incoming: IncomingMessage, answer: (request: Request) => Promise<Outcome>): Promise<Outcome> {
  const { host = '' } = incoming.headers;
  const local = `http://${ADDRESS}:${incoming.socket.localPort}`;
  if (!isLoopback(host, incoming.socket.localPort)) return plain(403, 'The mailbox answers to loopback names only.');
  const target = incoming.url ?? '';
  if (!target.startsWith('/') || !URL.canParse(local + target)) return plain(400, 'The request target is not a path.');
  const body = await bodyOf(incoming);
  if (body === null) return plain(413, 'The body is longer than 10 MB.');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()]),
  );
  return await answer({ method: incoming.method ?? 'GET', target, url: new URL(local + target), headers, body });
}

/** A page under a foreign name that resolves to this machine (DNS rebinding) sends that name. */
const isLoopback = (host: string, port: number | undefined): boolean =>
  [ADDRESS, 'localhost', '[::1]'].some((name) => host.toLowerCase() === `${name}:${port}`);

/** Null: too long. Then the rest is read and dropped, or the caller would meet a reset in place of the answer. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

function finish(incoming: IncomingMessage, response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'hang') return;
  if (outcome === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  response.writeHead(outcome.status, {
    ...outcome.headers,
    ...(outcome.status !== 204 && { 'Content-Length': Buffer.byteLength(outcome.body) }),
  });
  response.end(incoming.method === 'HEAD' ? undefined : outcome.body);
}
