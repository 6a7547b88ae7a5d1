import { describe, expect, it } from 'vitest';
import { resetAdminLines } from '../../../local/check/reset-admins-text.ts';
import { section } from '../../../shared/checks/reset-admins/report.ts';
import type { Sight } from '../../../shared/core/model/check.ts';
import { verdictOf } from '../../checks/reset-admins/change.ts';
import { assign, at, group, tenantOf, unit, user } from '../../checks/reset-admins/tenants.ts';

const plain = (_: string, text: string): string => text;

const AT = '2026-11-20T10:00:00.000Z';

const sight = (visible: boolean, sources: Sight['sources'] = {}): Sight => ({
  ...{ visible, now: 0, heartbeats: [] },
  sources: { units: { state: visible ? 'ok' : 'blind', lastGoodAt: AT }, ...sources },
});

const linesOf = (name: string, one: Sight): string[] => {
  const users = [user('adele', { name }), user('bob', { isEnabled: false })];
  const units = [unit('a0', ['joe'], { name: 'Plant' })];
  const groups = [group('desk', ['bob'], { name: 'Desk' })];
  const assignments = [assign('adele', 'helpdesk'), assign('desk', 'user', at('a0'))];
  const tenant = tenantOf({ users, units, groups, assignments, syncedUserCount: 1240 });
  return resetAdminLines(section(verdictOf(tenant), one), plain);
};

describe('who can reset whom, on a terminal', () => {
  it('isolates a name that is written from right to left, and shows what cannot be seen', () => {
    expect(linesOf('אדם', sight(true))[1]).toBe('  "\u2068אדם\u2069" (adele@example[.]org): 1,240 synced users');
    expect(linesOf('a\u202eb', sight(true))[1]).toBe('  "a\\u202eb" (adele@example[.]org): 1,240 synced users');
  });

  it('shows the top resetters with their paths', () => {
    expect(linesOf('Adele Vance', sight(true))).toEqual([
      'Who can reset synced users: known, 2 principals; 1,240 of 1,240 in reach now',
      '  "Adele Vance" (adele@example[.]org): 1,240 synced users',
      '    Helpdesk Administrator over the whole tenant, assigned directly',
      '  "bob" (bob@example[.]org) (disabled): 1 synced user',
      '    User Administrator over the administrative unit a0, through the group "Desk" (id desk)',
    ]);
  });

  it('says what is not seen, and how old the list is that is shown', () => {
    const blind = linesOf('Adele Vance', sight(false, { eligibilities: { state: 'denied', lastGoodAt: null } }));
    expect(blind.slice(0, 2)).toEqual([
      `Who can reset synced users: partial, 2 principals; 1,240 of 1,240 in reach now, as read at ${AT}`,
      '  Not seen: units, eligibilities',
    ]);
  });

  it('shows no number before anything was counted', () => {
    expect(resetAdminLines(section(null, sight(false)), plain)).toEqual([
      'Who can reset synced users: unknown',
      '  Not seen: units',
    ]);
  });

  it('counts those beyond the first ten', () => {
    const users = Array.from({ length: 12 }, (_, n) => user(`u${n}`));
    const many = verdictOf(tenantOf({ users, assignments: users.map(({ id }) => assign(id, 'helpdesk')) }));
    expect(resetAdminLines(section(many, sight(true)), plain).at(-1)).toBe('  and 2 more');
  });

  it('lets no name steer the terminal or begin a line', () => {
    const lines = linesOf('\u001b[2JEvil\n  known\u202e', sight(true));
    expect(lines.join('\n')).not.toMatch(/[\u202e]|\p{Cc}(?<!\n)/u);
    expect(lines).toHaveLength(5);
  });
});
