/** What is stored of one healthy check (the toy check, polled every minute), to be made worse by a test. */

import type { Head } from '../../shared/core/model/head.ts';
import { MAIL, type Mailbox, type Outbox } from '../../shared/core/model/outbox.ts';
import type { SourceRecord } from '../../shared/core/model/source.ts';
import type { Stored } from '../../shared/core/model/stored.ts';
import { EMPTY_MAILBOX } from '../../shared/core/notify/mailbox.ts';
import type { CheckState } from '../../shared/core/status/health.ts';
import type { ReceiverState } from '../../shared/core/status/telling.ts';
import { toyCheck } from './toy-check.ts';

export const NOW = Date.parse('2026-11-20T12:00:00.000Z');
export const MINUTE = 60_000;
/** ISO 8601, so many minutes from now. */
export const time = (minutes: number): string => new Date(NOW + minutes * MINUTE).toISOString();

export const record = (over: Partial<SourceRecord> = {}): SourceRecord => ({
  version: { scheme: 1, attributes: 1 },
  reading: 'reading',
  snapshot: 'snapshot',
  settled: true,
  lastGoodAt: time(0),
  failingSince: null,
  denials: 0,
  error: null,
  watermark: null,
  unbrokenSince: null,
  pulses: [],
  ...over,
});

/** Failing now, last read so many minutes ago; null: never. */
export const failing = (code: string, readMinutesAgo: number | null): Partial<SourceRecord> => ({
  lastGoodAt: readMinutesAgo === null ? null : time(-readMinutesAgo),
  failingSince: time(-(readMinutesAgo ?? 60)),
  error: { code, message: `it said ${code}`, hint: 'mend it' },
});

export const headOf = (over: Partial<Head> = {}): Head => ({
  check: 'agents',
  version: 1,
  generation: 1,
  commitId: 'commit',
  readStartedAt: time(0),
  finishedAt: time(0),
  durationMs: 0,
  lastHistoryAt: null,
  openAlerts: [],
  sources: { needed: record(), extra: record(), events: record() },
  verdict: { hash: 'verdict', inputs: 'inputs', judgedAt: time(0), state: 'some' },
  summarised: true,
  tenantName: 'Contoso',
  ...over,
});

export const stateOf = (over: Partial<CheckState> = {}): CheckState => ({
  check: toyCheck,
  head: headOf(),
  verdict: [{ key: 'a', attributes: {}, firstSeen: time(-60), since: time(-60) }],
  intervalMs: MINUTE,
  ...over,
});

export const mailboxWith = (over: Partial<Mailbox> = {}): Stored<Mailbox> => ({
  value: { ...EMPTY_MAILBOX, ...over },
  etag: 'etag',
});

/** That of mail alone, as the status is given it. */
export const mailOnly = (
  outbox: Partial<Outbox> = {},
  heldByBudget: ReceiverState['heldByBudget'] = () => false,
  criticalLateSince: ReceiverState['criticalLateSince'] = null,
): readonly ReceiverState[] => [
  { name: MAIL, outbox: { mailbox: mailboxWith(), pending: [], ...outbox }, heldByBudget, criticalLateSince },
];
