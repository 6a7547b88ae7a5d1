/**
 * The first look of a world that was just made: every check polls at once, and what they found is mailed, so that nobody
 * waits for the first slot of the slowest, or reads in its mail how things were before. Later starts follow the schedules
 * alone. A run that fails has been logged, and keeps no other from running.
 */
import type { LocalHost } from '../host/start-host.ts';

const TELLS = 'notify';

export async function lookAtOnce({ functions, runTimer }: Pick<LocalHost, 'functions' | 'runTimer'>): Promise<void> {
  const timers = functions.flatMap(({ name, type }) => (type === 'timer' ? [name] : []));
  await Promise.allSettled(timers.filter((name) => name !== TELLS).map(runTimer));
  await Promise.allSettled(timers.filter((name) => name === TELLS).map(runTimer));
}
