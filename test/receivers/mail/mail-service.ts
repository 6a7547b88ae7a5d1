/** A mail service on the loopback interface whose every answer is given by the test, with what was asked of it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
  readonly body: string;
}

export type Behaviour = (request: IncomingMessage, response: ServerResponse, asked: Asked) => void;

export interface MailService {
  readonly asked: Asked[];
  readonly connectionString: string;
  readonly port: number;
  behave: Behaviour;
  close(): Promise<void>;
}

export async function startMailService(): Promise<MailService> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const operationId = request.headers['operation-id'];
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      operationId: Array.isArray(operationId) ? operationId[0] : operationId,
      body,
    };
    asked.push(one);
    service.behave(request, response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const service: MailService = {
    asked,
    port,
    connectionString: `endpoint=http://127.0.0.1:${port}/;accesskey=${Buffer.from('a key').toString('base64')}`,
    behave: (_request, response) => response.writeHead(500).end(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return service;
}

export const answer =
  (status: number, body: unknown, headers: { [name: string]: string } = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Accepts as the real service does, and answers status requests with `status`. */
export const accepting =
  (port: number, operation: unknown = { status: 'Running' }, status = 200): Behaviour =>
  (request, response, asked) => {
    if (asked.method === 'GET') return answer(status, operation)(request, response, asked);
    const location = `http://127.0.0.1:${port}/emails/operations/${asked.operationId}?api-version=2025-09-01`;
    const headers = { 'operation-location': location, 'retry-after': '30' };
    answer(202, { id: asked.operationId, status: 'Running' }, headers)(request, response, asked);
  };
