/**
 * Who can reset whom in a large tenant: the arithmetic, the whole pass against a loop that only fetches and parses the
 * same answers, and the curve over the tenant's size. What an unchanged pass asks of Graph is counted in unchanged.ts.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Growth, LARGE, scaled } from '../local/tenant/directory/grow.ts';
import type { Figures } from './authority-child.ts';
import type { BenchRow } from './bench-row.ts';

/** The bounds that the product promises. */
const BOUNDS = { computeMs: 1000, heapMb: 128, ratio: 1.3 };

const CURVE = [0.1, 0.5, 1, 2];
const TURNS = 3;

export async function measureAuthority(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const factor of CURVE) rows.push(...rowsOf(factor, await figuresOf(scaled(LARGE, factor), TURNS)));
  return rows;
}

const file = (name: string): string => path.join(import.meta.dirname, name);

async function figuresOf(growth: Growth, turns: number): Promise<Figures> {
  const tenant = spawn(process.execPath, [file('tenant-child.ts'), JSON.stringify(growth)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface(tenant.stdout), 'line')) as [string];
    const args = ['--expose-gc', file('authority-child.ts'), line, String(turns)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as Figures;
  } finally {
    tenant.kill();
  }
}

function rowsOf(factor: number, figures: Figures): BenchRow[] {
  const {
    unchangedMs,
    passMs,
    loopMs,
    lanesMs,
    computeMs,
    computeHeapMb,
    peakMb,
    requests,
    answersMb,
    resetters,
    paths,
  } = figures;
  const ratio = unchangedMs / loopMs;
  const isBound = factor === 1;
  const what = `reset-admins at ${factor * 100} %`;
  return [
    {
      what: `${what}: compute (${resetters} resetters, ${paths} paths)`,
      measured: `${computeMs.toFixed(0)} ms, ${computeHeapMb.toFixed(0)} MB heap`,
      bound: isBound ? `at most ${BOUNDS.computeMs} ms, ${BOUNDS.heapMb} MB` : 'curve',
      holds: !isBound || (computeMs <= BOUNDS.computeMs && computeHeapMb <= BOUNDS.heapMb),
    },
    {
      what: `${what}: pass / loop that only fetches and parses the same`,
      measured: `${ratio.toFixed(2)} (${unchangedMs.toFixed(0)} / ${loopMs.toFixed(0)} ms; 4 at a time ${lanesMs.toFixed(0)} ms)`,
      bound: isBound ? `at most ${BOUNDS.ratio}` : 'curve',
      holds: !isBound || ratio <= BOUNDS.ratio,
    },
    {
      what: `${what}: the same, everything believed and computed anew`,
      measured: `${(passMs / loopMs).toFixed(2)} (${passMs.toFixed(0)} ms)`,
      bound: 'curve',
      holds: true,
    },
    {
      what: `${what}: round trips, answers, memory of the process`,
      measured: `${requests}, ${answersMb.toFixed(0)} MB, ${peakMb.toFixed(0)} MB`,
      bound: 'curve',
      holds: true,
    },
  ];
}
