/**
 * The Store contract in memory, faithful to what the runs rely on: ETags, one transaction per commit, own commits
 * known by their id. Values are copied in and out, as a table would. It counts its calls, and `before` can fail one.
 */
import type { OpenAlert } from '../../shared/core/model/alert.ts';
import type { AlertPlace, Answer } from '../../shared/core/model/answer.ts';
import type { CheckName, Head, Install } from '../../shared/core/model/head.ts';
import type { Change, HistoryItem, HistoryPage, HistoryQuery } from '../../shared/core/model/history.ts';
import type { MeasureRow } from '../../shared/core/model/measure.ts';
import {
  type CommitEvents,
  MAIL,
  type Mailbox,
  type Outbox,
  type Outboxes,
  type PendingAlerts,
  type ReceiverName,
} from '../../shared/core/model/outbox.ts';
import type { Commit, CommitResult, Store, StoredHeads } from '../../shared/core/model/store.ts';
import type { Damage, Stored } from '../../shared/core/model/stored.ts';
import { pendingFor } from '../../shared/core/notify/addressees.ts';

const copy = <T>(value: T): T => structuredClone(value);

export const rowKeyOf = ({ check, generation, suffix }: PendingAlerts, receiver: ReceiverName = MAIL): string =>
  ['pending', receiver, check, String(generation), ...(suffix ? [suffix] : [])].join('|');

const commitKey = ({ check, generation }: Pick<CommitEvents, 'check' | 'generation'>) => `event|${check}|${generation}`;

/** Newest first, as the table orders them. */
const changeKey = ({ at, check, generation }: Pick<Change, 'at' | 'check' | 'generation'>): string =>
  ['change', String(8_640_000_000_000_000 - Date.parse(at)).padStart(16, '0'), check, String(generation)].join('|');

export class MemoryStore implements Store {
  /** Names of the calls so far. */
  readonly calls: string[] = [];
  /** Awaited before a call has any effect; may throw or let another run go first. */
  before: (call: string) => void | Promise<void> = () => {};
  install: Install | null = null;
  readonly headRows = new Map<CheckName, Stored<Head>>();
  readonly texts = new Map<string, string>();
  readonly alertRows = new Map<string, OpenAlert>();
  readonly changeRows = new Map<string, Stored<Change>>();
  readonly pendingRows = new Map<string, PendingAlerts>();
  readonly eventRows = new Map<string, CommitEvents>();
  readonly answerRows = new Map<string, Stored<Answer>>();
  /** Of mail. */
  mailbox: Stored<Mailbox> | null = null;
  /** Of other receivers. */
  readonly mailboxes = new Map<ReceiverName, Stored<Mailbox>>();
  /** In the order of their commits. */
  measureRows: readonly MeasureRow[] = [];
  /** ETags of heads that cannot be decoded, and rows that cannot, as the table would tell them. */
  readonly lostHeads = new Map<string, string>();
  damagedRows: readonly Damage[] = [];
  private version = 0;

  async heads(now: number): Promise<StoredHeads> {
    await this.called('heads');
    this.install ??= { at: new Date(now).toISOString() };
    return { install: this.install, heads: copy(this.headRows), lostHeads: this.lostHeads, damaged: [] };
  }

  async load(hash: string) {
    await this.called('load');
    return this.texts.get(hash) ?? null;
  }

  async save(hash: string, text: string) {
    await this.called('save');
    this.texts.set(hash, text);
  }

  async commit(commit: Commit): Promise<CommitResult> {
    await this.called('commit');
    const { head, etag, change, pending, summary, receivers, alerts, closed, measures, mustExist = [] } = copy(commit);
    const stored = this.headRows.get(head.check);
    if (stored?.value.commitId === head.commitId) return 'committed';
    if ((stored?.etag ?? this.lostHeads.get(head.check) ?? null) !== etag) return 'lost';
    if (mustExist.some((hash) => !this.texts.has(hash))) return 'missing-text';
    this.lostHeads.delete(head.check);
    this.headRows.set(head.check, this.stamped(head));
    if (change) this.changeRows.set(changeKey(change), this.stamped(change));
    if (summary) this.raise(summary, receivers);
    if (pending) this.raise(pending, receivers);
    for (const alert of alerts) this.alertRows.set(alert.id, alert);
    for (const id of closed) this.alertRows.delete(id);
    this.measureRows = [...this.measureRows, ...measures];
    return 'committed';
  }

  async openAlerts() {
    await this.called('openAlerts');
    return { alerts: copy([...this.alertRows.values()]), damaged: [] };
  }

  async events() {
    await this.called('events');
    return { events: copy([...this.eventRows.values()]), damaged: [] };
  }

  async answers() {
    await this.called('answers');
    return { answers: copy(this.answerRows), damaged: [] };
  }

  async answer(answer: Answer, etag: string | null, change: Change, _place: AlertPlace | null) {
    await this.called('answer');
    if ((this.answerRows.get(answer.alertId)?.etag ?? null) !== etag) return false;
    this.answerRows.set(answer.alertId, this.stamped(copy(answer)));
    this.changeRows.set(changeKey(change), this.stamped(copy(change)));
    return true;
  }

  async answerKey() {
    await this.called('answerKey');
    return 'k'.repeat(43);
  }

  knownAnswerKey() {
    return this.answerKey();
  }

