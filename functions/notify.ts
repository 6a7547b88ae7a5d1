/** Timer: mails what waits in the outbox. Registration and nothing else. */
import { app } from '@azure/functions';
import { runTimer, watch } from '../shared/app.ts';

app.timer('notify', {
  schedule: watch.settings.schedules.notify,
  handler: (_timer, context) => runTimer(context, () => watch.notify()),
});
