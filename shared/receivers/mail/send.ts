/**
 * Sends a frozen mail through Azure Communication Services, and looks one up: one request for each call, no hidden
 * retry, no sleep. What counts is the answer that our own policy saw on the wire, whatever the SDK then throws:
 * `beginSend` polls once after its POST and sleeps through 429 without a limit (azure-sdk-for-js#32328, #25286).
 */

import { EmailClient, type EmailClientOptions, type EmailMessage } from '@azure/communication-email';
import type { TokenCredential } from '@azure/identity';
import type { DeliveryOutcome, FrozenMessage } from '../../core/model/outbox.ts';
import { CALL_MS } from '../../core/model/times.ts';
import type { Receiver } from '../../core/notify/receiver.ts';
import { MonitorError } from '../../errors.ts';
import { deliveryOf, sendResultOf } from './answers.ts';
import { exchange, type PipelineStep } from './exchange.ts';

export interface MailerOptions {
  readonly service:
    | { readonly endpoint: string; readonly credential: TokenCredential }
    | { readonly connectionString: string };
  readonly from: string;
  readonly to: readonly string[];
  /** Changes when sender, recipients or service change; holds no secret. */
  readonly settingsKey: string;
  /** Further steps of the HTTP pipeline, nearer to the wire than ours. */
  readonly policies?: readonly PipelineStep[];
  /** What the SDK sends with; its own unless given. */
  readonly httpClient?: NonNullable<EmailClientOptions['httpClient']>;
  /** Time limit of one call, its token included. */
  readonly callMs?: number;
}

/** The part of a receiver that talks to the service. */
export type Mailer = Required<Pick<Receiver, 'settings' | 'send' | 'outcome'>>;

export function openMailer(options: MailerOptions): Mailer {
  const { settingsKey, callMs = CALL_MS, policies = [], service } = options;
  const call = (run: (client: EmailClient, signal: AbortSignal) => Promise<unknown>, signal: AbortSignal) =>
    exchange((witness, limit) => run(clientOf(options, [witness, ...policies]), limit), signal, callMs);
  return {
    settings: settingsKey,
    send: async (mail, signal) => sendResultOf(await call(sending(mail, options), signal), identityOf(service)),
    outcome: async (operationId, signal) => {
      const seen = await call(statusRequest(operationId, options), signal);
      return known(deliveryOf(seen, identityOf(service)));
    },
  };
}

const identityOf = (service: MailerOptions['service']): 'key' | 'identity' =>
  'endpoint' in service ? 'identity' : 'key';

function known(delivery: DeliveryOutcome | MonitorError): DeliveryOutcome {
  if (delivery instanceof MonitorError) throw delivery;
  return delivery;
}

/** A client for one call: what its policy saw belongs to that call alone. Credentials keep their tokens themselves. */
function clientOf({ service, httpClient }: MailerOptions, steps: readonly PipelineStep[]): EmailClient {
  const address = 'endpoint' in service ? service.endpoint : connectionEndpoint(service.connectionString);
  const options: EmailClientOptions = {
    ...(httpClient && { httpClient }),
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: isLoopbackHttp(address),
    additionalPolicies: [...steps],
  };
  return 'endpoint' in service
    ? new EmailClient(service.endpoint, service.credential, options)
    : new EmailClient(service.connectionString, options);
}

const connectionEndpoint = (connectionString: string): string =>
  /(?:^|;)\s*endpoint=([^;]*)/i.exec(connectionString)?.[1] ?? '';

/** Plain http is for loopback hosts alone; anywhere else the SDK refuses to send. */
function isLoopbackHttp(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

const sending =
  (mail: FrozenMessage, options: MailerOptions) =>
  (client: EmailClient, abortSignal: AbortSignal): Promise<unknown> =>
    client.beginSend(messageOf(mail, options), { operationId: mail.operationId, abortSignal });

function messageOf({ subject, text, html, to, thread }: FrozenMessage, options: MailerOptions): EmailMessage {
  return {
    senderAddress: options.from,
    recipients: { to: (to ?? options.to).map((address) => ({ address })) },
    content: { subject, plainText: text, html },
    disableUserEngagementTracking: true,
    // As answers to a message that nobody sent: clients show together what answers the same one.
    ...(thread !== undefined && { headers: { 'In-Reply-To': thread, References: thread } }),
  };
}

/**
 * `GET /emails/operations/{id}`: the SDK offers it only to a poller, so one is resumed from a state in which our
 * operation runs, on a path of the configured origin. The message is not sent then.
 */
const statusRequest =
  (operationId: string, { from }: MailerOptions) =>
  (client: EmailClient, abortSignal: AbortSignal): Promise<unknown> => {
    const operationLocation = `/emails/operations/${encodeURIComponent(operationId)}`;
    const config = { operationLocation, metadata: { mode: 'OperationLocation' } };
    const resumeFrom = JSON.stringify({ state: { status: 'running', config } });
    const message = { senderAddress: from, recipients: {}, content: { subject: '', plainText: '' } };
    return client.beginSend(message, { resumeFrom, abortSignal });
  };
