/**
 * What the commands of this folder print, and how they end. Every line is made harmless first: names and messages come
 * from Azure and from the tenant.
 */

import { neutralLine } from '../shared/core/text/neutral.ts';
import { reportOf } from '../shared/errors.ts';

/** Prints one line; deeper ones are indented. */
export type Say = (line: string, depth?: number) => void;

const LONGEST = 2000;

export const lineOf = (text: string, depth = 0): string => `${'  '.repeat(depth)}${neutralLine(text, LONGEST)}`;

/** On standard output. */
export const say: Say = (line, depth) => {
  process.stdout.write(`${lineOf(line, depth)}\n`);
};

export const EXIT = { nothing: 0, something: 1, couldNotLook: 2, usage: 64 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong usage: said with the usage text, exit 64. */
export class UsageError extends Error {}

/** Runs a command to its end. What it throws is said in one message, never as a stack. */
export async function command(usage: string, run: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await run();
  } catch (thrown) {
    return sayError(thrown, usage);
  }
}

/** The usage text is ours, and keeps its shape. */
function sayError(thrown: unknown, usage: string): ExitCode {
  const isUsage = thrown instanceof UsageError;
  const { message, hint } = isUsage ? { message: thrown.message, hint: '' } : reportOf(thrown);
  const lines = [lineOf(message), isUsage ? usage : lineOf(hint)].filter((line) => line !== '');
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  return isUsage ? EXIT.usage : EXIT.couldNotLook;
}

/** Ends the process once all is written: a credential that hangs would keep it alive. */
export function end(code: ExitCode): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
