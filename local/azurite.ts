/**
 * Azurite's table service in this process: quiet, without telemetry, on loopback, with no file outside of the
 * folder given. Deep imports, as the package has no other way to run one service inside a process (pinned 3.35.0).
 */
import { mkdir } from 'node:fs/promises';
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
}
type Constructor<Arguments extends unknown[], Instance> = new (...given: Arguments) => Instance;

/** Account and key of the emulator: published, the same everywhere, worth nothing outside of it. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

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
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  // Accounts of another emulator on this machine must not replace the one in the connection string.
  delete process.env.AZURITE_ACCOUNTS;
  const server = tableServer(port, folder === undefined ? null : path.join(folder, 'tables.json'));
  await server.start().catch((cause: unknown) => {
    throw new MonitorError('config', `The table service cannot start on port ${port} of 127.0.0.1: choose another`, {
      cause,
    });
  });
  const endpoint = `${server.getHttpServerAddress()}/${ACCOUNT}`;
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};TableEndpoint=${endpoint};`,
    close: () => server.close(),
  };
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
