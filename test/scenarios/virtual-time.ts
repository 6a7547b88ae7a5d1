/**
 * Lets a run wait without anybody waiting: while it waits for nothing but its own pauses and answers that hang on
 * demand, its timers and the world's clock go forward together. So the limits of the product hold as they are, in
 * virtual seconds; work that really goes on takes no time.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Seams } from '../../shared/compose.ts';
import type { World } from '../world/world.ts';

const STEP_MS = 250;
/** Longer than any run may take: what goes on until then does not end. */
const GIVE_UP_MS = 300_000;

export interface Timed<T> {
  readonly result: T;
  /** In virtual milliseconds. */
  readonly tookMs: number;
}

/** @param run gets what its watch must stand on, so that its requests can be told from its waits */
export async function inVirtualTime<T>(world: World, run: (seams: Seams) => Promise<T>): Promise<Timed<T>> {
  const asked = followed(world);
  const started = world.now();
  let isOver = false;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const result = run(asked.seams).finally(() => {
      isOver = true;
    });
    result.catch(() => {});
    while (!(await asked.untilStill(() => isOver))) {
      if (world.now() - started > GIVE_UP_MS) throw new Error(`the run has not ended after ${GIVE_UP_MS / 1000} s`);
      world.wait(STEP_MS);
      await vi.advanceTimersByTimeAsync(STEP_MS);
    }
    return { result: await result, tookMs: world.now() - started };
  } finally {
    vi.useRealTimers();
  }
}

/** Requests under way, which of them hang (those that the tenant's log says so of), and pauses. */
function followed(world: World) {
  const open = new Map<string, number>();
  const endedHanging = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string, n: number) => counts.set(key, (counts.get(key) ?? 0) + n);
  const hanging = (key: string): number => {
    const all = world.tenant.requests.list().filter(({ status, path }) => status === 'hang' && path === key).length;
    return all - (endedHanging.get(key) ?? 0);
  };
  async function follow<T>(key: string, work: () => Promise<T>): Promise<T> {
    add(open, key, 1);
    try {
      return await work();
    } finally {
      if (hanging(key) > 0) add(endedHanging, key, 1);
      add(open, key, -1);
    }
  }
  /** Something is waited for, and all of it lets itself be waited for. */
  const isStill = (): boolean => {
    const counts = [...open].filter(([, count]) => count > 0);
    return counts.length > 0 && counts.every(([key, count]) => key === PAUSE || count <= hanging(key));
  };
  return {
    seams: seamsOf(world, follow),
    /** Lets everything go on until only time is missing. @returns whether the run is over */
    untilStill: async (isOver: () => boolean): Promise<boolean> => {
      for (let still = 0; still < 3 && !isOver(); still = isStill() ? still + 1 : 0) await turn();
      return isOver();
    },
  };
}

const PAUSE = 'pause';

type Follow = <T>(key: string, work: () => Promise<T>) => Promise<T>;

function seamsOf({ tenant }: World, follow: Follow): Seams {
  const followedFetch: typeof fetch = (input, init) =>
    follow(keyOf(String(input)), async () => {
      const { status, headers, ...response } = await whole(await fetch(input, init));
      return new Response(response.body, { status, headers });
    });
  return {
    fetch: followedFetch,
    sleep: (ms) => follow(PAUSE, () => new Promise((resolve) => setTimeout(resolve, ms))),
    credential: {
      async getToken(scope, options) {
        const resource = encodeURIComponent(String(scope).replace(/\/\.default$/, ''));
        const answer = await followedFetch(`${tenant.msi.endpoint}?api-version=2019-08-01&resource=${resource}`, {
          headers: { 'X-IDENTITY-HEADER': tenant.msi.header },
          ...(options?.abortSignal && { signal: options.abortSignal as AbortSignal }),
        });
        if (!answer.ok) throw new Error(`the identity endpoint answered ${answer.status}`);
        const token = (await answer.json()) as { access_token: string; expires_on: string };
        return { token: token.access_token, expiresOnTimestamp: Number(token.expires_on) * 1000 };
      },
    },
    tablePolicies: [
      {
        position: 'perCall',
        policy: { name: 'follow', sendRequest: (request, next) => follow('tables', () => next(request)) },
      },
    ],
  };
}

const whole = async (response: Response) => ({
  status: response.status,
  headers: response.headers,
  body: await response.arrayBuffer(),
});

/** As the tenant's log has it. */
function keyOf(text: string): string {
  const url = new URL(text);
  const query = [...url.searchParams].map((pair) => pair.join('=')).join('&');
  return url.pathname + (query === '' ? '' : `?${query}`);
}
