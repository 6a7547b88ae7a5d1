/** Storage in a world whose time is a number: its answers carry that time, as those of the real service carry its own. */
import type { StoreOptions } from '../../shared/tables/store.ts';

type PipelineStep = NonNullable<StoreOptions['policies']>[number];

export const serviceClock = (now: () => number): PipelineStep => ({
  position: 'perCall',
  policy: {
    name: 'worldClock',
    async sendRequest(request, next) {
      const answer = await next(request);
      answer.headers.set('date', new Date(now()).toUTCString());
      return answer;
    },
  },
});
