/** The last requests that Graph and the identity endpoint answered: what tests count and the console shows. */

export interface LoggedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Path with version and decoded query. */
  readonly path: string;
  /** The status sent, or what happened to the connection instead. */
  readonly status: number | 'reset' | 'hang';
  /** Part of a batch: no round trip of its own. */
  readonly step: boolean;
}

export interface RequestLog {
  add(request: LoggedRequest): void;
  /** Oldest first. */
  list(): readonly LoggedRequest[];
  clear(): void;
}

/** @param limit older requests are forgotten */
export function createRequestLog(limit = 2000): RequestLog {
  let requests: LoggedRequest[] = [];
  return {
    add: (request) => {
      requests.push(request);
      if (requests.length > limit) requests = requests.slice(-Math.ceil(limit / 2));
    },
    list: () => requests,
    clear: () => {
      requests = [];
    },
  };
}
