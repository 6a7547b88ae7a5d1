import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import { digestOf } from '../../../shared/core/notify/digest.ts';
import { alert, at, context, row } from './outbox-rows.ts';

const told = (...rows: Parameters<typeof digestOf>[0]) => digestOf(rows, CHECKS).alerts;

describe('digestOf', () => {
  it('tells an alert that opened and closed once, as passed, from its opening to its closing', () => {
    const opened = alert('a', { kind: 'opened', severity: 'critical', since: at(1) });
    const closed = alert('a', { kind: 'closed', severity: 'critical', since: at(1), until: at(9) });
    expect(told(row(9, [closed]), row(1, [opened]))).toEqual([
      { ...opened, kind: 'passed', until: at(9), check: 'writeback', generation: 1, noticedAt: at(1) },
    ]);
  });

  it('tells a closing whose opening went in an earlier mail as closed', () => {
    const closed = alert('a', { kind: 'closed', until: at(9) });
    expect(told(row(9, [closed]))).toMatchObject([{ id: 'a', kind: 'closed', until: at(9) }]);
  });

  it('tells an opening that rose once, with the higher severity and its text', () => {
    const opened = alert('a', { kind: 'opened', severity: 'warning' });
    const raised = alert('a', { kind: 'raised', severity: 'critical', title: 'Worse now' });
    expect(told(row(1, [opened]), row(2, [raised]))).toMatchObject([
      { id: 'a', kind: 'opened', severity: 'critical', title: 'Worse now' },
    ]);
  });

  it('puts the name of who did it to the event when both leave together, and alone otherwise', () => {
    const actor = { id: 'u1', name: 'Adele', type: 'user' as const };
    const event = alert('a', { severity: 'critical' });
    const second = row(1, [alert('a', { kind: 'actor', severity: 'critical', actor })], { suffix: 'actor' });
    expect(told(row(1, [event]), second)).toMatchObject([{ id: 'a', kind: 'event', actor, why: 'Why it matters.' }]);
    expect(told(second)).toMatchObject([{ id: 'a', kind: 'actor', actor }]);
  });

  it('orders news by severity and age, then names, summaries and closings', () => {
    const rows = [
      row(1, [alert('closed', { kind: 'closed', severity: 'critical' }), alert('late', { since: at(5) })]),
      row(2, [alert('summary', { kind: 'summary', severity: 'info' }), alert('early', { since: at(1) })]),
      row(3, [alert('named', { kind: 'actor', severity: 'critical' }), alert('worst', { severity: 'critical' })]),
    ];
    expect(told(...rows).map(({ id }) => id)).toEqual(['worst', 'early', 'late', 'named', 'summary', 'closed']);
  });

  it('tells of two alike the heavier first, so that many small ones never hide it', () => {
    const small = Array.from({ length: 120 }, (_, n) => alert(`small ${n}`, { severity: 'critical', weight: 2 }));
    const later = row(2, [alert('large', { severity: 'critical', weight: 1235 })]);
    expect(told(row(1, small), later)[0]?.id).toBe('large');
  });

  it('takes the newest context of each check, and none from a mail that only names who did it', () => {
    const rows = [
      row(5, [alert('b')], { context: context({ headline: 'new' }) }),
      row(1, [alert('a')], { context: context({ headline: 'old' }) }),
      row(7, [alert('c', { kind: 'actor' })], { suffix: 'actor', context: context({ headline: '' }) }),
      row(2, [alert('d')], { context: context({ headline: 'agents' }) }, 'agents'),
    ];
    const digest = digestOf(rows, CHECKS);
    expect(digest.contexts.map(({ check, at: when, headline }) => [check, when, headline])).toEqual([
      ['writeback', at(5), 'new'],
      ['agents', at(2), 'agents'],
    ]);
  });

  it('names the tenant by the newest row that knows its name', () => {
    const known = row(1, [alert('a')]);
    const unknown = row(2, [alert('b')], { context: context({ tenant: { id: 't', name: null } }) });
    expect(digestOf([known, unknown], CHECKS).tenant.name).toBe('Contoso');
    expect(digestOf([unknown], CHECKS).tenant).toEqual({ id: 't', name: null });
  });
});
