/**
 * Large texts in rows of their own, under their hash. Immutable, so writing one again is harmless and only renews its
 * time stamp. A text that cannot be read whole and right is "not there"; a store that does not answer is an error.
 */
import { MonitorError } from '../errors.ts';
import { eachOf } from './concurrency.ts';
import type { HashText, Keys } from './keys.ts';
import { assembled, pieces } from './pack.ts';
import type { Table } from './table.ts';

/** A text and its hash. */
export interface Text {
  readonly hash: string;
  readonly text: string;
}

export class Chunks {
  readonly #table: Table;
  readonly #keys: Keys;
  readonly #hash: HashText;

  constructor(table: Table, keys: Keys, hash: HashText) {
    this.#table = table;
    this.#keys = keys;
    this.#hash = hash;
  }

  /** The text; null when rows are missing, damaged, or hold another text. */
  async load(hash: string): Promise<string | null> {
    const rows = await this.#table.query(this.#keys.chunks(hash));
    const text = assembled(rows.map((row) => row.cells));
    return text !== null && this.#hash(text) === hash ? text : null;
  }

  /** Writes all rows of the text, also when they are there: an upsert renews the ETag by which the sweep would delete. */
  async save({ hash, text }: Text): Promise<void> {
    if (this.#hash(text) !== hash)
      throw new MonitorError('internal', `A text was to be stored under a hash not its own`);
    const parts = pieces(text);
    const rows = parts.map((cells, n) => ({ rowKey: this.#keys.chunk(hash, n), cells }));
    await eachOf(rows, async (row) => {
      await this.#table.write([{ kind: 'upsert', row }]);
    });
  }
}
