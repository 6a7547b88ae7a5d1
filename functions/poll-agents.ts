/** Timer: one poll of the check `agents`. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, runTimer } from '../shared/app.ts';

app.timer('poll-agents', {
  schedule: monitor.settings.schedules.agents,
  handler: (_timer, context) => runTimer(context, () => monitor.poll('agents')),
});
