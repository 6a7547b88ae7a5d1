import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailFaults } from '../../../local/mailbox/faults.ts';
import { startMailbox } from '../../../local/mailbox/mailbox.ts';
import { clientOf, ID, MESSAGE, mailboxFor } from './calls.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the mailbox', () => {
  it('keeps its mails over a restart, and goes on counting', async () => {
    const first = await mailboxFor({ folder: join(folder, 'new') });
    await clientOf(first).beginSend(MESSAGE, { operationId: ID });
    const kept = first.mails();
    await first.close();
    const second = await mailboxFor({ folder: join(folder, 'new') });
    expect(second.mails()).toEqual(kept);
    await clientOf(second).beginSend(MESSAGE);
    expect(second.mails().map(({ n }) => n)).toEqual([2, 1]);
  });

  it('has every mail in its folder before it answers', async () => {
    const mailbox = await mailboxFor({ folder });
    mailbox.faults.add({ kind: 'drop' });
    await expect(clientOf(mailbox).beginSend(MESSAGE)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['mail-000001.json']);
  });

  it('does not take what a killed write left behind for a mail', async () => {
    writeFileSync(join(folder, 'mail-000001.json.tmp'), '{"n":1,"oper');
    expect((await mailboxFor({ folder })).mails()).toEqual([]);
  });

  it.each([
    ['cut short', '{"n":1'],
    ['another thing', '[]'],
    ['null', 'null'],
  ])('names a kept mail that is %s', async (_name, text) => {
    const path = join(folder, 'mail-000001.json');
    writeFileSync(path, text);
    const message = `${path} does not hold a mail of the mailbox. Delete it to start without it.`;
    await expect(startMailbox({ folder })).rejects.toThrow(message);
  });

  it('says which port is taken', async () => {
    const { origin } = await mailboxFor();
    const port = Number(new URL(origin).port);
    await expect(startMailbox({ port })).rejects.toThrow(
      `The mailbox cannot start: port ${port} on 127.0.0.1 is already taken. Choose another one with --mailbox-port.`,
    );
  });

  it('closes while a request hangs', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'hang' });
    const hanging = expect(clientOf(mailbox).beginSend(MESSAGE)).rejects.toThrow();
    while (mailbox.faults.list().length > 0) await new Promise(setImmediate);
    await mailbox.close();
    await hanging;
  });

  it('makes a new key at each start', async () => {
    const keys = [await mailboxFor(), await mailboxFor()].map(({ connectionString }) => connectionString.split(';')[1]);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('faults', () => {
  it('let some pass, act on the next, and are gone', () => {
    const faults = createMailFaults();
    faults.add({ kind: 'hang', skip: 1, count: 2 });
    const taken = [1, 2, 3, 4].map(() => faults.take('send')?.left ?? null);
    expect(taken).toEqual([null, 1, 0, null]);
    expect(faults.list()).toEqual([]);
  });

  it('stand in line, each for its own kind of request', () => {
    const faults = createMailFaults();
    faults.add({ kind: 'hang' });
    faults.add({ kind: 'reset', on: 'operation' });
    faults.add({ kind: 'drop' });
    expect(faults.take('operation')?.kind).toBe('reset');
    expect(faults.take('send')?.kind).toBe('hang');
    expect(faults.take('send')?.kind).toBe('drop');
    expect(faults.take('send')).toBeNull();
  });

  it('stay until they are removed, when asked to', () => {
    const faults = createMailFaults();
    const { id } = faults.add({ kind: 'hang', count: null });
    faults.take('send');
    faults.take('send');
    expect(faults.list()).toMatchObject([{ id, left: null }]);
    faults.remove(id);
    expect(faults.list()).toEqual([]);
    faults.add({ kind: 'hang' });
    faults.clear();
    expect(faults.take('send')).toBeNull();
  });
});
