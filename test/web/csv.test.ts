import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, jsonCell } from '../../shared/web/csv.ts';
import { HOSTILE } from './hostile.ts';

const STARTS = /^[\s\p{Cf}]*[=+\-@\t\r＝＋－＠﹦﹢﹣﹫−]/u;

const cellsOf = (text: string): string[] => parse(csvText(['a', 'b', 'c'], [['first', text, 'last']]))[1] ?? [];

/** What a spreadsheet sees that takes semicolons for the separator and does not heed quotes inside of a cell. */
const splitAtSemicolons = (text: string): string[] => csvText(['a', 'b'], [['first', text]]).split(/;|\r\n/);

describe('CSV', () => {
  it.each(Object.entries(HOSTILE))('holds %s without harm', (_name, text) => {
    const cells = cellsOf(text);
    expect(cells).toHaveLength(3);
    expect(cells[1]).not.toMatch(STARTS);
    expect(cells[1]).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    for (const cell of splitAtSemicolons(text)) expect(cell).not.toMatch(STARTS);
  });

  it('does the same to any text', () => {
    const nasty = fc.constantFrom('=', '+', '-', '@', ';', ' ', '\t', '\r', '\n', '"', ',', "'", '＝', '\u200b', 'a');
    const texts = fc.oneof(
      fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const cells = cellsOf(text);
        expect(cells).toHaveLength(3);
        for (const cell of [...cells, ...splitAtSemicolons(text)]) expect(cell).not.toMatch(STARTS);
      }),
    );
  });

  it('leaves isolates where we set them, in words of ours, and shows those of anybody else', () => {
    const name = 'New agent: "\u2068אדם\u2069"';
    const [, cells] = parse(csvText(['title', 'key'], [[name, name]], ['title'])) as string[][];
    expect(cells).toEqual([name, 'New agent: "\\u2068אדם\\u2069"']);
    const [, open] = parse(csvText(['title'], [['\u2068\u202ea']], ['title'])) as string[][];
    expect(open).toEqual(['\\u2068\\u202ea']);
  });

  it('leaves harmless text as it is', () => {
    const names = ['Zoë Müller', 'a,"b",c', "O'Brien", '李小龍', 'a - b = c', '💥'];
    for (const name of names) expect(cellsOf(name)[1]).toBe(name);
  });

  it('writes numbers, claims and nothing', () => {
    expect(csvText(['a', 'b', 'c', 'd'], [[-5, true, false, null]])).toBe('a,b,c,d\r\n-5,true,false,\r\n');
  });

  it('has its header also without rows', () => {
    expect(csvText(['a', 'b'], [])).toBe('a,b\r\n');
  });

  it('writes JSON that reads back, in cells that no semicolon splits', () => {
    const value = { 'k;=1': ['a;=b', '-', null, { deep: '=x' }] };
    const cell = cellsOf(String(jsonCell(value)))[1] ?? '';
    expect(JSON.parse(cell)).toEqual(value);
    expect(cell).not.toContain(';');
    expect(jsonCell(null)).toBeNull();
    expect(jsonCell(undefined)).toBeNull();
  });
});
