/**
 * The socket under the HTTP front: loopback only, bodies read whole up to Azure's 100 MB. Knows nothing of functions.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MonitorError } from '../../shared/errors.ts';
import type { HttpCall, HttpFront } from './http-message.ts';

const MAX_BODY_BYTES = 100 * 1024 * 1024;
const ADDRESS = '127.0.0.1';

export interface LoopbackServer {
  /** Origin, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** No further connection; open ones end with their answer. */
  stop(): void;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * @param port 0 takes any free one.
 * @param portSetting how the user chooses another port, for the message when this one is taken.
 * @throws MonitorError `config` when the port cannot be had.
 */
export async function listen(port: number, portSetting: string, answer: HttpFront): Promise<LoopbackServer> {
  const server = createServer((request, response) => void serve(request, response, answer));
  await bind(server, port, portSetting);
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  return {
    url: `http://${ADDRESS}:${actual}`,
    stop: () => void server.close(),
    close() {
      if (server.listening) server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}

function bind(server: Server, port: number, portSetting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is already taken' : `cannot be had (${error.code})`;
      const how = `Choose another one with ${portSetting}.`;
      reject(new MonitorError('config', `Port ${port} on ${ADDRESS} ${why}. ${how}`, { cause: error }));
    });
    server.listen(port, ADDRESS, resolve);
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: HttpFront): Promise<void> {
  try {
    const call = await read(request);
    const { status, headers, body } = call === null ? { status: 413, headers: [], body: '' } : await answer(call);
    for (const [name, value] of headers) response.appendHeader(name, value);
    if (hasLength(request, status)) response.setHeader('content-length', Buffer.byteLength(body));
    response.writeHead(status).end(body);
  } catch {
    // Bytes that were no request (or a caller who left): there is nobody to explain it to.
    if (!response.headersSent) response.writeHead(400);
    response.end();
  }
}

/** Azure's front says no length in answer to HEAD, although HTTP would allow it. */
const hasLength = ({ method }: IncomingMessage, status: number): boolean =>
  method !== 'HEAD' && status !== 204 && status !== 304;

/**
 * Null: the body is too long (a caller that does not say so beforehand is cut off).
 * @throws RangeError when the target is not a path, as that could write the host of its own URL.
 */
async function read(request: IncomingMessage): Promise<HttpCall | null> {
  const { method = 'GET', url = '' } = request;
  if (!url.startsWith('/')) throw new RangeError('The request target is not a path');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
  );
  // A wrong host is the front's to refuse; it must only not break the URL.
  const host = URL.canParse(`http://${headers.host}`) ? headers.host : ADDRESS;
  return { method, url: `http://${host}${url}`, headers, body: Buffer.concat(chunks) };
}
