/**
 * Chance that can be repeated: everything random in the tenant is drawn here, from its seed.
 * Ids come from a counter that is kept with the state, so a restart never hands one out twice.
 */
import { createHash } from 'node:crypto';

/** Draws numbers in [0, 1). */
export type Random = () => number;

/** mulberry32: small, fast, good enough to shuffle with; never for secrets. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 to `below` - 1. */
export const drawBelow = (random: Random, below: number): number => Math.floor(random() * below);

/**
 * The rows in an order that depends on nothing but `seed` and each row's id, so that a row that comes or goes
 * between two pages moves the others by one place and no more.
 */
export function shuffled<T>(rows: readonly T[], seed: number, idOf: (row: T) => string): T[] {
  const order = new Map(rows.map((row) => [row, fraction(`${seed}|${idOf(row)}`)]));
  return [...rows].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

/** A number in [0, 1) that `text` alone decides. */
const fraction = (text: string): number => digest(text).readUInt32BE(0) / 4_294_967_296;

/** A GUID that `text` alone decides. */
export function guidOf(text: string): string {
  const hex = digest(text).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
