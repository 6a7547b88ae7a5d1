import { describe, expect, it } from 'vitest';
import { CONNECT_VERSIONS, isBelowFloor } from '../../../shared/checks/agents/connect-versions.ts';

describe('the supported floor of Connect Sync', () => {
  it('was looked at within a year: if this fails, read it up again and set readOn', () => {
    const days = (Date.now() - Date.parse(CONNECT_VERSIONS.readOn)) / 86_400_000;
    expect(days).toBeLessThan(366);
  });

  it.each<[version: string | null, isBelow: boolean | null]>([
    ['2.5.79.0', false],
    ['2.5.78.9', true],
    ['2.5.9.0', true],
    ['2.5.79', false],
    ['2.5.79.1', false],
    ['2.6.0.0', false],
    ['10.0.0.0', false],
    ['1.6.16.0', true],
    ['', null],
    ['unknown', null],
    ['2.5.79.0-beta', null],
    [null, null],
  ])('%s is below: %s', (version, isBelow) => {
    expect(isBelowFloor(version)).toBe(isBelow);
  });
});
