/** Timer: one poll of the check `writeback`. Registration and nothing else. */
import { app } from '@azure/functions';
import { runTimer, watch } from '../shared/app.ts';

app.timer('poll-writeback', {
  schedule: watch.settings.schedules.writeback,
  handler: (_timer, context) => runTimer(context, () => watch.poll('writeback')),
});
