/** A call and an answer between the socket (or a test) and the functions. Shapes only. */

export interface HttpCall {
  /** Upper case. */
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Names in lower case, among them `host`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when there is none. */
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  /** A name can appear more than once (`set-cookie`). */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What answers calls, with a socket above it or without. Never rejects. */
export type HttpFront = (call: HttpCall) => Promise<HttpAnswer>;
