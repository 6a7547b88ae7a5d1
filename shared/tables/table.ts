/**
 * The one table and its one partition, as the rest of this folder uses it: range queries, single writes, transactions.
 * Every call ends by the deadline of its run. Every answer is checked to be one: the SDK takes an HTML page for an
 * empty list and for a transaction that succeeded.
 */
import type { TableClient, TableEntity, TransactionAction } from '@azure/data-tables';
import { MonitorError } from '../errors.ts';
import { failureOf, outOfTime, TableFailure, type TableName } from './failures.ts';
import type { KeyRange } from './keys.ts';
import { type Cell, checkRow, checkTransaction, type Row } from './limits.ts';

export interface StoredRow extends Row {
  readonly etag: string;
}

export type Write =
  | { readonly kind: 'insert'; readonly row: Row }
  | { readonly kind: 'upsert'; readonly row: Row }
  | { readonly kind: 'replace'; readonly row: Row; readonly etag: string }
  /** Fails when the row is not there. */
  | { readonly kind: 'delete'; readonly rowKey: string }
  /** Changes nothing but the ETag, and fails when the row is not there. */
  | { readonly kind: 'touch'; readonly rowKey: string };

export interface QueryOptions {
  /** Only these cells; all when left out. */
  readonly cells?: readonly string[];
  /** A further condition, in OData; no OR, for which the service would read the whole partition. */
  readonly where?: string;
  readonly rowsPerPage?: number;
  /** Requests after which the query fails; it never ends early as if that were all. */
  readonly mostPages?: number;
}

const MOST_PAGES = 100;

const keyOf = (write: Write): string => ('row' in write ? write.row.rowKey : write.rowKey);

export class Table {
  readonly #client: TableClient;
  readonly #partition: string;
  readonly #name: TableName;
  readonly #signal: AbortSignal;

  /** @param signal aborts at the deadline of the run */
  constructor(client: TableClient, partition: string, name: TableName, signal: AbortSignal) {
    this.#client = client;
    this.#partition = partition;
    this.#name = name;
    this.#signal = signal;
  }

  /** Does nothing when the table exists. */
  async create(): Promise<void> {
    await this.#bounded(() => this.#client.createTable({ abortSignal: this.#signal }));
  }

  /** One row; null only when the service says that there is none. */
  async get(rowKey: string, cells?: readonly string[]): Promise<StoredRow | null> {
    const rows = await this.#all(`RowKey eq '${quoted(rowKey)}'`, cells ? { cells } : {});
    return rows[0] ?? null;
  }

  /** All rows of a range, in order of key. */
  async query(range: KeyRange, options: QueryOptions = {}): Promise<StoredRow[]> {
    return this.#all(inRange(range), options);
  }

  /** The rows of a range page by page, for who may stop early. */
  pages(range: KeyRange, options: QueryOptions = {}): AsyncGenerator<StoredRow[]> {
    return this.#pages(inRange(range), options);
  }

  /** One call, or one transaction when there are several writes. @returns the ETags, in order; '' for a deleted row */
  async write(writes: readonly Write[]): Promise<string[]> {
    for (const write of writes) if ('row' in write) checkRow(write.row);
    checkTransaction(writes.map((write) => ({ rowKey: keyOf(write), ...('row' in write && { row: write.row }) })));
    const [first, ...more] = writes;
    if (!first) return [];
    return more.length === 0 ? [await this.#single(first)] : this.#transaction(writes);
  }

  /** Deletes a row if it still has this ETag (`*`: any). @returns false when it has another or is gone */
  async remove(rowKey: string, etag: string): Promise<boolean> {
    const options = { etag, abortSignal: this.#signal };
    try {
      await this.#bounded(() => this.#client.deleteEntity(this.#partition, rowKey, options));
      return true;
    } catch (thrown) {
      if (thrown instanceof TableFailure && (thrown.kind === 'stale' || thrown.kind === 'missing')) return false;
      throw thrown;
    }
  }

  async #single(write: Write): Promise<string> {
    const options = { abortSignal: this.#signal };
    if (write.kind === 'delete') {
      await this.#bounded(() => this.#client.deleteEntity(this.#partition, write.rowKey, options));
      return '';
    }
    if (write.kind === 'touch') return this.#touch(write.rowKey);
    const entity = this.#entity(write.row);
    const answer = await this.#bounded<{ etag?: string }>(() => {
      if (write.kind === 'insert') return this.#client.createEntity(entity, options);
      if (write.kind === 'upsert') return this.#client.upsertEntity(entity, 'Replace', options);
      return this.#client.updateEntity(entity, 'Replace', { ...options, etag: write.etag });
    });
    return answer.etag ?? this.#strange('a write without an ETag');
  }

