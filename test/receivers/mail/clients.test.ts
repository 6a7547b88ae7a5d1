/**
 * The HTML of every kind of mail against caniemail's data of what mail clients can do. What one of them lacks, or can in
 * part, is named here with what its readers see instead; anything else is an error.
 */
import { caniemail } from 'caniemail';
import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../../shared/receivers/mail/summary/render.ts';
import { NOW, soaked } from '../summaries.ts';
import { mailsAbout } from './mails.ts';

const CLIENTS = ['outlook.*', 'gmail.*', 'apple-mail.*'] as const;

/** Not at all. */
const LACKED: { readonly [feature: string]: string } = {
  'color-scheme CSS property': 'the client keeps the light colours, or darkens them by itself',
  'color-scheme meta tag': 'the same',
  '@media': 'the same: inline colours are light and complete',
  '<style> element': 'the same: the sheet holds nothing but dark colours',
  '<body> element': 'the outer table has the same colour, font and padding',
  'role attribute': 'a screen reader may say that there is a table',
  'word-break': 'names are broken into short runs by themselves; an id may stand out on a narrow screen',
};

/** In part: why that part does no harm. */
const PARTIAL: { readonly [feature: string]: string } = {
  'color-scheme CSS property': 'light and dark are all that it says',
  '@media': 'ours is not nested and asks for no height',
  '<body> element': 'becomes a div that keeps its style',
  '<style> element': 'stands in the head, before its rules are used, and is small',
  '<ul>, <ol> and <dl>': 'no attribute of theirs is used',
  margin: 'neither negative nor auto; without it lines stand closer',
  'word-break': 'a long id is broken anywhere, as it is meant to be',
  'text-align': 'left',
  padding: 'outside of cells only that of lists, which the client then indents as it does',
  background: 'a colour',
  'font-size': 'in px',
  'line-height': 'without a unit; lines stand a little further apart',
  'width attribute': 'of tables, not of images',
  'width property': 'of a table',
  'max-width': 'of a table: without it the mail is as wide as the window',
  'font-weight': '700',
  border: 'of tables and cells, 4px at most',
  'letter-spacing': 'in px',
  'text-transform': 'uppercase',
  'align attribute': 'of cells and rows',
};

const featuresIn = (html: string) => {
  const { issues } = caniemail({ clients: [...CLIENTS], html });
  const titles = (found: typeof issues.errors) => [...found.values()].flatMap((all) => all.map(({ title }) => title));
  return { lacked: titles(issues.errors), partial: titles(issues.warnings) };
};

describe('a mail in Outlook, Gmail and Apple Mail', () => {
  const seen = Object.values(mailsAbout('Alex Wilber')).map(({ html }) => featuresIn(html));

  it('uses nothing that one of them lacks without another look for it', () => {
    expect(new Set(seen.flatMap(({ lacked }) => lacked))).toEqual(new Set(Object.keys(LACKED)));
  });

  it('uses what one of them can in part only in that part', () => {
    expect(new Set(seen.flatMap(({ partial }) => partial))).toEqual(new Set(Object.keys(PARTIAL)));
  });
});

describe('the periodic summary', () => {
  const options = { watchName: null, publicUrl: 'https://watch.example.com', zone: null, adminCenter: null };
  const { html } = renderSummary(
    soaked(Array.from({ length: 60 }, (_, n) => `${n} ${'界'.repeat(200)}`)),
    NOW,
    options,
  );

  it('uses nothing that other mails do not use, but the height of bars', () => {
    const { lacked, partial } = featuresIn(html);
    expect(lacked.filter((title) => !(title in LACKED))).toEqual([]);
    expect([...new Set(partial.filter((title) => !(title in PARTIAL)))]).toEqual(['height property']);
  });

  it('is smaller than what Gmail cuts off, also with more of everything than it shows', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});

describe('a mail', () => {
  const mails = Object.entries(mailsAbout('Alex Wilber'));
  it.each(mails)('loads nothing and follows nobody: %s', (_kind, { html }) => {
    expect(html).not.toMatch(
      /<(img|script|link|iframe|object|video|audio|form|input|base)\b|url\(|@import|src=|srcset=|background=/i,
    );
  });

  it.each(mails)('is smaller than what Gmail cuts off: %s', (_kind, { html, text }) => {
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  });
});
