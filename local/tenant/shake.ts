/**
 * A tenant that is never quite the same twice although nothing changed: order, page size, unknown fields, times
 * that move by themselves, rows missing from one reading. All from the tenant's seed. Never touches a value that
 * means something: whoever sees drift here has invented it.
 */
import type { Endpoint } from './endpoint.ts';
import type { Disturbance } from './odata/page.ts';
import { idsOf, type Row, type RowList } from './odata/row-list.ts';
import { drawBelow, type Random } from './random.ts';

export interface ShakeOptions {
  /** Rows in any order, where none was asked for. */
  readonly order?: boolean;
  /** Smaller pages than asked for, of any size. */
  readonly pages?: boolean;
  /** Fields nobody knows, beside the known ones. */
  readonly fields?: boolean;
  /** Times that move by themselves jump by up to an hour. */
  readonly times?: boolean;
  /** How likely a row is to miss from one reading (0 to 1); never from two readings in a row. */
  readonly vanish?: number;
}

/** Everything but vanishing rows. */
export const SHAKE_ALL: ShakeOptions = { order: true, pages: true, fields: true, times: true };

export interface Shaker {
  set(options: ShakeOptions | null): void;
  options(): ShakeOptions | null;
  /** How a new reading is disturbed. `reading` names what is read, to hide no row twice in a row. */
  disturb(reading: string, list: RowList, ordered: boolean): Disturbance;
  pageSize(size: number): number;
  row(endpoint: Endpoint, row: Row): Row;
}

/** The next link carries their ids, and a link has an end. */
const MOST_HIDDEN = 60;

export function createShaker(random: Random): Shaker {
  let options: ShakeOptions | null = null;
  const hiddenLast = new Map<string, readonly string[]>();
  const hide = (reading: string, list: RowList, likelihood: number): readonly string[] => {
    const last = hiddenLast.get(reading) ?? [];
    const hidden = idsOf(list)
      .filter((id) => !last.includes(id) && random() < likelihood)
      .slice(0, MOST_HIDDEN);
    hiddenLast.set(reading, hidden);
    return hidden;
  };
  return {
    set: (next) => {
      options = next;
      hiddenLast.clear();
    },
    options: () => options,
    disturb: (reading, list, ordered) => ({
      ...(options?.order && !ordered && { shuffle: drawBelow(random, 2 ** 31) }),
      ...(options?.vanish && { hidden: hide(reading, list, options.vanish) }),
    }),
    pageSize: (size) => (options?.pages ? 1 + drawBelow(random, Math.min(size, 20)) : size),
    row(endpoint, row) {
      const moved = options?.times && endpoint.drifted ? endpoint.drifted(row, drawBelow(random, 3600)) : row;
      return options?.fields ? { ...moved, ...unknownField(random) } : moved;
    },
  };
}

function unknownField(random: Random): Row {
  const name = `extension_${drawBelow(random, 2 ** 31).toString(36)}`;
  const values = [null, random() < 0.5, drawBelow(random, 1000), 'text', { nested: [] }];
  return { [name]: values[drawBelow(random, values.length)] };
}
