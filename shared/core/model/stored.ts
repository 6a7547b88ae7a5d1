/** What reading a table gives beside values: the ETag that a write needs, and the rows that hold nothing readable. */

/** A value as it was read from a row that others may change: a write needs the ETag it was read with. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

export type RowKind = 'install' | 'head' | 'alert' | 'event' | 'change' | 'pending' | 'mailbox' | 'answer';

/** A row that cannot be decoded: it costs what it held, and stops nothing else. */
export interface Damage {
  readonly kind: RowKind;
  readonly rowKey: string;
  /** The check to which its key says that it belongs; null: to none. */
  readonly check: string | null;
  /** What is wrong with it, without anything of its content. */
  readonly why: string;
}
