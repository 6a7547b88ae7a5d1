import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../shared/checks/agents/index.ts';
import { READING, WRITING } from '../../../shared/checks/entra/permissions.ts';
import { watchOver } from '../../../shared/checks/watch/index.ts';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import type { Fact } from '../../../shared/core/model/fact.ts';
import type { Readings } from '../../../shared/core/model/source.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR = 3_600_000;
const GRAPH = '0f0f0f0f-1111-4222-8333-444455556666';
const ids = new Map([...READING, ...WRITING].map(({ name, id }) => [name, id]));
/** All that the app could need, and none that is wider. */
const ALL = READING.map(({ name }) => name).filter((name) => name !== 'Directory.Read.All');

const grant = (name: string): Fact => {
  const roleId = ids.get(name) ?? name;
  const details = { resource: 'Microsoft Graph', grantedAt: '2026-11-20T11:00:00Z' };
  return { key: `${GRAPH}/${roleId}`, attributes: { roleId, resourceId: GRAPH }, label: name, details };
};

const readings = (granted: readonly string[] | null, plans: readonly string[] = ['AAD_PREMIUM']): Readings => ({
  permissions: granted
    ? { ok: true, facts: granted.map(grant) }
    : { ok: false, error: { code: 'denied', message: 'no', hint: 'Grant Application.Read.All' } },
  licence: { ok: true, facts: plans.map((key) => ({ key, attributes: {} })) },
  settings: { ok: true, facts: [] },
});

const begun = (granted: readonly string[] | null = ALL): PureWatch<never> => {
  const watch = new PureWatch<never>(watchOver([writeback]) as never, INSTALL);
  watch.poll(readings(granted), INSTALL);
  return watch;
};

