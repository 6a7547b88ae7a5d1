/**
 * One request on its way through the client package: what the middleware must know of it and the package does not
 * carry. The package finds it by its class.
 */
import type { MiddlewareOptions } from '@microsoft/microsoft-graph-client';
import type { Allowance } from '../bounded.ts';
import type { Budget } from './retry.ts';
import type { TokenSource } from './token.ts';

export interface CallFields {
  /** How messages name the request. */
  readonly what: string;
  /** Appended to the URL as it is: `?…` or empty. */
  readonly query: string;
  /** Named in the hint when Graph denies. */
  readonly permission: string | undefined;
  /** Statuses that count as an answer. */
  readonly statuses: readonly number[];
  readonly budget: Budget;
  readonly signal: AbortSignal | undefined;
  readonly tokens: TokenSource;
  /** What all answers of the run may still hold. */
  readonly allowance: Allowance;
  /** Called once for every HTTP call. */
  readonly onSend: () => void;
  /** Called before every wait for another attempt, in ms. */
  readonly onWait: (waitMs: number) => void;
  /** Called before every wait for a turn at what has a quota, in ms. */
  readonly onTurn: (waitMs: number) => void;
  /** Called for every good answer with its header `Date`. */
  readonly onDate: (date: string | null) => void;
}

export class Call implements MiddlewareOptions {
  readonly fields: CallFields;

  constructor(fields: CallFields) {
    this.fields = fields;
  }
}
