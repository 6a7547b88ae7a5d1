/**
 * The built app under the local host in a process that does nothing else: how long each poll takes and how much memory
 * the process has at most. Arguments: the entry of the app, number of rounds. The settings are those of its environment.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startHost } from '../local/host/start-host.ts';

export interface Footprint {
  /** Resident memory in MB: host without app, app loaded, and the most it ever was. */
  readonly hostMb: number;
  readonly loadedMb: number;
  readonly peakMb: number;
  /** By timer: of the first run, and the median of the others. */
  readonly seconds: { readonly [timer: string]: { readonly first: number; readonly later: number } };
}

const POLLS = ['poll-writeback', 'poll-agents', 'poll-reset-admins'];

const QUOTA_MS = 11_000;

const [app = '', rounds = '4'] = process.argv.slice(2);
const rssMb = (): number => process.memoryUsage().rss / 2 ** 20;

const hostMb = rssMb();
const host = await startHost({ app, port: null, timers: false, log: () => {} });
const loadedMb = rssMb();
const times = new Map<string, number[]>(POLLS.map((timer) => [timer, []]));
for (let round = 0; round < Number(rounds); round += 1) {
  // In the app a minute lies between two of them. Less, and the quota of the audit log is measured.
  if (round > 0) await pause(QUOTA_MS);
  for (const timer of POLLS) {
    const startedAt = performance.now();
    await host.runTimer(timer);
    times.get(timer)?.push((performance.now() - startedAt) / 1000);
  }
}
const seconds = Object.fromEntries(
  [...times].map(([timer, [first = 0, ...others]]) => [timer, { first, later: median(others) }]),
);
const footprint: Footprint = { hostMb, loadedMb, peakMb: process.resourceUsage().maxRSS / 1024, seconds };
process.stdout.write(JSON.stringify(footprint), () => process.exit(0));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
