import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrozenMessage } from '../../../shared/core/model/outbox.ts';
import { MonitorError } from '../../../shared/errors.ts';
import { type MailerOptions, openMailer } from '../../../shared/receivers/mail/send.ts';
import { accepting, answer, type Behaviour, type MailService, startMailService } from './mail-service.ts';

const MAIL: FrozenMessage = {
  operationId: '5c1e0c7e-8a58-4b58-9d0e-3f3b5f0f3f10',
  subject: '[Critical] Contoso: Password writeback was turned on',
  text: 'text part',
  html: '<p>html part</p>',
  rows: [],
  alertIds: [],
  severity: 'critical',
  frozenAt: '2026-11-20T10:00:00.000Z',
  unpaced: false,
};

let service: MailService;
beforeEach(async () => {
  service = await startMailService();
});
afterEach(() => service.close());

const never = new AbortController().signal;

const mailer = (options: Partial<MailerOptions> = {}) =>
  openMailer({
    service: { connectionString: service.connectionString },
    from: 'watch@contoso.example',
    to: ['oncall@contoso.example', 'security@contoso.example'],
    settingsKey: 'key-1',
    ...options,
  });

const behaving = (behaviour: Behaviour) => {
  service.behave = behaviour;
};

const hang: Behaviour = () => {};
const reset: Behaviour = (request) => {
  request.socket.resetAndDestroy();
};
/** The service has accepted, but its answer ends in the middle. */
const cutShort: Behaviour = (request, response) => {
  response.writeHead(202, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{"id":');
  setImmediate(() => request.socket.destroy());
};

describe('send', () => {
  it('is accepted by a 202, with one request that carries mail, recipients and operation id', async () => {
    behaving(accepting(service.port));
    expect(await mailer().send(MAIL, never)).toEqual({ kind: 'accepted' });
    expect(service.asked).toHaveLength(1);
    const [asked] = service.asked;
    expect(asked?.method).toBe('POST');
    expect(asked?.path).toMatch(/^\/emails:send\?api-version=/);
    expect(asked?.operationId).toBe(MAIL.operationId);
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      senderAddress: 'watch@contoso.example',
      content: { subject: MAIL.subject, plainText: 'text part', html: '<p>html part</p>' },
      recipients: { to: [{ address: 'oncall@contoso.example' }, { address: 'security@contoso.example' }] },
      userEngagementTrackingDisabled: true,
    });
  });

  it.each([
    { name: 'a status request that would fail', behaviour: () => accepting(service.port, { error: {} }, 500) },
    { name: 'a body that is not JSON', behaviour: () => answer(202, '<html>') },
    { name: 'an empty body without operation location', behaviour: () => answer(202, '') },
    { name: 'the status Failed in the body', behaviour: () => answer(202, { status: 'Failed' }) },
  ])('is accepted by a 202 with $name', async ({ behaviour }) => {
    behaving(behaviour());
    expect(await mailer().send(MAIL, never)).toEqual({ kind: 'accepted' });
    expect(service.asked.map(({ method }) => method)).toEqual(['POST']);
  });

  const denied = { error: { code: 'Denied', message: 'No access' } };
  it.each([
    {
      status: 400,
      body: { error: { code: 'InvalidSender', message: 'No such sender' } },
      code: 'config',
      message: '400 InvalidSender: No such sender',
      hint: 'MAIL_FROM',
    },
    { status: 401, body: denied, code: 'denied', message: '401 Denied: No access', hint: 'MAIL_CONNECTION_STRING' },
    { status: 403, body: '', code: 'denied', message: 'answered 403', hint: 'disableLocalAuth' },
    { status: 404, body: '<html>not here</html>', code: 'config', message: 'answered 404', hint: 'MAIL_TO' },
    { status: 413, body: '', code: 'config', message: 'answered 413', hint: 'MAIL_TO' },
  ])('is refused for good by $status', async ({ status, body, code, message, hint }) => {
    behaving(answer(status, body));
    const result = await mailer().send(MAIL, never);
    expect(result).toMatchObject({ kind: 'refused', code });
    expect(result).toHaveProperty('message', expect.stringContaining(message));
    expect(result).toHaveProperty('hint', expect.stringContaining(hint));
    expect(service.asked).toHaveLength(1);
  });

  it.each([
    { name: '429 with seconds', status: 429, retryAfter: '120', code: 'throttled', wait: 120_000 },
    { name: '429 with decimal seconds', status: 429, retryAfter: '0.5', code: 'throttled', wait: 500 },
    { name: '429 without a wait', status: 429, retryAfter: undefined, code: 'throttled', wait: null },
    { name: '429 with nonsense', status: 429, retryAfter: 'soon', code: 'throttled', wait: null },
    { name: '408', status: 408, retryAfter: undefined, code: 'unavailable', wait: null },
    { name: '500', status: 500, retryAfter: undefined, code: 'unavailable', wait: null },
    { name: '503 with seconds', status: 503, retryAfter: '7', code: 'unavailable', wait: 7000 },
    { name: '200', status: 200, retryAfter: undefined, code: 'contract', wait: null },
    { name: '302 to another place', status: 302, retryAfter: undefined, code: 'contract', wait: null },
  ])('is unclear after $name, and not repeated', async ({ status, retryAfter, code, wait }) => {
    const headers = { ...(retryAfter !== undefined && { 'retry-after': retryAfter }), location: '/emails:elsewhere' };
    behaving(answer(status, { error: { code: 'X', message: 'y' } }, headers));
    const result = await mailer().send(MAIL, never);
    expect(result).toMatchObject({ kind: 'unclear', code, retryAfterMs: wait });
    expect('fault' in result ? result.fault : null).toBe(status === 500 ? 'answered' : null);
    expect(service.asked).toHaveLength(1);
  });

  it('reads a date in Retry-After', async () => {
    behaving(answer(429, '', { 'retry-after': new Date(Date.now() + 90_000).toUTCString() }));
    const result = await mailer().send(MAIL, never);
    expect(result).toHaveProperty('retryAfterMs', expect.any(Number));
    const wait = 'retryAfterMs' in result ? (result.retryAfterMs ?? 0) : 0;
    expect(wait).toBeGreaterThan(80_000);
    expect(wait).toBeLessThanOrEqual(90_000);
  });

  it.each([
    { name: 'a reset after the service had it', behaviour: reset, message: 'The connection to the mail service broke' },
    {
      name: 'an answer that ends in the middle',
      behaviour: cutShort,
      message: 'The connection to the mail service broke',
    },
    { name: 'no answer within the limit', behaviour: hang, message: 'did not answer within its time limit' },
  ])('is unclear after $name, and not repeated', async ({ behaviour, message }) => {
    behaving(behaviour);
    const result = await mailer({ callMs: 300 }).send(MAIL, never);
    expect(result).toMatchObject({ kind: 'unclear', fault: 'unanswered', code: 'unavailable', retryAfterMs: null });
    expect(result).toHaveProperty('message', expect.stringContaining(message));
    expect(service.asked).toHaveLength(1);
  });

  it('ends with its signal, also when it has already ended', async () => {
    const controller = new AbortController();
    behaving(() => controller.abort());
    const message = 'The mail service did not answer before the run had to end';
    expect(await mailer().send(MAIL, controller.signal)).toMatchObject({ kind: 'unclear', message });
    expect(await mailer().send(MAIL, AbortSignal.abort())).toMatchObject({ kind: 'unclear', message });
    expect(service.asked).toHaveLength(1);
  });

  it('says that no token could be obtained, and ends in time when the credential hangs', async () => {
    const endpoint = `https://127.0.0.1:${service.port}`;
    const failing = { getToken: () => Promise.reject(new Error('secret of the identity endpoint')) };
    const result = await mailer({ service: { endpoint, credential: failing } }).send(MAIL, never);
    expect(result).toMatchObject({ kind: 'unclear', code: 'auth', hint: expect.stringContaining('AZURE_CLIENT_ID') });
    expect(JSON.stringify(result)).not.toContain('secret');
    const hanging = { getToken: () => new Promise<never>(() => {}) };
    const late = await mailer({ service: { endpoint, credential: hanging }, callMs: 100 }).send(MAIL, never);
    expect(late).toMatchObject({ kind: 'unclear', code: 'unavailable' });
    expect(service.asked).toHaveLength(0);
  });

  it('sends nothing over plain http to a host that is not loopback', async () => {
    const connectionString = 'endpoint=http://mail.example/;accesskey=a2V5';
    const result = await mailer({ service: { connectionString }, callMs: 1000 }).send(MAIL, never);
    expect(result).toMatchObject({ kind: 'unclear' });
    expect(JSON.stringify(result)).not.toContain('a2V5');
  });

  it('sees the answer even if what is nearer to the wire loses it: then it is unclear', async () => {
    behaving(accepting(service.port));
    const losing = {
      position: 'perRetry' as const,
      policy: {
        name: 'lose',
        sendRequest: async (request: never, next: (request: never) => Promise<never>) => {
          await next(request);
          throw new Error('lost');
        },
      },
    };
    const result = await mailer({ policies: [losing] }).send(MAIL, never);
    expect(result).toMatchObject({ kind: 'unclear', code: 'unavailable' });
    expect(service.asked).toHaveLength(1);
  });

  it('shows what the service says as one neutral line of bounded length', async () => {
    behaving(answer(400, { error: { code: 'Bad\r\nThing\u202e', message: 'x'.repeat(1000) } }));
    const result = await mailer().send(MAIL, never);
    const message = 'message' in result ? result.message : '';
    expect(message).toContain('400 Bad Thing\\u202e: xxx');
    expect(message.length).toBeLessThan(400);
  });
});

