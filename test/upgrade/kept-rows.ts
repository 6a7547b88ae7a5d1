/** Rows of a table as JSON and back, exactly as they were stored. */

export interface KeptTable {
  /** The time after the last run, in ms. */
  readonly at: number;
  /** Operation ids of the mails that had been accepted. */
  readonly mails: readonly string[];
  readonly rows: KeptRow[];
}

/** Bytes as `{ base64 }`. */
export type KeptRow = { readonly [name: string]: string | boolean | { readonly base64: string } };

export const keptRow = (entity: { readonly [name: string]: unknown }): KeptRow =>
  Object.fromEntries(
    Object.entries(entity)
      .filter(([name]) => name !== 'etag' && name !== 'timestamp')
      .map(([name, value]) => [
        name,
        value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : (value as string | boolean),
      ]),
  );

export const entityOf = (row: KeptRow): { partitionKey: string; rowKey: string } =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'object' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
    ]),
  ) as { partitionKey: string; rowKey: string };
