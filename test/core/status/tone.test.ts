import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../shared/core/model/alert.ts';
import { type VerdictTone, verdictTone } from '../../../shared/core/status/tone.ts';

describe('a verdict', () => {
  it.each<[string, Severity[], VerdictTone, string]>([
    ['on', [], 'calm', 'it is declared'],
    ['on', ['critical'], 'bad', 'nobody declared it'],
    ['off', [], 'good', 'nobody can become anybody in Active Directory'],
    ['healthy', ['info'], 'good', 'what is only for information is not wrong'],
    ['healthy', ['warning'], 'warn', 'a new agent was added'],
    ['known', ['warning', 'critical', 'warning'], 'bad', 'the gravest of its alerts decides'],
    ['out', ['warning'], 'bad', 'while writeback is off, that no agent lives is only a warning'],
    ['unknown', [], 'warn', 'nobody can tell'],
    ['constructor', [], 'calm', 'a state that this table does not know'],
  ])('of %s with %j open is %s: %4$s', (state, open, tone) => {
    expect(verdictTone(state, open)).toBe(tone);
  });
});
