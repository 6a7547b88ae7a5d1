/**
 * The part of the store that the notifier uses, in memory, with ETags as the service has them: every write makes a new
 * one, and a write under an old one changes nothing.
 */

import type { Change } from '../../shared/core/model/history.ts';
import {
  MAIL,
  type Mailbox,
  type Outbox,
  type PendingAlerts,
  type ReceiverName,
} from '../../shared/core/model/outbox.ts';
import type { Store } from '../../shared/core/model/store.ts';
import { EMPTY_MAILBOX } from '../../shared/core/notify/mailbox.ts';

export interface StubState {
  /** That of mail. */
  mailbox: { value: Mailbox; etag: string } | null;
  /** Those of other receivers. */
  mailboxes: Map<ReceiverName, { value: Mailbox; etag: string }>;
  /** Commits whose events were told to all, in order. */
  told: string[];
  pending: Map<string, PendingAlerts>;
  changes: Map<string, { value: Change; etag: string }>;
  texts: Map<string, string>;
  /** See `Outboxes`. */
  aheadMs: number;
  sweeps: { keepFrom: string; now: number }[];
  tenantName: string | null;
}

export interface StubStore extends Store {
  readonly state: StubState;
  /** Puts rows into the outbox of mail, as a poll does. */
  raise(...rows: readonly PendingAlerts[]): void;
  /** Puts rows into the outbox of each of these. */
  raiseFor(receivers: readonly ReceiverName[], ...rows: readonly PendingAlerts[]): void;
  change(change: Change): void;
}

export const rowKeyOf = ({ check, generation, suffix }: PendingAlerts, receiver: ReceiverName = MAIL): string =>
  ['pending', receiver, check, generation, ...(suffix ? [suffix] : [])].join('|');

const notUsed = (name: string) => () => Promise.reject(new Error(`the notifier has no need of ${name}`));

export function stubStore(): StubStore {
  const state: StubState = {
    mailbox: null,
    mailboxes: new Map(),
    told: [],
    pending: new Map(),
    changes: new Map(),
    texts: new Map(),
    aheadMs: 0,
    sweeps: [],
    tenantName: 'Contoso',
  };
  let writes = 0;
  const nextEtag = () => `etag-${++writes}`;
  const read = (receiver: ReceiverName) =>
    receiver === MAIL ? state.mailbox : (state.mailboxes.get(receiver) ?? null);
  const write = (receiver: ReceiverName, mailbox: Mailbox, etag: string | null): string | null => {
    if ((read(receiver)?.etag ?? null) !== etag) return null;
    // What is stored is a copy: nobody changes a row by changing an object.
    const stored = { value: structuredClone(mailbox), etag: nextEtag() };
    if (receiver === MAIL) state.mailbox = stored;
    else state.mailboxes.set(receiver, stored);
    return stored.etag;
  };
  const outboxFor = (receiver: ReceiverName): Outbox => ({
    mailbox: structuredClone(read(receiver)),
    pending: [...state.pending]
      .filter(([rowKey]) => rowKey.split('|')[1] === receiver)
      .map(([rowKey, row]) => ({ ...row, rowKey, receiver })),
  });
  return {
    state,
    raise: (...rows) => {
      for (const row of rows) state.pending.set(rowKeyOf(row), row);
    },
    raiseFor: (receivers, ...rows) => {
      for (const name of receivers) for (const row of rows) state.pending.set(rowKeyOf(row, name), row);
    },
    change: (change) => {
      state.changes.set(`${change.check}|${change.generation}`, { value: change, etag: nextEtag() });
    },
    heads: async () => {
      const value = { tenantName: state.tenantName } as never;
      const heads = new Map([['writeback' as const, { value, etag: 'e' }]]);
      return { install: { at: '2026-11-01T00:00:00.000Z' }, heads, lostHeads: new Map(), damaged: [] };
    },
    outboxes: async () => {
      const names = new Set([
        MAIL,
        ...state.mailboxes.keys(),
        ...[...state.pending.keys()].map((key) => key.split('|')[1] ?? ''),
      ]);
      const receivers = new Map([...names].map((name) => [name, outboxFor(name)]));
      return { receivers, damaged: [], aheadMs: state.aheadMs };
    },
    putMailbox: async (receiver, mailbox, etag) => write(receiver, mailbox, etag),
    settle: async (receiver, mailbox, etag, rows, told) => {
      const written = write(receiver, mailbox, etag);
      if (written === null) return null;
      for (const row of rows) state.pending.delete(row);
      state.told.push(...told.map(({ check, generation }) => `${check}|${generation}`));
      return written;
    },
    changesWithoutActor: async (since) =>
      [...state.changes.values()].filter(({ value }) => value.wantsActor && value.at >= since),
    recordActors: async (change, etag, pending, receivers) => {
      const key = `${change.check}|${change.generation}`;
      if (state.changes.get(key)?.etag !== etag) return false;
      state.changes.set(key, { value: change, etag: nextEtag() });
      if (pending) for (const name of receivers) state.pending.set(rowKeyOf(pending, name), pending);
      return true;
    },
    sweep: async (keepFrom, now) => {
      state.sweeps.push({ keepFrom, now });
      return 3;
    },
    load: async (hash) => state.texts.get(hash) ?? null,
    save: async (hash, text) => {
      state.texts.set(hash, text);
    },
    commit: notUsed('commit'),
    openAlerts: notUsed('openAlerts'),
    events: notUsed('events'),
    answers: notUsed('answers'),
    answer: notUsed('answer'),
    answerKey: notUsed('answerKey'),
    knownAnswerKey: notUsed('answerKey'),
    damage: async () => [],
    history: notUsed('history'),
    changesOf: notUsed('changesOf'),
    measures: notUsed('measures'),
  };
}

export const mailboxOf = (store: StubStore): Mailbox => store.state.mailbox?.value ?? EMPTY_MAILBOX;
