import { once } from 'node:events';
import { createServer } from 'node:http';
import { TableClient } from '@azure/data-tables';
import { expect, test } from 'vitest';
import { callLimit, counting } from '../../shared/tables/http.ts';

const CREDENTIALS = 'DefaultEndpointsProtocol=http;AccountName=account;AccountKey=a2V5';

test('a request that hangs is given up and sent again, and both are counted', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    if (requests === 1) return;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[]}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const operations = { reads: 0, writes: 0 };
  const client = TableClient.fromConnectionString(
    `${CREDENTIALS};TableEndpoint=http://127.0.0.1:${port}/account;`,
    'watch',
    {
      allowInsecureConnection: true,
      retryOptions: { retryDelayInMs: 1 },
      additionalPolicies: [callLimit(1000), counting(operations)],
    },
  );
  const found: unknown[] = [];
  for await (const row of client.listEntities()) found.push(row);
  server.closeAllConnections();
  server.close();
  expect(found).toEqual([]);
  expect(requests).toBe(2);
  expect(operations).toEqual({ reads: 2, writes: 0 });
});
