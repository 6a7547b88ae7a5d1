import { describe, expect, it } from 'vitest';
import { call, clientOf, ID, MESSAGE, mailboxFor, post, SEND } from './calls.ts';

describe('the mail API, through the real client', () => {
  it('accepts a mail, keeps it, and says that it was delivered', async () => {
    const mailbox = await mailboxFor({ now: () => Date.parse('2026-11-01T08:30:00Z') });
    const message = {
      ...MESSAGE,
      replyTo: [{ address: 'reply@contoso.example' }],
      headers: { 'X-Watch': '1' },
      recipients: { to: [{ address: 'a@b.example', displayName: 'A, B' }], cc: [{ address: 'c@b.example' }] },
      attachments: [{ name: 'a.txt', contentType: 'text/plain', contentInBase64: 'QQ==' }],
      disableUserEngagementTracking: true,
    };
    const poller = await clientOf(mailbox).beginSend(message, { operationId: ID });
    const result = await poller.pollUntilDone();
    expect(result).toMatchObject({ id: ID, status: 'Succeeded' });
    expect(mailbox.mails()).toEqual([
      {
        n: 1,
        operationId: ID,
        receivedAt: '2026-11-01T08:30:00.000Z',
        from: 'watch@contoso.example',
        to: ['a@b.example'],
        cc: ['c@b.example'],
        bcc: [],
        replyTo: ['reply@contoso.example'],
        subject: 'Critical: writeback is on',
        text: 'Text.',
        html: '<p>HTML.</p>',
        headers: { 'X-Watch': '1' },
        attachments: ['a.txt'],
        failure: null,
      },
    ]);
  });

  it('accepts text beyond ASCII', async () => {
    const mailbox = await mailboxFor();
    const content = { subject: 'Kritisch: Zoë 💥 李', plainText: 'ü\u202e' };
    await clientOf(mailbox).beginSend({ ...MESSAGE, content });
    expect(mailbox.mails()[0]).toMatchObject({ subject: content.subject, text: content.plainText, html: '' });
  });

  it('gives an operation id where the caller has none', async () => {
    const mailbox = await mailboxFor();
    const poller = await clientOf(mailbox).beginSend(MESSAGE);
    expect(poller.getResult()?.id).toBe(mailbox.mails()[0]?.operationId);
  });

  it('is running until the time of delivery has passed', async () => {
    let now = Date.parse('2026-11-01T08:30:00Z');
    const mailbox = await mailboxFor({ now: () => now, deliveryMs: 5_000 });
    const poller = await clientOf(mailbox).beginSend(MESSAGE);
    expect(poller.isDone()).toBe(false);
    now += 5_000;
    await poller.poll();
    expect(poller.isDone()).toBe(true);
  });

  it('tells of a delivery that fails later', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'fail-delivery', code: 'EmailDroppedAllRecipientsSuppressed' });
    const sent = clientOf(mailbox).beginSend(MESSAGE, { operationId: ID });
    await expect(sent).rejects.toThrow('EmailDroppedAllRecipientsSuppressed. Dropped on demand.');
    expect(mailbox.mails()[0]?.failure?.code).toBe('EmailDroppedAllRecipientsSuppressed');
  });

  it('refuses a client with another key', async () => {
    const mailbox = await mailboxFor();
    const other = await mailboxFor();
    const stranger = {
      ...mailbox,
      connectionString: `endpoint=${mailbox.origin}/;${other.connectionString.split(';')[1]}`,
    };
    await expect(clientOf(stranger).beginSend(MESSAGE)).rejects.toMatchObject({ statusCode: 401, code: 'Denied' });
    expect(mailbox.mails()).toEqual([]);
  });

  it.each([
    [400, 'BadRequest'],
    [401, 'Denied'],
    [403, 'Forbidden'],
    [429, 'TooManyRequests'],
    [500, 'InternalServerError'],
  ])('refuses with %d on demand, once', async (status, code) => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'status', status, retryAfter: '7' });
    const refused = clientOf(mailbox).beginSend(MESSAGE);
    await expect(refused).rejects.toMatchObject({ statusCode: status, code });
    const answer = await refused.catch((error: { response: { headers: Headers } }) => error.response.headers);
    expect((answer as Headers).get('retry-after')).toBe('7');
    expect(mailbox.mails()).toEqual([]);
    await clientOf(mailbox).beginSend(MESSAGE);
    expect(mailbox.mails()).toHaveLength(1);
  });

  it('resets the connection before accepting', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'reset' });
    await expect(clientOf(mailbox).beginSend(MESSAGE)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(mailbox.mails()).toEqual([]);
  });

  it('accepts, but loses the answer', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'drop' });
    await expect(clientOf(mailbox).beginSend(MESSAGE, { operationId: ID })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(mailbox.mails()).toMatchObject([{ operationId: ID }]);
  });

  it('shows what a retry under the same operation id does: a second copy', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'drop' });
    await clientOf(mailbox, 1).beginSend(MESSAGE, { operationId: ID });
    expect(mailbox.mails()).toMatchObject([
      { n: 2, operationId: ID },
      { n: 1, operationId: ID },
    ]);
  });

  it('never answers, until the caller gives up', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'hang' });
    const abortSignal = AbortSignal.timeout(50);
    await expect(clientOf(mailbox).beginSend(MESSAGE, { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(mailbox.mails()).toEqual([]);
  });

  it('fails questions after the outcome on demand, not the sending', async () => {
    const mailbox = await mailboxFor();
    mailbox.faults.add({ kind: 'status', status: 500, on: 'operation' });
    await expect(clientOf(mailbox).beginSend(MESSAGE)).rejects.toMatchObject({ statusCode: 500 });
    expect(mailbox.mails()).toHaveLength(1);
  });
});

