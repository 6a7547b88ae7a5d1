/** `GET /api/status` for on-call. Registration and nothing else. */
import { app } from '@azure/functions';
import { httpResponse, monitor } from '../shared/app.ts';

app.http('status', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'status',
  handler: async (request) => httpResponse(request, await monitor.status(request.query.get('strict') === '1')),
});
