/** Outbox rows and alerts for tests, with what is not of interest filled in. */
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import type { CheckName } from '../../../shared/core/model/head.ts';
import { type AlertContext, MAIL, type OutboxRow } from '../../../shared/core/model/outbox.ts';
import { iso, minutesMs } from '../../../shared/core/model/times.ts';

export const START = Date.parse('2026-11-20T10:00:00.000Z');

/** Minutes after `START`, in ms and as ISO 8601. */
export const minute = (count: number): number => START + minutesMs(count);
export const at = (count: number): string => iso(minute(count));

export const alert = (id: string, changes: Partial<MailedAlert> = {}): MailedAlert => ({
  id,
  rule: 'rule',
  subject: id,
  severity: 'warning',
  kind: 'event',
  title: `Title of ${id}`,
  why: 'Why it matters.',
  todo: 'What to do.',
  lines: [],
  since: at(0),
  ...changes,
});

export const context = (changes: Partial<AlertContext> = {}): AlertContext => ({
  tenant: { id: '11111111-2222-4333-8444-555555555555', name: 'Contoso' },
  headline: 'Password writeback is on.',
  evidence: [],
  unseen: [],
  ...changes,
});

export const row = (
  generation: number,
  alerts: readonly MailedAlert[],
  changes: Partial<OutboxRow> = {},
  check: CheckName = 'writeback',
): OutboxRow => ({
  check,
  generation,
  at: at(generation),
  alerts,
  context: context(),
  rowKey: `pending|mail|${check}|${generation}`,
  receiver: MAIL,
  ...changes,
});
