/**
 * Reads all sources of a check side by side. A source that fails is a reading with its error, never an exception and
 * never an empty list; its first final failure ends its other requests.
 */

import type { Check, ReadResult, Source } from '../core/model/check.ts';
import type { Fact, Snapshot } from '../core/model/fact.ts';
import { isJson } from '../core/model/json.ts';
import { own } from '../core/model/own.ts';
import type { Reading, Readings } from '../core/model/source.ts';
import { MonitorError, reportOf } from '../errors.ts';

/** What a source may know of the others of its check. */
export interface Others {
  /** Their facts as they stand: as just read, else as last believed; null: never read. */
  standing(source: string): Promise<readonly Fact[] | null>;
  /** What was believed before this run, loaded when it is asked for; null: nothing. */
  believed(source: string): Promise<Snapshot | null>;
  /** The verdict before this run, loaded when it is asked for; null: none. */
  judged(): Promise<Snapshot | null>;
  /** The last verdict of another check, loaded when it is asked for; null: none. */
  judgedBy(check: string): Promise<Snapshot | null>;
}

/** Gives a source its access, bound to a signal that ends all its requests. */
export type Grant<Access> = (signal: AbortSignal, others: Others) => Access;

export interface ReadTerms {
  /** When all must have been read, in ms. */
  readonly at: number;
  readonly now: () => number;
  /** The last snapshot of a source. Default: there is none. */
  readonly believed?: Others['believed'];
  /** The verdict before. Default: there is none. */
  readonly judged?: Others['judged'];
  /** The last verdict of another check. Default: there is none. */
  readonly judgedBy?: Others['judgedBy'];
}

export async function readAll<Access>(
  check: Check<Access>,
  watermarks: { readonly [source: string]: string | null },
  grant: Grant<Access>,
  terms: ReadTerms,
  tell: (source: string, reading: Reading) => void = () => {},
): Promise<Readings> {
  const readings = new Map<string, Promise<Reading>>();
  const believed = terms.believed ?? (async () => null);
  const judged = terms.judged ?? (async () => null);
  const judgedBy = terms.judgedBy ?? (async () => null);
  const standing: Others['standing'] = async (name) => {
    // A moment later, when all have been begun.
    await null;
    const reading = await readings.get(name);
    return reading?.ok && !reading.kept ? reading.facts : believed(name);
  };
  for (const source of check.sources) {
    const access = (signal: AbortSignal): Access => grant(signal, { standing, believed, judged, judgedBy });
    const reading = readOne(source, own(watermarks, source.name) ?? null, access, terms);
    readings.set(source.name, reading);
    void reading.then((one) => tell(source.name, one));
  }
  const all = [...readings].map(async ([name, reading]) => [name, await reading] as const);
  return Object.fromEntries(await Promise.all(all));
}

async function readOne<Access>(
  source: Source<Access>,
  watermark: string | null,
  grant: (signal: AbortSignal) => Access,
  terms: ReadTerms,
): Promise<Reading> {
  const controller = new AbortController();
  const limit = overdue(terms.at - terms.now(), source.name);
  try {
    const result: ReadResult = await Promise.race([source.read(grant(controller.signal), watermark), limit.promise]);
    if (!result.kept) onlyJson(source.name, result.facts);
    return { ok: true, ...result };
  } catch (thrown) {
    return { ok: false, error: reportOf(thrown) };
  } finally {
    limit.cancel();
    controller.abort();
  }
}

/** What cannot be stored as it is fails its source, and no other. */
function onlyJson(source: string, facts: readonly Fact[]): void {
  if (facts.every(({ attributes, details = {} }) => isJson(attributes) && isJson(details))) return;
  throw new MonitorError('contract', `${source}: a row holds something that is not JSON`, {
    hint: 'This is a bug: report it with the version. The snapshot stays as it was.',
  });
}

/** The last resort against a source that neither answers nor heeds its signal. */
function overdue(waitMs: number, source: string): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    const error = new MonitorError('unavailable', `${source}: no answer within the time of this poll`, {
      hint: 'The watch tries again by itself. If it lasts, look at Microsoft Graph and the network of the app.',
    });
    timer = setTimeout(() => reject(error), Math.max(0, waitMs));
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
