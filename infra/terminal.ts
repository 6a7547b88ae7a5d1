/**
 * What the commands of this folder print, and how they end. Every line is made harmless first: names and messages come
 * from Azure and from the tenant.
 */

import { neutralLine } from '../shared/core/neutral.ts';
import { MonitorError, reportOf } from '../shared/errors.ts';

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
    if (thrown instanceof UsageError) return sayError(thrown.message, usage, EXIT.usage);
    const { code, message, hint } = reportOf(thrown);
    if (!(thrown instanceof MonitorError)) return sayError(`${code}: ${message}`, hint, EXIT.couldNotLook);
    return sayError(message, hint, EXIT.couldNotLook);
  }
}

function sayError(message: string, more: string, code: ExitCode): ExitCode {
  const lines = [message, ...more.split('\n')].filter((line) => line !== '');
  process.stderr.write(lines.map((line) => `${lineOf(line)}\n`).join(''));
  return code;
}

/** Ends the process once all is written: a credential that hangs would keep it alive. */
export function end(code: ExitCode): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
