/**
 * Requests to one service, Azure Resource Manager or Microsoft Graph: bound to one origin, limited in time, patient
 * when told to wait. The token goes to that origin and nowhere else, whatever a next link says.
 */
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { retryAfter } from '../../shared/core/text/retry-after.ts';
import { MonitorError } from '../../shared/errors.ts';
import type { Say } from '../terminal.ts';
import { refusalOf, unusable } from './refusal.ts';
import { TokenBox } from './token.ts';

const CALL_LIMIT_MS = 20_000;
/** With the waits between them at most a few minutes: a person sits in front of it. */
const MOST_TRIES = 5;
const LONGEST_WAIT_MS = 60_000;
const MOST_PAGES = 200;

/** What a command does between two looks; a test may let time pass faster. */
export type Sleep = (ms: number) => Promise<void>;

export interface ServiceOptions {
  /** As messages name it. */
  readonly name: string;
  readonly origin: string;
  readonly credential: TokenCredential;
  readonly sleep: Sleep;
  readonly say: Say;
}

interface Page<T> {
  readonly value: readonly T[];
  /** Azure's name for it, and Graph's. */
  readonly nextLink?: string | null | undefined;
  readonly '@odata.nextLink'?: string | null | undefined;
}

const pageOf = <T>(item: z.ZodType<T>): z.ZodType<Page<T>> =>
  z.object({ value: z.array(item), nextLink: z.string().nullish(), '@odata.nextLink': z.string().nullish() });

export class Service {
  readonly name: string;
  readonly origin: string;
  readonly #options: ServiceOptions;
  readonly #tokens: TokenBox;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.origin = options.origin;
    this.#options = options;
    this.#tokens = new TokenBox(options.credential, `${options.origin}/.default`, options.name);
  }

  /** The tenant of the token, in lower case. @throws MonitorError `auth` */
  tenantId(): Promise<string> {
    return this.#tokens.tenantId();
  }

  /** @throws MonitorError; a refusal of the service as `Refusal` */
  get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    return this.#ask('GET', path, shape);
  }

  /** Only for what changes nothing, unless the caller is there to change it. */
  post<T>(path: string, body: unknown, shape: z.ZodType<T>): Promise<T> {
    return this.#ask('POST', path, shape, body);
  }

  async delete(path: string): Promise<void> {
    await this.#send('DELETE', path);
  }

  /** The items of all pages. @throws MonitorError `contract` for a next link that leads elsewhere, or too many pages */
  async list<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    const items: T[] = [];
    let at: string | null = path;
    for (let pages = 0; at !== null; pages += 1) {
      if (pages === MOST_PAGES) throw unusable(this.name, path, `more than ${MOST_PAGES} pages`);
      const page: Page<T> = await this.#ask('GET', at, pageOf(item));
      items.push(...page.value);
      const next = page.nextLink ?? page['@odata.nextLink'] ?? null;
      at = next === null ? null : this.#ownPath(path, next);
    }
    return items;
  }

  #ownPath(path: string, next: string): string {
    if (next.startsWith(`${this.origin}/`)) return next.slice(this.origin.length);
    throw unusable(this.name, path, 'a next link to another host');
  }

  async #ask<T>(method: string, path: string, shape: z.ZodType<T>, body?: unknown): Promise<T> {
    const parsed = shape.safeParse(await this.#send(method, path, body));
    if (parsed.success) return parsed.data;
    throw unusable(this.name, path, `an unexpected ${parsed.error.issues[0]?.path.join('.') || 'shape'}`);
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#once(method, path, body);
      if (answer instanceof Response && answer.ok) return readJson(answer, this.name, path);
      const problem = answer instanceof Response ? await refusalOf(answer, this.name, method, path) : answer;
      const waitMs = answer instanceof Response ? waitOf(answer, tries) : 1000 * 2 ** tries;
      if (waitMs === null || waitMs > LONGEST_WAIT_MS || tries === MOST_TRIES) throw problem;
      if (waitMs > 5000) this.#options.say(`${this.name} asks us to wait ${Math.ceil(waitMs / 1000)} s …`);
      await this.#options.sleep(waitMs);
    }
  }

  async #once(method: string, path: string, body: unknown): Promise<Response | MonitorError> {
    const headers = {
      Authorization: `Bearer ${await this.#tokens.take()}`,
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    try {
      return await fetch(`${this.origin}${path}`, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(CALL_LIMIT_MS),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch {
      return new MonitorError('unavailable', `${this.name} does not answer at ${this.origin}`, {
        hint: 'Check the network, the proxy and the host name.',
      });
    }
  }
}

/** How long to wait before the next try; null: another one is of no use. */
function waitOf({ status, headers }: Response, tries: number): number | null {
  if (status !== 429 && status !== 408 && status < 500) return null;
  return retryAfter(headers.get('retry-after'), Date.now()) ?? 1000 * 2 ** tries;
}

async function readJson(answer: Response, name: string, path: string): Promise<unknown> {
  try {
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw unusable(name, path, 'something that is not JSON, or only part of it');
  }
}
