/** `GET /api/live` for probes: pass or fail, and nothing about the tenant. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, parseNoQuery, respond } from '../shared/app.ts';

app.http('live', {
  methods: ['GET', 'HEAD'],
  authLevel: 'anonymous',
  route: 'live',
  handler: (request) => respond(request, parseNoQuery, (_none, accept) => monitor.live(accept)),
});
