/**
 * The receiving end of a webhook on this machine: takes what the watch posts, keeps the newest in memory and answers as a
 * service would. It never forwards anything.
 */
import { parseJson } from '../../shared/core/model/json.ts';
import { plain, type Reply, type Request } from './server.ts';

export const WEBHOOK_PATH = '/webhook';

export interface HookMessage {
  readonly n: number;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly delivery: string;
  /** As it came, in lines for people to read. */
  readonly body: string;
}

export interface Hook {
  /** Newest first. */
  all(): readonly HookMessage[];
  /** The answer to a message; null: the request is none. */
  answer(request: Request, now: number): Reply | null;
}

const MOST_KEPT = 100;

export function openHook(): Hook {
  const messages: HookMessage[] = [];
  return {
    all: () => [...messages],
    answer({ method, url, headers, body }, now) {
      if (url.pathname !== WEBHOOK_PATH || method !== 'POST') return null;
      // A page in a browser always names its origin.
      if (headers.origin !== undefined) return plain(403, 'Only programs may post messages here.');
      const value = parseJson(body.toString());
      if (value === undefined || value === null) return plain(400, 'The message is not JSON.');
      const n = (messages[0]?.n ?? 0) + 1;
      const receivedAt = new Date(now).toISOString();
      const delivery = headers['x-watch-delivery'] ?? '';
      messages.unshift({ n, receivedAt, delivery, body: JSON.stringify(value, null, 2) });
      messages.splice(MOST_KEPT);
      return { status: 202, headers: {}, body: '' };
    },
  };
}
