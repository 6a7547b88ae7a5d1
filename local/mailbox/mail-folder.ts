/**
 * Keeps mails, one JSON file each, whole or not at all (temporary file, then rename): a mail that was acknowledged is
 * still there after a crash. Without a folder they live as long as the mailbox.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredMail } from './stored-mail.ts';

export interface MailFolder {
  /** Stored before it returns. */
  add(mail: Omit<StoredMail, 'n'>): StoredMail;
  /** Newest first. */
  all(): readonly StoredMail[];
  byNumber(n: number): StoredMail | undefined;
  /** The newest with this operation id, whose letter case does not count. */
  byOperation(operationId: string): StoredMail | undefined;
}

/** @throws Error that names the file when one cannot be read as a mail */
export function openMailFolder(folder: string | undefined): MailFolder {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const mails = folder === undefined ? [] : load(folder);
  return {
    add(mail) {
      const numbered = { n: (mails[0]?.n ?? 0) + 1, ...mail };
      if (folder !== undefined) save(folder, numbered);
      mails.unshift(numbered);
      return numbered;
    },
    all: () => [...mails],
    byNumber: (n) => mails.find((mail) => mail.n === n),
    byOperation: (id) => mails.find(({ operationId }) => operationId.toLowerCase() === id.toLowerCase()),
  };
}

const FILE = /^mail-(\d{6,})\.json$/;

const load = (folder: string): StoredMail[] =>
  readdirSync(folder)
    .filter((name) => FILE.test(name))
    .map((name) => parsed(join(folder, name)))
    .sort((a, b) => b.n - a.n);

function parsed(path: string): StoredMail {
  const mail = jsonOf(path);
  if (typeof mail?.n === 'number' && typeof mail.operationId === 'string') return mail as StoredMail;
  throw new Error(`${path} does not hold a mail of the mailbox. Delete it to start without it.`);
}

function jsonOf(path: string): Partial<StoredMail> | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<StoredMail> | null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function save(folder: string, mail: StoredMail): void {
  const path = join(folder, `mail-${String(mail.n).padStart(6, '0')}.json`);
  writeFileSync(`${path}.tmp`, JSON.stringify(mail, null, 1), { flush: true });
  renameSync(`${path}.tmp`, path);
}
