/**
 * Anyone who owns an application may give its app role the id of a permission on Microsoft Graph, and assign it and take it
 * back a thousand times: nobody is told of a permission that nobody had.
 */
import { expect, it } from 'vitest';
import { MonitorError } from '../../../shared/errors.ts';
import { auditRow, byUser, given, taken, target } from '../../fixtures/audit-events.ts';
import { INSTALL, ResetScript } from './script.ts';
import { application, assign, tenantOf, user } from './tenants.ts';

type Row = { readonly [name: string]: unknown };

const PASSWORDS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';
const EVE = byUser('66666666-0000-4000-8000-000000000001', 'eve@contoso.com');

/** So many seconds after the sixth poll, the last one of those that make the beginning. */
const at = (second: number): string => new Date(INSTALL + (6 * 60 + second) * 1000).toISOString();

const assigned = (resource: string, holder: string): Row[] =>
  (
    [
      ['Add app role assignment to service principal', 20, given],
      ['Remove app role assignment from service principal', 50, taken],
    ] as const
  ).map(([activity, second, of]) =>
    auditRow(
      activity,
      at(second),
      EVE,
      [
        target(
          'ServicePrincipal',
          resource,
          'Microsoft Graph',
          of('AppRole.Id', PASSWORDS),
          of('AppRole.Value', 'User-PasswordProfile.ReadWrite.All'),
          of('ServicePrincipal.ObjectID', holder),
        ),
      ],
      { category: 'ApplicationManagement' },
    ),
  );

async function toldOf(rows: readonly Row[], graph: readonly string[] | Error = ['GRAPH']) {
  const script = new ResetScript();
  script.watch.writeback = 'on';
  const asked: string[] = [];
  let log: readonly Row[] = [];
  script.answer = (path, answer) => {
    if (path.startsWith('/auditLogs')) return path.includes('RoleManagement') ? log : [];
    if (!path.includes("appId eq '00000003-0000-0000-c000-000000000000'")) return answer;
    asked.push(path);
    return graph instanceof Error ? graph : graph.map((id) => ({ id }));
  };
  const tenant = tenantOf({
    users: [user('ann')],
    servicePrincipals: [application('robot', { name: 'Robot' })],
    assignments: [assign('ann', 'exchange')],
  });
  await script.settle(tenant);
  log = rows;
  const told = await script.settle(tenant);
  return {
    alerts: told.flatMap(({ outcome }) =>
      (outcome.pending?.alerts ?? []).map(({ severity, rule }) => `${severity} ${rule}`),
    ),
    lines: told.flatMap(({ lines }) => lines),
    asked,
  };
}

it('of Microsoft Graph itself it is told, whatever case its id is written in', async () => {
  expect((await toldOf(assigned('graph', 'robot'))).alerts).toEqual(['critical brief-grant']);
});

it.each<[what: string, rows: Row[]]>([
  ['of an application that has its name', assigned('impostor', 'robot')],
  ['of an application that is given its own', assigned('robot', 'robot')],
  ['that is given to Microsoft Graph', assigned('impostor', 'graph')],
])('%s it is neither told nor a line of history', async (_, rows) => {
  expect(await toldOf(rows)).toMatchObject({ alerts: [], lines: [] });
});

it.each([
  ['is in no list', []],
  ['may not be read', new MonitorError('denied', 'Graph said denied')],
])('is told all the same where Microsoft Graph %s', async (_, graph) => {
  expect((await toldOf(assigned('graph', 'robot'), graph)).alerts).toEqual(['critical brief-grant']);
});

it('costs no question while the log tells of no permission', async () => {
  expect((await toldOf([])).asked).toEqual([]);
});
