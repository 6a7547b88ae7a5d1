/** `GET /api/status` for on-call, as a page or as JSON. Registration and nothing else. */
import { app } from '@azure/functions';
import { acceptOf, httpResponse, monitor, queryOf } from '../shared/app.ts';

app.http('status', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'status',
  handler: async (request) => {
    const asked = { accept: acceptOf(request), query: queryOf(request) };
    return httpResponse(request, await monitor.status(request.query.get('strict') === '1', asked));
  },
});
