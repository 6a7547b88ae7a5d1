/**
 * Decides which receiver is told what of one commit: all of it, but for what is about itself, and for the end of what it
 * was never told the beginning of. What an older version opened counts as told to all.
 */
import type { OpenAlert } from '../model/alert.ts';
import type { PendingAlerts, ReceiverName } from '../model/outbox.ts';

/** What of a commit waits for one receiver; null: nothing. */
export function pendingFor(pending: PendingAlerts, receiver: ReceiverName): PendingAlerts | null {
  const alerts = pending.alerts.filter(({ toldTo }) => toldTo === undefined || toldTo.includes(receiver));
  return alerts.length === 0 ? null : { ...pending, alerts };
}

/** The alerts of a commit as they are stored: with those who are told of their opening now. */
export function withAddressees(
  alerts: readonly OpenAlert[],
  pending: PendingAlerts | null,
  receivers: readonly ReceiverName[],
): OpenAlert[] {
  const kinds = new Map((pending?.alerts ?? []).map(({ id, kind }) => [id, kind]));
  return alerts.map((alert) => {
    const kind = kinds.get(alert.id);
    const isForSome = alert.toldTo !== undefined;
    const isTold = kind === 'opened' ? !isForSome : kind === 'raised' && isForSome;
    return isTold ? { ...alert, toldTo: [...new Set([...(alert.toldTo ?? []), ...receivers])] } : alert;
  });
}
