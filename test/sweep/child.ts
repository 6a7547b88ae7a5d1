/** One process of the watch, for the kill tests: does the runs named in its arguments at the time in `SWEEP_NOW`, in ms. */
import { argv, env } from 'node:process';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { openMonitor } from '../../shared/compose.ts';

const watch = openMonitor(env, { now: () => Number(env.SWEEP_NOW), checks: [writeback] });
for (const run of argv.slice(2)) {
  const { kind, what } = run === 'poll' ? await watch.poll('writeback') : await watch.notify();
  console.log(`${run}: ${kind}: ${what}`);
}
