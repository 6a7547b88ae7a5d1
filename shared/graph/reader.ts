/**
 * Turns get, list, count and batch into requests of one run. Only GET, and `$batch` of GETs, leave here.
 */
import { type Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { z } from 'zod';
import type { Allowance } from '../bounded.ts';
import { countOf, jsonOf, shaped } from './answers.ts';
import { type BatchWire, type Step, sendSteps } from './batch.ts';
import { Call } from './call.ts';
import { errorOfEnd } from './errors.ts';
import type {
  BatchAnswer,
  BatchOptions,
  BatchStep,
  GraphReader,
  Identity,
  ListOptions,
  ReadOptions,
  SharedBatches,
  Waited,
} from './graph.ts';
import { carried } from './middleware.ts';
import { PageCollector } from './pages.ts';
import { type Budget, budgetFrom, type Clock, spendWait } from './retry.ts';
import { Gatherer } from './shared-batches.ts';
import { labelOf, relativeUrl, type Target, targetOf } from './target.ts';
import { identityOfToken, type TokenSource } from './token.ts';

interface ReaderParts {
  readonly client: Client;
  readonly origin: string;
  readonly clock: Clock;
  readonly tokens: TokenSource;
  /** Epoch ms. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  readonly allowance: Allowance;
}

/** One GET, or with `batch` the one POST there is. */
interface Message {
  readonly target: Target;
  readonly headers?: Readonly<Record<string, string>>;
  readonly permission?: string | undefined;
  readonly batch?: { readonly body: object; readonly budget: Budget; readonly signal: AbortSignal };
}

const BATCH = 'POST $batch';
/** The batch itself answers 424 in some versions when every step was throttled. */
const BATCH_STATUSES = [200, 424];

export class Reader implements GraphReader {
  readonly #parts: ReaderParts;
  #requests = 0;
  #waits = 0;
  #waitedMs = 0;
  #clockSkewMs: number | null = null;
  #serverTime: number | null = null;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  requests(): number {
    return this.#requests;
  }

  waited(): Waited {
    return { times: this.#waits, ms: this.#waitedMs };
  }

  readonly #onWait = (waitMs: number): void => {
    this.#waits += 1;
    this.#waitedMs += waitMs;
  };

  clockSkewMs(): number | null {
    return this.#clockSkewMs;
  }

  async identity(): Promise<Identity> {
    const { clock, deadline, signal, tokens } = this.#parts;
    const left = deadline - clock.now();
    if (left <= 0) throw errorOfEnd('Token for Graph', 'no time left');
    return identityOfToken(await tokens.take(left, signal));
  }

  serverTime(): number | null {
    return this.#serverTime;
  }

  async get<T>(path: string, shape: z.ZodType<T>, options: ReadOptions = {}): Promise<T> {
    const target = targetOf(path, options.version ?? 'v1.0');
    return shaped(await this.#json(target, options), shape, labelOf(target));
  }

  async list<T>(path: string, item: z.ZodType<T>, options: ListOptions = {}): Promise<T[]> {
    const first = targetOf(path, options.version ?? 'v1.0');
    const pages = new PageCollector(first, item, this.#parts.origin, options);
    while (pages.next) pages.add(await this.#json(pages.next, options));
    return pages.items;
  }

  async page<T>(path: string, item: z.ZodType<T>, options: ReadOptions = {}) {
    const target = targetOf(path, options.version ?? 'v1.0');
    const pages = new PageCollector(target, item, this.#parts.origin);
    pages.add(await this.#json(target, options));
    return { items: pages.items, next: pages.next && relativeUrl(pages.next) };
  }

  async count(path: string, options: ReadOptions = {}): Promise<number> {
    const target = targetOf(path, options.version ?? 'v1.0');
    const headers = { ...options.headers, ConsistencyLevel: 'eventual' };
    return countOf(await this.#send({ target, headers, permission: options.permission }), labelOf(target));
  }

  async batch(steps: readonly BatchStep[], options: BatchOptions = {}): Promise<Map<string, BatchAnswer<unknown>>> {
    const wire = this.#wire(targetOf('/$batch', options.version ?? 'v1.0'));
    return sendSteps(
      steps.map((step) => stepOf(step, options)),
      wire,
      this.#parts.signal,
    );
  }

  sharedBatches(): SharedBatches {
    return new Gatherer((steps) => this.batch(steps), this.#parts.origin);
  }

  #wire(target: Target): BatchWire {
    const { clock, deadline } = this.#parts;
    return {
      now: clock.now,
      newBudget: () => budgetFrom(clock.now(), deadline),
      post: async (body, budget, signal) =>
        jsonOf(await this.#send({ target, batch: { body, budget, signal } }), BATCH),
      wait: (errors, budget, signal) => spendWait(errors, { what: BATCH, budget, signal, onWait: this.#onWait }, clock),
    };
  }

  async #json(target: Target, options: ReadOptions): Promise<unknown> {
    const headers = { Accept: 'application/json', ...options.headers };
    return jsonOf(await this.#send({ target, headers, permission: options.permission }), labelOf(target));
  }

  /** @returns the body of a good answer: RAW keeps the package from guessing by content type */
  async #send(message: Message): Promise<string> {
    const { target, headers, batch } = message;
    const request = this.#parts.client
      .api(target.path)
      .version(target.version)
      .headers({ ...headers })
      .middlewareOptions([this.#call(message)])
      .responseType(ResponseType.RAW);
    try {
      const response: Response = await (batch ? request.post(batch.body) : request.get());
      return await response.text();
    } catch (error) {
      throw carried(error);
    }
  }

  #call({ target, permission, batch }: Message): Call {
    const { clock, tokens, deadline, signal, allowance } = this.#parts;
    return new Call({
      what: batch ? BATCH : labelOf(target),
      query: target.query,
      permission,
      statuses: batch ? BATCH_STATUSES : [200],
      budget: batch?.budget ?? budgetFrom(clock.now(), deadline),
      signal: batch?.signal ?? signal,
      tokens,
      allowance,
      onSend: () => {
        this.#requests += 1;
      },
      onWait: this.#onWait,
      onTurn: (waitMs) => {
        this.#waitedMs += waitMs;
      },
      onDate: (date) => {
        const time = Date.parse(date ?? '');
        if (Number.isNaN(time)) return;
        this.#serverTime = time;
        this.#clockSkewMs = time - clock.now();
      },
    });
  }
}

function stepOf({ id, path, headers, permission }: BatchStep, options: BatchOptions): Step {
  const target = targetOf(path, options.version ?? 'v1.0');
  return { id, target, headers, permission: permission ?? options.permission };
}
