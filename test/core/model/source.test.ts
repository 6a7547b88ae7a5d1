import { describe, expect, it } from 'vitest';
import {
  blindAfterMs,
  type DefinitionVersion,
  isBlind,
  isNewerDefinition,
  isSeen,
  type SourceDefinition,
  type SourceRecord,
  type SourceState,
  sourceState,
} from '../../../shared/core/model/source.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;
const BLIND_AFTER = 15 * MINUTE;

const OPTIONAL: SourceDefinition = {
  name: 'extra',
  inVerdict: 'enriches',
  kind: 'state',
  version: { scheme: 1, attributes: 1 },
  permissions: [],
  shows: 'something',
};

/** Last read so many minutes ago (null: never), and since then failing with this code. */
function recordOf(readMinutesAgo: number | null, code: string | null): SourceRecord {
  const lastGoodAt = readMinutesAgo === null ? null : new Date(NOW - readMinutesAgo * MINUTE).toISOString();
  return {
    version: { scheme: 1, attributes: 1 },
    reading: null,
    snapshot: null,
    settled: true,
    lastGoodAt,
    failingSince: code === null ? null : new Date(NOW).toISOString(),
    denials: 0,
    error: code === null ? null : { code, message: 'no', hint: '' },
    watermark: null,
    unbrokenSince: null,
    pulses: [],
  };
}

const MS = 1 / MINUTE;

describe('state of a source, first that fits', () => {
  it.each<[name: string, readMinutesAgo: number | null, code: string | null, state: SourceState, lost: boolean]>([
    ['read just now', 0, null, 'ok', false],
    ['unlicensed, never read', null, 'unlicensed', 'unlicensed', false],
    ['unlicensed, read a moment ago', 1, 'unlicensed', 'unlicensed', false],
    ['unlicensed, once read, unread for long', 16, 'unlicensed', 'unlicensed', true],
    ['denied, never read', null, 'denied', 'denied', false],
    ['denied, read a moment ago', 1, 'denied', 'denied', false],
    ['denied, once read, unread for long', 16, 'denied', 'denied', true],
    ['failing otherwise, never read', null, 'unavailable', 'never', false],
    ['never tried', null, null, 'never', false],
    ['unread for longer than the limit', 15 + MS, 'unavailable', 'blind', true],
    ['unread for exactly the limit', 15, 'unavailable', 'stale', false],
    ['not even tried for longer than the limit', 15 + MS, null, 'blind', false],
    ['failing since a moment ago', 1, 'contract', 'stale', false],
    ['read at a stored time in the future, and good', -600, null, 'ok', false],
    ['read at a stored time in the future, and failing', -600, 'throttled', 'stale', false],
  ])('%s', (_, readMinutesAgo, code, state, lost) => {
    const record = recordOf(readMinutesAgo, code);
    expect(sourceState(record, NOW, BLIND_AFTER)).toBe(state);
    expect(isBlind(OPTIONAL, record, NOW, BLIND_AFTER)).toBe(lost);
  });

  it('is "never" for a source without a record, and that is nothing lost', () => {
    expect(sourceState(undefined, NOW, BLIND_AFTER)).toBe('never');
    expect(isBlind(OPTIONAL, undefined, NOW, BLIND_AFTER)).toBe(false);
  });

  it.each<[name: string, denials: number, code: string, blind: boolean]>([
    ['denied once', 1, 'denied', false],
    ['denied twice in a row', 2, 'denied', true],
    ['once not licensed', 1, 'unlicensed', false],
    ['not licensed twice in a row', 2, 'unlicensed', true],
    ['unavailable for a minute', 0, 'unavailable', false],
    ['unavailable after it was denied twice', 2, 'unavailable', true],
  ])('a required source that once worked and is %s is told as blind at once: %s', (_, denials, code, blind) => {
    const required = { ...OPTIONAL, inVerdict: 'carries' as const };
    expect(isBlind(required, { ...recordOf(1, code), denials }, NOW, BLIND_AFTER)).toBe(blind);
    expect(isBlind(OPTIONAL, { ...recordOf(1, code), denials }, NOW, BLIND_AFTER)).toBe(false);
  });

  it('is blind, not stale, when it fails otherwise after it was refused', () => {
    expect(sourceState({ ...recordOf(1, 'throttled'), denials: 2 }, NOW, BLIND_AFTER)).toBe('blind');
    expect(sourceState({ ...recordOf(1, 'throttled'), denials: 0 }, NOW, BLIND_AFTER)).toBe('stale');
    expect(sourceState({ ...recordOf(1, 'throttled'), denials: 1 }, NOW, BLIND_AFTER)).toBe('blind');
  });

  it('is blind after a gap if it failed before it', () => {
    const upSince = new Date(NOW).toISOString();
    const record = { ...recordOf(60, 'unavailable'), failingSince: new Date(NOW - 59 * MINUTE).toISOString() };
    expect(sourceState(record, NOW, BLIND_AFTER, upSince)).toBe('blind');
  });

  it('holds no silence against a source in which nobody looked', () => {
    const upSince = new Date(NOW - 10 * MINUTE).toISOString();
    const record = { ...recordOf(60, 'unavailable'), failingSince: upSince };
    expect([
      sourceState(record, NOW, BLIND_AFTER, upSince),
      isBlind(OPTIONAL, record, NOW, BLIND_AFTER, upSince),
    ]).toEqual(['stale', false]);
    const later = NOW + 6 * MINUTE;
    expect([
      sourceState(record, later, BLIND_AFTER, upSince),
      isBlind(OPTIONAL, record, later, BLIND_AFTER, upSince),
    ]).toEqual(['blind', true]);
  });

  it.each<[state: SourceState, seen: boolean]>([
    ['ok', true],
    ['stale', true],
    ['blind', false],
    ['denied', false],
    ['unlicensed', false],
    ['never', false],
  ])('%s counts as seen: %s', (state, seen) => {
    expect(isSeen(state)).toBe(seen);
  });
});

describe('how long unread makes blind', () => {
  it.each<[name: string, setting: number, intervalMinutes: number, minutes: number]>([
    ['the setting, where it is longer than three intervals', 15, 1, 15],
    ['three intervals, where they are longer', 15, 6, 18],
    ['either, where both are the same', 15, 5, 15],
    ['a day and a setting of one minute', 1, 24 * 60, 3 * 24 * 60],
  ])('%s', (_, setting, intervalMinutes, minutes) => {
    expect(blindAfterMs(setting, intervalMinutes * MINUTE)).toBe(minutes * MINUTE);
  });
});

describe('a stored definition is newer', () => {
  const own: DefinitionVersion = { scheme: 2, attributes: 5 };
  it.each<[name: string, stored: DefinitionVersion, newer: boolean]>([
    ['the same', { scheme: 2, attributes: 5 }, false],
    ['more attributes', { scheme: 2, attributes: 6 }, true],
    ['fewer attributes', { scheme: 2, attributes: 4 }, false],
    ['a later key scheme, whose attributes count anew', { scheme: 3, attributes: 1 }, true],
    ['an earlier key scheme with many attributes', { scheme: 1, attributes: 9 }, false],
  ])('%s', (_, stored, newer) => {
    expect(isNewerDefinition(stored, own)).toBe(newer);
  });
});
