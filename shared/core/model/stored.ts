/** A value as it was read from a row that others may change: a write needs the ETag it was read with. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}
