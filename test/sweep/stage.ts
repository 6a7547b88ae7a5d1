/**
 * A world that can be put back to where it was: stored rows, the tenant and the clock are copied, so that thousands of
 * runs can start from the same moment. Rows are copied as they are, past the product.
 */
import { randomUUID } from 'node:crypto';
import { RestError, TableClient, type TableEntity, type TransactionAction } from '@azure/data-tables';
import type { LocalTables } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { TenantState } from '../../local/tenant/state.ts';
import type { Monitor } from '../../shared/compose.ts';
import { openWorld, type World } from '../world/world.ts';
import { type Between, type FailingServer, type Ground, SENDING, startFailing, wiredSeams } from './wire.ts';

export type Settings = Readonly<Record<string, string>>;

/** A moment to go back to. */
export interface Moment {
  /** Null: the table does not exist. */
  readonly rows: readonly TableEntity[] | null;
  readonly tenant: TenantState;
  readonly at: number;
  /** How many mails had been accepted. */
  readonly mails: number;
}

export class Stage {
  readonly world: World;
  readonly #failing: FailingServer;
  #table: TableClient;
  /** The mails numbered from here to `#firstMail` were accepted in other futures of the moment. */
  #keptMails = 0;
  #firstMail = 0;

  private constructor(world: World, failing: FailingServer) {
    this.world = world;
    this.#failing = failing;
    this.#table = this.#tableOf(`t${randomUUID().replaceAll('-', '')}`);
  }

  static async open(tables: LocalTables): Promise<Stage> {
    return new Stage(await openWorld({ tables }), await startFailing());
  }

  /** A new process, whose calls pass `between`; undisturbed unless given. */
  watch(between: Between = SENDING, settings: Settings = {}): Monitor {
    return this.world.watch(wiredSeams(between, this.#ground()), { ...settings, STATE_TABLE: this.#table.tableName });
  }

  /** Settings of a process on this stage. */
  env(): Settings {
    return { ...this.world.env, STATE_TABLE: this.#table.tableName };
  }

  /** The mails accepted since the last `restore`, oldest first. */
  mails(): readonly StoredMail[] {
    return this.world.mailbox
      .mails()
      .slice(0, -this.#firstMail || undefined)
      .reverse();
  }

  /** Those, and before them the ones that had been accepted at its moment. */
  everMailed(): readonly StoredMail[] {
    const before = this.world.mailbox.mails().filter(({ n }) => n <= this.#keptMails);
    return [...before.reverse(), ...this.mails()];
  }

  async moment(): Promise<Moment> {
    const { tenant, mailbox, now } = this.world;
    return {
      rows: await this.#rows(),
      tenant: structuredClone(tenant.state),
      at: now(),
      mails: mailbox.mails().length,
    };
  }

  /** Goes back to the moment, in a table of its own. */
  async restore({ rows, tenant, at, mails }: Moment): Promise<void> {
    const { world } = this;
    await this.#drop();
    this.#table = this.#tableOf(`t${randomUUID().replaceAll('-', '')}`);
    if (rows) await this.#fill(rows);
    world.tenant.change((state) => Object.assign(state, structuredClone(tenant)));
    world.tenant.faults.clear();
    world.mailbox.faults.clear();
    world.wait(at - world.now());
    this.#keptMails = mails;
    this.#firstMail = world.mailbox.mails().length;
  }

  async close(): Promise<void> {
    await this.#drop();
    await Promise.all([this.world.close(), this.#failing.close()]);
  }

  async #rows(): Promise<TableEntity[] | null> {
    const rows: TableEntity[] = [];
    try {
      for await (const { etag: _etag, timestamp: _timestamp, ...row } of this.#table.listEntities<TableEntity>()) {
        rows.push(row as TableEntity);
      }
      return rows;
    } catch (thrown) {
      if (thrown instanceof RestError && thrown.statusCode === 404) return null;
      throw thrown;
    }
  }

  async #fill(rows: readonly TableEntity[]): Promise<void> {
    await this.#table.createTable();
    const inserts = rows.map((row): TransactionAction => ['create', row]);
    for (let n = 0; n < inserts.length; n += 100) await this.#table.submitTransaction(inserts.slice(n, n + 100));
  }

  async #drop(): Promise<void> {
    await this.#table.deleteTable();
  }

  #tableOf(name: string): TableClient {
    return TableClient.fromConnectionString(this.world.tables.connectionString, name, {
      allowInsecureConnection: true,
    });
  }

  /** The mailbox cannot go back, so what it learned in another future is hidden from whoever asks. */
  #hideFutures(operationId: string): void {
    const found = this.world.mailbox.mails().find((mail) => mail.operationId === operationId);
    if (!found || found.n <= this.#keptMails || found.n > this.#firstMail) return;
    this.world.mailbox.faults.add({ kind: 'status', on: 'operation', status: 404 });
  }

  /** Tokens live by the clock of the world, so that how many are asked for does not hang on the day. */
  #ground(): Ground {
    const { tenant, now } = this.world;
    return {
      failing: this.#failing,
      beforeMailGet: (operationId) => this.#hideFutures(operationId),
      async token() {
        const resource = encodeURIComponent(tenant.origin);
        const url = `${tenant.msi.endpoint}?api-version=2019-08-01&resource=${resource}`;
        const answer = await fetch(url, { headers: { 'X-IDENTITY-HEADER': tenant.msi.header } });
        const { access_token: token } = (await answer.json()) as { access_token: string };
        return { token, expiresOnTimestamp: now() + 24 * 3600_000 };
      },
    };
  }
}
