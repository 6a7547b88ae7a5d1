/** Timer: one poll of the check `agents`. Registration and nothing else. */
import { app } from '@azure/functions';
import { pollTimer } from '../shared/app.ts';

app.timer('poll-agents', pollTimer('agents'));
