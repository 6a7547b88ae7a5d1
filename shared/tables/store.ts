/**
 * State in one table and one partition, as the port `Store` describes it (core/model/store.ts). Holds no state of its own but
 * the client and its count of requests: what is stored is the truth, and every run reads it anew.
 */
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { Store } from '../core/model/store.ts';
import { openAlerts } from './alerts.ts';
import { answerKey, knownAnswerKey, putAnswer, readAnswers } from './answers.ts';
import { Chunks } from './chunks.ts';
import { commitHead } from './commit.ts';
import { damageIn } from './damage.ts';
import { readAllEvents } from './events.ts';
import { TableFailure, type TableName } from './failures.ts';
import { readHeads } from './heads.ts';
import { changesOf, changesWithoutActor, readHistory, recordActors } from './history.ts';
import { callLimit, counting, type Operations, type PipelineStep, type ServiceClock, watchingClock } from './http.ts';
import { type HashText, type Keys, keysWith } from './keys.ts';
import { readMeasures } from './measures.ts';
import { readOutboxes, settle, writeMailbox } from './outbox.ts';
import { Rows } from './rows.ts';
import type { Session } from './session.ts';
import { sweep } from './sweep.ts';
import { Table } from './table.ts';

export interface StoreOptions {
  /** `STATE_TABLES_URL` with Entra sign-in, or `STATE_CONNECTION_STRING`. */
  readonly account:
    | { readonly url: string; readonly credential: TokenCredential }
    | { readonly connectionString: string };
  readonly table: string;
  readonly tenantId: string;
  /** SHA-256 of a text, as hex. */
  readonly hash: HashText;
  /** Further steps of the HTTP pipeline, for instance to see or disturb requests. */
  readonly policies?: readonly PipelineStep[];
  /** What the SDK sends with; its own unless given. */
  readonly httpClient?: NonNullable<TableServiceClientOptions['httpClient']>;
  /** The clock of `RunLimits.deadline`, in ms since 1970; the machine's unless given. */
  readonly now?: () => number;
}

export interface RunLimits {
  /** In ms since 1970: every call ends by then. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

export interface OpenedStore {
  /** The store for one run: its calls end with `unavailable` at the deadline or when the signal aborts. */
  within(limits: RunLimits): Store;
  /** HTTP requests sent so far. */
  operations(): Readonly<Operations>;
}

/** Sends nothing yet. */
export function openStore(options: StoreOptions): OpenedStore {
  const operations: Operations = { reads: 0, writes: 0 };
  const keys = keysWith(options.hash);
  const clock = options.now ?? Date.now;
  const service: ServiceClock = { aheadMs: null };
  const client = clientFor(options, watchingClock(service, clock), counting(operations));
  return {
    within: (limits) => storeOf(session(client, keys, options, signalOf(limits, clock)), clock, service),
    operations: () => ({ ...operations }),
  };
}

function clientFor(
  { account, table, policies = [], httpClient }: StoreOptions,
  ...[first, last]: [PipelineStep, PipelineStep]
): TableClient {
  const address = 'url' in account ? account.url : account.connectionString;
  const settings: TableServiceClientOptions = {
    ...(httpClient && { httpClient }),
    retryOptions: { maxRetries: 3, retryDelayInMs: 250, maxRetryDelayInMs: 2000 },
    additionalPolicies: [callLimit(), first, ...policies, last],
    // Settings admit plain http for loopback hosts only.
    allowInsecureConnection: /^http:|(^|;)\s*(TableEndpoint|DefaultEndpointsProtocol)=http(;|:|$)/i.test(address),
  };
  if ('url' in account) return new TableClient(account.url, table, account.credential, settings);
  return TableClient.fromConnectionString(account.connectionString, table, settings);
}

function session(client: TableClient, keys: Keys, options: StoreOptions, signal: AbortSignal): Session {
  const setting: TableName['setting'] = 'url' in options.account ? 'STATE_TABLES_URL' : 'STATE_CONNECTION_STRING';
  const name: TableName = { table: options.table, setting };
  const table = new Table(client, keys.partition(options.tenantId), name, signal);
  return { table, keys, rows: new Rows(keys, options.hash), chunks: new Chunks(table, keys, options.hash) };
}

function signalOf({ deadline, signal }: RunLimits, now: () => number): AbortSignal {
  const left = Math.floor(deadline - now());
  const time = left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort();
  return signal ? AbortSignal.any([signal, time]) : time;
}

const storeOf = (session: Session, clock: () => number, service: ServiceClock): Store => ({
  heads: (now) => readHeads(session, now),
  load: (hash) => session.chunks.load(hash),
  save: (hash, text) => session.chunks.save({ hash, text }),
  commit: (commit) => commitHead(session, commit),
  openAlerts: () => openAlerts(session),
  events: () => readAllEvents(session),
  outboxes: async () => {
    const read = await firstSight(session, clock, () => readOutboxes(session), { receivers: new Map(), damaged: [] });
    return { ...read, ...(service.aheadMs !== null && { aheadMs: service.aheadMs }) };
  },

  answers: () => readAnswers(session),
  answer: (...answer) => putAnswer(session, ...answer),
  answerKey: () => answerKey(session),
  knownAnswerKey: () => knownAnswerKey(session),
  putMailbox: (...mailbox) => writeMailbox(session, ...mailbox),
  settle: (...settled) => settle(session, ...settled),
  history: (query) => firstSight(session, clock, () => readHistory(session, query), { items: [], next: null }),
  measures: (...wanted) => firstSight(session, clock, () => readMeasures(session, ...wanted), []),
  changesOf: (commits) => changesOf(session, commits),
  changesWithoutActor: (since) => changesWithoutActor(session, since),
  recordActors: (...recorded) => recordActors(session, ...recorded),
  sweep: (...limits) => sweep(session, ...limits),
  damage: (since) => damageIn(session, since),
});

/** Whoever comes first creates table and install row; then there is nothing to read yet. */
async function firstSight<T>(session: Session, clock: () => number, read: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof TableFailure) || thrown.kind !== 'no-table') throw thrown;
    await readHeads(session, clock());
    return nothing;
  }
}
