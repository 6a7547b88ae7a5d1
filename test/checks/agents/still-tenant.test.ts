import { describe, expect, it } from 'vitest';
import { agents } from '../../../shared/checks/agents/index.ts';
import { readAll } from '../../../shared/runs/read.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { agent, ago, graphOf, HOUR, INSTALL, MINUTE, wellAt } from './tenant.ts';

/** Numbers from 0 to below 1, the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = randomFrom(20261120);

const AGENTS = ['a', 'b', 'c', 'd'].map((id) => agent(id, `SRV-${id}`));

/** In another order, some rows twice, all with fields nobody knows; names of applications and statuses in other letters. */
function shaken(rows: readonly Record<string, unknown>[]): object[] {
  const twice = [...rows, ...rows.filter(() => random() < 0.3)];
  const restless = twice.map((row) => ({ [`new${Math.floor(random() * 5)}`]: random(), ...row, lastSeen: random() }));
  return restless
    .map((row) => ('status' in row && row.status === 'Active' && random() < 0.5 ? { ...row, status: 'active' } : row))
    .map((row) => ({ rank: random(), row }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

async function readings(now: number, seen: (id: string) => boolean) {
  const tenant = wellAt(now, {
    failing: {},
    jobs: [{ domain: 'corp', ended: ago(now, (1 + random() * 40) * MINUTE) }],
    connect: [{ id: 'c', name: 'ConnectSyncProvisioning_A', signedIn: ago(now, random() * 20 * HOUR) }],
    provisioning: AGENTS.filter(({ id }) => seen(id)),
    authentication: AGENTS,
  });
  const inner = graphOf(tenant);
  const graph = new StubGraphReader(async (path) => {
    const rows = await inner.list(path, { safeParse: (data: unknown) => ({ success: true, data }) } as never);
    return path.startsWith('/organization') ? rows : shaken(rows as never);
  });
  return readAll(agents, {}, (_, others) => ({ ...others, graph }), { at: Date.now() + 30_000, now: Date.now });
}

async function told(polls: number, vanishing: number): Promise<{ told: string[]; unchanged: number }> {
  const watch = new PureWatch(agents, INSTALL);
  const all: string[] = [];
  let unchanged = 0;
  let gone = new Set<string>(AGENTS.map(({ id }) => id));
  for (let poll = 1; poll <= polls; poll += 1) {
    const now = INSTALL + poll * 5 * MINUTE;
    const before = gone;
    gone = new Set(AGENTS.map(({ id }) => id).filter((id) => !before.has(id) && random() < vanishing));
    const one = watch.poll(await readings(now, (id) => !gone.has(id)), now);
    if (poll > 1) all.push(...one.lines, ...one.mail);
    if (one.unchanged) unchanged += 1;
    expect(one.state).toBe('healthy');
  }
  return { told: all, unchanged };
}

describe('a tenant in which nothing changes', () => {
  it('has no drift in 500 polls though every sign of life moves, and all but one a day are unchanged', async () => {
    const { told: lines, unchanged } = await told(500, 0);
    expect(lines).toEqual([]);
    expect(unchanged).toBeGreaterThanOrEqual(500 - 1 - 3);
  });

  it('has no drift in 500 polls either when agents vanish for one reading', async () => {
    expect((await told(500, 0.2)).told).toEqual([]);
  });
});
