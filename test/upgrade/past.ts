/**
 * A past of the simulated tenant, the same each time: what happened in it, and when a version of the app ran beside it.
 * Played with runs it makes rows to keep; played without, it makes the tenant to which kept rows belong.
 */
import type { World } from '../world/world.ts';

export type Step = 'poll writeback' | 'poll agents' | 'poll reset-admins' | 'notify';

const ALL: readonly Step[] = ['poll writeback', 'poll agents', 'poll reset-admins', 'notify'];

/** @param run does one run of the app, or nothing */
export async function playPast(world: World, run: (step: Step) => Promise<void>): Promise<void> {
  const minute = async (steps = ALL) => {
    for (const step of steps) await run(step);
    world.wait(60_000);
  };
  const { tenant, mailbox } = world;
  for (let n = 0; n < 3; n += 1) await minute();
  tenant.setFeature('blockSoftMatchEnabled', false, { by: 'Megan Bowen' });
  await minute();
  tenant.enableWriteback();
  // Accepted, yet nobody saw the answer: the mail stays in flight.
  mailbox.faults.add({ kind: 'drop' });
  await minute();
  tenant.disableWriteback();
  world.wait(60_000);
  tenant.enableWriteback();
  await minute(['poll writeback', 'poll agents', 'poll reset-admins']);
}
