/** Timer: one poll of the check `agents`. Registration and nothing else. */
import { app } from '@azure/functions';
import { runTimer, watch } from '../shared/app.ts';

app.timer('poll-agents', {
  schedule: watch.settings.schedules.agents,
  handler: (_timer, context) => runTimer(context, () => watch.poll('agents')),
});
