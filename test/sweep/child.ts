/** One process of the watch, for the kill tests: does the runs named in its arguments at the time in `SWEEP_NOW`, in ms. */
import { argv, env } from 'node:process';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { openMonitor } from '../../shared/compose.ts';
import { serviceClock } from '../world/service-clock.ts';

const now = () => Number(env.SWEEP_NOW);
const watch = openMonitor(env, { now, checks: [writeback], tablePolicies: [serviceClock(now)] });
for (const run of argv.slice(2)) {
  const { kind, what } = run === 'poll' ? await watch.poll('writeback') : await watch.notify();
  console.log(`${run}: ${kind}: ${what}`);
}
