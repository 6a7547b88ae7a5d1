import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import { digestOf } from '../../../shared/core/notify/digest.ts';
import { plainDigest } from '../../../shared/core/notify/plain.ts';
import { HOSTILE } from '../../web/hostile.ts';
import { alert, context, row } from './outbox-rows.ts';

const said = (rows: Parameters<typeof digestOf>[0]) => plainDigest(digestOf(rows, CHECKS), 'the history');

describe('a digest in words of ours', () => {
  it('counts by severity, names rules and ids, and says where the rest is', () => {
    const rows = [
      row(1, [alert('rule-b~x~1', { rule: 'rule-b' }), alert('rule-a~y~1', { rule: 'rule-a', severity: 'critical' })]),
      row(2, [alert('rule-a~z~2', { rule: 'rule-a', severity: 'critical' })]),
    ];
    expect(said(rows)).toEqual({
      severity: 'critical',
      counts: '2 critical, 1 warning alerts',
      lines: [
        'The service refused the message that told these alerts, so this one holds no text of the tenant: 2 critical, 1 warning alerts.',
        'What they say: the history',
        'What their rules mean: RUNBOOK.md, under rule-a, rule-b',
        'Tenant: 11111111-2222-4333-8444-555555555555',
        'Alert ids (the same if this message is repeated):',
        'rule-a~y~1',
        'rule-a~z~2',
        'rule-b~x~1',
      ],
    });
  });

  it.each(Object.entries(HOSTILE))('holds nothing of the tenant: %s', (_, text) => {
    const hostile = alert(`rule~${text}~7`, {
      rule: 'rule',
      subject: text,
      title: text,
      why: text,
      todo: text,
      lines: [text],
    });
    const { counts, lines } = said([
      row(1, [hostile], { context: context({ tenant: { id: 'tenant-id', name: text }, headline: text }) }),
    ]);
    expect(counts).toBe('1 warning alert');
    expect(lines.at(-1)).toMatch(/^rule~[A-Za-z0-9~/+_.…-]+~7$/);
    for (const line of lines) expect(line).toMatch(/^[\w ,.;:/()~…+-]+$/);
  });

  it('names a hundred ids and says how many more there are', () => {
    const many = Array.from({ length: 130 }, (_, n) => alert(`rule~${n}~1`));
    const { lines } = said([row(1, many)]);
    expect(lines).toContain('30 of them are not among the ids below.');
    expect(lines.filter((line) => line.startsWith('rule~'))).toHaveLength(100);
  });
});
