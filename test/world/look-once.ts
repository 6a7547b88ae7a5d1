/** `npm run check` against a world, in this process: what one look finds, in the words of the page. */
import { CHECKS } from '../../shared/checks/index.ts';
import { checkOnce } from '../../shared/compose/check-once.ts';
import type { Overview } from '../../shared/core/status/overview.ts';
import type { World } from './world.ts';

export async function lookOnce(world: World): Promise<Overview> {
  const { GRAPH_BASE_URL } = world.env;
  const credential = { getToken: async () => ({ token: await world.token(), expiresOnTimestamp: 9e15 }) };
  // Nobody waits for a turn at the audit log: its requests come from a clock that stands still.
  const seams = { now: world.now, credential, checks: CHECKS, sleep: async () => {} };
  const result = await checkOnce({ GRAPH_BASE_URL }, '0', () => {}, seams);
  if (result.kind !== 'report') throw new Error(JSON.stringify(result.problems));
  return result.overview;
}
