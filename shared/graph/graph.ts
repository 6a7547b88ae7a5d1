/**
 * What the rest of the product may ask of Microsoft Graph: reading, and nothing else, so that a write cannot even be
 * written down. Types only; `openGraph` in client.ts makes a `Graph`.
 */
import type { TokenCredential } from '@azure/identity';
import type { z } from 'zod';
import type { Allowance } from '../bounded.ts';
import type { MonitorError } from '../errors.ts';

export type { GraphError } from './errors.ts';

export interface GraphOptions {
  /** For example `https://graph.microsoft.com`. The token is asked for this origin and sent to no other. */
  readonly origin: string;
  readonly credential: TokenCredential;
  /** When set, a token of another tenant is refused before any request is sent. */
  readonly tenantId: string | null;
  readonly fetch?: typeof fetch;
  /** From 0 to below 1; spreads the retries. */
  readonly random?: () => number;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Waits between attempts, and for a turn. Time limits of calls run on real timers, so a sleep that ends at once skips waits only. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Limits {
  /** Epoch ms; no call starts or waits past it. */
  readonly deadline: number;
  /** Ends everything with `unavailable`. */
  readonly signal?: AbortSignal;
  /** Decoded bytes that all answers of the run may hold together, shared by its readers; 512 MiB for this one unless given. */
  readonly allowance?: Allowance;
}

export interface Graph {
  /** A reader bound to one run, with its own token and its own count of requests. */
  within(limits: Limits): GraphReader;
}

export type GraphVersion = 'v1.0' | 'beta';

export interface ReadOptions {
  /** Default `v1.0`. */
  readonly version?: GraphVersion;
  /** Sent with every page. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The application permission this path needs; named in the hint when Graph denies. */
  readonly permission?: string;
}

export interface ListOptions extends ReadOptions {
  /** More pages than this are a `contract` error. Default 1000. */
  readonly maxPages?: number;
  /** No further page is read once there are as many items; whoever gets as many does not know whether there are more. */
  readonly enough?: number;
}

export interface BatchStep {
  /** Unique within one call; the key of the answer. It is not sent. */
  readonly id: string;
  /** As for `get`: without a version. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Overrides the permission of the options. */
  readonly permission?: string;
}

/** One version and one permission for all steps; headers go with each step. */
export type BatchOptions = Omit<ReadOptions, 'headers'>;

export type BatchAnswer<T> =
  | { readonly ok: true; readonly body: T }
  | { readonly ok: false; readonly error: MonitorError };

/** All items of all pages in the order they came, or an error. */
export interface Lists {
  list<T>(path: string, item: z.ZodType<T>, options?: Omit<ListOptions, 'version'>): Promise<T[]>;
}

export interface SharedBatches {
  /** What is read ends with the signal; what others read goes on. */
  within(signal: AbortSignal): Lists;
}

/**
 * Every method rejects with a MonitorError and nothing else; what Graph itself answered is a GraphError (errors.ts)
 * with the HTTP `status`, so that a 404 can be told from other `contract` errors.
 *
 * A path begins with `/`, has no version, and carries its query as the documentation writes it, with plain spaces,
 * quotes, plus signs and colons. Escapes (`%26`) are kept, so a value that may hold `& # % / ?`, such as an id or a
 * name from the tenant, is passed through `encodeURIComponent` first, its single quotes doubled inside `$filter`.
 */
export interface GraphReader {
  /** One object. */
  get<T>(path: string, shape: z.ZodType<T>, options?: ReadOptions): Promise<T>;
  /** All items of all pages in the order they came, or an error. Rows that Graph repeats are repeated. */
  list<T>(path: string, item: z.ZodType<T>, options?: ListOptions): Promise<T[]>;
  /** One page and where the next one is, as a path; null: it was the last. For lists that are read over many runs. */
  page<T>(path: string, item: z.ZodType<T>, options?: ReadOptions): Promise<{ items: T[]; next: string | null }>;
  /** The number that a path ending in `/$count` answers, `ConsistencyLevel: eventual` included. */
  count(path: string, options?: ReadOptions): Promise<number>;
  /**
   * Any number of GETs, 20 to a call. A step that is throttled, 408 or 5xx is tried again by itself; other failures
   * are answers. Rejects as a whole when a `$batch` call itself fails.
   */
  batch(steps: readonly BatchStep[], options?: BatchOptions): Promise<Map<string, BatchAnswer<unknown>>>;
  /** Lists of v1.0 that many ask for side by side, in `$batch` calls that they share. */
  sharedBatches(): SharedBatches;
  /** What Graph's own clock said with its last good answer (header `Date`, whole seconds), as epoch ms; null: nothing yet. */
  serverTime(): number | null;
  /** Who asks, as the token of this run says. Rejects like a request whose token cannot be had. */
  identity(): Promise<Identity>;
  /** Graph's clock minus ours in ms, by the last good answer; to the second. Null: nothing yet. */
  clockSkewMs(): number | null;
  /** HTTP calls sent to Graph so far, retries included, token calls not. */
  requests(): number;
  /** How often another attempt was waited for, and how long with the waits for a turn at what has a quota, so far. */
  waited(): Waited;
}

/** Waits for another attempt: because Graph asked to come later, or failed in passing. */
export interface Waited {
  readonly times: number;
  /** With the waits for a turn, which are none of Graph's asking (turns.ts). */
  readonly ms: number;
}

/** Who asks, and in which tenant. Null: the token does not say; of its service principal, also if it is a person's. */
export interface Identity {
  readonly objectId: string | null;
  readonly appId: string | null;
  readonly tenantId: string | null;
}
