/** Scripts of polls of the check `writeback`: when, what the tenant is like then, and what is told. */
import { expect } from 'vitest';
import { writeback } from '../../shared/checks/writeback/index.ts';
import type { Actor } from '../../shared/core/model/alert.ts';
import { PureWatch, type Told } from './pure-watch.ts';
import { CALM, readingsOf, type Tenant } from './tenant.ts';

export const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export const ADA: Actor = { id: 'ada-id', name: 'ada@contoso.example', type: 'user' };
export const later = (ms: number) => new Date(INSTALL + ms).toISOString();
export const enabled = (ms: number, id = `on-${ms}`) => ({ id, says: 'on', at: later(ms), actor: ADA }) as const;
export const disabled = (ms: number, id = `off-${ms}`) => ({ id, says: 'off', at: later(ms), actor: ADA }) as const;

/** A script of polls: when (in minutes after the install), the tenant then, and what is told. */
export interface Step {
  readonly at: number;
  readonly tenant: Partial<Tenant>;
  readonly mail: readonly string[];
  readonly state: string | null;
  readonly lines?: readonly string[];
}

export function play(steps: readonly Step[], watch = new PureWatch(writeback, INSTALL)): Told[] {
  return steps.map(({ at, tenant, mail, state, lines }) => {
    const told = watch.poll(readingsOf({ ...CALM, ...tenant }), INSTALL + at * MINUTE);
    expect({ at, mail: told.mail, state: told.state }).toEqual({ at, mail, state });
    if (lines) expect({ at, lines: told.lines }).toEqual({ at, lines });
    return told;
  });
}

export const SUMMARY = 'summary info baseline';
export const ON_UNDECLARED = 'opened critical writeback-on-undeclared';
export const TURNED_ON = 'event critical writeback-turned-on';
export const TURNED_OFF = 'event warning writeback-turned-off';
export const CONTRADICTORY = 'opened warning writeback-evidence-contradictory';
export const FIRST_READING = 'summary info first-reading';
export const DENIED = { directoryAudits: 'denied' };
export const DOWN = { directoryAudits: 'unavailable' };
export const DECLARED_ON = { says: 'on', on: '2026-11-01', by: 'Ada' } as const;
export const DECLARED_OFF = { says: 'off', on: '2026-11-01', by: 'Ada' } as const;
