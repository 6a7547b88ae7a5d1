import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedVerdict } from '../../../shared/checks/writeback/stored.ts';
import type { SourceViews } from '../../../shared/core/model/check.ts';
import type { SourceState } from '../../../shared/core/model/source.ts';
import { believe } from '../../../shared/core/poll/belief.ts';
import { DAY, daysAgo, event, judge, NOW, viewsOf } from '../../stubs/writeback-views.ts';

const SAYS = fc.constantFrom('on' as const, 'off' as const);
const anyTenant = fc.record({
  events: fc.array(
    fc
      .tuple(SAYS, fc.integer({ min: 0, max: 60 }), fc.constantFrom('success', 'success', 'failure'))
      .map(([says, days, result]) => event(says, days, result)),
    { maxLength: 4 },
  ),
  flag: fc.option(fc.boolean()),
  declared: fc.option(
    fc.record({
      says: SAYS,
      on: fc.integer({ min: 0, max: 60 }).map((days) => daysAgo(days).slice(0, 10)),
      by: fc.constant('Ada'),
    }),
  ),
  cloudSync: fc.constantFrom<string[][]>([], ['cs']),
  cloudSyncState: fc.constantFrom<SourceState[]>('ok', 'ok', 'stale', 'blind', 'denied', 'unlicensed', 'never'),
  unbrokenDays: fc.option(fc.integer({ min: 0, max: 60 })),
});
type AnyTenant = typeof anyTenant extends fc.Arbitrary<infer T> ? T : never;

function anyViews({
  events,
  flag: value,
  declared: statement,
  cloudSync,
  cloudSyncState,
  unbrokenDays,
}: AnyTenant): SourceViews {
  const flags: { [name: string]: boolean } = value === null ? {} : { passwordWritebackEnabled: value };
  const views = viewsOf({ events, flags, declared: statement, cloudSync });
  const { directoryAudits, cloudSync: principals } = views;
  if (!directoryAudits || !principals) throw new Error('both sources are read');
  return {
    ...views,
    directoryAudits: { ...directoryAudits, unbrokenSince: unbrokenDays === null ? null : daysAgo(unbrokenDays) },
    cloudSync: { ...principals, state: cloudSyncState, facts: cloudSyncState === 'never' ? null : principals.facts },
  };
}

const verdictOf = (tenant: AnyTenant) => {
  const { state, since, decidedBy } = storedVerdict(believe(null, judge(anyViews(tenant)), 'state', daysAgo(0)));
  const succeeded = tenant.events.filter(({ result }) => result === 'success');
  const newest = succeeded
    .map(({ at }) => at)
    .sort()
    .at(-1);
  const says = succeeded.filter(({ at }) => at === newest).map((one) => one.says);
  return { state, since, decidedBy, newest, newestSaysOn: says.includes('on'), hasStrong: succeeded.length > 0 };
};

const RUNS = { numRuns: 3_000 };
const always = (claim: (tenant: AnyTenant) => void) => fc.assert(fc.property(anyTenant, claim), RUNS);

describe('the writeback verdict, whatever the evidence', () => {
  it('is never off without positive evidence for off', () => {
    let off = 0;
    always((tenant) => {
      const { state, hasStrong, newestSaysOn } = verdictOf(tenant);
      if (state !== 'off') return;
      off += 1;
      expect(hasStrong ? !newestSaysOn : tenant.declared?.says === 'off').toBe(true);
    });
    expect(off, 'verdicts that are off').toBeGreaterThan(100);
  });

  it('is never off by a Disable event after a gap in the watch, unless off is declared', () => {
    always((tenant) => {
      const { state, hasStrong, newest } = verdictOf(tenant);
      if (state !== 'off' || !hasStrong || tenant.declared?.says === 'off') return;
      expect(tenant.unbrokenDays).not.toBeNull();
      expect(Date.parse(newest ?? '')).toBeGreaterThanOrEqual(NOW - ((tenant.unbrokenDays ?? 0) + 7) * DAY);
    });
  });

  it('is never off by a Disable event while Cloud Sync is not excluded', () => {
    always((tenant) => {
      const { state, hasStrong } = verdictOf(tenant);
      if (state !== 'off' || !hasStrong) return;
      expect(tenant.cloudSync).toEqual([]);
      expect(['ok', 'stale']).toContain(tenant.cloudSyncState);
    });
  });

  it('is on whenever the newest strong evidence says on', () => {
    always((tenant) => {
      const { newest, newestSaysOn, ...verdict } = verdictOf(tenant);
      if (newestSaysOn) expect(verdict).toMatchObject({ state: 'on', since: newest, decidedBy: 'audit' });
    });
  });

  it('is the same with every value of the weak flag where there is an event', () => {
    always((tenant) => {
      if (!verdictOf(tenant).hasStrong) return;
      const verdicts = [true, false, null].map((value) => judge(anyViews({ ...tenant, flag: value }))[0]?.attributes);
      expect(verdicts[1]).toEqual(verdicts[0]);
      expect(verdicts[2]).toEqual(verdicts[0]);
    });
  });

  it('follows a declaration on exactly if nothing strong is as new', () => {
    always((tenant) => {
      if (tenant.declared?.says !== 'on') return;
      const verdict = verdictOf(tenant);
      if (verdict.newestSaysOn) return;
      const newer = !verdict.hasStrong || Date.parse(tenant.declared.on) > Date.parse(verdict.newest ?? '');
      expect(verdict.state === 'on' && verdict.decidedBy === 'declared').toBe(newer);
    });
  });

  it('is unknown, and has no time, where nothing but failed events and a flag that is not true speaks', () => {
    always((tenant) => {
      const silent = { ...tenant, events: tenant.events.map((one) => ({ ...one, result: 'failure' })), declared: null };
      const { state, since } = verdictOf({ ...silent, flag: tenant.flag === true ? null : tenant.flag });
      expect([state, since]).toEqual(['unknown', null]);
    });
  });
});
