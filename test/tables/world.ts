/** Values to store, a table of its own for each test, and a wire on which requests can be disturbed. */
import { createHash, randomUUID } from 'node:crypto';
import { type RestError, TableClient } from '@azure/data-tables';
import { afterAll, beforeAll } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { MailedAlert, OpenAlert } from '../../shared/core/model/alert.ts';
import type { Head } from '../../shared/core/model/head.ts';
import type { Change, HistoryItem } from '../../shared/core/model/history.ts';
import { MAIL, type Mailbox, type Outbox, outboxOf, type PendingAlerts } from '../../shared/core/model/outbox.ts';
import type { Commit, Store } from '../../shared/core/model/store.ts';
import type { PipelineStep } from '../../shared/tables/http.ts';
import { type OpenedStore, openStore, type StoreOptions } from '../../shared/tables/store.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const NOW = Date.parse('2026-11-20T10:00:00.000Z');
export const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

export const TENANT = '0f5b1e2c-8d7a-4f3e-9b1a-2c3d4e5f6a7b';

type Policy = PipelineStep['policy'];
type Request = Parameters<Policy['sendRequest']>[0];
export type Disturb = (
  request: Request,
  next: () => ReturnType<Policy['sendRequest']>,
) => ReturnType<Policy['sendRequest']>;

/** Stands between the store and Azurite; lets everything through until told otherwise. */
export class Wire {
  disturb: Disturb = (_request, next) => next();
  readonly step: PipelineStep;

  /** `perCall`: the SDK does not see the fault and so does not retry. `perRetry`: it does. */
  constructor(position: 'perCall' | 'perRetry' = 'perCall') {
    const sendRequest: Policy['sendRequest'] = (request, next) => this.disturb(request, () => next(request));
    this.step = { position, policy: { name: 'wire', sendRequest } };
  }
}

/** A connection that broke, as the SDK says it. */
export const broken = (): RestError =>
  Object.assign(new Error('socket hang up'), { name: 'RestError', code: 'ECONNRESET' }) as RestError;

export const isWrite = (request: Request): boolean => request.method !== 'GET';

/** Disturbs the first `times` requests that fit; `applied`: only after the server has done what was asked. */
export function breaking(fits: (request: Request) => boolean, applied: boolean, times = 1): Disturb {
  let left = times;
  return async (request, next) => {
    if (left === 0 || !fits(request)) return next();
    left -= 1;
    if (applied) await next();
    throw broken();
  };
}

export interface World {
  readonly store: Store;
  readonly opened: OpenedStore;
  readonly wire: Wire;
  /** The table itself, past the store. */
  readonly client: TableClient;
  readonly table: string;
  /** A second opening of the same table, undisturbed. */
  other(options?: Partial<StoreOptions>): Store;
}

/** Azurite for one test file. Call at its top level. */
export function worlds(): (position?: 'perCall' | 'perRetry') => World {
  let azurite: LocalTables;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.close());
  return (position) => {
    const table = `t${randomUUID().replaceAll('-', '')}`;
    const account = { connectionString: azurite.connectionString };
    const wire = new Wire(position);
    const options = { account, table, tenantId: TENANT, hash: sha256 };
    const opened = openStore({ ...options, policies: [wire.step] });
    const within = (store: OpenedStore, now = Date.now) => store.within({ deadline: now() + 60_000 });
    const client = TableClient.fromConnectionString(azurite.connectionString, table, { allowInsecureConnection: true });
    const other = (more: Partial<StoreOptions> = {}) => within(openStore({ ...options, ...more }), more.now);
    return { store: within(opened), opened, wire, client, table, other };
  };
}

export const head = (more: Partial<Head> = {}): Head => ({
  check: 'writeback',
  version: 1,
  generation: 1,
  commitId: randomUUID(),
  readStartedAt: at(0),
  finishedAt: at(0.1),
  durationMs: 6000,
  lastHistoryAt: null,
  openAlerts: [],
  sources: {},
  verdict: null,
  summarised: false,
  tenantName: 'Contoso',
  ...more,
});

