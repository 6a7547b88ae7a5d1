/**
 * The managed identity endpoint of App Service (`IDENTITY_ENDPOINT`, `IDENTITY_HEADER`), and the check of its
 * tokens at Graph. A token holds for the resource it was asked for and nobody else's passes: it is signed with the
 * tenant's own key, which is no secret worth anything. Lifetimes use the real clock, as the credential does.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { GraphRefusal, type Reply } from './reply.ts';
import type { TenantState } from './state.ts';

const LIFETIME_SECONDS = 86_400;

/** @param issuer origin of the tenant */
export function tokenReply(state: TenantState, issuer: string, params: URLSearchParams, isTrusted: boolean): Reply {
  if (!isTrusted) return refused(401, 'The identity header is missing or wrong.');
  if (params.get('api-version') !== '2019-08-01') return refused(400, 'The api-version must be 2019-08-01.');
  const resource = params.get('resource');
  if (!resource) return refused(400, 'The resource is missing.');
  const clientId = params.get('client_id');
  if (clientId !== null && clientId !== state.identity.appId) {
    return refused(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId.');
  }
  return issued(state, issuer, resource);
}

function issued(state: TenantState, issuer: string, resource: string): Reply {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: resource,
    iss: `${issuer}/${state.tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + LIFETIME_SECONDS,
    appid: state.identity.appId,
    idtyp: 'app',
    oid: state.identity.objectId,
    sub: state.identity.objectId,
    tid: state.tenantId,
    roles: state.granted,
    ver: '1.0',
  };
  const body = {
    access_token: tokenOf(claims, state.tokenKey),
    client_id: state.identity.appId,
    expires_on: String(claims.exp),
    resource,
    token_type: 'Bearer',
  };
  return { status: 200, headers: JSON_HEADERS, body };
}

const refused = (status: number, message: string): Reply => ({
  status,
  headers: JSON_HEADERS,
  body: { statusCode: status, message },
});

/** The status a fault asked for, in the words of this endpoint. */
export const identityFailure = (status: number, message = 'The identity service is not available.'): Reply =>
  refused(status, message);

const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** @throws GraphRefusal 401 in the words of Graph */
export function requireToken(authorization: string | undefined, audience: string, key: string): void {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorized('Access token is empty.');
  const claims = verified(token, key);
  if (!claims) throw unauthorized('Access token validation failure. Invalid signature.');
  if (String(claims.aud).replace(/\/$/, '') !== audience) {
    throw unauthorized('Access token validation failure. Invalid audience.');
  }
  if (!(Number(claims.exp) > Date.now() / 1000))
    throw unauthorized('Lifetime validation failed, the token is expired.');
}

function unauthorized(message: string): GraphRefusal {
  const headers = { 'WWW-Authenticate': 'Bearer realm="", error="invalid_token"' };
  return new GraphRefusal(401, 'InvalidAuthenticationToken', message, headers);
}

function tokenOf(claims: object, key: string): string {
  const encoded = [{ alg: 'HS256', typ: 'JWT' }, claims].map(base64url).join('.');
  return `${encoded}.${signatureOf(encoded, key)}`;
}

function verified(token: string, key: string): { aud?: unknown; exp?: unknown } | null {
  const [header, claims, signature = ''] = token.split('.');
  if (header === undefined || claims === undefined) return null;
  const expected = Buffer.from(signatureOf(`${header}.${claims}`, key));
  const actual = Buffer.from(signature);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { aud?: unknown; exp?: unknown };
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signatureOf = (text: string, key: string): string => createHmac('sha256', key).update(text).digest('base64url');