describe('the rules of the watch over itself', () => {
  it.each<[name: string, granted: string[], mail: string[]]>([
    [
      'a permission to write is granted',
      [...ALL, 'User.ReadWrite.All'],
      ['event critical permission-granted', 'opened critical permission-write'],
    ],
    ['one that it does not need', [...ALL, 'Directory.Read.All'], ['event warning permission-granted']],
    [
      'one that it does not know',
      [...ALL, 'e2f98668-2877-4f38-a2f4-8202e0717aa1'],
      ['event warning permission-granted'],
    ],
  ])('when %s: told at once', (_, granted, mail) => {
    const watch = begun();
    expect(watch.poll(readings(granted), INSTALL + HOUR).mail).toEqual(mail);
    expect(watch.poll(readings(granted), INSTALL + 2 * HOUR).mail).toEqual([]);
  });

  it.each<[name: string, taken: string, mail: string[]]>([
    [
      'a permission of a required source is taken',
      'AuditLog.Read.All',
      ['event warning permission-taken', 'opened warning permission-missing'],
    ],
    ['a permission of an optional source is taken', 'Policy.Read.All', ['event warning permission-taken']],
  ])('when %s: told at the second reading, with what it blinds', (_, taken, mail) => {
    const watch = begun();
    const rest = ALL.filter((name) => name !== taken);
    expect(watch.poll(readings(rest), INSTALL + HOUR).mail).toEqual([]);
    const told = watch.poll(readings(rest), INSTALL + 2 * HOUR);
    expect(told.mail).toEqual(mail);
    const event = told.outcome.pending?.alerts.find(({ kind }) => kind === 'event');
    expect(event?.lines.some((line) => line.includes(' (writeback/'))).toBe(true);
  });

  it('of what it was granted: never readable is `unseen`, not `unknown`, and no condition', () => {
    const watch = begun(null);
    expect(watch.head?.verdict?.state).toBe('unseen');
    expect(watch.alerts).toEqual([]);
  });

  it('keep a permission to write open while grants cannot be read', () => {
    const watch = begun([...ALL, 'User.ReadWrite.All']);
    expect(watch.alerts.map(({ rule }) => rule)).toEqual(['permission-write']);
    watch.poll(readings(null), INSTALL + 100 * HOUR);
    expect(watch.alerts.map(({ rule }) => rule).sort()).toEqual(['permission-write', 'source-blind']);
    expect(watch.head?.verdict?.state).toBe('known');
  });

  it('name a licence that is gone, and only record one that is seen', () => {
    const watch = begun();
    watch.poll(readings(ALL, []), INSTALL + HOUR);
    expect(watch.poll(readings(ALL, []), INSTALL + 2 * HOUR).mail).toEqual(['event warning licence-gone']);
    const seen = watch.poll(readings(ALL, ['AAD_PREMIUM', 'AAD_PREMIUM_P2']), INSTALL + 3 * HOUR);
    expect(seen.mail).toEqual([]);
    expect(seen.lines).toEqual([
      'added licence: The tenant has Entra ID P1 now ("AAD_PREMIUM")',
      'added licence: The tenant has Entra ID P2 now ("AAD_PREMIUM_P2")',
    ]);
  });

  it('tell every grant that is added exactly once, whatever is granted', () => {
    const some = fc.subarray([...ids.keys()]);
    fc.assert(
      fc.property(some, some, (before, after) => {
        const watch = begun(before);
        const told = watch.poll(readings(after), INSTALL + HOUR);
        const events = (told.outcome.pending?.alerts ?? []).filter(({ rule }) => rule === 'permission-granted');
        const added = after.filter((name) => !before.includes(name));
        expect(events).toHaveLength(added.length);
        const critical = events.filter(({ severity }) => severity === 'critical');
        expect(critical).toHaveLength(added.filter((name) => name.includes('ReadWrite')).length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('readings that are kept', () => {
  it('change nothing of any source and of the verdict, whatever was read before', () => {
    const some = fc.subarray([...ids.keys()]);
    const reading = fc.oneof(some, fc.constant(null));
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 4 }), fc.nat(200), (read, hours) => {
        const watch = begun(read[0] ?? null);
        read.forEach((granted, n) => void watch.poll(readings(granted), INSTALL + (n + 1) * HOUR));
        const before = watch.head;
        // Once more, so that what time alone has opened is open.
        const at = INSTALL + (hours + 10) * HOUR;
        watch.poll('kept', at);
        const told = watch.poll('kept', at);
        expect(watch.head?.sources).toEqual(before?.sources);
        expect(watch.head?.verdict?.hash).toBe(before?.verdict?.hash);
        expect(watch.head?.readStartedAt).toBe(before?.readStartedAt);
        expect({ lines: told.lines, mail: told.mail }).toEqual({ lines: [], mail: [] });
      }),
      { numRuns: 50 },
    );
  });

  it('let what is told besides open and close', () => {
    const watch = begun();
    const two = { rule: 'two', subject: 's', severity: 'warning', title: 't', why: '', todo: '', lines: [] } as const;
    expect(watch.poll('kept', INSTALL + HOUR, [two]).mail).toEqual(['opened warning two']);
    expect(watch.poll('kept', INSTALL + 2 * HOUR, [two]).mail).toEqual([]);
    expect(watch.poll('kept', INSTALL + 3 * HOUR, []).mail).toEqual(['closed warning two']);
    expect(watch.poll('kept', INSTALL + 4 * HOUR, [{ ...two, toldTo: [] }]).mail).toEqual([]);
    expect(watch.alerts).toMatchObject([{ rule: 'two', mailed: false }]);
    expect(watch.poll('kept', INSTALL + 5 * HOUR, []).mail).toEqual([]);
  });

  it('of a state that is lost, or was never there, are a mistake of the caller', () => {
    const watch = begun();
    watch.texts.clear();
    expect(() => watch.poll('kept', INSTALL + HOUR)).toThrow('nothing of permissions can be kept');
    const fresh = new PureWatch<never>(watchOver([writeback]) as never, INSTALL);
    expect(() => fresh.poll('kept', INSTALL)).toThrow('nothing of permissions can be kept');
  });
});

describe('a missing permission', () => {
  it('has a part for each source that it blinds, so that one more is worse', () => {
    const heldBack = (...checks: Parameters<typeof watchOver>[0]) => {
      const watch = new PureWatch<never>(watchOver(checks) as never, INSTALL);
      const { outcome } = watch.poll(readings(ALL.filter((name) => name !== 'AuditLog.Read.All')), INSTALL);
      const occasion = {
        sources: [],
        verdict: { before: null, after: outcome.verdict ?? [] },
        writeback: 'off',
      } as const;
      return watchOver(checks)
        .interpret(occasion)
        .conditions.map(({ rule, subject, parts }) => [rule, subject, parts]);
    };
    const writebackAlone = { 'writeback/directoryAudits': 1, 'writeback/resets': 1, 'writeback/ssprSettings': 1 };
    expect(heldBack(writeback)).toEqual([['permission-missing', 'AuditLog.Read.All', writebackAlone]]);
    expect(heldBack(writeback, agents)).toEqual([
      ['permission-missing', 'AuditLog.Read.All', { ...writebackAlone, 'agents/connectSignIn': 1 }],
    ]);
  });
});
