/** Timer: one poll of the check `reset-admins`. Registration and nothing else. */
import { app } from '@azure/functions';
import { runTimer, watch } from '../shared/app.ts';

app.timer('poll-reset-admins', {
  schedule: watch.settings.schedules.resetAdmins,
  handler: (_timer, context) => runTimer(context, () => watch.poll('reset-admins')),
});
