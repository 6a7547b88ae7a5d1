import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../shared/core/model/alert.ts';
import type { Reason } from '../../../shared/core/status/reason.ts';
import { answerText, type Trust, trustIn } from '../../../shared/core/status/trust.ts';

const reason = (level: Reason['level'], code: string): Reason => ({ level, code, what: code, hint: '' });
const open = (...severities: Severity[]) => severities.map((severity) => ({ severity }));

describe('the watch', () => {
  it.each<[Trust, Reason[], string]>([
    ['full', [], 'nothing speaks against it'],
    ['partly', [reason('warn', 'verdict-unknown')], 'a verdict is unknown'],
    ['partly', [reason('warn', 'source-blind'), reason('warn', 'clock-off')], 'an optional source is blind'],
    ['begun', [reason('warn', 'no-poll-yet'), reason('warn', 'verdict-unknown')], 'a first poll is not finished'],
    ['mute', [reason('fail', 'mail-refused'), reason('warn', 'verdict-unknown')], 'mail is refused'],
    ['mute', [reason('fail', 'notify-overdue')], 'the notifier does not run'],
    ['none', [reason('fail', 'source-blind')], 'a required source is blind'],
    ['none', [reason('fail', 'mail-refused'), reason('fail', 'poll-overdue')], 'mail is refused and a poll is overdue'],
    ['none', [reason('fail', 'state-unreadable')], 'the state cannot be read'],
    ['none', [reason('fail', 'config')], 'a setting is wrong'],
    ['none', [reason('fail', 'of-a-later-version')], 'something fails that this table does not know'],
  ])('is trusted %s', (trust, reasons) => {
    expect(trustIn(reasons, { all: 1, mute: 1 })).toBe(trust);
  });

  it.each<[Trust, number, Reason[], string]>([
    ['halfMute', 1, [reason('fail', 'receiver-waiting')], 'the webhook is down, and mail is not'],
    ['halfMute', 1, [reason('fail', 'critical-waiting')], 'the mail budget is used up, and the webhook was told'],
    ['mute', 2, [reason('fail', 'mail-refused'), reason('fail', 'receiver-refused')], 'both are down'],
    ['mute', 0, [reason('fail', 'notify-overdue')], 'the notifier does not run'],
    ['none', 1, [reason('fail', 'receiver-waiting'), reason('fail', 'source-blind')], 'it is blind, too'],
  ])('is %s with two receivers, %d of them failing', (trust, mute, reasons) => {
    expect(trustIn(reasons, { all: 2, mute })).toBe(trust);
  });
});

describe('the sentence', () => {
  it.each<[Trust, Severity[], string]>([
    ['full', [], 'You can trust the watch, and nothing is wrong.'],
    ['full', ['info'], 'You can trust the watch, and nothing is wrong.'],
    ['full', ['critical'], 'You can trust the watch. 1 critical alert is open.'],
    ['full', ['warning', 'critical', 'warning'], 'You can trust the watch. 1 critical alert and 2 warnings are open.'],
    ['partly', [], 'You can trust the watch only in part. Nothing is wrong in what it sees.'],
    ['partly', ['warning'], 'You can trust the watch only in part. 1 warning is open.'],
    ['begun', [], 'The watch has just begun, and not every check has looked yet.'],
    ['mute', [], 'The watch sees, but its messages do not reach you. Nothing is wrong in what it sees.'],
    [
      'halfMute',
      ['critical'],
      'The watch sees, but its messages do not reach everyone it should tell. 1 critical alert is open.',
    ],
    ['none', [], 'Do not trust the watch now. Something may be wrong that it does not see.'],
    [
      'none',
      ['critical', 'critical'],
      'Do not trust the watch now. 2 critical alerts are open, and there may be more that it does not see.',
    ],
  ])('of %s with %j open', (trust, severities, text) => {
    expect(answerText(trust, open(...severities))).toBe(text);
  });
});
