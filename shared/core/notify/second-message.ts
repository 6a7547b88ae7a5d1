/** The short second message of a commit: the alerts of the first one again, by their ids, with who did it. Only what is critical and was mailed; who was told before is said. */
import type { MailedAlert } from '../model/alert.ts';
import type { Change, HistoryItem } from '../model/history.ts';
import type { PendingAlerts } from '../model/outbox.ts';
import { isNobody, isToldTogether } from './looking.ts';

/** Null: it would say nothing new. `at` ISO 8601. */
export function secondMessage(
  before: Change,
  after: Change,
  { at, tenant }: { readonly at: string; readonly tenant: PendingAlerts['context']['tenant'] },
): PendingAlerts | null {
  const alerts = after.items.flatMap((item, n) => {
    const was = before.items[n]?.actor;
    const isNew = item.actor !== undefined && item.actor !== was && !isNobody(item.actor);
    return isNew && isToldTogether(item) ? [actorAlert(item, after.at, was?.name)] : [];
  });
  if (alerts.length === 0) return null;
  const { check, generation } = after;
  return {
    check,
    generation,
    at,
    suffix: 'actor',
    alerts,
    context: { tenant, headline: '', evidence: [], unseen: [] },
  };
}

function actorAlert(item: HistoryItem, since: string, was: string | undefined): MailedAlert {
  const { alert, raised = { rule: '', subject: '' }, title, severity, actor } = item;
  const lines = was === undefined ? [] : [`Corrects what was told before: ${was}`];
  const text = { ...raised, severity, title, why: '', todo: '', lines };
  return { ...text, id: alert ?? '', kind: 'actor', since, ...(actor && { actor }) };
}
