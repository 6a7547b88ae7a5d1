/** Answers without end: packed small, or streamed for ever. What is taken of them is bounded, and the error says by what. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allowanceOf } from '../../shared/bounded.ts';
import { type FakeGraph, fakeGraph, json, readerOf, TestClock } from './fake-graph.ts';

const MIB = 2 ** 20;
const anything = z.unknown();

describe('an answer without end', () => {
  let graph: FakeGraph;
  afterEach(() => graph.close());

  it('is given up after 16 MiB, however small it was packed, and not asked for again', async () => {
    const sent = { bytes: 0 };
    graph = await fakeGraph((response) => void bomb(response, sent));
    const before = process.memoryUsage().rss;
    await expect(readerOf(graph.origin, new TestClock()).list('/users', anything)).rejects.toMatchObject({
      code: 'contract',
      message: 'GET /v1.0/users: the answer is larger than 16 MiB',
      hint: expect.stringContaining('GRAPH_BASE_URL'),
    });
    expect(graph.asked).toHaveLength(1);
    // A thousandth of it is on the wire, where some is always under way.
    expect(sent.bytes).toBeLessThan(1024 * MIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB);
  });

  it('is given up when it is a refusal, too', async () => {
    const sent = { bytes: 0 };
    graph = await fakeGraph((response) => void stream(response, sent, 403));
    await expect(readerOf(graph.origin, new TestClock()).list('/users', anything)).rejects.toMatchObject({
      code: 'contract',
      message: expect.stringContaining('larger than 16 MiB'),
    });
    expect(sent.bytes).toBeLessThan(100 * MIB);
  });

  it('ends a list whose pages go on for ever when the run has had its share, whoever reads it', async () => {
    const row = { name: 'x'.repeat(MIB) };
    graph = await fakeGraph((response, { url }, nth) =>
      json(response, { value: [row], '@odata.nextLink': `${graph.origin}${url.split('?')[0]}?$skiptoken=${nth}` }),
    );
    const allowance = allowanceOf(5 * MIB);
    const lists = ['/a', '/b'].map((path) =>
      readerOf(graph.origin, new TestClock(), {}, { allowance }).list(path, anything),
    );
    for (const one of await Promise.allSettled(lists)) {
      expect(one).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'contract',
          message: expect.stringContaining('with those before it larger than the 5 MiB of one run'),
        },
      });
    }
    expect(graph.asked.length).toBeLessThanOrEqual(7);
  });

  it('is no matter while it is large and whole', async () => {
    const value = Array.from({ length: 999 }, (_, n) => ({ id: `${n}`, name: 'é'.repeat(5_000) }));
    graph = await fakeGraph((response) => json(response, { value }));
    expect(await readerOf(graph.origin, new TestClock()).list('/users', anything)).toEqual(value);
  });
});

/** Two gigabytes of a JSON text that goes on, a thousandth of that on the wire. */
async function bomb(response: ServerResponse, sent: { bytes: number }): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  await pipeline(blanks(sent), createGzip(), response).catch(() => {});
}

async function stream(response: ServerResponse, sent: { bytes: number }, status: number): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/json' });
  await pipeline(blanks(sent), response).catch(() => {});
}

function blanks(sent: { bytes: number }): Readable {
  const block = Buffer.alloc(MIB, ' ');
  return Readable.from(
    (function* () {
      for (let n = 0; n < 2048; n += 1) {
        sent.bytes += block.byteLength;
        yield block;
      }
    })(),
  );
}
