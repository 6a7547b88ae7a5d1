/** Timer: mails what waits in the outbox. Registration and nothing else. */
import { app } from '@azure/functions';
import { monitor, runTimer } from '../shared/app.ts';

app.timer('notify', {
  schedule: monitor.settings.schedules.notify,
  handler: (_timer, context) => runTimer(context, () => monitor.notify()),
});
