/**
 * Keeps the schedule status of each timer, so that the next start notices a slot that was missed while the host was
 * down. One small file per timer, written whole or not at all; Azure keeps a blob per timer.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ScheduleStatus } from './schedule-status.ts';

export interface ScheduleMonitor {
  /** Null: nothing was kept, or what was kept cannot be read. */
  read(timer: string): ScheduleStatus | null;
  /** Never throws: a timer goes on without it. */
  keep(timer: string, status: ScheduleStatus): void;
}

/** Keeps nothing: to such a host every start is the first. */
export const forgetfulMonitor: ScheduleMonitor = { read: () => null, keep: () => {} };

const Time = z.iso.datetime().nullable();
const Kept = z.object({ last: Time, next: Time, lastUpdated: Time });

/**
 * @param folder made if missing
 * @param complain takes what could not be kept
 */
export function fileMonitor(folder: string, complain: (message: string) => void): ScheduleMonitor {
  const fileOf = (timer: string): string => path.join(folder, `${timer}.json`);
  return {
    read(timer) {
      try {
        const { last, next, lastUpdated } = Kept.parse(JSON.parse(readFileSync(fileOf(timer), 'utf8')));
        return { lastMs: msOf(last), nextMs: msOf(next), updatedMs: msOf(lastUpdated) };
      } catch {
        return null;
      }
    },
    keep(timer, { lastMs, nextMs, updatedMs }) {
      const kept = { last: isoOf(lastMs), next: isoOf(nextMs), lastUpdated: isoOf(updatedMs) };
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${fileOf(timer)}.tmp`, `${JSON.stringify(kept)}\n`);
        renameSync(`${fileOf(timer)}.tmp`, fileOf(timer));
      } catch (error) {
        complain(`The schedule status of ${timer} cannot be kept: ${String(error)}`);
      }
    },
  };
}

const msOf = (time: string | null): number | null => (time === null ? null : Date.parse(time));
const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
