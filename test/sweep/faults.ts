/**
 * A process whose calls meet faults: whoever makes it says which call meets which. A process that died sends nothing
 * any more, and no answer reaches it.
 */
import type { Kind } from './calls.ts';
import type { Between, Call, Ends, Sending } from './wire.ts';

/**
 * | mode | what happens to the call | the run |
 * |---|---|---|
 * | `refused` | the connection breaks before it is applied | goes on, may retry |
 * | `refused, also again` | so do all its retries | goes on |
 * | `lost` | applied, then the connection breaks | goes on, may retry |
 * | `lost, also again` | applied, and no retry ever gets an answer | goes on |
 * | `500` | HTTP 500, not applied | goes on, may retry |
 * | `500, also again` | so do all its retries | goes on |
 * | `dies before` | not sent | ends |
 * | `dies after` | applied, nobody sees the answer | ends |
 */
export const MODES = [
  'refused',
  'refused, also again',
  'lost',
  'lost, also again',
  '500',
  '500, also again',
  'dies before',
  'dies after',
] as const;

export type Mode = (typeof MODES)[number];

export interface Point extends Pick<Call, 'name' | 'nth' | 'kind'> {
  readonly mode: Mode;
}

/** Neither the token nor a mail is retried by itself, so "also again" would be the same point twice. */
const NEVER_RETRIED: readonly Kind[] = ['token', 'mail post', 'mail get'];

export const modesOf = (kind: Kind): readonly Mode[] =>
  MODES.filter((mode) => !mode.endsWith('again') || !NEVER_RETRIED.includes(kind));

/** Every point at which this call can fail. */
export const pointsOf = ({ name, nth, kind }: Call): Point[] =>
  modesOf(kind).map((mode) => ({ name, nth, kind, mode }));

export const endsProcess = ({ mode }: Point): boolean => mode.startsWith('dies');

/** The process is gone. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/** What a call meets; null: nothing. Asked once for each call. */
export type Fate = (call: Call) => Mode | null;

export const CALM: Fate = () => null;

/** One fault at one call. */
export const at =
  (point: Point): Fate =>
  ({ name, nth }) =>
    name === point.name && nth === point.nth ? point.mode : null;

interface Fated {
  readonly mode: Mode | null;
  /** Attempts so far. */
  attempts: number;
}

export class Process implements Between {
  readonly #fate: Fate;
  readonly #fates = new Map<string, Fated>();
  /** The calls so far, retries not counted. */
  readonly calls: Call[] = [];
  /** Calls that met a fault. */
  hits = 0;
  dead = false;

  constructor(fate: Fate) {
    this.#fate = fate;
  }

  async whole<T>(call: Call, send: () => Promise<T>, ends: Ends): Promise<T> {
    const { mode } = this.#fateOf(call);
    if (!mode?.endsWith('again') || this.dead) return send();
    if (mode.startsWith('lost')) await send();
    throw mode.startsWith('500') ? ends.failed() : ends.broken();
  }

  async attempt<T>(call: Call, sending: Sending<T>): Promise<T> {
    if (this.dead) throw new Dead();
    const fated = this.#fateOf(call);
    fated.attempts += 1;
    const answer = await this.#sent(isMet(fated, call) ? fated.mode : null, sending);
    if (this.dead) throw new Dead();
    return answer;
  }

  async #sent<T>(mode: Mode | null, sending: Sending<T>): Promise<T> {
    if (mode === null) return sending.send();
    if (mode.startsWith('500')) return sending.fail();
    if (mode === 'dies before') this.dead = true;
    else if (!mode.startsWith('refused')) await sending.send();
    if (mode === 'dies after') this.dead = true;
    throw this.dead ? new Dead() : sending.broken();
  }

  #fateOf(call: Call): Fated {
    const id = `${call.name} #${call.nth}`;
    const known = this.#fates.get(id);
    if (known) return known;
    const fated = { mode: this.#fate(call), attempts: 0 };
    this.#fates.set(id, fated);
    this.calls.push(call);
    if (fated.mode !== null) this.hits += 1;
    return fated;
  }
}

/** A storage call that fails for good is ended as a whole, since its retries wait; Graph's retries come here each. */
function isMet({ mode, attempts }: Fated, { kind }: Call): boolean {
  if (mode?.endsWith('again')) return kind === 'graph get';
  return mode !== null && attempts === 1;
}
