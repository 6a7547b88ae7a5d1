/** What both local worlds have in common: tables, mailbox and the app under the host, opened in order and closed in reverse. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startAzurite } from '../azurite.ts';
import { startHost } from '../host/start-host.ts';
import { type Mailbox, startMailbox } from '../mailbox/mailbox.ts';
import { lookAtOnce } from './first-look.ts';
import { lockFolder } from './lock.ts';

export interface Ports {
  readonly app: number;
  readonly console: number;
  readonly mailbox: number;
}

export interface LocalWorld {
  readonly greeting: string;
  close(): Promise<void>;
}

/** Things to close, the last one opened first. */
interface Opened {
  add<T extends { close(): Promise<void> | void }>(thing: T): T;
  closeAll(): Promise<void>;
}

export function opened(): Opened {
  const things: { close(): Promise<void> | void }[] = [];
  return {
    add: (thing) => {
      things.push(thing);
      return thing;
    },
    closeAll: async () => {
      for (const thing of things.reverse()) await thing.close();
    },
  };
}

/** The folder for all state, this process's alone, and closed to other accounts of the machine: it says who can reset whom. */
export function openFolder(folder: string, all: Opened): string {
  const whole = path.resolve(folder);
  mkdirSync(whole, { recursive: true, mode: 0o700 });
  chmodSync(whole, 0o700);
  all.add(lockFolder(whole));
  return whole;
}

export async function openTables(folder: string, all: Opened): Promise<void> {
  const tables = all.add(await startAzurite({ folder: path.join(folder, 'tables') }));
  setEnvironment({ STATE_CONNECTION_STRING: tables.connectionString, STATE_TABLES_URL: undefined });
}

export async function openMailbox(folder: string, ports: Ports, all: Opened): Promise<Mailbox> {
  // No link with the function key: whoever can open the page could read it there.
  const links = [{ label: 'Tenant console', url: `http://127.0.0.1:${ports.console}/` }];
  return all.add(await startMailbox({ port: ports.mailbox, folder: path.join(folder, 'mails'), links }));
}

/** Mail settings of the local mailbox, where none are set. Its links to answer lead to this app. */
export const mailboxSettings = (mailbox: Mailbox, ports: Ports): Environment => ({
  PUBLIC_URL: process.env.PUBLIC_URL ?? `http://127.0.0.1:${ports.app}`,
  MAIL_CONNECTION_STRING: mailbox.connectionString,
  MAIL_ENDPOINT: undefined,
  MAIL_FROM: process.env.MAIL_FROM ?? 'writeback-watch@contoso.example',
  MAIL_TO: process.env.MAIL_TO ?? 'admins@contoso.example',
  MAIL_PER_MINUTE: process.env.MAIL_PER_MINUTE ?? '30',
  MAIL_PER_HOUR: process.env.MAIL_PER_HOUR ?? '100',
});

type Environment = Readonly<Record<string, string | undefined>>;

/** The functions read the process's environment when they are loaded, so it is set before. */
export function setEnvironment(settings: Environment): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

export async function openApp(folder: string, ports: Ports, all: Opened): Promise<void> {
  const timersFolder = path.join(folder, 'timers');
  const isFirst = !existsSync(timersFolder);
  const host = await startHost({
    app: path.resolve(import.meta.dirname, '../../functions'),
    port: ports.app,
    portSetting: '--port',
    key: keyOf(folder),
    timersFolder,
  });
  all.add(host);
  if (isFirst) void lookAtOnce(host);
}

/** The function key is kept, so that bookmarks go on working. */
function keyOf(folder: string): string {
  const file = path.join(folder, 'function-key');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const key = randomBytes(24).toString('base64url');
    writeFileSync(file, key, { mode: 0o600, flag: 'wx' });
    return key;
  }
}

/** With the key that opens it. */
const answerUrl = (route: string, folder: string, ports: Ports): string =>
  `http://127.0.0.1:${ports.app}/api/${route}?code=${keyOf(folder)}`;

export const statusUrl = (folder: string, ports: Ports): string => answerUrl('status', folder, ports);
export const resettersUrl = (folder: string, ports: Ports): string => answerUrl('reset-admins', folder, ports);
export const historyUrl = (folder: string, ports: Ports): string => answerUrl('drift', folder, ports);

/** If the rest of the opening fails, what was opened is closed. */
export async function closingOnFailure<T>(all: Opened, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await all.closeAll();
    throw error;
  }
}
