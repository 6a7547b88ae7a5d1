/** `GET /api/status` for on-call, as a page or as JSON. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, parseStatusQuery, queryOf, respond } from '../shared/app.ts';

app.http('status', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'status',
  handler: (request) =>
    respond(request, parseStatusQuery, (strict, accept) => monitor.status(strict, { accept, query: queryOf(request) })),
});
