import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../shared/checks/agents/index.ts';
import { storedVerdict } from '../../../shared/checks/agents/stored.ts';
import { isRequired } from '../../../shared/core/model/source.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { agent, ago, DAY, HOUR, INSTALL, MINUTE, readingsOf, type Tenant, wellAt } from './tenant.ts';

/** How long ago something beat: minutes, none, or far in the future; mostly just now. */
const anyAge = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom<(number | null)[]>(null, -1000, 59, 100, 200, 1_000, 20_000) },
);
const CODES = ['denied', 'unlicensed', 'throttled', 'unavailable', 'contract'] as const;
const OPTIONAL = agents.sources.filter((source) => !isRequired(source)).map(({ name }) => name);
const STATUS = fc.constantFrom('Active', 'active', 'Inactive', 'unknownFutureValue');

const someAgents = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), STATUS), { maxLength: 4 })
  .map((rows) => rows.map(([id, status]) => agent(id, `M-${id}`, status)));

const anyAgents = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someAgents });

const wildTenant = fc.record({
  syncEnabled: fc.constantFrom(true, true, true, false, null, undefined),
  sync: fc.oneof(anyAge, fc.constantFrom(200, 20_000)),
  passwords: fc.oneof(anyAge, fc.constantFrom(null, 20_000)),
  jobs: fc.uniqueArray(
    fc.record({
      domain: fc.constantFrom('x', 'y'),
      code: fc.constantFrom('Active', 'Active', 'Active', 'Paused', 'Quarantine', 'NotRun', 'unknownFutureValue'),
      failures: fc.constantFrom(0, 0, 5),
      ended: anyAge,
    }),
    { maxLength: 2, selector: ({ domain }) => domain },
  ),
  signedIn: fc.option(anyAge),
  provisioning: anyAgents,
  authentication: anyAgents,
  failing: fc.dictionary(fc.constantFrom('organization', ...OPTIONAL), fc.constantFrom(...CODES), { maxKeys: 5 }),
  /** Minutes until the next poll. */
  step: fc.constantFrom(5, 5, 5, 20, 60, 1_440, 45_000),
});
/** Half of them are well but for what cannot be read, so that health is met often enough to be tried. */
const anyTenant = fc.oneof(
  wildTenant,
  wildTenant.map((wild) => ({
    ...wild,
    syncEnabled: true,
    sync: 1,
    passwords: 1,
    jobs: [],
    signedIn: null,
    provisioning: [],
    authentication: [],
  })),
);
type AnyTenant = typeof anyTenant extends fc.Arbitrary<infer T> ? T : never;

function tenantAt(now: number, any: AnyTenant): Tenant {
  const at = (age: number | null) => (age === null ? null : ago(now, age * MINUTE));
  return wellAt(now, {
    ...any,
    lastSync: at(any.sync),
    lastPasswordSync: at(any.passwords),
    jobs: any.jobs.map((one) => ({ ...one, ended: at(one.ended) })),
    connect: any.signedIn === null ? [] : [{ id: 'c', name: 'ConnectSyncProvisioning_A', signedIn: at(any.signedIn) }],
  });
}

const RUNS = { numRuns: 250 };
const histories = (claim: (polls: AnyTenant[]) => Promise<void>) =>
  fc.assert(fc.asyncProperty(fc.array(anyTenant, { minLength: 1, maxLength: 6 }), claim), RUNS);

async function played(
  polls: readonly AnyTenant[],
  each: (watch: PureWatch<never>, any: AnyTenant, now: number) => void,
): Promise<PureWatch<never>> {
  const watch = new PureWatch(agents, INSTALL) as unknown as PureWatch<never>;
  let now = INSTALL;
  for (const any of polls) {
    now += any.step * MINUTE;
    watch.poll(await readingsOf(tenantAt(now, any)), now);
    each(watch, any, now);
  }
  return watch;
}

const verdictOf = (watch: PureWatch<never>) => {
  const text = watch.texts.get(watch.head?.verdict?.hash ?? '');
  return storedVerdict(text === undefined ? null : JSON.parse(text));
};
const isFresh = (age: number | null, limit: number) => age !== null && age <= limit;

