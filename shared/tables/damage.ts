/**
 * Looks at the rows that no run reads each time. Those that each run reads (heads, mailboxes, outbox) tell their damage
 * when they are read.
 */
import type { Damage } from '../core/model/stored.ts';
import { openAlerts } from './alerts.ts';
import { readAnswers } from './answers.ts';
import { readAllEvents } from './events.ts';
import { changesSince } from './keys.ts';
import { decoded, readChange, reported } from './rows.ts';
import type { Session } from './session.ts';

export async function damageIn(session: Session, since: string): Promise<Damage[]> {
  const { table, chunks } = session;
  const alerts = await openAlerts(session);
  const events = await readAllEvents(session);
  const answers = await readAnswers(session);
  const changes = await decoded('change', await table.query(changesSince(since)), (row) => readChange(row, chunks));
  return [...alerts.damaged, ...events.damaged, ...answers.damaged, ...reported(changes.damaged)];
}
