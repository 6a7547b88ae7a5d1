import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { interpret } from '../../../shared/checks/reset-admins/findings/interpret.ts';
import { kindOf } from '../../../shared/checks/reset-admins/stored.ts';
import type { Finding, SourceDrift } from '../../../shared/core/model/check.ts';
import type { Snapshot } from '../../../shared/core/model/fact.ts';
import { diff } from '../../../shared/core/poll/diff.ts';
import { alertsIn, firstRead, occasionOf, verdictOf } from './change.ts';
import { randomTenants } from './random-tenants.ts';

const OPTIONAL = ['eligibilities', 'groupEligibilities', 'assignmentSchedules', 'applicationOwners'];

/** Half of the time a part of the second tenant is that of the first, so that single changes are met too. */
const twoTenants: fc.Arbitrary<[Tenant, Tenant]> = fc
  .tuple(randomTenants, randomTenants, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }))
  .map(([was, is, keeps]) => {
    const kept = Object.entries(was).filter((_, n) => keeps[n]);
    return [was, { ...is, ...Object.fromEntries(kept) }];
  });

const firstReadings: fc.Arbitrary<SourceDrift[]> = fc
  .subarray(OPTIONAL)
  .chain((names) => fc.constantFrom([], firstRead(...names)));

const findingsOf = (was: Snapshot, is: Snapshot, sources: readonly SourceDrift[] = []): readonly Finding[] =>
  interpret(occasionOf(was, is, { sources })).findings;

const RUNS = { numRuns: 300 };

describe('whatever changes', () => {
  it('every new path is in exactly one alert, or counted in the one line of a first reading', () => {
    const seen = { told: 0, counted: 0 };
    fc.assert(
      fc.property(twoTenants, firstReadings, fc.boolean(), ([a, b], sources, activationsRead) => {
        const [was, is] = [verdictOf(a), verdictOf(b, { activationsRead })];
        const findings = findingsOf(was, is, sources);
        const added = diff(was, is).filter((drift) => kindOf(drift) === 'path' && drift.change === 'added');
        const told = added.filter(({ key }) => findings.some((one) => one.key === key));
        for (const { key } of told) {
          const own = findings.filter((one) => one.key === key);
          expect(own).toHaveLength(1);
          expect(own[0]?.event?.rule).toBeDefined();
        }
        const line = findings.find((one) => one.change === 'baseline');
        const { paths = 0 } = (line?.after ?? {}) as { paths?: number };
        const explained = diff(was, is).filter(
          (drift) => kindOf(drift) === 'path' && !findings.some(({ key }) => key === drift.key),
        );
        expect(explained).toHaveLength(paths);
        if (sources.length === 0) expect(told).toHaveLength(added.length);
        seen.told += told.length;
        seen.counted += paths;
      }),
      RUNS,
    );
    expect(Math.min(seen.told, seen.counted)).toBeGreaterThan(20);
  });

  it('every one who gained a path is named in the lines of its alert, where that is not longer than twenty names', () => {
    fc.assert(
      fc.property(twoTenants, ([a, b]) => {
        for (const { event, key, change } of findingsOf(verdictOf(a), verdictOf(b))) {
          if (!event || change !== 'added' || !key.startsWith('path:')) continue;
          const id = key.split(':').at(-1) ?? '';
          const resetter = verdictOf(b).find((fact) => fact.key === `resetter:${id}`);
          const { name, upn } = (resetter?.details ?? {}) as { name: string | null; upn: string | null };
          expect(event.lines.join('\n')).toContain((name ?? upn ?? id).replaceAll('.', '[.]'));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('no two alerts of one poll have the same rule and subject', () => {
    fc.assert(
      fc.property(twoTenants, ([a, b]) => {
        const events = new Set(findingsOf(verdictOf(a), verdictOf(b)).flatMap(({ event }) => event ?? []));
        expect(events.size).toBe(alertsIn(findingsOf(verdictOf(a), verdictOf(b))).length);
      }),
      RUNS,
    );
  });

  it('every alert says why, what to do, and nothing that is not a word', () => {
    fc.assert(
      fc.property(twoTenants, ([a, b]) => {
        for (const { title, why, todo, lines } of alertsIn(findingsOf(verdictOf(a), verdictOf(b)))) {
          expect(Math.min(title.length, why.length, todo.length)).toBeGreaterThan(10);
          expect([title, why, todo, ...lines].join('\n')).not.toMatch(/undefined|NaN|\bnull\b|\[object|[\r\t]/);
        }
      }),
      RUNS,
    );
  });
});

describe('a verdict that only shrank', () => {
  it('raises nothing, though it is recorded', () => {
    let recorded = 0;
    fc.assert(
      fc.property(randomTenants, fc.infiniteStream(fc.boolean()), (tenant, keep) => {
        const was = verdictOf(tenant);
        const is = was.filter((fact) => kindOf(fact) === 'authority' || keep.next().value);
        const findings = findingsOf(was, is);
        recorded += findings.length;
        expect(alertsIn(findings)).toEqual([]);
      }),
      RUNS,
    );
    expect(recorded).toBeGreaterThan(20);
  });
});

describe('other names and numbers', () => {
  it('are no finding', () => {
    fc.assert(
      fc.property(randomTenants, fc.string(), (tenant, name) => {
        const renamed: Tenant = {
          ...tenant,
          users: tenant.users.map((one) => ({ ...one, name, upn: name })),
          groups: tenant.groups.map((one) => ({ ...one, name })),
          units: tenant.units.map((one) => ({ ...one, name })),
          servicePrincipals: tenant.servicePrincipals.map((one) => ({ ...one, name })),
          roleDefinitions: tenant.roleDefinitions.map((one) => ({ ...one, name })),
        };
        expect(findingsOf(verdictOf(tenant), verdictOf(renamed))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