describe('the mail API, on the wire', () => {
  it('answers 202 with where to ask and when', async () => {
    const mailbox = await mailboxFor();
    const answer = await post(mailbox, MESSAGE, { headers: { 'Operation-Id': ID } });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('retry-after')).toBe('1');
    const location = `${mailbox.origin}/emails/operations/${ID}?api-version=2025-09-01`;
    expect(answer.headers.get('operation-location')).toBe(location);
    expect(await answer.json()).toEqual({ id: ID, status: 'Running' });
    const operation = await call(mailbox, location.slice(mailbox.origin.length));
    expect([operation.status, await operation.json()]).toEqual([200, { id: ID, status: 'Succeeded' }]);
  });

  it('does not know an operation that it never accepted', async () => {
    const mailbox = await mailboxFor();
    const answer = await call(mailbox, `/emails/operations/${ID}?api-version=2025-09-01`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: { code: 'NotFound', message: 'No operation has this id.' } },
    ]);
    expect(answer.headers.get('x-ms-error-code')).toBe('NotFound');
  });

  const { content, recipients } = MESSAGE;
  const address = recipients.to[0];
  it.each<[string, unknown, string]>([
    ['no object', [], 'The message: Invalid input: expected object, received array'],
    ['no sender', { content, recipients }, 'senderAddress: Invalid input: expected string, received undefined'],
    ['a sender that is no address', { ...MESSAGE, senderAddress: 'watch' }, 'senderAddress: is not a mail address'],
    ['no content', { ...MESSAGE, content: undefined }, 'content: Invalid input: expected object, received undefined'],
    ['an empty subject', { ...MESSAGE, content: { ...content, subject: '' } }, 'content.subject: is empty'],
    [
      'a subject of two lines',
      { ...MESSAGE, content: { ...content, subject: 'a\r\nBcc: x@y.example' } },
      'content.subject: holds a line break or another control character',
    ],
    ['no body at all', { ...MESSAGE, content: { subject: 'a' } }, 'content: has neither plainText nor html'],
    ['no recipients', { ...MESSAGE, recipients: { to: [] } }, 'recipients.to: is empty'],
    [
      'a recipient that is no address',
      { ...MESSAGE, recipients: { to: [{ address: 'a@b.example, c@d.example' }] } },
      'recipients.to.0.address: is not a mail address',
    ],
    [
      '51 recipients',
      { ...MESSAGE, recipients: { to: Array(26).fill(address), bcc: Array(25).fill(address) } },
      'recipients: are more than 50',
    ],
    [
      'a property that is not documented',
      { ...MESSAGE, importance: 'high' },
      'The message: Unrecognized key: "importance"',
    ],
    [
      'a header of two lines',
      { ...MESSAGE, headers: { X: 'a\nb' } },
      'headers.X: holds a line break or another control character',
    ],
  ])('refuses a body with %s', async (_name, message, reason) => {
    const mailbox = await mailboxFor();
    const answer = await post(mailbox, message);
    expect([answer.status, await answer.json()]).toEqual([400, { error: { code: 'BadRequest', message: reason } }]);
    expect(mailbox.mails()).toEqual([]);
  });

  it('refuses a body that is not JSON', async () => {
    const mailbox = await mailboxFor();
    const answer = await call(mailbox, SEND, { method: 'POST', body: '{' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: { code: 'BadRequest', message: 'The body is not JSON.' } },
    ]);
  });

  it('refuses a body that is too long', async () => {
    const mailbox = await mailboxFor();
    const answer = await call(mailbox, SEND, { method: 'POST', body: ' '.repeat(10 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
  });

  it.each([
    ['no api-version', '/emails:send', {}, 400, 'MissingApiVersionParameter'],
    ['an unknown api-version', '/emails:send?api-version=1999-01-01', {}, 400, 'UnsupportedApiVersionValue'],
    ['an operation id that is no UUID', SEND, { 'operation-id': 'x' }, 400, 'BadRequest'],
    ['another content type', SEND, { 'content-type': 'text/plain' }, 415, 'UnsupportedMediaType'],
    ['another path', '/emails/drafts?api-version=2025-09-01', {}, 404, 'NotFound'],
  ])('refuses %s', async (_name, path, headers, status, code) => {
    const mailbox = await mailboxFor();
    const answer = await call(mailbox, path, { method: 'POST', body: JSON.stringify(MESSAGE), headers });
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: { code } }]);
    expect(mailbox.mails()).toEqual([]);
  });

  it('refuses other methods', async () => {
    const mailbox = await mailboxFor();
    expect((await call(mailbox, SEND)).status).toBe(405);
    expect((await call(mailbox, `/emails/operations/${ID}?api-version=2025-09-01`, { method: 'DELETE' })).status).toBe(
      405,
    );
  });
});
