/** The first look: who runs, in which order, and that one failure keeps no other from running. */
import { expect, it } from 'vitest';
import { lookAtOnce } from '../../../local/start/first-look.ts';

const functions = [
  { name: 'notify', type: 'timer' },
  { name: 'status', type: 'http' },
  { name: 'poll-agents', type: 'timer' },
  { name: 'poll-writeback', type: 'timer' },
] as const;

/** A host whose polls take a while, and note what they did. */
function slowHost(failing: string | null) {
  const notes: string[] = [];
  const runTimer = async (name: string): Promise<void> => {
    notes.push(`${name} began`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (name === failing) throw new Error(`${name} failed`);
    notes.push(`${name} ended`);
  };
  return { notes, functions, runTimer };
}

it('mails once every check has polled, so that one mail tells them all', async () => {
  const host = slowHost(null);
  await lookAtOnce(host);
  expect(host.notes).toEqual([
    'poll-agents began',
    'poll-writeback began',
    'poll-agents ended',
    'poll-writeback ended',
    'notify began',
    'notify ended',
  ]);
});

it('mails what the other checks found where one poll fails', async () => {
  const host = slowHost('poll-agents');
  await lookAtOnce(host);
  expect(host.notes).toEqual([
    'poll-agents began',
    'poll-writeback began',
    'poll-writeback ended',
    'notify began',
    'notify ended',
  ]);
});
