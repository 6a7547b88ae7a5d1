/** The cards of open alerts: which is first, what is one, and what of an answer is said where. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../shared/core/model/answer.ts';
import type { OpenOverview, OpenTelling } from '../../shared/core/status/overview.ts';
import { alerts } from '../../shared/web/page/alerts.ts';
import { linksOf } from '../../shared/web/page/links.ts';

const NOW = Date.parse('2026-11-20T09:10:00.000Z');

const open = (title: string, over: Partial<OpenOverview> = {}): OpenOverview => ({
  id: `${title}~s~1`,
  rule: 'writeback-turned-on',
  severity: 'critical',
  title,
  since: '2026-11-20T09:06:00.000Z',
  why: '',
  todo: '',
  lines: [],
  acknowledged: null,
  check: 'Password writeback',
  commit: null,
  ...over,
});

const answer = (over: Partial<Answer> = {}): Answer => ({
  alertId: 'a~s~1',
  check: 'writeback',
  action: 'snooze',
  at: '2026-11-20T09:09:00.000Z',
  by: 'Kim',
  why: 'planned',
  signedIn: false,
  until: '2026-11-21T09:09:00.000Z',
  severity: 'critical',
  told: null,
  ...over,
});

const shown = (...tellings: OpenTelling[]): string =>
  String(alerts({ tellings, doers: new Map(), clock: { now: NOW, zone: null }, links: linksOf(new URLSearchParams()) }))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('what is told as one', () => {
  it('is as grave as the gravest that nobody answered, and leads to the form of that', () => {
    const also = [open('It is on', { rule: 'writeback-on-undeclared' })];
    const lead = open('It was turned on', { severity: 'warning' });
    expect(shown({ lead, also })).toMatch(/critical It was turned on .* Also critical It is on .* Answer this alert/);
    const snoozed = { lead, also: [open('It is on', { acknowledged: answer() })] };
    expect(shown(snoozed)).toMatch(/\) warning It was turned on /);
    expect(shown(snoozed)).toContain(
      'It is on · snoozed until 2026-11-21 09:09 UTC by Kim (as typed, not signed in) : planned · 1 minute ago',
    );
  });

  it('says of each that is answered by itself how it was', () => {
    const lead = open('It was turned on', { acknowledged: answer() });
    const also = [open('It is on', { acknowledged: answer({ by: 'Ann', why: 'known', until: null }) })];
    const text = shown({ lead, also });
    expect(text).toContain('Snoozed until 2026-11-21 09:09 UTC by Kim (as typed, not signed in) : planned');
    expect(text).toContain('It is on · acknowledged by Ann (as typed, not signed in) : known');
  });

  it('says one answer to both once', () => {
    const lead = open('It was turned on', { acknowledged: answer() });
    const text = shown({ lead, also: [open('It is on', { acknowledged: answer({ alertId: 'b~s~1' }) })] });
    expect(text).toContain('It is on · answered with it');
    expect(text.match(/planned/g)).toHaveLength(1);
    expect(text).toContain('Open alerts (2 alerts, all of them answered)');
    expect(text).toContain('Change the answer');
  });

  it('comes after all that is open without an answer', () => {
    const answered = { lead: open('First', { acknowledged: answer() }), also: [] };
    const text = shown(answered, { lead: open('Second', { severity: 'info' }), also: [] });
    expect(text.indexOf('Second')).toBeLessThan(text.indexOf('First'));
    expect(text).toContain('(2 alerts, worst first; 1 answered)');
  });

  it('names each step once, by number where there are several', () => {
    const lead = open('It was turned on', { todo: 'Turn it off. Look at who did it.' });
    const text = shown({ lead, also: [open('It is on', { todo: 'Declare it. Turn it off.' })] });
    expect(text).toContain('What to do Turn it off. Look at who did it. Declare it. Runbook');
  });
});
