/** `GET /api/metrics` for Prometheus. Registration and nothing else. */
import { app } from '@azure/functions';
import { httpResponse, monitor } from '../shared/app.ts';

app.http('metrics', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'metrics',
  handler: async (request) => httpResponse(request, await monitor.metrics()),
});
