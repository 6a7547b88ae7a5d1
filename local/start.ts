/**
 * `npm start`: the whole app on this machine: the real functions under a local host, tables, a simulated tenant (or,
 * with `--tenant`, the signed-in real one) and a mailbox. Prints where everything is; Ctrl-C stops all of it.
 */
import { parseArgs } from 'node:util';
import { reportOf } from '../shared/errors.ts';
import { startRealWorld } from './start/real-world.ts';
import { startSimulatedWorld } from './start/simulated-world.ts';
import type { LocalWorld, Ports } from './start/world.ts';

const USAGE = `Usage: npm start                          a simulated tenant
       npm start -- --tenant              the tenant you are signed in to (az login, or a service principal)
Options:
  --port N           of the app (default 7071)
  --console-port N   of the simulated tenant and its console (default 7072)
  --mailbox-port N   of the mailbox page (default 7073)
  --folder PATH      where all state is kept (default .local)`;

interface Options {
  readonly isReal: boolean;
  readonly ports: Ports;
  readonly folder: string;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'boolean', default: false },
      port: { type: 'string', default: '7071' },
      'console-port': { type: 'string', default: '7072' },
      'mailbox-port': { type: 'string', default: '7073' },
      folder: { type: 'string', default: '.local' },
    },
  });
  const ports = {
    app: portOf('--port', values.port),
    console: portOf('--console-port', values['console-port']),
    mailbox: portOf('--mailbox-port', values['mailbox-port']),
  };
  return { isReal: values.tenant, ports, folder: values.folder };
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${option} is ${JSON.stringify(text)}, but a port is a whole number from 1 to 65535`);
}

/** Null: they are not understood, which has been said. */
function understoodOptions(): Options | null {
  try {
    return readOptions();
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}\n`);
    return null;
  }
}

async function untilStopped(world: LocalWorld): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.stdout.write('\nStopping…\n');
  await world.close();
}

const options = understoodOptions();
if (!options) process.exit(64);
try {
  const start = options.isReal ? startRealWorld : startSimulatedWorld;
  const world = await start(options.folder, options.ports);
  process.stdout.write(`${world.greeting}\n`);
  await untilStopped(world);
  process.exit(0);
} catch (thrown) {
  const { code, message, hint } = reportOf(thrown);
  const text = code === 'internal' && thrown instanceof Error ? thrown.message : `${message}${hint ? `\n${hint}` : ''}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
