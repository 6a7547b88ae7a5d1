/** Where scenes and races start: what a watch has seen, stored and mailed so far, made by undisturbed watches. */
import type { Settings, Stage } from './stage.ts';

export const MINUTE_MS = 60_000;
/** Longer than a lease. */
export const ROUND_MS = 61_000;

/** Settings of an instance that stores what it sees and can tell nobody. */
export const NO_MAIL: Settings = { MAIL_CONNECTION_STRING: '' };

async function rounds(stage: Stage, count: number, waitMs = ROUND_MS): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const watch = stage.watch();
    await watch.poll('writeback');
    await watch.notify();
    stage.world.wait(waitMs);
  }
}

/** A watch that has polled and mailed its baseline. */
export const settled = (stage: Stage): Promise<void> => rounds(stage, 3);

export async function switchedOn(stage: Stage): Promise<void> {
  await settled(stage);
  stage.world.tenant.enableWriteback();
}

/** On, mailed a day ago, and nobody has answered: the next notifier tells it again. */
export async function unanswered(stage: Stage): Promise<void> {
  await switchedOn(stage);
  await settled(stage);
  stage.world.wait(25 * 60 * MINUTE_MS);
  await stage.watch().poll('writeback');
  stage.world.wait(ROUND_MS);
}

/** On, mailed, and a Cloud Sync that is gone for one reading so far. */
export async function onAndMissing(stage: Stage): Promise<void> {
  stage.world.tenant.addCloudSync();
  await switchedOn(stage);
  await settled(stage);
  stage.world.tenant.removeCloudSync();
  await stage.watch().poll('writeback');
  stage.world.wait(ROUND_MS);
}

/** Nobody was allowed to send for a while, and the last try was long ago. */
export async function refused(stage: Stage): Promise<void> {
  await switchedOn(stage);
  const { faults } = stage.world.mailbox;
  const fault = faults.add({ kind: 'status', status: 401, count: null });
  await rounds(stage, 7, 9 * MINUTE_MS);
  faults.remove(fault.id);
}

/** A source could not be read for so long that it was mailed; now it can. */
export async function blind(stage: Stage): Promise<void> {
  await settled(stage);
  const { faults } = stage.world.tenant;
  const fault = faults.add({ path: '/policies/authorizationPolicy', kind: 'status', status: 403, count: null });
  await rounds(stage, 3, 10 * MINUTE_MS);
  faults.remove(fault.id);
}

export async function unprotected(stage: Stage): Promise<void> {
  await settled(stage);
  stage.world.wait(10 * MINUTE_MS);
  stage.world.tenant.setFeature('blockSoftMatchEnabled', false, { by: 'Megan Bowen' });
  stage.world.tenant.setSspr(false, { by: 'Lynne Robbins' });
}

/** A poll told something critical at once, nobody saw the answer, and the lease has ended. */
export const leftInFlight = (accepted: boolean) => async (stage: Stage) => {
  await switchedOn(stage);
  stage.world.mailbox.faults.add({ kind: accepted ? 'drop' : 'reset' });
  await stage.watch().poll('writeback');
  stage.world.wait(ROUND_MS);
};
