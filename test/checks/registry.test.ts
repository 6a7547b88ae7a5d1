/** What the registry promises to all that follows from it, and that each check has its timer function. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS, watched } from '../../shared/checks/index.ts';
import { readSettings } from '../../shared/settings.ts';
import { toys } from '../fixtures/toy-check/index.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const NOW = new Date('2026-11-20T12:00:00.000Z');

const twice = (all: readonly string[]): string[] => all.filter((one, n) => all.indexOf(one) !== n);

describe('the registry', () => {
  it('names each check so that the name can be part of a key and of an address', () => {
    for (const { name } of CHECKS) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    // The schedule of the notifier stands beside those of the checks.
    expect(twice([...CHECKS.map(({ name }) => name), 'notify'])).toEqual([]);
  });

  it('gives no two checks one title, one place in the report or one setting', () => {
    expect(twice(CHECKS.map(({ title }) => title))).toEqual([]);
    expect(twice(CHECKS.flatMap(({ timer }) => timer?.setting ?? []))).toEqual([]);
    const frame = ['status', 'checkedAt', 'version', 'tenant', 'problems', 'sources', 'mail', 'openAlerts'];
    expect(twice([...frame, ...CHECKS.flatMap(({ place }) => place ?? [])])).toEqual([]);
  });

  it('has a way to run for each check: a timer, or a time after which the notifier reads it', () => {
    for (const { timer, dueEveryMs } of CHECKS) expect([timer, dueEveryMs].filter(Boolean)).toHaveLength(1);
  });

  it('has a timer function for each check with a timer, and none for any other', () => {
    const files = readdirSync(path.join(ROOT, 'functions')).filter((file) => file.startsWith('poll-'));
    const polled = files.map((file) => {
      const text = readFileSync(path.join(ROOT, 'functions', file), 'utf8');
      return /app\.timer\('poll-([a-z-]+)', pollTimer\('\1'\)\)/.exec(text)?.[1] ?? `no timer in ${file}`;
    });
    expect(polled.sort()).toEqual(
      CHECKS.filter(({ timer }) => timer)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('has no schedule that would be refused if somebody set it', () => {
    for (const { timer } of CHECKS) {
      const env = timer ? { [timer.setting]: timer.otherwise } : {};
      expect(readSettings(env, { now: NOW, require: 'check' }).problems).toEqual([]);
    }
  });
});

describe('the settings of a further check', () => {
  const read = (env: Record<string, string>) =>
    readSettings(env, { now: NOW, require: 'check', checks: watched([...CHECKS, toys]) });

  it('have its own schedule, by default as it says', () => {
    expect(read({}).settings.schedules.toys).toBe('30 */2 * * * *');
    expect(read({ POLL_TOYS_SCHEDULE: '5 * * * * *' }).settings.schedules.toys).toBe('5 * * * * *');
  });

  it('report a schedule that is none, by its name', () => {
    const { settings, problems } = read({ POLL_TOYS_SCHEDULE: 'whenever' });
    expect(problems.map(({ setting }) => setting)).toEqual(['POLL_TOYS_SCHEDULE']);
    expect(settings.schedules.toys).toBe('30 */2 * * * *');
  });
});
