/**
 * The part of the store that the notifier uses, in memory, with ETags as the service has them: every write makes a new
 * one, and a write under an old one changes nothing.
 */

import type { Change } from '../../shared/core/model/history.ts';
import type { Mailbox, PendingMail } from '../../shared/core/model/mail.ts';
import type { Store } from '../../shared/core/model/store.ts';
import { EMPTY_MAILBOX } from '../../shared/core/notify/mailbox.ts';

export interface StubState {
  mailbox: { value: Mailbox; etag: string } | null;
  pending: Map<string, PendingMail>;
  changes: Map<string, { value: Change; etag: string }>;
  sweeps: { keepFrom: string; now: number }[];
  tenantName: string | null;
}

export interface StubStore extends Store {
  readonly state: StubState;
  /** Puts rows into the outbox, as a poll does. */
  raise(...rows: readonly PendingMail[]): void;
  change(change: Change): void;
}

export const rowKeyOf = ({ check, generation, suffix }: PendingMail): string =>
  ['pending', check, generation, ...(suffix ? [suffix] : [])].join('|');

const notUsed = (name: string) => () => Promise.reject(new Error(`the notifier has no need of ${name}`));

export function stubStore(): StubStore {
  const state: StubState = { mailbox: null, pending: new Map(), changes: new Map(), sweeps: [], tenantName: 'Contoso' };
  let writes = 0;
  const nextEtag = () => `etag-${++writes}`;
  const write = (mailbox: Mailbox, etag: string | null): string | null => {
    if ((state.mailbox?.etag ?? null) !== etag) return null;
    // What is stored is a copy: nobody changes a row by changing an object.
    state.mailbox = { value: structuredClone(mailbox), etag: nextEtag() };
    return state.mailbox.etag;
  };
  return {
    state,
    raise: (...rows) => {
      for (const row of rows) state.pending.set(rowKeyOf(row), row);
    },
    change: (change) => {
      state.changes.set(`${change.check}|${change.generation}`, { value: change, etag: nextEtag() });
    },
    heads: async () => {
      const value = { tenantName: state.tenantName } as never;
      return { install: { at: '2026-11-01T00:00:00.000Z' }, heads: new Map([['writeback', { value, etag: 'e' }]]) };
    },
    outbox: async () => ({
      mailbox: state.mailbox && structuredClone(state.mailbox),
      pending: [...state.pending].map(([rowKey, row]) => ({ ...row, rowKey })),
    }),
    putMailbox: async (mailbox, etag) => write(mailbox, etag),
    settleMail: async (mailbox, etag, rows) => {
      const written = write(mailbox, etag);
      if (written !== null) for (const row of rows) state.pending.delete(row);
      return written;
    },
    changesWithoutActor: async (since) =>
      [...state.changes.values()].filter(({ value }) => value.wantsActor && value.at >= since),
    recordActors: async (change, etag, mail) => {
      const key = `${change.check}|${change.generation}`;
      if (state.changes.get(key)?.etag !== etag) return false;
      state.changes.set(key, { value: change, etag: nextEtag() });
      if (mail) state.pending.set(rowKeyOf(mail), mail);
      return true;
    },
    sweep: async (keepFrom, now) => {
      state.sweeps.push({ keepFrom, now });
      return 3;
    },
    load: notUsed('load'),
    save: notUsed('save'),
    commit: notUsed('commit'),
    openAlerts: notUsed('openAlerts'),
    history: notUsed('history'),
  };
}

export const mailboxOf = (store: StubStore): Mailbox => store.state.mailbox?.value ?? EMPTY_MAILBOX;
