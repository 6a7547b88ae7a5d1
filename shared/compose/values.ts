/** What the parts of the composition share. */
import { createHash } from 'node:crypto';
import { MonitorError } from '../errors.ts';
import type { SettingProblem } from '../settings.ts';

/** The SHA-256 of a text, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Tells two secrets apart, and says nothing else of either. */
export const secretMark = (secret: string): string => sha256(`setting of the watch: ${secret}`).slice(0, 16);

/** Made when it is first asked for; what it throws it throws each time. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export const notSet = (problems: readonly SettingProblem[]): MonitorError =>
  new MonitorError('config', `Wrong settings: ${problems.map(({ setting }) => setting).join(', ')}`, {
    hint: 'GET /api/status says what each of them must be.',
  });
