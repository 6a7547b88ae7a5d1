/** Times as Graph writes them, and times that move by themselves. */
import type { Row } from '../odata/row-list.ts';

/** ms since 1970 as text without needless digits; null stays null. */
export const timeText = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().replace('.000Z', 'Z');

/** The row with each of these times later; what is no time stays. */
export function later(row: Row, properties: readonly string[], seconds: number): Row {
  const moved = properties.flatMap((property) => {
    const time = row[property];
    return typeof time === 'string' ? [[property, new Date(Date.parse(time) + seconds * 1000).toISOString()]] : [];
  });
  return { ...row, ...Object.fromEntries(moved) };
}
