/** `GET /api/reset-admins`: who can reset whom, as JSON or CSV. Registration and nothing else. */
import { app } from '@azure/functions';
import { acceptOf, httpResponse, monitor } from '../shared/app.ts';

app.http('reset-admins', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'reset-admins',
  handler: async (request) => httpResponse(request, await monitor.resetAdmins(acceptOf(request))),
});
