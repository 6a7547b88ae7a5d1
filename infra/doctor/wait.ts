/** `--wait`: until every timer has finished a run that began after the last upload. Gives up in the end; the findings then say why. */
import { reportOf } from '../../shared/errors.ts';
import type { Surroundings } from '../azure/sign-in.ts';
import type { Scene } from './scene.ts';
import { timersThatRan } from './timers.ts';

/** Twice what a first start, the default schedules and late telemetry take together. */
const AT_MOST_MS = 30 * 60_000;
const LOOK_EVERY_MS = 20_000;

/** @param open looks anew each time: functions and telemetry appear while one waits */
export async function waitForTimers(open: () => Promise<Scene>, around: Surroundings): Promise<void> {
  const end = around.now() + AT_MOST_MS;
  let said = '';
  for (;;) {
    const missing = await stillMissing(open);
    if (missing === null) return;
    if (missing !== said) around.say(`waiting for ${missing}`);
    said = missing;
    if (around.now() >= end) return around.say(`gave up after ${AT_MOST_MS / 60_000} minutes`);
    await around.sleep(LOOK_EVERY_MS);
  }
}

/** In words; null: nothing. What cannot be looked at may be there in a minute. */
async function stillMissing(open: () => Promise<Scene>): Promise<string | null> {
  try {
    const { ran, waiting } = await timersThatRan(await open());
    if (waiting.length > 0) return `a run of ${waiting.join(', ')}`;
    return ran.length > 0 ? null : 'the package to be loaded';
  } catch (error) {
    return `an answer (${reportOf(error).message})`;
  }
}
