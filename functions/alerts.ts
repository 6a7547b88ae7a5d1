/** `/api/alerts/{id}` with the function key: one alert, and an answer to it. Registration and nothing else. */
import { app } from '@azure/functions';
import { keyRequest } from '../shared/app.ts';

app.http('alerts', {
  methods: ['GET', 'HEAD', 'POST'],
  authLevel: 'function',
  route: 'alerts/{id}',
  handler: keyRequest,
});
