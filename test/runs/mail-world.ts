/** A notifier with everything around it in memory: store, mail service, audit log and a clock that tests move. */

import { CHECKS } from '../../shared/checks/index.ts';
import type { ActorSource } from '../../shared/core/model/history.ts';
import { type DeliveryOutcome, type FrozenMessage, MAIL, type SendResult } from '../../shared/core/model/outbox.ts';
import type { Digest } from '../../shared/core/notify/digest.ts';
import type { Receiver } from '../../shared/core/notify/receiver.ts';
import { MonitorError } from '../../shared/errors.ts';
import { type NotifyDeps, type NotifyResult, notify } from '../../shared/runs/notify.ts';
import type { ReceiverEntry } from '../../shared/runs/telling.ts';
import { minute } from '../core/notify/outbox-rows.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { type StubStore, stubStore } from './store-stub.ts';

/** What happens to a call: it is not applied, applied without its answer arriving, or applied and then fails. */
export type Fault = 'before' | 'lost answer';

/** Every call to the outside passes here, in order. */
export type Gate = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

export interface World {
  readonly store: StubStore;
  /** Mails as accepted, in order; a repeated one twice. */
  readonly accepted: FrozenMessage[];
  /** What was asked of the mail service, in order. */
  readonly calls: string[];
  readonly digests: Digest[];
  now: number;
  settings: string;
  policy: Receiver['policy'];
  /** Whether the storage service tells its clock. */
  tells: boolean;
  /** Receivers besides mail. */
  others: readonly ReceiverEntry[];
  /** What the service refuses for its content, each time. */
  refuses: (mail: FrozenMessage) => boolean;
  /** With what the service fails each time, without having accepted it: with an answer, or with none. */
  fails: (mail: FrozenMessage) => 'answered' | 'unanswered' | null;
  /** Answers instead of the service, once each. */
  answers: SendResult[];
  deliveries: (DeliveryOutcome | MonitorError)[];
  actors: ActorSource | null;
  run(changes?: Partial<NotifyDeps> & { gate?: Gate }): Promise<NotifyResult>;
}

const BAD_REQUEST: SendResult = { kind: 'refused', why: 'content', code: 'config', message: '400', hint: '' };

const failure = (fault: 'answered' | 'unanswered'): SendResult => ({
  kind: 'unclear',
  code: 'unavailable',
  message: 'The mail service answered 500',
  hint: '',
  fault,
  retryAfterMs: null,
});

const open: Gate = (_name, call) => call();

/** A service that knows what it has accepted, by operation id. */
export function mailWorld(): World {
  let ids = 0;
  const known = new Set<string>();
  const send = async (mail: FrozenMessage): Promise<SendResult> => {
    world.calls.push(`send ${mail.operationId}`);
    const fault = world.fails(mail);
    const usual = fault ? failure(fault) : world.refuses(mail) ? BAD_REQUEST : ({ kind: 'accepted' } as const);
    const answer = world.answers.shift() ?? usual;
    if (answer.kind === 'accepted') {
      world.accepted.push(mail);
      known.add(mail.operationId);
    }
    return answer;
  };
  const outcome = async (operationId: string): Promise<DeliveryOutcome> => {
    world.calls.push(`ask ${operationId}`);
    const next = world.deliveries.shift() ?? { kind: known.has(operationId) ? 'running' : 'unknown' };
    if (next instanceof MonitorError) throw next;
    return next;
  };
  const world: World = {
    store: stubStore(),
    accepted: [],
    calls: [],
    digests: [],
    now: minute(60),
    settings: 'settings-1',
    policy: { perMinute: 5, perHour: 10 },
    tells: true,
    others: [],
    refuses: () => false,
    fails: () => null,
    answers: [],
    deliveries: [],
    actors: null,
    run: ({ gate = open, ...changes } = {}) => {
      const { settings, policy } = world;
      const mail: Receiver = { name: MAIL, settings, policy, send, outcome, ...rendering(world) };
      return notify({
        checks: CHECKS,
        store: gatedStore(world.store, gate),
        receivers: [{ name: MAIL, open: () => gatedReceiver(mail, gate) }, ...world.others],
        actors: world.actors,
        now: () => world.now,
        hash: sha256,
        newId: () => `operation-${++ids}`,
        tenantId: 'tenant-1',
        historyDays: 400,
        deadline: world.now + 30_000,
        ...changes,
      });
    },
  };
  return world;
}

/** Its text is the digest; a plain one says so. */
const rendering = (
  world: World,
): Pick<Receiver, 'render' | 'renderPlain' | 'renderSummary' | 'renderPlainSummary'> => ({
  render: (digest) => {
    world.digests.push(digest);
    return { subject: digest.alerts[0]?.title ?? '', text: JSON.stringify(digest), html: '' };
  },
  renderPlain: (digest) => ({ subject: 'plain', text: JSON.stringify(digest), html: '' }),
  renderSummary: (summary) => ({ subject: 'summary', text: JSON.stringify(summary), html: '' }),
  renderPlainSummary: (summary) => ({ subject: 'plain summary', text: JSON.stringify(summary), html: '' }),
});

const GATED = ['heads', 'outboxes', 'putMailbox', 'settle', 'changesWithoutActor', 'recordActors', 'sweep'] as const;

function gatedStore(store: StubStore, gate: Gate): StubStore {
  const calls = GATED.map((name) => {
    const call = store[name] as (...args: unknown[]) => Promise<unknown>;
    return [name, (...args: unknown[]) => gate(name, () => call(...args))];
  });
  return { ...store, ...Object.fromEntries(calls) };
}

/** A receiver never throws from `send`: what the gate throws is an answer that did not come. */
const gatedReceiver = (receiver: Receiver, gate: Gate): Receiver => ({
  ...receiver,
  send: (mail, signal) =>
    gate('send', () => receiver.send(mail, signal)).catch((thrown: unknown) => unclear(thrown)) as Promise<SendResult>,
  ...(receiver.outcome && {
    outcome: (id, signal) => gate('outcome', async () => receiver.outcome?.(id, signal)) as Promise<DeliveryOutcome>,
  }),
});

function unclear(thrown: unknown): SendResult {
  if (!(thrown instanceof MonitorError)) throw thrown;
  return { kind: 'unclear', code: thrown.code, message: thrown.message, hint: '', retryAfterMs: null };
}
