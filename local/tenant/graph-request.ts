/** One Graph request as the tenant answers it, single or a step of a batch. A shape only. */
import type { Version } from './endpoint.ts';

export interface GraphRequest {
  readonly method: string;
  readonly version: Version;
  /** Without version and query. */
  readonly path: string;
  readonly params: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
  /** A step of a batch, whose token has been checked. */
  readonly step: boolean;
  /** `ConsistencyLevel: eventual`. */
  readonly isEventual: boolean;
}
