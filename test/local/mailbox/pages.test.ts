import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Mailbox } from '../../../local/mailbox/mailbox.ts';
import { subjectWord } from '../../../local/mailbox/page/subject-word.ts';
import { ID, MESSAGE, mailboxFor, post } from './calls.ts';

const textOf = async (mailbox: Mailbox, path: string): Promise<string> => {
  const answer = await fetch(mailbox.origin + path);
  expect(answer.status).toBe(200);
  return await answer.text();
};

const form = (mailbox: Mailbox, path: string, fields: Record<string, string>, origin: string | null = mailbox.origin) =>
  fetch(mailbox.origin + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: origin === null ? {} : { origin },
    redirect: 'manual',
  });

/** `fetch` does not let a caller choose the Host header. */
const statusFor = (mailbox: Mailbox, host: string, path = '/'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(mailbox.origin + path, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end();
  });

describe('the pages of the mailbox', () => {
  it('list the mails, newest first, with copies and failed deliveries marked', async () => {
    let now = Date.parse('2026-11-01T08:30:00Z');
    const mailbox = await mailboxFor({ now: () => now, links: [{ label: 'Tenant', url: 'http://127.0.0.1:7/' }] });
    mailbox.faults.add({ kind: 'fail-delivery' });
    await post(mailbox, MESSAGE, { headers: { 'operation-id': ID } });
    now += 3_600_000;
    await post(
      mailbox,
      { ...MESSAGE, content: { subject: 'Newer', plainText: 'x' } },
      { headers: { 'operation-id': ID } },
    );
    const list = await textOf(mailbox, '/');
    expect(list.indexOf('Newer')).toBeLessThan(list.indexOf('Critical: writeback is on'));
    expect(list).toContain('<span class="word critical">Critical</span>');
    expect(list.match(/copy 2 of one operation/g)).toHaveLength(1);
    expect(list.match(/delivery fails: EmailDropped/g)).toHaveLength(1);
    expect(list).toContain('datetime="2026-11-01T08:30:00.000Z"');
    expect(list).toContain('1 h ago');
    expect(list).toContain('<a href="http://127.0.0.1:7/">Tenant</a>');
    expect(list).toContain('<title>Mailbox (2)</title>');
  });

  it('lead to each other, and mark where one is', async () => {
    const mailbox = await mailboxFor();
    const current = (page: string) => page.match(/<a href="[^"]*" aria-current="page">[^<]*/g);
    const list = await textOf(mailbox, '/');
    expect(list).toContain('<a href="/webhook">on a page of its own</a>');
    expect(current(list)).toEqual(['<a href="/" aria-current="page">Mails']);
    expect(current(await textOf(mailbox, '/webhook'))).toEqual(['<a href="/webhook" aria-current="page">Webhook']);
  });

  it('say so when there is no mail, and that messages of an earlier start are gone', async () => {
    const mailbox = await mailboxFor();
    expect(await textOf(mailbox, '/')).toContain('No mail yet.');
    expect(await textOf(mailbox, '/webhook')).toContain(
      'No message since this start: unlike mails, messages are not kept.',
    );
  });

  it('go on over many mails', async () => {
    const mailbox = await mailboxFor();
    for (let n = 0; n < 101; n += 1) await post(mailbox);
    const newest = await textOf(mailbox, '/');
    expect(newest.match(/<li>/g)).toHaveLength(100);
    expect(newest).toContain('href="/?before=2"');
    const older = await textOf(mailbox, '/?before=2');
    expect(older).toContain('href="/mail/1"');
    expect(older.match(/<li>/g)).toHaveLength(1);
  });

  it('show a mail by parts', async () => {
    const mailbox = await mailboxFor();
    await post(mailbox, { ...MESSAGE, headers: { 'X-Watch': 'yes' } });
    expect(await textOf(mailbox, '/mail/1')).toContain('<iframe sandbox="" src="/mail/1/html"');
    expect(await textOf(mailbox, '/mail/1?part=text')).toContain('<pre>Text.</pre>');
    expect(await textOf(mailbox, '/mail/1?part=headers')).toContain('<dt>X-Watch</dt><dd><bdi>yes</bdi></dd>');
    expect(await textOf(mailbox, '/mail/1/html')).toBe('<p>HTML.</p>');
  });

  it('show the text of a mail that has no HTML', async () => {
    const mailbox = await mailboxFor();
    await post(mailbox, { ...MESSAGE, content: { subject: 'a', plainText: 'Only text.' } });
    expect(await textOf(mailbox, '/mail/1')).toContain('<pre>Only text.</pre>');
  });

  it('escape everything that is in a mail', async () => {
    const mailbox = await mailboxFor({ links: [{ label: '<b>', url: '/"><script>' }] });
    const evil = `"><script>alert('x')</script>&amp;`;
    const content = { subject: evil, plainText: evil, html: evil };
    await post(mailbox, { ...MESSAGE, content, headers: { 'X-Evil': evil } });
    for (const path of ['/', '/mail/1', '/mail/1?part=text', '/mail/1?part=headers', '/mail/1?part="><script>']) {
      const page = await textOf(mailbox, path);
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).not.toContain(evil);
      expect(page).toContain('&lt;script&gt;');
    }
  });

  it('give what a mail holds no right at all', async () => {
    const mailbox = await mailboxFor();
    await post(mailbox);
    const policy = (await fetch(`${mailbox.origin}/mail/1/html`)).headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "style-src 'unsafe-inline'", 'sandbox', "frame-ancestors 'self'"]),
    );
  });

  it('give the mails as JSON', async () => {
    const mailbox = await mailboxFor();
    await post(mailbox);
    expect(JSON.parse(await textOf(mailbox, '/api/mails'))).toEqual({ mails: mailbox.mails() });
  });

  it.each(['/mail/2', '/mail/0', '/mail/01', '/mail/1/', '/mail/x', '/other', '/api/other'])(
    'have no %s',
    async (path) => {
      const mailbox = await mailboxFor();
      await post(mailbox);
      expect((await fetch(mailbox.origin + path)).status).toBe(404);
    },
  );

  it('answer HEAD, and no methods that they do not have', async () => {
    const { origin } = await mailboxFor();
    const head = await fetch(origin, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(origin, { method: 'PUT' })).status).toBe(405);
  });

  it('answer to loopback names only', async () => {
    const mailbox = await mailboxFor();
    const { port } = new URL(mailbox.origin);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect(await statusFor(mailbox, host)).toBe(200);
    }
    for (const host of [
      'attacker.example',
      `attacker.example:${port}`,
      'localhost',
      `127.0.0.1.attacker.example:${port}`,
    ]) {
      expect(await statusFor(mailbox, host, '/api/mails')).toBe(403);
    }
  });
});

