/** `GET /api/live` for probes: pass or fail, and nothing about the tenant. Registration and nothing else. */
import { app } from '@azure/functions';
import { acceptOf, httpResponse, monitor } from '../shared/app.ts';

app.http('live', {
  methods: ['GET', 'HEAD'],
  authLevel: 'anonymous',
  route: 'live',
  handler: async (request) => httpResponse(request, await monitor.live(acceptOf(request))),
});
