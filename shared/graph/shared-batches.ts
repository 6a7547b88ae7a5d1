/**
 * Gathers the lists that several sources read at the same time into shared `$batch` calls, so that round trips grow
 * with what is read and not with who reads it. Each list is whole or an error of its own; one whose reader has ended
 * is neither waited for nor asked for again.
 */
import type { z } from 'zod';
import { CALLS_AT_A_TIME, STEPS_PER_CALL } from './batch.ts';
import { contractError, errorOfEnd } from './errors.ts';
import type { BatchAnswer, BatchStep, ListOptions, Lists, SharedBatches } from './graph.ts';
import { carried } from './middleware.ts';
import { PageCollector } from './pages.ts';
import { labelOf, relativeUrl, type Target, targetOf } from './target.ts';

/** Sends at most 20 steps of v1.0 as one call. */
type SendBatch = (steps: readonly BatchStep[]) => Promise<ReadonlyMap<string, BatchAnswer<unknown>>>;

interface Waiting {
  readonly step: Omit<BatchStep, 'id'>;
  readonly signal: AbortSignal;
  resolve(body: unknown): void;
  reject(error: unknown): void;
}

export class Gatherer implements SharedBatches {
  readonly #send: SendBatch;
  readonly #origin: string;
  #waiting: Waiting[] = [];
  #calls = 0;
  #isScheduled = false;

  constructor(send: SendBatch, origin: string) {
    this.#send = send;
    this.#origin = origin;
  }

  /** Lists whose reading ends with the signal. */
  within(signal: AbortSignal): Lists {
    return { list: (path, item, options) => this.#list(path, item, options ?? {}, signal) };
  }

  async #list<T>(path: string, item: z.ZodType<T>, options: ListOptions, signal: AbortSignal): Promise<T[]> {
    const { headers, permission } = options;
    const pages = new PageCollector(targetOf(path, 'v1.0'), item, this.#origin, options);
    while (pages.next) {
      const step = { path: relativeUrl(pages.next), ...(headers && { headers }), ...(permission && { permission }) };
      pages.add(await this.#ask(step, pages.next, signal));
    }
    return pages.items;
  }

  #ask(step: Waiting['step'], target: Target, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const end = (): void => reject(errorOfEnd(labelOf(target), 'ended'));
      if (signal.aborted) return end();
      signal.addEventListener('abort', end, { once: true });
      const settled = () => signal.removeEventListener('abort', end);
      this.#waiting.push({
        step,
        signal,
        resolve: (body) => {
          settled();
          resolve(body);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.#schedule();
    });
  }

  /** Everyone who asks in this turn of the event loop, or because of the same answer, is asked for together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#waiting = this.#waiting.filter(({ signal }) => !signal.aborted);
      while (this.#calls < CALLS_AT_A_TIME && this.#waiting.length > 0) {
        void this.#call(this.#waiting.splice(0, STEPS_PER_CALL));
      }
    });
  }

  async #call(asked: readonly Waiting[]): Promise<void> {
    this.#calls += 1;
    try {
      const answers = await this.#send(asked.map(({ step }, index) => ({ ...step, id: String(index) })));
      asked.forEach(({ resolve, reject }, index) => {
        const answer = answers.get(String(index));
        if (answer?.ok) resolve(answer.body);
        else reject(answer?.error ?? contractError('POST $batch', 'a step was left without an answer'));
      });
    } catch (thrown) {
      for (const { reject } of asked) reject(carried(thrown));
    } finally {
      this.#calls -= 1;
      this.#schedule();
    }
  }
}
