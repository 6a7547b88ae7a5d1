/**
 * Texts as binary properties: compressed, and cut so that every property and row stays inside the service's limits.
 * Any text comes back as it was, or not at all: what cannot be read is an error, never another text.
 */

import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
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

const compress = promisify(deflate);
const decompress = promisify(inflate);

type Cells = { readonly [name: string]: Cell };

/** A JSON text (which holds no lone surrogates) as compressed bytes. */
export const packed = async (text: string): Promise<Uint8Array> => compress(Buffer.from(text, 'utf8'));

/** @returns the text, or null when the cells do not hold one. */
export async function unpacked(cells: Cells): Promise<string | null> {
  const bytes = joined(cells);
  if (!bytes) return null;
  const text = await decompress(bytes, { maxOutputLength: UNPACKED_BYTES }).catch(() => null);
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
export async function pieces(text: string): Promise<Cells[]> {
  const coding = text.isWellFormed() ? 'utf8' : 'utf16le';
  const bytes = Buffer.from(text, coding);
  const count = Math.max(1, Math.ceil(bytes.byteLength / PIECE_BYTES));
  const cut = (n: number) => bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES);
  const row = async (n: number) => ({ coding, count: String(count), ...propertiesOf(await compress(cut(n))) });
  return Promise.all(Array.from({ length: count }, (_, n) => row(n)));
}

/** @returns the text, or null when a piece is missing or damaged. */
export async function assembled(rows: readonly Cells[]): Promise<string | null> {
  const { coding, count } = rows[0] ?? {};
  if (coding !== 'utf8' && coding !== 'utf16le') return null;
  if (count !== String(rows.length)) return null;
  const parts = await Promise.all(rows.map(piece));
  const whole = parts.filter((part) => part !== null);
  return whole.length < rows.length ? null : decoded(Buffer.concat(whole), coding);
}

async function piece(cells: Cells): Promise<Buffer | null> {
  const bytes = joined(cells);
  return bytes && decompress(bytes, { maxOutputLength: PIECE_BYTES }).catch(() => null);
}

function decoded(bytes: Buffer, coding: 'utf8' | 'utf16le'): string | null {
  const text = bytes.toString(coding);
  return Buffer.from(text, coding).equals(bytes) ? text : null;
}
