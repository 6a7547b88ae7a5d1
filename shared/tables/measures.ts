/**
 * The recorded values of a measure, to be plotted: one range query, since row keys carry the inverted time. A row whose
 * columns cannot be read is left out, which shows as a time when nothing was recorded.
 */
import type { MeasureRow } from '../core/model/measure.ts';
import type { Session } from './session.ts';
import type { StoredRow } from './table.ts';

/** @param most at most 1,000: what the service gives in one answer */
export async function readMeasures(
  { table, keys }: Session,
  name: string,
  since: string,
  most: number,
): Promise<MeasureRow[]> {
  const found: MeasureRow[] = [];
  const options = { cells: ['at', 'value'], rowsPerPage: most };
  for await (const rows of table.pages(keys.measuresSince(name, since), options)) {
    found.push(...rows.flatMap((row) => measureIn(row, name)));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

function measureIn({ cells: { at, value } }: StoredRow, name: string): MeasureRow[] {
  const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  const isRead = typeof at === 'string' && Number.isFinite(Date.parse(at)) && Number.isFinite(number);
  return isRead ? [{ name, at, value: number }] : [];
}