describe('outcome', () => {
  it.each([
    { name: 'Succeeded', body: { status: 'Succeeded' }, outcome: { kind: 'delivered' } },
    { name: 'Running', body: { status: 'Running' }, outcome: { kind: 'running' } },
    { name: 'NotStarted', body: { status: 'NotStarted' }, outcome: { kind: 'running' } },
    {
      name: 'Failed',
      body: { status: 'Failed', error: { code: 'EmailDropped', message: 'suppressed' } },
      outcome: { kind: 'failed', code: 'EmailDropped', message: 'suppressed' },
    },
    { name: 'Canceled', body: { status: 'Canceled' }, outcome: { kind: 'failed', code: 'Canceled' } },
  ])('of an operation that is $name', async ({ body, outcome }) => {
    behaving(answer(200, body, { 'retry-after': '30' }));
    expect(await mailer().outcome(MAIL.operationId, never)).toMatchObject(outcome);
    expect(service.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /emails/operations/${MAIL.operationId}?api-version=2025-09-01`,
    ]);
    expect(service.asked[0]?.body).toBe('');
  });

  it('is unknown when the service knows no such operation', async () => {
    behaving(answer(404, { error: { code: 'NotFound', message: 'x' } }));
    expect(await mailer().outcome(MAIL.operationId, never)).toEqual({ kind: 'unknown' });
  });

  it.each([
    { name: '403', behaviour: answer(403, ''), code: 'denied', wait: undefined },
    { name: '429', behaviour: answer(429, '', { 'retry-after': '60' }), code: 'throttled', wait: 60_000 },
    { name: '500', behaviour: answer(500, ''), code: 'unavailable', wait: undefined },
    {
      name: 'a status nobody documented',
      behaviour: answer(200, { status: 'Maybe' }),
      code: 'contract',
      wait: undefined,
    },
    { name: 'a body that is not JSON', behaviour: answer(200, '<html>'), code: 'contract', wait: undefined },
    { name: 'a reset', behaviour: reset, code: 'unavailable', wait: undefined },
    { name: 'no answer', behaviour: hang, code: 'unavailable', wait: undefined },
  ])('throws on $name: it cannot be told', async ({ behaviour, code, wait }) => {
    behaving(behaviour);
    const thrown = await mailer({ callMs: 300 })
      .outcome(MAIL.operationId, never)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(MonitorError);
    expect(thrown).toMatchObject({ code, retryAfterMs: wait });
    expect(service.asked).toHaveLength(1);
  });
});
