import { describe, expect, it } from 'vitest';
import type { FrozenMessage, Mailbox } from '../../../shared/core/model/outbox.ts';
import { delivered } from '../../../shared/core/notify/delivery.ts';
import { accepted, dissolved, EMPTY_MAILBOX, unclear } from '../../../shared/core/notify/mailbox.ts';

const NOW = Date.parse('2026-11-20T09:00:00.000Z');
const MAIL: FrozenMessage = {
  ...{ operationId: 'operation', subject: '', text: '', html: '', rows: ['row'], alertIds: [] },
  ...{ severity: 'warning', frozenAt: '2026-11-20T09:00:00.000Z', unpaced: false },
};
const failure = { code: 'denied', message: '', hint: '' };

const steps: Readonly<Record<string, (mailbox: Mailbox) => Mailbox>> = {
  accept: (mailbox) => accepted(mailbox, MAIL, NOW, 'settings', null),
  refuse: (mailbox) => dissolved(mailbox, MAIL, NOW, { ...failure, why: 'access' }, 'settings'),
  lose: (mailbox) => unclear(mailbox, NOW, failure, null),
  drop: (mailbox) => delivered(mailbox, 'operation', { kind: 'failed', code: 'x', message: '' }, NOW, 'settings'),
  deliver: (mailbox) => delivered(mailbox, 'operation', { kind: 'delivered' }, NOW, 'settings'),
};

const tallyOf = (...names: string[]) =>
  names.reduce((mailbox, name) => steps[name]?.(mailbox) ?? mailbox, EMPTY_MAILBOX).tally;

describe('what became of the messages', () => {
  it.each([
    [['accept', 'deliver'], { accepted: 1, refused: 0, unclear: 0, dropped: 0 }],
    [['lose', 'lose', 'accept'], { accepted: 1, refused: 0, unclear: 2, dropped: 0 }],
    [['accept', 'drop'], { accepted: 1, refused: 0, unclear: 0, dropped: 1 }],
    [['refuse', 'accept', 'refuse'], { accepted: 1, refused: 2, unclear: 0, dropped: 0 }],
  ])('%j counts as %j', (names, tally) => {
    expect(tallyOf(...names)).toEqual(tally);
  });

  it('is counted from the first message on, in a mailbox of a version that did not count', () => {
    const { tally: _, ...old } = EMPTY_MAILBOX;
    expect(accepted(old, MAIL, NOW, 'settings', null).tally).toEqual({
      accepted: 1,
      refused: 0,
      unclear: 0,
      dropped: 0,
    });
  });
});
