/** Timer: one poll of the check `reset-admins`. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, runTimer } from '../shared/app.ts';

app.timer('poll-reset-admins', {
  schedule: monitor.settings.schedules.resetAdmins,
  handler: (_timer, context) => runTimer(context, () => monitor.poll('reset-admins')),
});
