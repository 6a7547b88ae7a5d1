/**
 * `npm run bench`: every figure that the design names, as one table: what was measured, the bound, and whether it
 * holds. Times are given as ratios to something measured in the same run, or to the schedule they follow from.
 */
import { measureAuthority } from './authority.ts';
import type { BenchRow } from './bench-row.ts';
import { latencyRows, measureLatency } from './latency.ts';
import { loadRows, measureLoad } from './load.ts';
import { measureMemory } from './memory.ts';
import { measureMuting } from './muting.ts';
import { measureOutsiders } from './outsiders.ts';
import { measureUnchanged, unchangedRows } from './unchanged.ts';

const only = process.argv.slice(2);
const benches: { readonly [name: string]: () => Promise<readonly BenchRow[]> } = {
  unchanged: async () => unchangedRows(await measureUnchanged()),
  authority: measureAuthority,
  outsiders: measureOutsiders,
  muting: measureMuting,
  load: async () => loadRows(await measureLoad()),
  memory: measureMemory,
  latency: async () => latencyRows(await measureLatency()),
};

const rows: BenchRow[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (only.length > 0 && !only.includes(name)) continue;
  process.stderr.write(`measuring ${name}…\n`);
  rows.push(...(await bench()));
}
console.table(rows);
process.exit(rows.every(({ holds }) => holds) ? 0 : 1);
