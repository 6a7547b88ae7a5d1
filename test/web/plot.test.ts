/** The letters of a plot: large enough to read, none cut off, whatever the numbers are. */
import { describe, expect, it } from 'vitest';
import { plot } from '../../shared/web/page/plot.ts';

const NOW = Date.parse('2026-11-20T09:00:00.000Z');
const MINUTE = 60_000;

const drawn = (...values: number[]): string => {
  const rows = values.map((value, n) => ({ name: 'users', at: new Date(NOW - n * 60 * MINUTE).toISOString(), value }));
  return String(plot({ title: 'Users', series: [{ label: 'users', rows }] }, { now: NOW, zone: null }));
};

/** The labels at the left, each with where it ends. */
const labels = (svg: string) =>
  [...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" text-anchor="end">([\d,]+)</g)].map(([, x, text = '']) => ({
    end: Number(x),
    text,
  }));

describe('the numbers at the left', () => {
  it.each([[7], [1_240], [50_000], [500_000], [12_345_678]])('of %d have room', (most) => {
    const found = labels(drawn(most, 0));
    expect(found.length).toBeGreaterThan(1);
    for (const { end, text } of found) expect(end, text).toBeGreaterThanOrEqual(6.5 * text.length);
  });

  it('start at 0, so that no small change looks like a large one', () => {
    expect(labels(drawn(1_240, 1_239)).map(({ text }) => text)).toContain('0');
  });
});

describe('the words above it', () => {
  it('say the newest value, and between which it was', () => {
    expect(drawn(8, 5, 7)).toContain('users: 8 (5–8)');
    expect(drawn(8, 8)).toContain('users: 8 all the time');
  });
});
