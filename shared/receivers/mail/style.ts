/**
 * How a mail looks. What is inline is light and complete by itself, for clients that drop style sheets; the sheet adds dark
 * colours where a client says that it wants them. Each pair of colours has a contrast of at least 4.5, in both.
 */
import type { AlertView } from './alert-view.ts';

export const FONT = "font-family:'Segoe UI',Helvetica,Arial,sans-serif;";
export const INK = '#1f2328';
export const QUIET = '#57606a';
export const LINE = '#d1d9e0';
export const PAGE = '#f3f5f7';
export const LINK = '#0b57a4';

/** Dark enough on white for small text. */
export const TONES: { readonly [tone in AlertView['tone']]: string } = {
  critical: '#b3261e',
  warning: '#8a5a00',
  info: '#1f5fa8',
  ended: '#2b6a37',
};

/** Bright enough on a dark card. */
const DARK_TONES: { readonly [tone in AlertView['tone']]: string } = {
  critical: '#ff8a80',
  warning: '#f5c26b',
  info: '#8ab8f5',
  ended: '#7fd491',
};

/** Ids are long and have no blanks. */
export const BREAK = 'word-break:break-word;';

const dark = (name: string, colours: string): string => `.${name}{${colours}}`;

/** Inline styles win over a sheet, but for what is important. */
export const SHEET = [
  ':root{color-scheme:light dark;}',
  '@media (prefers-color-scheme:dark){',
  dark('page', 'background-color:#10151b!important;color:#e6edf3!important;'),
  dark('card', 'background-color:#1a2129!important;border-color:#36414d!important;'),
  dark('ink', 'color:#e6edf3!important;'),
  dark('quiet', 'color:#a3afbb!important;'),
  dark('link', 'color:#8ab8f5!important;'),
  dark('button', 'border-color:#a3afbb!important;'),
  ...Object.entries(DARK_TONES).map(([tone, colour]) =>
    dark(tone, `color:${colour}!important;border-left-color:${colour}!important;`),
  ),
  '}',
].join('\n');
