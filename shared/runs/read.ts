/**
 * Reads all sources of a check side by side. A source that fails is a reading with its error, never an exception and
 * never an empty list; its first final failure ends its other requests.
 */
import type { Check, ReadResult, Source } from '../core/check.ts';
import type { Readings } from '../core/quiet.ts';
import type { Reading } from '../core/source.ts';
import { MonitorError, reportOf } from '../errors.ts';

/** Gives a source its access, bound to a signal that ends all its requests. */
export type Grant<Access> = (signal: AbortSignal) => Access;

export async function readAll<Access>(
  check: Check<Access>,
  watermarks: { readonly [source: string]: string | null },
  grant: Grant<Access>,
  deadline: { readonly at: number; readonly now: () => number },
  tell: (source: string, reading: Reading) => void = () => {},
): Promise<Readings> {
  const readings = check.sources.map(async (source) => {
    const reading = await readOne(source, watermarks[source.name] ?? null, grant, deadline);
    tell(source.name, reading);
    return [source.name, reading] as const;
  });
  return Object.fromEntries(await Promise.all(readings));
}

async function readOne<Access>(
  source: Source<Access>,
  watermark: string | null,
  grant: Grant<Access>,
  deadline: { readonly at: number; readonly now: () => number },
): Promise<Reading> {
  const controller = new AbortController();
  const limit = overdue(deadline.at - deadline.now(), source.name);
  try {
    const result: ReadResult = await Promise.race([source.read(grant(controller.signal), watermark), limit.promise]);
    return { ok: true, ...result };
  } catch (thrown) {
    return { ok: false, error: reportOf(thrown) };
  } finally {
    limit.cancel();
    controller.abort();
  }
}

/** The last resort against a source that neither answers nor heeds its signal. */
function overdue(waitMs: number, source: string): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    const error = new MonitorError('unavailable', `${source}: no answer within the time of this poll`, {
      hint: 'The watch tries again by itself; if it lasts, look at Microsoft Graph and the network of the app.',
    });
    timer = setTimeout(() => reject(error), Math.max(0, waitMs));
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
