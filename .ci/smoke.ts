/**
 * Does what the README tells a newcomer: `npm start`, enable writeback in the console, wait for the one mail, make someone
 * Helpdesk Administrator, wait for that one too, look at the status, stop, start again: no mail comes twice and no history is lost. Fails loudly at the first step that does not hold.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CONSOLE = 'http://127.0.0.1:7072';
const MAILBOX = 'http://127.0.0.1:7073';

interface Mail {
  readonly subject: string;
  readonly text: string;
}

interface App {
  readonly statusUrl: string;
  stop(): Promise<void>;
}

async function start(folder: string): Promise<App> {
  const child = spawn('npm', ['start', '--', '--folder', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const statusUrl = await until('the start of the app', 60, async () => {
    assert.equal(child.exitCode, null, `npm start ended:\n${output}`);
    return /Page\s+(http\S+)/.exec(output)?.[1];
  });
  return { statusUrl, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // Ctrl-C reaches the whole group of a terminal, not npm alone.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const code = await ended;
  assert.ok(code === 0 || code === 130 || code === null, `npm start ended with ${code}`);
}

async function until<T>(what: string, seconds: number, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(500);
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}

const json = async (url: string) => (await fetch(url)).json();
const mails = async (): Promise<readonly Mail[]> => ((await json(`${MAILBOX}/api/mails`)) as { mails: Mail[] }).mails;
const historyOf = (app: App): string => `${app.statusUrl.replace('/status', '/drift')}&check=writeback`;

async function press(action: string, form: Readonly<Record<string, string>> = {}): Promise<void> {
  const answer = await fetch(`${CONSOLE}/console/${action}`, {
    method: 'POST',
    headers: { Origin: CONSOLE },
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  assert.ok(answer.status < 400, `the console answered ${answer.status} ${await answer.text()}`);
}

const turnedOn = (all: readonly Mail[]) => all.filter(({ text }) => text.includes('Password writeback was turned on'));

const folder = mkdtempSync(path.join(tmpdir(), 'writeback-watch-'));
let app = await start(folder);
try {
  console.log('started:', app.statusUrl.replace(/code=.*/, 'code=…'));
  await until('the first poll', 75, async () => {
    const found = (await json(app.statusUrl)) as { sources: { name: string; state: string }[] };
    return found.sources.some(({ name, state }) => name === 'directoryAudits' && state === 'ok');
  });
  await press('writeback/enable');
  const flipped = Date.now();
  const [mail] = await until('the mail', 90, async () => {
    const found = turnedOn(await mails());
    return found.length > 0 && found;
  });
  console.log(`the mail came after ${Math.round((Date.now() - flipped) / 1000)} s: ${mail?.subject}`);
  const status = (await json(app.statusUrl)) as {
    writeback: { state: string; evidence: { kind: string; says: string }[] };
  };
  assert.equal(status.writeback.state, 'on');
  assert.ok(status.writeback.evidence.some(({ kind, says }) => kind === 'audit' && says === 'on'));

  await press('roles/assign', { principal: 'Alex Wilber', role: 'Helpdesk Administrator', scope: '/' });
  const made = Date.now();
  const [granted] = await until('the mail about Alex Wilber', 90, async () => {
    const found = (await mails()).filter(({ subject }) =>
      /can now reset [\d,]+ synced users .*"Alex Wilber"/.test(subject),
    );
    return found.length > 0 && found;
  });
  console.log(`the mail came after ${Math.round((Date.now() - made) / 1000)} s: ${granted?.subject}`);

  const history = await json(historyOf(app));
  await app.stop();
  app = await start(folder);
  const again = Date.now();
  await until('a poll and a notify after the restart', 150, async () => {
    const found = (await json(app.statusUrl)) as { sources: { name: string; lastGoodAt: string | null }[] };
    const read = found.sources.find(({ name }) => name === 'directoryAudits')?.lastGoodAt;
    return read !== null && read !== undefined && Date.parse(read) > again && Date.now() - again > 70_000;
  });
  // Other checks may have their first poll meanwhile, so it is this alert and this check that are looked at.
  assert.equal(turnedOn(await mails()).length, 1, 'a restart repeats no mail');
  assert.deepEqual(await json(historyOf(app)), history, 'a restart loses and adds no history');
  console.log('a restart repeated no mail and lost no history');
} finally {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
