/** Everything that answers a request: the tenant's state and the conditions it is served under. */
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { RequestLog } from './request-log.ts';
import type { Shaker } from './shake.ts';
import type { TenantState } from './state.ts';

export interface World {
  readonly state: TenantState;
  /** `http://127.0.0.1:port`, which is also the audience of its tokens. */
  readonly origin: string;
  readonly identityHeader: string;
  /** ms since 1970. */
  readonly clock: () => number;
  readonly random: Random;
  readonly faults: Faults;
  readonly shaker: Shaker;
  readonly requests: RequestLog;
  /** Added to every answer of Graph. */
  latencyMs: number;
}
