import { describe, expect, test } from 'vitest';
import { type Cell, checkRow, checkTransaction } from '../../shared/tables/limits.ts';

const row = (cells: { [name: string]: Cell }, rowKey = 'pending|x|1') => ({ rowKey, cells });
const bytes = (length: number) => new Uint8Array(length);
const many = (count: number, cell: Cell) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`c${n}`, cell]));

describe('a row', () => {
  test.each([
    ['a key of 513 characters', row({}, 'k'.repeat(513)), 'has 513 characters of key, more than 512'],
    ['a property of 64 KiB and one byte', row({ z0: bytes(65_537) }), 'has 65537 bytes of z0, more than 65536'],
    ['a text of 32,769 characters', row({ t: 'x'.repeat(32_769) }), 'has 65538 bytes of t, more than 65536'],
    ['253 properties', row(many(253, true)), 'has 253 properties, more than 252'],
    ['more than 1 MiB', row(many(17, bytes(62_000))), 'more than 1048576'],
    ['a property name of 256 characters', row({ ['n'.repeat(256)]: true }), 'has 256 characters of the name'],
  ])('with %s is refused before it is sent', (_, given, message) => {
    expect(() => checkRow(given)).toThrow(message);
    expect(() => checkRow(given)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  test.each([
    ['a key of 512 characters', row({}, 'k'.repeat(512))],
    ['a property of 64 KiB', row({ z0: bytes(65_536), t: 'x'.repeat(32_768) })],
    ['252 properties', row(many(252, true))],
    ['nearly 1 MiB', row(many(16, bytes(65_000)))],
  ])('with %s is allowed', (_, given) => {
    expect(() => checkRow(given)).not.toThrow();
  });
});

describe('a transaction', () => {
  const writes = (count: number, size: number) =>
    Array.from({ length: count }, (_, n) => ({ rowKey: `k${n}`, row: row({ z0: bytes(size) }, `k${n}`) }));

  test.each([
    ['101 operations', writes(101, 1), 'has 101 operations in its transaction, more than 100'],
    ['more than 4 MB as base64', writes(60, 60_000), 'bytes in its transaction, more than 4000000'],
    ['one row twice', [{ rowKey: 'a' }, { rowKey: 'a' }], 'A transaction names a row twice'],
  ])('with %s is refused before it is sent', (_, given, message) => {
    expect(() => checkTransaction(given)).toThrow(message);
  });

  test('of one large and 99 small rows, as they are built, is allowed', () => {
    const large = { rowKey: 'head', row: row(Object.fromEntries(many9())) };
    expect(() => checkTransaction([large, ...writes(99, 16 * 1024)])).not.toThrow();
  });
});

const many9 = (): [string, Cell][] => Array.from({ length: 9 }, (_, n) => [`z${n}`, bytes(60 * 1024)]);
