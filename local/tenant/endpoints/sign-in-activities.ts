/**
 * When applications last signed in: beta only, premium tenants only. Served are those with a life of their own, the
 * Connect servers and the managed identity. The documented page shows a time and a request id in each activity. Not
 * confirmed: how soon a sign-in shows, whether one that never signed in has a row (here it has none), the refusal
 * without a licence (seen for sign-in data of users).
 */
import { lastSignIn } from '../connect.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { isPremium } from '../licences.ts';
import type { Row } from '../odata/row-list.ts';
import { guidOf } from '../random.ts';
import { refusalOf } from '../reply.ts';
import { later, timeText } from './times.ts';

export const signInActivities: Endpoint = {
  path: '/reports/servicePrincipalSignInActivities',
  versions: ['beta'],
  permission: 'AuditLog.Read.All',
  options: ['$filter', '$top'],
  filters: { appId: { eq: 'string' } },
  properties: () => ['id', 'appId', ...UNUSED, CLIENT, LAST],
  read: (call) => {
    if (!isPremium(call.state.licences))
      throw refusalOf(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', NOT_PREMIUM);
    return { rows: rowsOf(call) };
  },
  drifted: (row, seconds) => ({
    ...row,
    [CLIENT]: later(row[CLIENT] as Row, ['lastSignInDateTime'], seconds),
    [LAST]: later(row[LAST] as Row, ['lastSignInDateTime'], seconds),
  }),
};

const CLIENT = 'applicationAuthenticationClientSignInActivity';
const LAST = 'lastSignInActivity';
const UNUSED = [
  'applicationAuthenticationResourceSignInActivity',
  'delegatedClientSignInActivity',
  'delegatedResourceSignInActivity',
];

export const NOT_PREMIUM = "Neither tenant is B2C or tenant doesn't have premium license";
const HOUR_MS = 3_600_000;

function rowsOf({ state, now }: EndpointCall): Row[] {
  const servers = state.connect.servers.map((server) => rowOf(server.appId, lastSignIn(state, server, now)));
  return [...servers, rowOf(state.identity.appId, Math.floor(now / HOUR_MS) * HOUR_MS)];
}

function rowOf(appId: string, at: number): Row {
  const activity = { lastSignInDateTime: timeText(at), lastSignInRequestId: guidOf(`${appId}|${at}`) };
  return {
    id: Buffer.from(appId).toString('base64'),
    appId,
    ...Object.fromEntries(UNUSED.map((name) => [name, null])),
    [CLIENT]: activity,
    [LAST]: activity,
  };
}
