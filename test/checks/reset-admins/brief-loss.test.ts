/**
 * A role that shields a user and is dropped and given back between two readings: none of them shows it, and whom it kept
 * away could reset meanwhile. The audit log tells of it, and of nothing that was believed or meant to end.
 */
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { auditRow, byUser, given, roleProperties, taken, target } from '../../fixtures/audit-events.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { INSTALL, ResetScript } from './script.ts';
import { assign, ROLE, synced, tenantOf, user } from './tenants.ts';

const KIM = byUser('11111111-0000-4000-8000-000000000001', 'kim@contoso.com');
const LEE = byUser('11111111-0000-4000-8000-000000000002', 'lee@contoso.com');
const JOE = '66666666-0000-4000-8000-000000000001';

/** So many seconds after the sixth poll, the last one of those that make the beginning. */
const at = (second: number): string => new Date(INSTALL + (6 * 60 + second) * 1000).toISOString();

const act = (does: 'Add member to role' | 'Remove member from role', second: number, by = KIM) =>
  auditRow(does, at(second), by, [
    target('User', JOE, 'Joe', ...roleProperties(does.startsWith('Add') ? given : taken, ROLE.exchange, 'Exchange')),
  ]);

const tenant = (parts: Partial<Tenant> = {}): Tenant =>
  tenantOf({
    users: [user('ann'), synced(JOE, { name: 'Joe' })],
    assignments: [assign('ann', 'helpdesk'), assign(JOE, 'exchange')],
    ...parts,
  });

async function begun(is = tenant()) {
  const script = new ResetScript();
  script.watch.writeback = 'on';
  const log: ReturnType<typeof act>[] = [];
  script.answer = (path, rows) => (path.startsWith('/auditLogs') ? log : rows);
  await script.settle(is);
  return { script, log };
}

const alertsIn = (told: readonly Told[]) =>
  told.flatMap(({ outcome }) =>
    (outcome.pending?.alerts ?? []).map(
      ({ severity, rule, title, actor }) => `${severity} ${rule} (${actor?.name}): ${title}`,
    ),
  );

describe('a role that shields, dropped and given back', () => {
  it('between two readings is told once, with when it was and who dropped it', async () => {
    const { script, log } = await begun();
    log.push(act('Remove member from role', 20), act('Add member to role', 50, LEE));
    const told = await script.settle(tenant());
    expect(alertsIn(told)).toEqual([
      `critical brief-loss (kim@contoso.com): A user was briefly without role "exchange", and no reading showed it: "Joe" (${JOE}@example[.]org)`,
    ]);
    const [alert] = told.flatMap(({ outcome }) => outcome.pending?.alerts ?? []);
    expect(alert?.lines).toContain('Without it: from 2026-11-20 12:06:20 UTC to 2026-11-20 12:06:50 UTC');
    expect(alert?.lines.at(-1)).toMatch(/^Given back by: user lee@contoso\[\.\]com/);
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
  });

  it('over one reading, whose absence is not believed yet, is told too', async () => {
    const { script, log } = await begun();
    await script.poll(tenant({ assignments: [assign('ann', 'helpdesk')] }));
    log.push(act('Remove member from role', 20), act('Add member to role', 100));
    expect(alertsIn(await script.settle(tenant()))).toEqual([expect.stringContaining('brief-loss')]);
  });

  it('is not told a second time where readings showed that it was gone', async () => {
    const { script, log } = await begun();
    const told = await script.settle(tenant({ assignments: [assign('ann', 'helpdesk')] }));
    expect(alertsIn(told)).toEqual([expect.stringContaining('protection-lost')]);
    log.push(act('Remove member from role', 20), act('Add member to role', 12 * 60));
    script.wait(12);
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
  });

  it('of somebody whom it shields from nobody is not told', async () => {
    const is = tenant({ users: [user('ann'), user(JOE, { name: 'Joe' })] });
    const { script, log } = await begun(is);
    log.push(act('Remove member from role', 20), act('Add member to role', 50));
    expect(alertsIn(await script.settle(is))).toEqual([]);
  });

  it('within the same moment is an assignment that was renewed', async () => {
    const { script, log } = await begun();
    log.push(act('Remove member from role', 20), act('Add member to role', 20));
    expect(alertsIn(await script.settle(tenant()))).toEqual([]);
  });
});