  async outboxes(): Promise<Outboxes> {
    await this.called('outboxes');
    const rows = [...this.pendingRows].map(([rowKey, row]) => ({
      ...row,
      rowKey,
      receiver: rowKey.split('|')[1] ?? '',
    }));
    const waiting = Map.groupBy(rows, ({ receiver }) => receiver);
    const names = new Set([MAIL, ...this.mailboxes.keys(), ...waiting.keys()]);
    const receivers = new Map<ReceiverName, Outbox>(
      [...names].map((name) => [name, { mailbox: this.mailboxOf(name), pending: waiting.get(name) ?? [] }]),
    );
    return copy({ receivers, damaged: this.damagedRows });
  }

  async putMailbox(receiver: ReceiverName, mailbox: Mailbox, etag: string | null) {
    await this.called('putMailbox');
    return this.writeMailbox(receiver, mailbox, etag);
  }

  async settle(
    receiver: ReceiverName,
    mailbox: Mailbox,
    etag: string,
    rows: readonly string[],
    told: readonly Pick<CommitEvents, 'check' | 'generation'>[],
  ) {
    await this.called('settle');
    const written = this.writeMailbox(receiver, mailbox, etag);
    if (written !== null) for (const row of rows) this.pendingRows.delete(row);
    if (written !== null) for (const commit of told) this.eventRows.delete(commitKey(commit));
    return written;
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    await this.called('history');
    const from = query.from;
    const lines = [...this.changeRows.keys()]
      .sort()
      .flatMap((rowKey) => this.linesOf(rowKey))
      .filter(({ change }) => query.check === null || change.check === query.check)
      .filter(({ change }) => query.since === null || change.at >= query.since)
      .filter(({ rowKey, index }) => !from || rowKey > from.rowKey || (rowKey === from.rowKey && index >= from.index));
    const next = lines[query.limit];
    const items = lines.slice(0, query.limit).map(({ rowKey: _rowKey, ...line }) => line);
    return copy({ items, next: next ? { rowKey: next.rowKey, index: next.index } : null });
  }

  async measures(name: string, since: string, most: number) {
    await this.called('measures');
    const own = this.measureRows.filter((row) => row.name === name && row.at >= since);
    return copy([...own].sort((a, b) => b.at.localeCompare(a.at)).slice(0, most));
  }

  async changesOf(commits: readonly Pick<Change, 'check' | 'generation' | 'at'>[]) {
    await this.called('changesOf');
    return copy(commits.flatMap((commit) => this.changeRows.get(changeKey(commit))?.value ?? []));
  }

  async changesWithoutActor(since: string) {
    await this.called('changesWithoutActor');
    return copy([...this.changeRows.values()].filter(({ value }) => value.wantsActor && value.at >= since));
  }

  async recordActors(change: Change, etag: string, pending: PendingAlerts | null, receivers: readonly ReceiverName[]) {
    await this.called('recordActors');
    const key = changeKey(change);
    if (this.changeRows.get(key)?.etag !== etag) return false;
    this.changeRows.set(key, this.stamped(copy(change)));
    if (pending) for (const name of receivers) this.pendingRows.set(rowKeyOf(pending, name), copy(pending));
    return true;
  }

  /** Chunks carry no time here: only old history and measures go. */
  async sweep(keepFrom: string, _now: number) {
    await this.called('sweep');
    const old = [...this.changeRows].filter(([, { value }]) => value.at < keepFrom);
    for (const [key] of old) this.changeRows.delete(key);
    const kept = this.measureRows.filter(({ at }) => at >= keepFrom);
    const gone = old.length + this.measureRows.length - kept.length;
    this.measureRows = kept;
    return gone;
  }

  async damage(_since: string) {
    await this.called('damage');
    return [];
  }

  private raise(pending: PendingAlerts, receivers: readonly ReceiverName[]): void {
    for (const name of receivers) {
      const own = pendingFor(pending, name);
      if (own) this.pendingRows.set(rowKeyOf(own, name), own);
    }
    const { check, generation, at } = pending;
    const alerts = pending.alerts.filter(({ kind }) => kind === 'event');
    if (alerts.length > 0) this.eventRows.set(commitKey(pending), { check, generation, at, alerts });
  }

  private async called(call: string): Promise<void> {
    this.calls.push(call);
    await this.before(call);
  }

  private stamped<T>(value: T): Stored<T> {
    this.version += 1;
    return { value, etag: `W/"${this.version}"` };
  }

  mailboxOf(receiver: ReceiverName): Stored<Mailbox> | null {
    return receiver === MAIL ? this.mailbox : (this.mailboxes.get(receiver) ?? null);
  }

  private writeMailbox(receiver: ReceiverName, mailbox: Mailbox, etag: string | null): string | null {
    if ((this.mailboxOf(receiver)?.etag ?? null) !== etag) return null;
    const stored = this.stamped(copy(mailbox));
    if (receiver === MAIL) this.mailbox = stored;
    else this.mailboxes.set(receiver, stored);
    return stored.etag;
  }

  private linesOf(rowKey: string) {
    const change = this.changeRows.get(rowKey)?.value;
    return (change?.items ?? []).map((item, index) => ({
      rowKey,
      change: change as Change,
      index,
      item,
      mailed: this.isMailed(item),
    }));
  }

  /** Null: only recorded. False: still in the outbox. */
  private isMailed({ alert }: HistoryItem): boolean | null {
    if (alert === null) return null;
    return ![...this.pendingRows.values()].some(({ alerts }) => alerts.some(({ id }) => id === alert));
  }
}
