/**
 * What a row holds, as values of the core. A value is compressed JSON in the row, or, when large, a chunk that the row
 * names in `ref`, so that the sweep sees what is named without unpacking anything. Plain columns hold encoded text only.
 */

import type * as z from 'zod';
import type { OpenAlert } from '../core/model/alert.ts';
import type { Answer } from '../core/model/answer.ts';
import type { Head } from '../core/model/head.ts';
import type { Change, ChangeFrame, HistoryItem } from '../core/model/history.ts';
import { canonical, isJson, type Json, parseJson } from '../core/model/json.ts';
import type { MeasureRow } from '../core/model/measure.ts';
import type { CommitEvents, Mailbox, PendingAlerts, ReceiverName } from '../core/model/outbox.ts';
import type { Damage, RowKind } from '../core/model/stored.ts';
import { MonitorError } from '../errors.ts';
import type { Chunks, Text } from './chunks.ts';
import { alertInWords, eventsInWords, inWords, pendingInWords, titleInWords, WORDED } from './earlier.ts';
import { type HashText, type Keys, namedBy } from './keys.ts';
import type { Cell, Row } from './limits.ts';
import { packed, propertiesOf, unpacked } from './pack.ts';
import {
  alertShape,
  answerShape,
  changeFrameShape,
  changeShape,
  eventsShape,
  headShape,
  historyItemShape,
  mailboxShape,
  pendingShape,
} from './shapes.ts';
import type { StoredRow } from './table.ts';

/** A row to be written, and the text that has to be stored before it because the row names it. */
export interface Draft {
  readonly row: Row;
  readonly chunk: Text | null;
}

/**
 * Compressed bytes that a row holds itself. One transaction carries one of the large kind (head or mailbox) and 99 of the
 * small kind: with base64 and headers that is below 3 MiB of the 4 MiB allowed.
 */
const LARGE_BYTES = 512 * 1024;
const SMALL_BYTES = 16 * 1024;

/** Columns that name chunks: one hash; a list of hashes. */
export const NAMING_CELLS = ['ref', 'names'] as const;

type Cells = { readonly [name: string]: Cell };

export class Rows {
  readonly #keys: Keys;
  readonly #hash: HashText;

  constructor(keys: Keys, hash: HashText) {
    this.#keys = keys;
    this.#hash = hash;
  }

