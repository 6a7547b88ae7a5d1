import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import { digestOf } from '../../../shared/core/notify/digest.ts';
import { tellingsOf } from '../../../shared/core/notify/tellings.ts';
import { alert, at, context, row } from './outbox-rows.ts';

const told = (...rows: Parameters<typeof digestOf>[0]) =>
  tellingsOf(digestOf(rows, CHECKS)).map(({ id, kind, severity, also }) => ({
    ...{ id, kind, severity },
    also: also.map((one) => `${one.kind} ${one.id}`),
  }));

const on = alert('turned-on', { rule: 'turned-on', severity: 'critical', tells: ['undeclared'] });
const undeclared = alert('undeclared', { rule: 'undeclared', kind: 'opened', severity: 'critical' });

describe('what is told as one', () => {
  it('is an event with the condition that its commit opened because of it', () => {
    expect(told(row(1, [undeclared, on]))).toEqual([
      { id: 'turned-on', kind: 'event', severity: 'critical', also: ['opened undeclared'] },
    ]);
  });

  it('is none of them where they come of two commits', () => {
    expect(told(row(1, [on]), row(2, [undeclared])).map(({ also }) => also)).toEqual([[], []]);
  });

  it('is none of them where they come of two checks', () => {
    expect(told(row(1, [on]), row(1, [undeclared], {}, 'agents')).map(({ also }) => also)).toEqual([[], []]);
  });

  it('is an event with the condition that it ends', () => {
    const off = alert('turned-off', { rule: 'turned-off', tells: ['undeclared'] });
    const ended = alert('undeclared', { ...undeclared, kind: 'closed', until: at(2) });
    expect(told(row(2, [off, ended]))).toEqual([
      { id: 'turned-off', kind: 'event', severity: 'warning', also: ['closed undeclared'] },
    ]);
  });

  it('is not what lasts with what has ended before anybody was told of it', () => {
    const out = alert('out', { rule: 'out', kind: 'opened', severity: 'critical', tells: ['silent'] });
    const silent = alert('silent', { rule: 'silent', kind: 'opened' });
    const over = (one: typeof out) => ({ ...one, kind: 'closed' as const, until: at(2) });
    expect(told(row(1, [out, silent]), row(2, [over(out)]))).toEqual([
      { id: 'out', kind: 'passed', severity: 'critical', also: [] },
      { id: 'silent', kind: 'opened', severity: 'warning', also: [] },
    ]);
    expect(told(row(1, [out, silent]), row(2, [over(out), over(silent)]))).toEqual([
      { id: 'out', kind: 'passed', severity: 'critical', also: ['passed silent'] },
    ]);
  });

  it('is as grave as the gravest of them that has not ended', () => {
    const taken = alert('taken', { rule: 'taken', tells: ['lacks', 'writes'] });
    const lacks = alert('lacks', { rule: 'lacks', kind: 'opened', severity: 'critical' });
    const writes = alert('writes', { rule: 'writes', kind: 'closed', severity: 'critical', until: at(1) });
    expect(told(row(1, [taken, lacks]))[0]?.severity).toBe('critical');
    expect(told(row(1, [taken, writes]))[0]?.severity).toBe('warning');
  });

  it('goes to the last of several events, which left it so', () => {
    const first = alert('first', { ...on, id: 'first', since: at(1) });
    const last = alert('last', { ...on, id: 'last', since: at(5) });
    expect(told(row(6, [undeclared, first, last]))).toMatchObject([
      { id: 'first', also: [] },
      { id: 'last', also: ['opened undeclared'] },
    ]);
  });

  it('is a condition with the ones that say less, and never an event with another', () => {
    const out = alert('out', { rule: 'out', kind: 'opened', tells: ['silent', 'new'] });
    const silent = ['a', 'b'].map((id) => alert(id, { rule: 'silent', kind: 'opened' }));
    const fresh = alert('new', { rule: 'new' });
    expect(told(row(1, [out, ...silent, fresh]))).toMatchObject([
      { id: 'new', also: [] },
      { id: 'out', also: ['opened a', 'opened b'] },
    ]);
  });

  it('names one subject alone where the rule says so', () => {
    const gone = alert('gone', { rule: 'gone', tells: ['stuck~job:1'] });
    const stuck = ['job:1', 'job:2'].map((subject) => alert(subject, { rule: 'stuck', subject, kind: 'closed' }));
    expect(told(row(1, [gone, ...stuck]))).toMatchObject([
      { id: 'gone', also: ['closed job:1'] },
      { id: 'job:2', also: [] },
    ]);
  });

  it('closes with what closes, and an ending tells of nothing that begins', () => {
    const out = alert('out', { rule: 'out', kind: 'closed', tells: ['silent'], until: at(1) });
    const still = alert('still', { rule: 'silent', kind: 'opened' });
    const well = alert('well', { rule: 'silent', kind: 'closed', until: at(1) });
    expect(told(row(1, [out, still, well]))).toMatchObject([
      { id: 'still', also: [] },
      { id: 'out', also: ['closed well'] },
    ]);
  });

  it('is no less than all alerts, each once', () => {
    const chain = [
      alert('e', { rule: 'e', tells: ['c1', 'c2'] }),
      alert('c1', { rule: 'c1', kind: 'opened', tells: ['c2'] }),
      alert('c2', { rule: 'c2', kind: 'opened' }),
    ];
    const [only, ...others] = told(row(1, chain));
    expect(only).toMatchObject({ id: 'e', also: ['opened c1', 'opened c2'] });
    expect(others).toEqual([]);
  });
});

describe('that the checks have begun', () => {
  const begun = (check: string, todo: string) =>
    row(
      1,
      [alert(`baseline~${check}`, { rule: 'baseline', kind: 'summary', severity: 'info', todo })],
      { suffix: 'summary', context: context({ headline: `What ${check} found.` }) },
      check,
    );

  it('is one summary: what each found, and every step once', () => {
    const rows = [begun('reset-admins', 'Compare it. Grant it.'), begun('writeback', 'Compare it. Declare it.')];
    const [only, ...others] = tellingsOf(digestOf(rows, CHECKS));
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      id: 'baseline~writeback',
      todo: 'Compare it. Declare it. Grant it. Ask everyone who should get these mails whether this one arrived.',
      lines: ['Tenant: "Contoso" (id 11111111-2222-4333-8444-555555555555)', 'What reset-admins found.'],
      also: [{ id: 'baseline~reset-admins' }],
    });
  });

  it('of one check alone is told as it is', () => {
    const [only] = tellingsOf(digestOf([begun('agents', 'Compare it.')], CHECKS));
    expect(only).toMatchObject({ id: 'baseline~agents', todo: 'Compare it.', also: [] });
  });
});
