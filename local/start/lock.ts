/** One process for a folder: two table services on the same files would lose what the other wrote. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MonitorError } from '../../shared/errors.ts';

/** @throws MonitorError `config` while another process has the folder */
export function lockFolder(folder: string): { close(): void } {
  const file = path.join(folder, 'lock');
  const holder = holderOf(file);
  if (holder !== null) {
    throw new MonitorError('config', `The folder ${folder} is in use by process ${holder}`, {
      hint: 'Stop that one first, or choose another folder with --folder.',
    });
  }
  writeFileSync(file, String(process.pid));
  return { close: () => rmSync(file, { force: true }) };
}

/** Null: nobody, or a process that has ended without cleaning up. */
function holderOf(file: string): number | null {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    process.kill(holder, 0);
    return holder;
  } catch {
    return null;
  }
}
