/** `GET /api/metrics` for Prometheus. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, parseNoQuery, respond } from '../shared/app.ts';

app.http('metrics', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'metrics',
  handler: (request) => respond(request, parseNoQuery, () => monitor.metrics()),
});
