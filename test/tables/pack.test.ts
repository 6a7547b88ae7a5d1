import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assembled, MOST_PROPERTIES, packed, pieces, propertiesOf, unpacked } from '../../shared/tables/pack.ts';
import { HOSTILE } from './world.ts';

const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

/** Text that does not compress at all: every unit is random, lone surrogates too. The worst case for the size of rows. */
const noise = (units: number): string =>
  createHash('shake256', { outputLength: units * 2 })
    .update('noise')
    .digest()
    .toString('utf16le');

describe('chunk rows', () => {
  test('give back any text, lone surrogates and NULs included', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(assembled(pieces(text))).toBe(text);
      }),
    );
  });

  test.each(HOSTILE)('give back %s', (_, text) => {
    expect(assembled(pieces(text))).toBe(text);
  });

  test('of a text that does not compress stay inside a property and a row', () => {
    const text = noise(700_000);
    const rows = pieces(text);
    expect(rows.length).toBe(3);
    for (const cells of rows) {
      const parts = Object.values(cells).filter((cell) => cell instanceof Uint8Array);
      expect(parts.length).toBeLessThanOrEqual(MOST_PROPERTIES);
      for (const part of parts) expect(part.byteLength).toBeLessThanOrEqual(60 * 1024);
    }
    expect(assembled(rows)).toBe(text);
  });

  test('cut a text in the middle of a character and still give it back', () => {
    const text = `a${'€'.repeat(500_000)}`;
    expect(assembled(pieces(text))).toBe(text);
  });

  test.each([
    ['no row', () => []],
    ['the first row missing', (rows: Cells[]) => rows.slice(1)],
    ['the last row missing', (rows: Cells[]) => rows.slice(0, -1)],
    ['a row without its bytes', ([first, ...rest]: Cells[]) => [{ ...first, z0: '' }, ...rest]],
    ['a flipped bit', ([first, ...rest]: Cells[]) => [{ ...first, z0: flipped(first?.z0) }, ...rest]],
    ['an unknown coding', ([first, ...rest]: Cells[]) => [{ ...first, coding: 'latin1' }, ...rest]],
  ] as const)('with %s hold no text', (_, damage) => {
    expect(assembled(damage(pieces(noise(400_000))))).toBeNull();
  });
});

describe('a packed text', () => {
  test('comes back from properties of at most 60 KiB', () => {
    const text = JSON.stringify(noise(100_000));
    const cells = propertiesOf(packed(text));
    expect(Object.keys(cells).length).toBeGreaterThan(3);
    expect(unpacked(cells)).toBe(text);
  });

  test('with a flipped bit or without bytes is none', () => {
    const cells = propertiesOf(packed('{"a":1}'));
    expect(unpacked({ z0: flipped(cells.z0) })).toBeNull();
    expect(unpacked({})).toBeNull();
  });
});

type Cells = ReturnType<typeof pieces>[number];

function flipped(bytes: unknown): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new Error('no bytes to damage');
  const copy = Uint8Array.from(bytes);
  const middle = Math.floor(copy.length / 2);
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
