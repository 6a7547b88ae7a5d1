/**
 * Log lines: one line each, with time, level, function and invocation. What an app logs may hold text from a
 * tenant, so control, bidirectional and other invisible characters come out as escapes and never act.
 */
import type { LogLevel } from './contract.ts';

export interface LogEntry {
  readonly atMs: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

/** Azure's default: trace and debug are not kept. */
const SHOWN = new Set<LogLevel>(['information', 'warning', 'error', 'critical']);

/** The line without its end, or null when the level is not shown. */
export function logLine({ atMs, level, message, functionName, invocationId }: LogEntry): string | null {
  if (!SHOWN.has(level)) return null;
  const origin = functionName === undefined ? 'host' : `${functionName} ${invocationId ?? '-'}`;
  return `${new Date(atMs).toISOString()} ${level} [${neutral(origin)}] ${neutral(message)}`;
}

/** Line ends, controls, format characters (bidi, zero width) and lone surrogates as `\u{…}`. */
export function neutral(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
