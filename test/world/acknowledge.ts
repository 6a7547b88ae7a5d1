/** Somebody acknowledges all that is open, or all of one rule, by the function key. */
import type { Report } from '../../shared/core/status/report.ts';
import type { World } from './world.ts';

export async function acknowledgeAll(world: World, rule = ''): Promise<void> {
  const { openAlerts } = JSON.parse((await world.watch().status(false)).body) as Report;
  for (const { id } of openAlerts.filter((alert) => alert.id.startsWith(rule))) {
    const answer = { action: 'acknowledge', by: 'Kim', why: 'seen' };
    const request = { method: 'POST', id, accept: null, contentType: 'application/json', signedIn: null };
    const { status, body } = await world.watch().alert({ ...request, body: JSON.stringify(answer) }, null);
    if (status !== 200) throw new Error(`${id}: ${body}`);
  }
}
