/**
 * Azurite's table service in this process: quiet, without telemetry, on loopback, with no file outside of the
 * folder given. Deep imports, as the package has no other way to run one service inside a process (pinned 3.35.0).
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MonitorError } from '../shared/errors.ts';

export interface LocalTables {
  /** For `STATE_CONNECTION_STRING`: account, key and table endpoint, over plain HTTP on loopback. */
  readonly connectionString: string;
  /** Writes the last changes to the folder and ends. */
  close(): Promise<void>;
}

interface TableServer {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
  readonly httpServer: Server;
  readonly accountDataStore: { accounts: object; refresh: () => void };
}
type Constructor<Arguments extends unknown[], Instance> = new (...given: Arguments) => Instance;

/** What a folder was kept under before accounts were random. */
const PUBLISHED = 'devstoreaccount1';

/** Seconds an idle connection stays open. */
const KEEP_ALIVE_SECONDS = 5;

/**
 * @param options.folder where the tables are kept (created if missing); in memory unless given. Changes reach the
 *   disk every 5 s and on `close`: a killed process can lose the last ones.
 * @param options.port 0, any free one, unless given.
 * @throws MonitorError `config` when the port is taken.
 */
export async function startAzurite(options: { folder?: string; port?: number } = {}): Promise<LocalTables> {
  const { folder, port = 0 } = options;
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const account = folder === undefined ? newAccount() : await accountOf(folder);
  const key = randomBytes(64);
  const server = tableServer(port, folder === undefined ? null : path.join(folder, 'tables.json'));
  keepTo(server, account, createSecretKey(key));
  await server.start().catch((cause: unknown) => {
    throw new MonitorError('config', `The table service cannot start on port ${port} of 127.0.0.1: choose another`, {
      cause,
    });
  });
  const endpoint = `${server.getHttpServerAddress()}/${account}`;
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key.toString('base64')};TableEndpoint=${endpoint};`,
    close: () => server.close(),
  };
}

const newAccount = (): string => `watch${randomBytes(8).toString('hex')}`;

function noneIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Tables are kept under their account, so that a folder keeps it; its key is a new one at each start. */
async function accountOf(folder: string): Promise<string> {
  const file = path.join(folder, 'account');
  // Only what is not there is none: another account would show none of the tables that are kept.
  const known = await readFile(file, 'utf8').catch(noneIfMissing);
  if (known !== null) return known;
  const isOlder = await access(path.join(folder, 'tables.json')).then(
    () => true,
    () => false,
  );
  const account = isOlder ? PUBLISHED : newAccount();
  await writeFile(file, account, { mode: 0o600 });
  return account;
}

/**
 * One account, whatever the environment names, and callers of this very address alone: a page elsewhere that points its
 * own name at this machine gets nothing.
 */
function keepTo({ httpServer, accountDataStore }: TableServer, account: string, key: KeyObject): void {
  accountDataStore.refresh = () => {
    accountDataStore.accounts = { [account]: { name: account, key1: key } };
  };
  const [answer] = httpServer.listeners('request');
  httpServer.removeAllListeners('request');
  httpServer.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.host === `127.0.0.1:${request.socket.localPort}`) answer?.call(httpServer, request, response);
    else response.writeHead(421).end();
  });
}

/** @param file null keeps the tables in memory. */
function tableServer(port: number, file: string | null): TableServer {
  const require = createRequire(import.meta.url);
  const folder = 'azurite/dist/src/table';
  const Server: Constructor<[object], TableServer> = require(`${folder}/TableServer.js`).default;
  const Configuration: Constructor<unknown[], object> = require(`${folder}/TableConfiguration.js`).default;
  const [none, off] = ['', false];
  return new Server(
    new Configuration(
      '127.0.0.1',
      port,
      KEEP_ALIVE_SECONDS,
      file ?? 'unused.json',
      off, // debug log
      off, // access log
      undefined, // stream of the access log
      none, // path of the debug log
      off, // loose
      true, // skip the check of the API version: the SDK may be newer
      none, // certificate
      none, // its key
      none, // its password
      undefined, // OAuth
      off, // no product-style URLs
      file === null, // in memory
    ),
  );
}
