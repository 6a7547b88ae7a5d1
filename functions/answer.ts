/** `/api/alerts/{id}/answer?token=`, the link of a message: the token stands for the key. Registration and nothing else. */
import { app } from '@azure/functions';
import { linkRequest } from '../shared/app.ts';

app.http('answer', {
  methods: ['GET', 'HEAD', 'POST'],
  authLevel: 'anonymous',
  route: 'alerts/{id}/answer',
  handler: linkRequest,
});
