import { describe, expect, it } from 'vitest';
import { EMPTY_MAILBOX } from '../../../shared/core/notify/mailbox.ts';
import { type Trace, traceAt } from '../../../shared/core/notify/trace.ts';
import { at, minute } from './outbox-rows.ts';

const MINUTE = 60_000;
const left = (aliveAt: number | null, upSince: number | null) => ({
  ...EMPTY_MAILBOX,
  aliveAt: aliveAt === null ? null : at(aliveAt),
  upSince: upSince === null ? null : at(upSince),
});

describe('the trace of a notifier that runs every minute', () => {
  it.each<[name: string, mailbox: ReturnType<typeof left> | null, now: number, trace: Omit<Trace, 'aliveAt'>]>([
    ['begins with its first run', null, 10, { upSince: at(10), gap: null }],
    ['begins with the first run that leaves one', left(null, null), 10, { upSince: at(10), gap: null }],
    ['goes on a minute later', left(9, 2), 10, { upSince: at(2), gap: null }],
    ['goes on after exactly two intervals and a minute', left(7, 2), 10, { upSince: at(2), gap: null }],
    ['breaks after more', left(6.9, 2), 10, { upSince: at(10), gap: { from: at(6.9), to: at(10) } }],
    [
      'breaks when the clock jumps forward',
      left(9, 2),
      9000,
      { upSince: at(9000), gap: { from: at(9), to: at(9000) } },
    ],
    ['goes on when the clock jumps back', left(20, 2), 10, { upSince: at(2), gap: null }],
    ['never begins ahead of now', left(20, 15), 10, { upSince: at(10), gap: null }],
  ])('%s', (_, mailbox, now, expected) => {
    expect(traceAt(mailbox, minute(now), MINUTE)).toEqual({ aliveAt: at(now), ...expected });
  });
});
