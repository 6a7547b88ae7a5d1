/**
 * A GraphReader that answers from a function of the path, through the same shapes as the real one, and remembers
 * what it was asked. An answer that is an Error is thrown.
 */
import type { z } from 'zod';
import { MonitorError } from '../../shared/errors.ts';
import type { GraphReader, Identity, ListOptions, ReadOptions } from '../../shared/graph/graph.ts';

export interface Asked {
  readonly path: string;
  readonly permission: string | undefined;
}

export class StubGraphReader implements GraphReader {
  readonly asked: Asked[] = [];
  private readonly answer: (path: string) => unknown;

  constructor(answer: (path: string) => unknown) {
    this.answer = answer;
  }

  async get<T>(path: string, shape: z.ZodType<T>, options: ReadOptions = {}): Promise<T> {
    return shaped(await this.ask(path, options), shape, path);
  }

  async list<T>(path: string, item: z.ZodType<T>, options: ListOptions = {}): Promise<T[]> {
    const items = await this.ask(path, options);
    if (!Array.isArray(items)) throw new MonitorError('contract', `${path}: no list`);
    return items.map((one) => shaped(one, item, path));
  }

  async page<T>(path: string, item: z.ZodType<T>, options: ReadOptions = {}) {
    return { items: await this.list(path, item, options), next: null };
  }

  count = async (path: string, options: ReadOptions = {}): Promise<number> => {
    const answer = await this.ask(path, options);
    return typeof answer === 'number' ? answer : 0;
  };
  batch = () => this.unexpected('batch');
  /** As if each were read alone: which calls are shared is no business of a source. */
  sharedBatches = () => ({ within: () => ({ list: this.list.bind(this) }) });
  requests = (): number => this.asked.length;
  waited = () => ({ times: 0, ms: 0 });

  /** What a path fails with, if it does. */
  failing: (path: string) => Error | null = () => null;

  /** What the header `Date` of every answer says, as epoch ms. */
  date: number | null = null;
  serverTime = (): number | null => (this.asked.length > 0 ? this.date : null);

  /** Who asks. */
  who: Identity = { objectId: null, appId: null, tenantId: null };
  identity = async (): Promise<Identity> => this.who;
  clockSkewMs = (): number | null => null;

  private async ask(path: string, { permission }: ReadOptions): Promise<unknown> {
    this.asked.push({ path, permission });
    const answer = this.failing(path) ?? (await this.answer(path));
    if (answer instanceof Error) throw answer;
    return answer;
  }

  private unexpected(method: string): Promise<never> {
    return Promise.reject(new Error(`${method} was not expected`));
  }
}

function shaped<T>(value: unknown, shape: z.ZodType<T>, path: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw new MonitorError('contract', `${path}: ${result.error.issues[0]?.path.join('.')} is not as agreed`);
}
