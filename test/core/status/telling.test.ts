import { describe, expect, it } from 'vitest';
import { nobodyReasons, type ReceiverState } from '../../../shared/core/status/telling.ts';
import { mailboxWith } from '../../stubs/stored-state.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const ago = (minutes: number): string => new Date(NOON - minutes * 60_000).toISOString();
const ERROR = { at: ago(1), code: 'unavailable', message: 'no answer', hint: '' };

const receiver = (name: string, over: Partial<ReceiverState> = {}): ReceiverState => ({
  name,
  outbox: { mailbox: mailboxWith({}), pending: [] },
  heldByBudget: () => false,
  criticalLateSince: null,
  ...over,
});
const down = (name: string) =>
  receiver(name, {
    criticalLateSince: ago(3),
    outbox: { mailbox: mailboxWith({ lastError: ERROR }), pending: [] },
  });
const overBudget = (name: string) => receiver(name, { criticalLateSince: ago(3) });

describe('that nobody can be told', () => {
  it.each<[name: string, receivers: ReceiverState[], found: string[]]>([
    ['is said when both fail', [down('mail'), down('webhook')], ['nobody can be told: mail and webhook fail']],
    ['is not said when one of two fails', [receiver('mail'), down('webhook')], []],
    ['is not said when the other only waits for its budget', [overBudget('mail'), down('webhook')], []],
    ['is left to mail where there is no other', [down('mail')], []],
    ['is not said when nothing fails', [receiver('mail'), receiver('webhook')], []],
  ])('%s', (_, receivers, found) => {
    expect(nobodyReasons(receivers, NOON).map(({ what }) => what)).toEqual(found);
  });
});