export const source = (snapshot: string | null): Head['sources'][string] => ({
  version: { scheme: 1, attributes: 1 },
  reading: null,
  snapshot,
  settled: true,
  lastGoodAt: at(0),
  failingSince: null,
  denials: 0,
  error: null,
  watermark: null,
  unbrokenSince: null,
  pulses: [],
});

export const item = (more: Partial<HistoryItem> = {}): HistoryItem => ({
  source: 'directoryAudits',
  change: 'added',
  key: 'event-1',
  title: 'Writeback was turned on',
  severity: 'critical',
  before: null,
  after: { on: true },
  alert: null,
  ...more,
});

export const change = (more: Partial<Change> = {}): Change => ({
  check: 'writeback',
  generation: 1,
  at: at(0),
  items: [item()],
  alerts: [],
  wantsActor: false,
  ...more,
});

const alertText = {
  rule: 'writeback-on',
  subject: 'tenant',
  severity: 'critical' as const,
  title: 'Writeback was turned on',
  why: 'Resets reach Active Directory',
  todo: 'Ask who did it',
  lines: ['off -> on'],
};

export const mailedAlert = (more: Partial<MailedAlert> = {}): MailedAlert => ({
  ...alertText,
  id: 'writeback-on~tenant~1',
  kind: 'event',
  since: at(0),
  ...more,
});

export const pending = (more: Partial<PendingAlerts> = {}): PendingAlerts => ({
  check: 'writeback',
  generation: 1,
  at: at(0),
  alerts: [mailedAlert()],
  context: { tenant: { id: TENANT, name: 'Contoso' }, headline: 'Writeback is on', evidence: [], unseen: [] },
  ...more,
});

export const alert = (more: Partial<OpenAlert> = {}): OpenAlert => ({
  ...alertText,
  id: 'undeclared~tenant~1',
  check: 'writeback',
  since: at(0),
  mailed: true,
  ...more,
});

export const commit = (more: Partial<Commit> = {}): Commit => ({
  head: head(),
  etag: null,
  change: null,
  pending: null,
  receivers: ['mail'],
  alerts: [],
  closed: [],
  measures: [],
  ...more,
});

/** What waits for mail, and what is remembered of it. */
export const mailOutbox = async (store: Store): Promise<Outbox> => outboxOf(await store.outboxes(), MAIL);

/** A mail was accepted that told these rows, and no event with them. */
export const settleMail = (store: Store, mailbox: Mailbox, etag: string, rows: readonly string[]) =>
  store.settle(MAIL, mailbox, etag, rows, []);

export const mailbox = (more: Partial<Mailbox> = {}): Mailbox => ({
  inFlight: null,
  leaseUntil: null,
  notBefore: null,
  sends: [],
  lastDigestAt: null,
  lastSentAt: null,
  lastError: null,
  refused: null,
  outcome: null,
  sweptAt: null,
  ...more,
});

/** Text that somebody could put into a tenant to break what stores it. */
export const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ['HTML', '<script>alert("x")</script>&amp;'],
  ['CR and LF', 'a\r\nRowKey: b\r\n\r\n--batch_1'],
  ['4-byte characters', '👩‍👩‍👧 𝒳 🏴'],
  ['a lone high surrogate', 'a\uD83D'],
  ['a lone low surrogate', '\uDE00b'],
  ['1,000 characters', 'ö'.repeat(1000)],
  ['slashes', '/a\\b/../c'],
  ['what keys must not hold', '#?%25%7C\u0000\u001f\u007f\u009f'],
  ['separators of our own', 'a|b}c~d_005F_h'],
  ['quotes', `it's "quoted" ' or RowKey ge '`],
  ['right-to-left override', '\u202Etxt.exe\u2066'],
  ['nothing', ''],
];
