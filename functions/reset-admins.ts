/** `GET /api/reset-admins`: who can reset whom, as JSON or CSV. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, parseListQuery, respond } from '../shared/app.ts';

app.http('reset-admins', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'reset-admins',
  handler: (request) => respond(request, parseListQuery, (_none, accept) => monitor.resetAdmins(accept)),
});
