/**
 * The services of a world, each behind a relay of its own: storage, Graph with the identity endpoint, and mail. What
 * was made for the address of a relay is made to hold for the service behind it.
 */
import { createHash, createHmac } from 'node:crypto';
import type { World } from '../world/world.ts';
import { graphCall, mailCall, type Named, storageCall, TOKEN } from './calls.ts';
import { type Guard, type Relay, type Relayed, startRelay } from './relay.ts';
import type { Settings } from './stage.ts';

export interface Relays {
  /** Settings that lead a process to the relays. */
  readonly env: Settings;
  close(): Promise<void>;
}

/** Makes the guard of one service, which tells its requests apart in its own way. */
export type Guarding = (named: (request: Relayed) => Named) => Guard;

export async function openRelays({ tenant, mailbox, tables }: World, guarding: Guarding): Promise<Relays> {
  const [, endpoint = ''] = /TableEndpoint=([^;]*)/.exec(tables.connectionString) ?? [];
  const [, key = ''] = /accesskey=(.*)$/.exec(mailbox.connectionString) ?? [];
  const storage = new URL(endpoint);
  const [tableRelay, graphRelay, mailRelay] = await Promise.all([
    startRelay({ service: storage.origin, guard: guarding((request) => storageCall(asked(request))) }),
    startRelay({ service: tenant.origin, guard: guarding(graphOrToken), adapt: forTenant(tenant.origin) }),
    startRelay({ service: mailbox.origin, guard: guarding((request) => mailCall(asked(request))), adapt: signed(key) }),
  ]);
  return {
    env: {
      STATE_CONNECTION_STRING: tables.connectionString.replace(storage.origin, tableRelay.origin),
      GRAPH_BASE_URL: graphRelay.origin,
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      IDENTITY_ENDPOINT: tenant.msi.endpoint.replace(tenant.origin, graphRelay.origin),
      IDENTITY_HEADER: tenant.msi.header,
      MAIL_CONNECTION_STRING: `endpoint=${mailRelay.origin}/;accesskey=${key}`,
    },
    close: async () => {
      await Promise.all([tableRelay, graphRelay, mailRelay].map((relay: Relay) => relay.close()));
    },
  };
}

const asked = ({ method, target, body }: Relayed) => ({ method, url: `http://relay${target}`, body });

const graphOrToken = (request: Relayed): Named =>
  request.target.startsWith('/msi/') ? TOKEN : graphCall(asked(request).url);

/** A token is asked for the origin of the relay, and holds for that of the tenant. */
const forTenant =
  (origin: string) =>
  (request: Relayed, relay: string): Relayed => ({
    ...request,
    target: request.target.replace(encodeURIComponent(relay), encodeURIComponent(origin)),
  });

/** The signature holds for the host it was made for. */
const signed =
  (key: string) =>
  (request: Relayed): Relayed => {
    const { host, 'x-ms-date': date } = request.headers;
    const hash = createHash('sha256').update(request.body).digest('base64');
    const text = `${request.method}\n${request.target}\n${String(date)};${host};${hash}`;
    const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
    const authorization = `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`;
    return { ...request, headers: { ...request.headers, authorization } };
  };
