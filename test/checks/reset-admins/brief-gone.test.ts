/**
 * What is told of a right that an event gave and no reading shows: once as given and gone, two hours after a reading
 * without it, whatever it was given to; and nothing of what the lists do not show for another reason. Both ends of one right
 * are one, though the log tells them in different words.
 */
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import {
  auditRow,
  byUser,
  given,
  PIM_APP,
  pimRole,
  pimTargets,
  roleProperties,
  taken,
  target,
} from '../../fixtures/audit-events.ts';
import type { Told } from '../../stubs/pure-watch.ts';
import { INSTALL, ResetScript } from './script.ts';
import { application, assign, DEFINITIONS, group, ROLE, tenantOf, user } from './tenants.ts';

type Row = { readonly [name: string]: unknown };

const KIM = byUser('11111111-0000-4000-8000-000000000001', 'kim@contoso.com');
const EVE = '66666666-0000-4000-8000-000000000001';

/** So many seconds after the sixth poll, the last one of those that make the beginning. */
const at = (second: number): string => new Date(INSTALL + (6 * 60 + second) * 1000).toISOString();

const helpdesk = (of: typeof given) => roleProperties(of, ROLE.helpdesk, 'Helpdesk Administrator');
const gave = (...targets: Row[]) => auditRow('Add member to role', at(20), KIM, targets);
const eve = (...properties: Row[]) => target('User', EVE, 'Eve', ...properties);

const permission = (activity: string, second: number, id: string): Row =>
  auditRow(activity, at(second), KIM, [
    target(
      'ServicePrincipal',
      'graph',
      'Microsoft Graph',
      given('AppRole.Id', id),
      given('ServicePrincipal.ObjectID', 'robot'),
      given('ServicePrincipal.DisplayName', 'Robot'),
    ),
  ]);
const PASSWORDS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';
const MAIL_READ = '810c84a8-4a9e-49e6-bf7d-12d183f40d01';

const tenant = (parts: Partial<Tenant> = {}): Tenant =>
  tenantOf({ users: [user('ann')], ...parts, assignments: [assign('ann', 'exchange'), ...(parts.assignments ?? [])] });

/** A watch that has begun, while writeback is on. `log` is what the audit log holds from then on. */
async function begun(is = tenant()) {
  const script = new ResetScript();
  script.watch.writeback = 'on';
  const log: Row[] = [];
  script.answer = (path, rows) => (path.startsWith('/auditLogs') ? log : rows);
  await script.settle(is);
  return { script, log };
}

const briefs = (told: readonly Told[]) =>
  told
    .flatMap(({ outcome }) => outcome.pending?.alerts ?? [])
    .filter(({ rule }) => rule === 'brief-grant')
    .map(({ severity, title, actor }) => `${severity} by ${actor?.name}: ${title}`);
const lines = (told: readonly Told[]) =>
  told.flatMap((one) => one.lines).filter((line) => line.includes('no reading showed it'));

