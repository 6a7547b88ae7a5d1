/** How tests of the directory read it: whole lists, who holds what, who is in a unit, how many are synced. */
import { expect } from 'vitest';
import { EVENTUAL, type Reader } from './reader.ts';

export const ASSIGNMENTS = '/v1.0/roleManagement/directory/roleAssignments';
export const SCHEDULES = '/v1.0/roleManagement/directory/roleAssignmentScheduleInstances';
export const ELIGIBILITIES = '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances';
export const DEFINITIONS = '/v1.0/roleManagement/directory/roleDefinitions';
export const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
export const PARTNER = '00000000-1111-4222-8333-444444444444';

export type Row = Record<string, unknown>;

/** All rows, whatever the page. */
export async function all({ get, follow }: Reader, path: string, options = {}, headers = {}): Promise<Row[]> {
  let answer = await get(path, options, headers);
  expect(answer.status).toBe(200);
  const rows = [...answer.body.value];
  for (let link = answer.body['@odata.nextLink']; link; link = answer.body['@odata.nextLink']) {
    answer = await follow(link, headers);
    rows.push(...answer.body.value);
  }
  return rows;
}

export const lastEvent = ({ tenant }: Reader) => tenant.state.audits.at(-1);
export const idOf = ({ tenant }: Reader, name: string): string =>
  Object.values(tenant.state.directory.users).find(({ displayName }) => displayName === name)?.id ?? '';

/** Who holds what: name of the principal, role id, scope. */
export const held = async (reader: Reader) =>
  (await all(reader, ASSIGNMENTS, { $expand: 'principal' })).map((row) => [
    (row.principal as Row | null)?.displayName ?? null,
    row.roleDefinitionId,
    row.directoryScopeId,
  ]);

export async function fetchCount({ get }: Reader, value = 'true'): Promise<string> {
  const answer = await get('/v1.0/users/$count', { $filter: `onPremisesSyncEnabled eq ${value}` }, EVENTUAL);
  expect(answer.headers.get('content-type')).toBe('text/plain');
  return String(answer.body);
}

const SYNCED = 'id,displayName,onPremisesSyncEnabled';

export async function membersOf(reader: Reader, name: string, $top = '999'): Promise<Row[]> {
  const unit = Object.values(reader.tenant.state.directory.units).find(({ displayName }) => displayName === name);
  const path = `/v1.0/directory/administrativeUnits/${unit?.id}/members/microsoft.graph.user`;
  return all(reader, path, { $select: SYNCED, $count: 'true', $top }, EVENTUAL);
}
