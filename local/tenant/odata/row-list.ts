/** Rows that are made when a page shows them, so that 999 of 500,000 cost 999. */

export type Row = Readonly<Record<string, unknown>>;

export interface RowList {
  readonly length: number;
  idAt(position: number): string;
  rowAt(position: number): Row;
}

export const listOf = <T>(items: readonly T[], idOf: (item: T) => string, rowOf: (item: T) => Row): RowList => {
  const at = (position: number): T => {
    const item = items[position];
    if (item === undefined) throw new RangeError(`There is no row ${position}.`);
    return item;
  };
  return {
    length: items.length,
    idAt: (position) => idOf(at(position)),
    rowAt: (position) => rowOf(at(position)),
  };
};

export const rowsAsList = (rows: readonly Row[]): RowList =>
  listOf(
    rows,
    (row) => String(row.id),
    (row) => row,
  );

export const NO_ROWS: RowList = rowsAsList([]);

/** One list after the other. */
export const joined = (first: RowList, second: RowList): RowList => ({
  length: first.length + second.length,
  idAt: (position) => (position < first.length ? first.idAt(position) : second.idAt(position - first.length)),
  rowAt: (position) => (position < first.length ? first.rowAt(position) : second.rowAt(position - first.length)),
});

export const idsOf = (list: RowList): string[] => Array.from({ length: list.length }, (_, n) => list.idAt(n));