describe('the faults on the page', () => {
  it('are added, shown and removed', async () => {
    const mailbox = await mailboxFor();
    const fields = { kind: 'status', status: '429', retryAfter: '<7>', on: 'send', count: '3' };
    const answer = await form(mailbox, '/faults/add', fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/#faults']);
    expect(mailbox.faults.list()).toMatchObject([{ kind: 'status', status: 429, retryAfter: '<7>', left: 3 }]);
    const waiting = 'Sending: refuse with status 429, Retry-After &lt;7&gt;,\n    3 more';
    expect(await textOf(mailbox, '/')).toContain(waiting);
    await form(mailbox, '/faults/remove', { id: String(mailbox.faults.list()[0]?.id) });
    expect(mailbox.faults.list()).toEqual([]);
  });

  it('last until removed when no number is given', async () => {
    const mailbox = await mailboxFor();
    await form(mailbox, '/faults/add', { kind: 'hang', on: 'operation', count: '' });
    expect(mailbox.faults.list()).toMatchObject([{ kind: 'hang', on: 'operation', left: null }]);
  });

  it.each([
    ['an unknown kind', { kind: 'burn' }, 'No such kind of fault.'],
    [
      'a delivery where there is none',
      { kind: 'fail-delivery', on: 'operation' },
      'This fault has no meaning for these requests.',
    ],
    ['an unknown status', { kind: 'status', status: '200' }, 'No such status.'],
    [
      'a header of two lines',
      { kind: 'status', retryAfter: '1\r\nX: y' },
      'Retry-After can only hold plain characters, at most 60.',
    ],
    ['too many', { kind: 'hang', count: '1001' }, 'How many is a whole number from 1 to 1000, or empty for all.'],
    ['none', { kind: 'hang', count: '0' }, 'How many is a whole number from 1 to 1000, or empty for all.'],
  ])('are refused for %s', async (_name, fields, message) => {
    const mailbox = await mailboxFor();
    const answer = await form(mailbox, '/faults/add', fields);
    expect([answer.status, await answer.text()]).toEqual([400, message]);
    expect(mailbox.faults.list()).toEqual([]);
  });

  it.each([
    ['no origin', null],
    ['another origin', 'http://attacker.example'],
    ['an opaque origin', 'null'],
  ])('cannot be changed from %s', async (_name, origin) => {
    const mailbox = await mailboxFor();
    expect((await form(mailbox, '/faults/add', { kind: 'hang' }, origin)).status).toBe(403);
    expect(mailbox.faults.list()).toEqual([]);
  });
});

describe('the word of a subject', () => {
  it.each([
    ['Critical: writeback is on', 'Critical', 'critical'],
    ['[Contoso] WARNING: x', 'WARNING', 'warning'],
    ['Ended: x', 'Ended', ''],
    ['A very long way to a warning', 'A', ''],
    ['…', '-', ''],
  ])('of %s', (subject, word, tone) => {
    expect(subjectWord(subject)).toEqual({ word, tone });
  });
});
