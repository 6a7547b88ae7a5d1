/**
 * What a report is written to: how wide it is, and whether it takes colours. Text is wrapped before it is coloured, so
 * that no code counts as a letter. `NO_COLOR` and `FORCE_COLOR` decide as everywhere.
 */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

export interface Terminal {
  /** In characters. */
  readonly width: number;
  paint(style: Style, text: string): string;
}

/** Of what is no terminal: a file, a pipe. */
const OTHERWISE = 80;
/** Longer lines are hard to read; shorter ones hold no id. */
const WIDTHS = { most: 110, least: 40 };

export const terminalOf = (stream: NodeJS.WriteStream): Terminal => ({
  width: Math.min(Math.max((stream.isTTY && stream.columns) || OTHERWISE, WIDTHS.least), WIDTHS.most),
  paint: (style, text) => styleText(style, text, { stream }),
});

export const PLAIN: Terminal = { width: OTHERWISE, paint: (_style, text) => text };

/** In lines of at most `width`, unless a word is longer: the first behind `start`, the others as far in. */
export function wrapped(text: string, width: number, start = ''): string[] {
  const lines = [start];
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (isEmpty || longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(' '.repeat(start.length) + word);
    isEmpty = false;
  }
  return lines;
}
