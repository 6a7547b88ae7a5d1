/** Counts what a run costs: HTTP requests at the storage, by what they do. */
import type { Seams } from '../../shared/compose.ts';

export interface CountingTables {
  readonly policies: NonNullable<Seams['tablePolicies']>;
  readonly requests: { reads: number; writes: number };
}

export function countingTables(): CountingTables {
  const requests = { reads: 0, writes: 0 };
  return {
    requests,
    policies: [
      {
        position: 'perRetry',
        policy: {
          name: 'scenarioCount',
          sendRequest: (request, next) => {
            requests[request.method === 'GET' ? 'reads' : 'writes'] += 1;
            return next(request);
          },
        },
      },
    ],
  };
}
