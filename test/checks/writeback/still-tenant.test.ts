import { describe, expect, it } from 'vitest';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import { readAll } from '../../../shared/runs/read.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { writebackAccess } from '../../stubs/writeback-access.ts';

const START = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const ENABLE = 'Enable password writeback for directory';
const DISABLE = 'Disable password writeback for directory';

type Row = { readonly [name: string]: unknown };

const audit = (id: string, activityDisplayName: string, activityDateTime: string): Row => ({
  id,
  activityDisplayName,
  activityDateTime,
  result: 'success',
  initiatedBy: { user: { id: 'u1', displayName: 'Ada', userPrincipalName: 'ada@contoso.example' } },
});

/** What Graph would answer, by a part of the path that tells. */
const TENANT: { readonly [path: string]: readonly Row[] } = {
  'Enable%20password': [
    audit('e1', ENABLE, '2026-11-01T08:00:00Z'),
    audit('e2', ENABLE, '2026-11-18T08:00:00.1234567Z'),
  ],
  'Disable%20password': [audit('d1', DISABLE, '2026-11-10T08:00:00Z')],
  '/directory/onPremisesSynchronization': [
    { id: 't', features: { passwordWritebackEnabled: true, blockSoftMatchEnabled: true, passwordSyncEnabled: false } },
  ],
  '/organization?': [{ id: 't', displayName: 'Contoso', onPremisesSyncEnabled: true }],
  '/servicePrincipals?': [
    { id: 'cs1', displayName: 'contoso.example', accountEnabled: true },
    { id: 'cs2', displayName: 'fabrikam.example', accountEnabled: true },
  ],
};

/** Numbers from 0 to below 1, the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A tenant that moves in every way that is no change. */
class RestlessTenant {
  private readonly random = randomFrom(20261120);
  /** Rows that the poll before did not show, by path. */
  private vanished: Set<Row> | null = null;
  private readonly vanishing: number;

  constructor(vanishing: number) {
    this.vanishing = vanishing;
  }

  /** One poll's answers. The first is whole, and no row is missing from two polls in a row. */
  reader(): StubGraphReader {
    const before = this.vanished ?? new Set(Object.values(TENANT).flat());
    this.vanished = new Set();
    return new StubGraphReader((path) => {
      if (path.startsWith('/policies')) return this.restless({ allowedToUseSSPR: false });
      const [name, rows] = Object.entries(TENANT).find(([part]) => path.includes(part)) ?? [path, []];
      return this.shaken(name === '/organization?' ? rows : rows.filter((row) => !this.vanishes(row, before)));
    });
  }

  private vanishes(row: Row, before: ReadonlySet<Row>): boolean {
    const gone = !before.has(row) && this.random() < this.vanishing;
    if (gone) this.vanished?.add(row);
    return gone;
  }

  /** In another order, some rows twice, all with other names, times and unknown fields. */
  private shaken(rows: readonly Row[]): Row[] {
    const twice = [...rows, ...rows.filter(() => this.random() < 0.3)];
    const ranked = twice.map((row) => ({ rank: this.random(), row: this.restless(row) }));
    return ranked.sort((a, b) => a.rank - b.rank).map(({ row }) => row);
  }

  private restless(row: Row): Row {
    const tick = Math.floor(this.random() * 1e9);
    const named = 'displayName' in row ? { displayName: `Name ${tick % 7}` } : {};
    const shuffled = Object.entries(row).sort(() => this.random() - 0.5);
    return {
      [`new${tick % 5}`]: tick,
      ...Object.fromEntries(shuffled),
      ...named,
      lastSyncDateTime: new Date(tick).toISOString(),
    };
  }
}

async function watch(tenant: RestlessTenant, polls: number) {
  const pure = new PureWatch(writeback, START);
  const told: string[] = [];
  for (let n = 1; n <= polls; n += 1) {
    const access = writebackAccess(tenant.reader());
    const watermarks = { directoryAudits: pure.head?.sources.directoryAudits?.watermark ?? null };
    const deadline = { at: Date.now() + 45_000, now: Date.now };
    const readings = await readAll(writeback, watermarks, () => access, deadline);
    const poll = pure.poll(readings, START + n * MINUTE);
    if (n > 1) told.push(...poll.lines, ...poll.mail);
    expect(poll.state).toBe('on');
  }
  return told;
}

describe('a tenant in which nothing changes', () => {
  it('has no drift in 1,000 polls, though order, duplicates, names, times and unknown fields change in each', async () => {
    expect(await watch(new RestlessTenant(0), 1_000)).toEqual([]);
  });

  it('has no drift in 1,000 polls either when rows vanish for one reading', async () => {
    expect(await watch(new RestlessTenant(0.2), 1_000)).toEqual([]);
  });
});