describe('a right that an event gave and nothing took', () => {
  it.each<[what: string, row: Row, who: RegExp]>([
    ['a user who was deleted', gave(eve(...helpdesk(given))), /^critical by kim@contoso\.com: A user .*"Eve" \(id /],
    [
      'a group that was deleted',
      gave(target('Group', 'desk', 'Desk', ...helpdesk(given))),
      /^critical by kim@contoso\.com: A group .*"Desk"/,
    ],
    [
      'a service principal that was deleted',
      permission('Add app role assignment to service principal', 20, PASSWORDS),
      /^critical by kim@contoso\.com: An application .*"Robot"/,
    ],
    [
      'a user to whom PIM gave it',
      auditRow('Add member to role', at(20), PIM_APP, [eve(...helpdesk(given))]),
      /^critical by MS-PIM: A user /,
    ],
  ])('(%s) is told once, when readings were without it for two hours', async (_, row, who) => {
    const { script, log } = await begun();
    log.push(row);
    expect(briefs(await script.settle(tenant()))).toEqual([]);
    script.wait(105);
    expect(briefs(await script.settle(tenant()))).toEqual([]);
    script.wait(10);
    const told = briefs(await script.settle(tenant()));
    expect(told).toEqual([expect.stringMatching(who)]);
    expect(told[0]).toContain(
      'at 2026-11-20 12:06:20 UTC and was without it by 2026-11-20 12:08:00 UTC; no reading showed it, and no event tells of its end',
    );
    script.wait(60);
    log.push(auditRow('Remove member from role', at(50), KIM, [eve(...helpdesk(taken))]));
    expect(briefs(await script.settle(tenant()))).toEqual([]);
  });

  it('and a reading shows later is told as the lasting right that it is', async () => {
    const { script, log } = await begun();
    log.push(gave(eve(...helpdesk(given))));
    await script.settle(tenant());
    script.wait(60);
    const is = tenant({ users: [user('ann'), user(EVE, { name: 'Eve' })], assignments: [assign(EVE, 'helpdesk')] });
    const told = await script.settle(is);
    script.wait(120);
    told.push(...(await script.settle(is)));
    expect(briefs(told)).toEqual([]);
    expect(told.flatMap(({ mail }) => mail)).toEqual([expect.stringContaining('resetter-new')]);
  });

  it.each<[what: string, failing: RegExp]>([
    ['its list', /\/roleAssignments\?/],
    ['the log', /^\/auditLogs/],
  ])('is not told while %s cannot be read, and is told when it can', async (_, path) => {
    const { script, log } = await begun();
    log.push(gave(eve(...helpdesk(given))));
    const failing = [{ path, code: 'unavailable' } as const];
    await script.poll(tenant());
    script.wait(180);
    expect(briefs(await script.settle(tenant(), failing))).toEqual([]);
    const told = await script.settle(tenant());
    script.wait(120);
    told.push(...(await script.settle(tenant())));
    expect(briefs(told)).toEqual([expect.stringContaining('no event tells of its end')]);
  });

  it('is told though the event has left the log meanwhile', async () => {
    const { script, log } = await begun();
    log.push(gave(eve(...helpdesk(given))));
    await script.poll(tenant(), [{ path: /\/roleAssignments\?/, code: 'unavailable' }]);
    script.wait(50 * 60);
    log.splice(0);
    expect(briefs(await script.settle(tenant()))).toEqual([]);
    script.wait(120);
    expect(briefs(await script.settle(tenant()))).toHaveLength(1);
  });
});

describe('what the lists do not show for another reason is not told as gone', () => {
  const EXCHANGE = 'be2f45a1-457d-42af-a067-6ec1fa63bc45';
  const pim = (activity: string) =>
    auditRow(activity, at(20), KIM, pimTargets(pimRole(ROLE.helpdesk, 'Helpdesk Administrator'), eve()), {
      loggedByService: 'PIM',
    });
  const AT_UNIT = { ...assign(EVE, 'helpdesk'), scope: '/administrativeUnits/u' };
  it.each<[what: string, row: Row, is?: Tenant]>([
    ['an assignment in PIM that begins later', pim('Add member to role in PIM completed (timebound)')],
    ['an eligibility', pim('Add eligible member to role in PIM completed (permanent)')],
    ['a permission that is not read', permission('Add app role assignment to service principal', 20, MAIL_READ)],
    ['a role that no list of definitions has', gave(eve(...roleProperties(given, EXCHANGE, 'Unlisted')))],
    [
      'a role at a unit whose event does not name the unit',
      gave(eve(...helpdesk(given))),
      tenant({ users: [user('ann'), user(EVE)], assignments: [AT_UNIT], units: [] }),
    ],
  ])('(%s)', async (_, row, is = tenant()) => {
    const { script, log } = await begun();
    log.push(row);
    const told = await script.settle(is);
    for (let n = 0; n < 2; n += 1) {
      script.wait(121);
      told.push(...(await script.settle(is)));
    }
    expect(lines(told)).toEqual([]);
  });
});

describe('both ends of one right that the log tells in different words', () => {
  const TEMPLATE = '77777777-0000-4000-8000-0000000000aa';
  const night = { ...DEFINITIONS[0], id: 'custom-night', templateId: TEMPLATE, name: 'Night shift', isBuiltIn: false };
  const upn = (of: typeof given) => ({
    ...target('User', '', null, ...helpdesk(of)),
    userPrincipalName: 'eve@contoso.com',
  });
  const known = (of: typeof given) => ({ ...eve(...helpdesk(of)), userPrincipalName: 'eve@contoso.com' });
  const role = (of: typeof given, id: string) => eve(...roleProperties(of, id, 'Night shift'));
  const unit = target('AdministrativeUnit', '88888888-0000-4000-8000-000000000001', 'Sales');
  it.each<[what: string, gives: [activity: string, ...targets: Row[]], takes: [activity: string, ...targets: Row[]]]>([
    [
      'at a unit, and without saying where',
      ['Add scoped member to role', eve(...helpdesk(given)), unit],
      ['Remove scoped member from role', eve(...helpdesk(taken))],
    ],
    [
      'over the tenant, and from a definition',
      ['Add member to role', eve(...helpdesk(given))],
      ['Remove role assignment from role definition', eve(...helpdesk(taken))],
    ],
    [
      'without saying where, and at a unit',
      ['Add scoped member to role', eve(...helpdesk(given))],
      ['Remove scoped member from role', eve(...helpdesk(taken)), unit],
    ],
    [
      'of a user by id and by sign-in name',
      ['Add member to role', known(given)],
      ['Remove member from role', upn(taken)],
    ],
    ['of a user by sign-in name alone', ['Add member to role', upn(given)], ['Remove member from role', upn(taken)]],
    [
      'of a role by its definition and by its template',
      ['Add member to role', role(given, 'custom-night')],
      ['Remove member from role', role(taken, TEMPLATE)],
    ],
  ])('(%s) is told once', async (_, [gives, ...givesTo], [takes, ...takesFrom]) => {
    const is = tenant({ roleDefinitions: [...DEFINITIONS, night as (typeof DEFINITIONS)[number]] });
    const { script, log } = await begun(is);
    log.push(auditRow(gives, at(20), KIM, givesTo), auditRow(takes, at(50), KIM, takesFrom));
    const told = await script.settle(is);
    expect(lines(told)).toEqual([expect.stringContaining('to 2026-11-20 12:06:50 UTC, and no reading showed it')]);
    script.wait(180);
    expect(lines(await script.settle(is))).toEqual([]);
  });

  it('are two that may belong to either of two, and then neither is told before readings were without it', async () => {
    const { script, log } = await begun();
    const other = target('AdministrativeUnit', '88888888-0000-4000-8000-000000000002', 'Board');
    log.push(
      auditRow('Add scoped member to role', at(20), KIM, [eve(...helpdesk(given)), unit]),
      auditRow('Add scoped member to role', at(25), KIM, [eve(...helpdesk(given)), other]),
      auditRow('Remove scoped member from role', at(50), KIM, [eve(...helpdesk(taken))]),
    );
    expect(lines(await script.settle(tenant()))).toEqual([]);
    script.wait(121);
    expect(lines(await script.settle(tenant()))).toHaveLength(2);
  });

  it('of two users who had one sign-in name after the other are not taken for one', async () => {
    const { script, log } = await begun();
    const MAX = '66666666-0000-4000-8000-000000000002';
    const max = { ...target('User', MAX, 'Max', ...helpdesk(given)), userPrincipalName: 'eve@contoso.com' };
    const is = tenant({ users: [user('ann'), user(MAX)], assignments: [assign(MAX, 'helpdesk')] });
    log.push(
      gave(known(given)),
      auditRow('Add member to role', at(25), KIM, [max]),
      auditRow('Remove member from role', at(50), KIM, [upn(taken)]),
    );
    const told = await script.settle(is);
    expect(lines(told)).toEqual([]);
    script.wait(121);
    expect(lines(await script.settle(is))).toEqual([expect.stringContaining('"Eve"')]);
  });
});

it('an application named like another is not taken for it', async () => {
  const is = tenant({
    servicePrincipals: [application('robot', { name: 'Robot' }), application('twin', { name: 'Robot' })],
    groups: [group('apps', ['robot', 'twin'])],
    appRoleAssignments: [
      { principalId: 'robot', appRoleId: PASSWORDS },
      { principalId: 'twin', appRoleId: PASSWORDS },
    ],
  });
  const { script, log } = await begun(is);
  const byName = (activity: string, second: number) =>
    auditRow(activity, at(second), KIM, [
      target(
        'ServicePrincipal',
        'graph',
        'Microsoft Graph',
        given('AppRole.Id', '06b708a9-e830-4db3-a914-8e69da51d44f'),
        given('ServicePrincipal.DisplayName', 'Robot'),
      ),
    ]);
  log.push(
    byName('Add app role assignment to service principal', 20),
    byName('Remove app role assignment from service principal', 50),
  );
  expect(lines(await script.settle(is))).toEqual([expect.stringMatching(/"Robot"/)]);
});
