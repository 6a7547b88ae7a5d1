/**
 * Texts as binary properties: compressed, and cut so that every property and row stays inside the service's limits.
 * Any text comes back as it was, or not at all: what cannot be read is an error, never another text.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import { own } from '../core/model/own.ts';
import type { Cell } from './limits.ts';

/** Below the 64 KiB of a property. */
const PROPERTY_BYTES = 60 * 1024;
/** 720 KiB, below the 1 MiB of a row. */
export const MOST_PROPERTIES = 12;
/**
 * Bytes of text in one chunk row; even when they do not compress they fit into `MOST_PROPERTIES`. Cut before compressing,
 * so that rows written by two versions of zlib can stand side by side. Changing it makes stored chunks unreadable.
 */
const PIECE_BYTES = 640 * 1024;
/** Longest text that a row may unpack to: what is damaged must not fill the memory. */
const UNPACKED_BYTES = 64 * 1024 * 1024;

type Cells = { readonly [name: string]: Cell };

/** A JSON text (which holds no lone surrogates) as compressed bytes. */
export const packed = (text: string): Uint8Array => deflateSync(Buffer.from(text, 'utf8'));

/** @returns the text, or null when the cells do not hold one. */
export function unpacked(cells: Cells): string | null {
  const text = inflated(cells, UNPACKED_BYTES);
  return text && decoded(text, 'utf8');
}

/** Bytes as the properties `z0`, `z1` and so on. */
export function propertiesOf(bytes: Uint8Array): Cells {
  const count = Math.ceil(bytes.byteLength / PROPERTY_BYTES);
  const part = (n: number) => bytes.subarray(n * PROPERTY_BYTES, (n + 1) * PROPERTY_BYTES);
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`z${n}`, part(n)]));
}

function joined(cells: Cells): Uint8Array | null {
  const parts: Uint8Array[] = [];
  for (let n = 0; n < MOST_PROPERTIES; n += 1) {
    const cell = own(cells, `z${n}`);
    if (!(cell instanceof Uint8Array)) break;
    parts.push(cell);
  }
  return parts.length === 0 ? null : Buffer.concat(parts);
}

/** The cells of the chunk rows of a text, in order. */
export function pieces(text: string): Cells[] {
  const coding = text.isWellFormed() ? 'utf8' : 'utf16le';
  const bytes = Buffer.from(text, coding);
  const count = Math.max(1, Math.ceil(bytes.byteLength / PIECE_BYTES));
  const cut = (n: number) => bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES);
  return Array.from({ length: count }, (_, n) => ({
    coding,
    count: String(count),
    ...propertiesOf(deflateSync(cut(n))),
  }));
}

/** @returns the text, or null when a piece is missing or damaged. */
export function assembled(rows: readonly Cells[]): string | null {
  const { coding, count } = rows[0] ?? {};
  if (coding !== 'utf8' && coding !== 'utf16le') return null;
  if (count !== String(rows.length)) return null;
  const parts = rows.map((cells) => inflated(cells, PIECE_BYTES));
  const whole = parts.filter((part) => part !== null);
  return whole.length < rows.length ? null : decoded(Buffer.concat(whole), coding);
}

/** At once: what a row holds is unpacked in less time than it takes to hand it to another thread. */
function inflated(cells: Cells, maxOutputLength: number): Buffer | null {
  const bytes = joined(cells);
  try {
    return bytes && inflateSync(bytes, { maxOutputLength });
  } catch {
    return null;
  }
}

function decoded(bytes: Buffer, coding: 'utf8' | 'utf16le'): string | null {
  const text = bytes.toString(coding);
  return Buffer.from(text, coding).equals(bytes) ? text : null;
}
