/** Timer: one poll of the check `writeback`. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, runTimer } from '../shared/app.ts';

app.timer('poll-writeback', {
  schedule: monitor.settings.schedules.writeback,
  handler: (_timer, context) => runTimer(context, () => monitor.poll('writeback')),
});
