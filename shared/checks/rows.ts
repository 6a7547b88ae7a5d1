/**
 * Shapes for rows that may be odd: only the id is insisted on. A property that is missing, or of another kind than
 * documented, costs that property and not the row, and no row costs the reading of its source.
 */
import * as z from 'zod';

export const rowId = z.string().min(1);

/** Null for none, and for what is no text. */
export const text = z.string().nullish().catch(null);
export const count = z.number().nullish().catch(null);

/** Whatever stands there, for whoever reads it, such as a time (times.ts). */
export const anything = z.unknown().optional();

/** Kept as it is, whatever it is. */
export const asIs = z.json().nullish().catch(null);

/** A text that is only shown: what is none is shown as the JSON that it is. Null for none. */
export const shownText = z
  .unknown()
  .optional()
  .transform((value) => (value === null || value === undefined || typeof value === 'string' ? value : asJson(value)))
  .transform((value) => value || null);

const asJson = (value: unknown): string => JSON.stringify(value) ?? typeof value;

/** A part with properties of its own; null for none, and for what is no such part. */
export const part = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).nullish().catch(null);

/** A list; empty for none. An item that is not as documented costs itself alone. */
export const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items) => (items ?? []).flatMap((one) => item.safeParse(one).data ?? []));
