/**
 * Opens the Graph client: the published package with our one middleware below it, for one origin. It keeps nothing
 * between runs: a token and a count belong to a reader.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@microsoft/microsoft-graph-client';
import { type Allowance, allowanceOf } from '../bounded.ts';
import { MonitorError } from '../errors.ts';
import type { Graph, GraphOptions } from './graph.ts';
import { GraphMiddleware, type Surroundings } from './middleware.ts';
import { Reader } from './reader.ts';
import { TokenSource } from './token.ts';

/** Ten times what the largest tenant of the benchmarks takes; a loop that never ends is over long before the memory is. */
export const runAllowance = (): Allowance => allowanceOf(512 * 2 ** 20);

/** @throws MonitorError `config` when the origin is none */
export function openGraph(options: GraphOptions): Graph {
  const { credential, tenantId } = options;
  const origin = originOf(options.origin);
  const surroundings = surroundingsOf(options);
  const client = Client.initWithMiddleware({
    middleware: new GraphMiddleware(origin, surroundings),
    baseUrl: origin,
  });
  return {
    within({ deadline, signal, allowance = runAllowance() }) {
      const scope = `${origin}/.default`;
      const tokens = new TokenSource({ credential, scope, tenantId, now: surroundings.now, signal });
      return new Reader({ client, origin, clock: surroundings, tokens, deadline, signal, allowance });
    },
  };
}

function surroundingsOf(options: GraphOptions): Surroundings {
  return {
    fetch: options.fetch ?? fetch,
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
    sleep: options.sleep ?? (async (ms, signal) => pause(ms, undefined, { signal })),
  };
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new MonitorError('config', 'GRAPH_BASE_URL is not the origin of a Graph service', {
    hint: 'Give only the scheme and the host, such as https://graph.microsoft.com.',
  });
}
