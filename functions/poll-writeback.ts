/** Timer: one poll of the check `writeback`. Registration and nothing else. */
import { app } from '@azure/functions';
import { pollTimer } from '../shared/app.ts';

app.timer('poll-writeback', pollTimer('writeback'));
