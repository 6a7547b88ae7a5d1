/** Timer: one poll of the check `reset-admins`. Registration and nothing else. */
import { app } from '@azure/functions';
import { pollTimer } from '../shared/app.ts';

app.timer('poll-reset-admins', pollTimer('reset-admins'));
