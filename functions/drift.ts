/** `GET /api/drift`: the history of every change, as JSON or CSV. Registration and nothing else. */
import { app } from '@azure/functions';
import { acceptOf, httpResponse, monitor, queryOf } from '../shared/app.ts';

app.http('drift', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'drift',
  handler: async (request) => httpResponse(request, await monitor.drift(queryOf(request), acceptOf(request))),
});