describe('the agents verdict, whatever was read', () => {
  it('is never healthy without a fresh sign of life, nor beside one that is late or dead', async () => {
    let healthy = 0;
    await histories(async (polls) => {
      await played(polls, (watch, any) => {
        if (any.failing.organization || verdictOf(watch).state !== 'healthy') return;
        healthy += 1;
        expect(any.syncEnabled).toBe(true);
        const isPasswordSeen = !any.failing.passwordSync;
        const hasJob =
          !any.failing.cloudSyncJobs && any.jobs.some(({ ended, code }) => code === 'Active' && isFresh(ended, 120));
        const isAlive = isFresh(any.sync, 90) || (isPasswordSeen && isFresh(any.passwords, 90)) || hasJob;
        expect(isAlive).toBe(true);
        expect(any.sync === null || any.sync <= 90).toBe(true);
        expect(!isPasswordSeen || any.passwords === null || any.passwords <= 90).toBe(true);
        expect(any.failing.cloudSyncJobs || any.jobs.every(({ code }) => code !== 'Quarantine')).toBeTruthy();
      });
    });
    expect(healthy, 'verdicts that are healthy').toBeGreaterThan(20);
  });

  it('is out only where the directory sync is dead or has no time', async () => {
    let out = 0;
    await histories(async (polls) => {
      await played(polls, (watch, any) => {
        if (any.failing.organization || verdictOf(watch).state !== 'out') return;
        out += 1;
        expect(any.sync === null || any.sync > 180).toBe(true);
      });
    });
    expect(out, 'verdicts that are out').toBeGreaterThan(20);
  });

  it('does not change, and closes nothing, in a poll that could read nothing', async () => {
    await histories(async (polls) => {
      const watch = await played(polls, () => {});
      const before = { state: watch.head?.verdict?.state ?? null, open: watch.alerts.map(({ id }) => id) };
      const [last] = polls.slice(-1);
      const all = Object.fromEntries(agents.sources.map(({ name }) => [name, 'unavailable' as const]));
      // At the same moment: what time alone makes old or blind is not at issue here.
      const now = INSTALL + polls.reduce((sum, { step }) => sum + step, 0) * MINUTE;
      if (last) watch.poll(await readingsOf(tenantAt(now, { ...last, failing: all })), now);
      if (last) expect(watch.head?.sources.organization?.error?.code).toBe('unavailable');
      expect(watch.head?.verdict?.state ?? null).toBe(before.state);
      expect(watch.alerts.map(({ id }) => id)).toEqual(expect.arrayContaining(before.open));
    });
  });

  it('closes nothing because an optional source can no longer be read, for however long', async () => {
    await histories(async (polls) => {
      const watch = await played(polls, () => {});
      const last = polls.at(-1);
      if (!last || last.failing.organization || last.syncEnabled !== true) return;
      const end = INSTALL + polls.reduce((sum, { step }) => sum + step, 0) * MINUTE;
      const about = (rule: string) => watch.alerts.filter((alert) => alert.rule === rule).map(({ id }) => id);
      const jobs = [...about('job-quarantined'), ...about('agents-degraded')].filter(
        (id) => !id.includes('organization'),
      );
      const failing = Object.fromEntries(OPTIONAL.map((name) => [name, 'denied' as const]));
      for (const later of [5 * MINUTE, HOUR, DAY]) {
        watch.poll(await readingsOf(tenantAt(end + later, { ...last, failing })), end + later);
      }
      expect(watch.alerts.map(({ id }) => id)).toEqual(expect.arrayContaining(jobs));
    });
  });

  it('is the same again when the same is read again: nothing is told and the poll is unchanged', async () => {
    await histories(async (polls) => {
      let again: { unchanged: boolean; mail: readonly string[] } | null = null;
      const watch = await played(polls, () => {});
      const last = polls.at(-1);
      if (!last) return;
      let now = INSTALL + polls.reduce((sum, { step }) => sum + step, 0) * MINUTE;
      const tenant = tenantAt(now, last);
      const readings = await readingsOf({ ...tenant, failing: {} });
      for (const _ of [1, 2, 3, 4]) {
        now += 1;
        again = watch.poll(readings, now);
      }
      expect(again).toMatchObject({ unchanged: true, mail: [] });
    });
  });
});