  async #touch(rowKey: string): Promise<string> {
    const entity = this.#entity({ rowKey, cells: {} });
    const options = { etag: '*', abortSignal: this.#signal };
    const answer = await this.#bounded<{ etag?: string }>(() => this.#client.updateEntity(entity, 'Merge', options));
    return answer.etag ?? this.#strange('a write without an ETag');
  }

  async #transaction(writes: readonly Write[]): Promise<string[]> {
    const actions = writes.map((write) => this.#action(write));
    const answer = await this.#bounded(() => this.#client.submitTransaction(actions, { abortSignal: this.#signal }));
    const applied = answer.subResponses.filter(({ status }) => status >= 200 && status < 300);
    if (applied.length !== writes.length) this.#strange('not one answer for each part of a transaction');
    return applied.map((part) => part.etag?.trim() ?? '');
  }

  #action(write: Write): TransactionAction {
    if (write.kind === 'delete') return ['delete', { partitionKey: this.#partition, rowKey: write.rowKey }];
    if (write.kind === 'touch')
      return ['update', this.#entity({ rowKey: write.rowKey, cells: {} }), 'Merge', { etag: '*' }];
    const entity = this.#entity(write.row);
    if (write.kind === 'insert') return ['create', entity];
    return write.kind === 'upsert'
      ? ['upsert', entity, 'Replace']
      : ['update', entity, 'Replace', { etag: write.etag }];
  }

  #entity({ rowKey, cells }: Row): TableEntity {
    return { partitionKey: this.#partition, rowKey, ...cells };
  }

  async #all(condition: string, options: QueryOptions): Promise<StoredRow[]> {
    const rows: StoredRow[] = [];
    for await (const page of this.#pages(condition, options)) rows.push(...page);
    return rows;
  }

  async *#pages(condition: string, options: QueryOptions): AsyncGenerator<StoredRow[]> {
    const iterator = this.#request(condition, options);
    const most = options.mostPages ?? MOST_PAGES;
    for (let read = 0; ; read += 1) {
      const page = await this.#bounded(() => iterator.next());
      if (page.done) return;
      if (read === most) throw this.#tooMany(most);
      yield page.value.map((entity) => storedRow(entity) ?? this.#strange('a row without key or ETag'));
    }
  }

  #request(condition: string, { cells, where, rowsPerPage }: QueryOptions) {
    const own = `PartitionKey eq '${quoted(this.#partition)}' and ${condition}`;
    const filter = where ? `${own} and ${where}` : own;
    const queryOptions = { filter, ...(cells && { select: ['RowKey', ...cells] }) };
    const onResponse = ({ status, parsedBody }: { status: number; parsedBody?: unknown }) => {
      if (status < 300 && !hasRows(parsedBody)) this.#strange('a list without rows');
    };
    const paging = rowsPerPage === undefined ? {} : { maxPageSize: rowsPerPage };
    return this.#client.listEntities({ queryOptions, abortSignal: this.#signal, onResponse }).byPage(paging);
  }

  /** Runs a call, but not beyond the deadline, even if the SDK does not notice that it was told to stop. */
  async #bounded<T>(call: () => Promise<T>): Promise<T> {
    const signal = this.#signal;
    if (signal.aborted) throw outOfTime(this.#name);
    const ended = Promise.withResolvers<never>();
    const stop = () => ended.reject(outOfTime(this.#name));
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([call(), ended.promise]);
    } catch (thrown) {
      throw signal.aborted ? outOfTime(this.#name) : failureOf(thrown, this.#name);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #strange(what: string): never {
    throw new TableFailure('unclear', 'contract', `Table ${this.#name.table} answered with ${what}`, {
      hint: `Check that ${this.#name.setting} is the table endpoint of a storage account, and that nothing answers in its place.`,
    });
  }

  #tooMany(pages: number): MonitorError {
    return new MonitorError('contract', `Table ${this.#name.table} returned more rows than ${pages} pages hold`, {
      hint: 'Ask for less (a later `since`), or keep less history (HISTORY_DAYS).',
    });
  }
}

const inRange = ({ from, to }: KeyRange): string => `RowKey ge '${quoted(from)}' and RowKey lt '${quoted(to)}'`;

const quoted = (text: string): string => text.replaceAll("'", "''");

const hasRows = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'value' in body && Array.isArray(body.value);

function storedRow(entity: { etag?: string; rowKey?: string; [name: string]: unknown }): StoredRow | null {
  const { etag, rowKey, ...rest } = entity;
  if (typeof etag !== 'string' || typeof rowKey !== 'string') return null;
  const cells = Object.entries(rest).filter((cell): cell is [string, Cell] => isCell(cell[1]));
  return { rowKey, etag, cells: Object.fromEntries(cells) };
}

const isCell = (value: unknown): value is Cell =>
  typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array;