  /** `write`: by this a writer whose answer was lost knows its own write. */
  head(head: Head): Draft {
    const cells = { check: this.#keys.part(head.check), names: namesOf(head).join(' '), write: head.commitId };
    const draft = this.#draft(this.#keys.head(head.check), head, cells, LARGE_BYTES);
    if (draft.chunk) throw new MonitorError('internal', `The head of ${head.check} is too large for its row`);
    return draft;
  }

  change(change: Change, write: string): Draft {
    const cells = { check: this.#keys.part(change.check), wantsActor: change.wantsActor, write, ...WORDED };
    return this.#draft(this.#keys.change(change), change, cells, SMALL_BYTES);
  }

  pending(receiver: ReceiverName, row: PendingAlerts): Draft {
    return this.#draft(this.#keys.pending(receiver, row), row, WORDED, SMALL_BYTES);
  }

  events(events: CommitEvents): Draft {
    return this.#draft(this.#keys.event(events), events, WORDED, SMALL_BYTES);
  }

  alert(alert: OpenAlert): Draft {
    return this.#draft(
      this.#keys.alert(alert.id),
      alert,
      { check: this.#keys.part(alert.check), ...WORDED },
      SMALL_BYTES,
    );
  }

  answer(answer: Answer, write: string): Draft {
    return this.#draft(
      this.#keys.answer(answer.alertId),
      answer,
      { check: this.#keys.part(answer.check), write },
      SMALL_BYTES,
    );
  }

  /** Columns of its own: a long row of these is read to be plotted, by other programs too. */
  measure(row: MeasureRow): Draft {
    const { name, at, value } = row;
    return {
      row: { rowKey: this.#keys.measure(row), cells: { name: this.#keys.part(name), at, value: String(value) } },
      chunk: null,
    };
  }

  mailbox(receiver: ReceiverName, mailbox: Mailbox, write: string): Draft {
    return this.#draft(this.#keys.mailbox(receiver), mailbox, { write }, LARGE_BYTES);
  }

  #draft(rowKey: string, value: object, cells: Cells, mostBytes: number): Draft {
    const text = canonicalJson(value);
    const bytes = packed(text);
    if (bytes.byteLength <= mostBytes)
      return { row: { rowKey, cells: { ...cells, ...propertiesOf(bytes) } }, chunk: null };
    const hash = this.#hash(text);
    return { row: { rowKey, cells: { ...cells, ref: hash } }, chunk: { hash, text } };
  }
}

/** Canonical JSON, without the properties that are undefined. @throws MonitorError `internal` for anything else that is none */
function canonicalJson(value: object): string {
  const plain: Json = JSON.parse(JSON.stringify(value, onlyJson));
  return canonical(plain);
}

function onlyJson(name: string, value: unknown): unknown {
  if (value === undefined || typeof value === 'object' || isJson(value)) return value;
  throw new MonitorError('internal', `What is no JSON is never stored: ${name} is of type ${typeof value}`);
}

/** Hashes of the chunks that a head names. */
function namesOf(head: Head): string[] {
  const snapshots = Object.values(head.sources).map((source) => source.snapshot);
  return [...new Set([...snapshots, head.verdict?.hash])].filter((hash) => typeof hash === 'string');
}

export const readHead = (row: StoredRow, chunks: Chunks): Promise<Head> => read<Head>(row, chunks, headShape);

export async function readChange(row: StoredRow, chunks: Chunks): Promise<Change> {
  const change = await read<Change>(row, chunks, changeShape);
  return { ...change, items: change.items.map((item) => inWords(row, item, titleInWords)) };
}

/** A change whose items are checked when they are looked at: a page shows a hundred of what may be ten thousand. */
export interface UncheckedChange extends ChangeFrame {
  readonly items: readonly unknown[];
}

export const readUncheckedChange = (row: StoredRow, chunks: Chunks): Promise<UncheckedChange> =>
  read<UncheckedChange>(row, chunks, changeFrameShape);

/** @throws Undecodable when it is not what an item of history is */
export const checkedItem = (row: StoredRow, item: unknown, index: number): HistoryItem =>
  inWords(row, checked<HistoryItem>(row, item, historyItemShape, ['items', index]), titleInWords);

export const readPending = async (row: StoredRow, chunks: Chunks): Promise<PendingAlerts> =>
  inWords(row, await read<PendingAlerts>(row, chunks, pendingShape), pendingInWords);

export const readEvents = async (row: StoredRow, chunks: Chunks): Promise<CommitEvents> =>
  inWords(row, await read<CommitEvents>(row, chunks, eventsShape), eventsInWords);

export const readAlert = async (row: StoredRow, chunks: Chunks): Promise<OpenAlert> =>
  inWords(row, await read<OpenAlert>(row, chunks, alertShape), alertInWords);

export const readAnswer = (row: StoredRow, chunks: Chunks): Promise<Answer> => read<Answer>(row, chunks, answerShape);

export const readMailbox = (row: StoredRow, chunks: Chunks): Promise<Mailbox> =>
  read<Mailbox>(row, chunks, mailboxShape);

/** The schema stands for `T`: it checks what is read from rows, and `T` is what was written there. */
async function read<T>(row: StoredRow, chunks: Chunks, shape: z.ZodType): Promise<T> {
  const { ref } = row.cells;
  const text = typeof ref === 'string' ? await chunks.load(ref) : unpacked(row.cells);
  if (text === null)
    throw new Undecodable(row, typeof ref === 'string' ? `its chunk ${ref} is missing or damaged` : 'it is damaged');
  const value = parseJson(text);
  if (value === undefined) throw new Undecodable(row, 'it does not hold JSON');
  return checked<T>(row, value, shape);
}

function checked<T>(row: StoredRow, value: unknown, shape: z.ZodType, within: readonly PropertyKey[] = []): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return value as T;
  const path = [...within, ...(parsed.error.issues[0]?.path ?? [])].join('.');
  throw new Undecodable(row, `${path || 'its content'} is not as expected`);
}

/** A row that holds nothing readable. That storage does not answer is another error. */
export class Undecodable extends MonitorError {
  readonly why: string;

  constructor({ rowKey }: { readonly rowKey: string }, why: string) {
    super('contract', `Stored row ${rowKey} cannot be read: ${why}`, {
      hint: 'Find out whether a later version wrote it, or somebody changed it by hand. Deploy that version, or delete the row.',
    });
    this.why = why;
  }
}

/** The rows that can be decoded, and what is wrong with the others. */
export interface Decoded<T> {
  readonly whole: readonly { readonly row: StoredRow; readonly value: T }[];
  readonly damaged: readonly (Damage & { readonly row: StoredRow })[];
}

/** Decodes each row by itself, so that one that is damaged costs no other. */
export async function decoded<T>(
  kind: RowKind,
  rows: readonly StoredRow[],
  decode: (row: StoredRow) => T | Promise<T>,
): Promise<Decoded<T>> {
  const whole: { row: StoredRow; value: T }[] = [];
  const damaged: (Damage & { row: StoredRow })[] = [];
  const each = await Promise.all(rows.map((row) => attempt(row, decode)));
  for (const [n, row] of rows.entries()) {
    const one = each[n];
    if (one instanceof Undecodable) damaged.push({ ...damageOf(kind, row, one.why), row });
    else if (one) whole.push({ row, value: one.value });
  }
  return { whole, damaged };
}

async function attempt<T>(row: StoredRow, decode: (row: StoredRow) => T | Promise<T>) {
  try {
    return { value: await decode(row) };
  } catch (thrown) {
    if (thrown instanceof Undecodable) return thrown;
    throw thrown;
  }
}

/** An alert's key does not name its check; its column does. */
function damageOf(kind: RowKind, { rowKey, cells }: StoredRow, why: string): Damage {
  const check = namedBy(rowKey).check ?? (typeof cells.check === 'string' ? cells.check : null);
  return { kind, rowKey, check, why };
}

/** As it leaves this folder: without the row. */
export const reported = (damaged: readonly (Damage & { readonly row: StoredRow })[]): Damage[] =>
  damaged.map(({ row: _row, ...damage }) => damage);
