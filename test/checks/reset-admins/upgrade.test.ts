/**
 * Rows that version 0.1 stored, read by this one: the same tenant is the same, and what changed in it since is told as
 * what it is.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OpenAlert } from '../../../shared/core/model/alert.ts';
import type { Head } from '../../../shared/core/model/head.ts';
import { MINUTE } from '../../scenarios/scene.ts';
import { mailOf, ResetScript } from './script.ts';
import { assign, synced, tenantOf } from './tenants.ts';
import { UPGRADED } from './upgraded-tenant.ts';

interface Stored {
  readonly head: Head;
  readonly alerts: readonly OpenAlert[];
  readonly texts: { readonly [hash: string]: unknown };
}

const STORED = JSON.parse(readFileSync('test/fixtures/reset-admins-stored.json', 'utf8')) as Stored;

function upgraded(): ResetScript {
  const script = new ResetScript(10 * MINUTE);
  script.watch.head = STORED.head;
  script.watch.alerts = STORED.alerts;
  for (const [hash, text] of Object.entries(STORED.texts)) script.watch.texts.set(hash, JSON.stringify(text));
  return script;
}

/** A source that came since is told as one line. */
const LOG_SEEN = 'summary info first-reading';

describe('what version 0.1 stored', () => {
  it('holds something of every kind', () => {
    const keys = JSON.stringify(STORED.texts).matchAll(/"key":"([a-z]+:[a-zA-Z]*)/g);
    const kinds = new Set(
      [...keys].map(([, kind = '']) =>
        kind
          .split(':')
          .slice(0, kind.startsWith('path') ? 2 : 1)
          .join(':'),
      ),
    );
    for (const kind of ['direct', 'group', 'application', 'eligible', 'eligibleGroup', 'owner'])
      expect([...kinds]).toContain(`path:${kind}`);
    expect([...kinds]).toEqual(expect.arrayContaining(['shield', 'unit', 'role', 'indirect', 'resetter']));
  });

  it('is the same tenant to this version: nothing but the first reading of the log, and the next poll finds nothing new', async () => {
    const told = await upgraded().settle(UPGRADED);
    expect({ mail: mailOf(told), lines: told.flatMap(({ lines }) => lines) }).toEqual({
      mail: [LOG_SEEN],
      lines: ['baseline roleEvents: First reading of roleEvents: 0 facts'],
    });
    expect(told.at(-1)?.unchanged).toBe(true);
  });

  it('is compared with what changed meanwhile', async () => {
    const told = await upgraded().settle({
      ...UPGRADED,
      assignments: [...UPGRADED.assignments.filter(({ principalId }) => principalId !== 'tom'), assign('ann', 'user')],
      eligibilities: UPGRADED.eligibilities.filter(({ principalId }) => principalId !== 'eve'),
    });
    expect(mailOf(told).sort()).toEqual(['event warning protection-lost', 'event warning resetter-path', LOG_SEEN]);
  });

  it('left out who reaches nobody: that they are named now is no news, and that they reach someone later is none', async () => {
    const empty = {
      ...UPGRADED,
      users: UPGRADED.users.filter(({ isSynced }) => !isSynced),
      units: [],
      syncedUserCount: 0,
    };
    const script = upgraded();
    await script.settle(empty);
    const { head, texts } = script.watch;
    const verdict = head?.verdict?.hash ?? '';
    const facts = JSON.parse(texts.get(verdict) ?? '[]') as {
      key: string;
      details?: { reach?: number; format?: number };
    }[];
    const as01 = facts.filter(({ key, details }) => !/^(path|resetter):/.test(key) || details?.reach !== 0);
    for (const { key, details } of as01) if (key === 'authority') delete details?.format;
    expect(as01.length).toBeLessThan(facts.length);
    texts.set(verdict, JSON.stringify(as01));
    expect(mailOf(await script.settle({ ...empty, groups: empty.groups.slice(0, 2) }))).toEqual([]);
  });

  it('knows who had a protection to lose', async () => {
    const joe = tenantOf({
      ...UPGRADED,
      units: UPGRADED.units.map((one) => ({ ...one, syncedUserIds: one.syncedUserIds.filter((id) => id !== 'vip') })),
    });
    const told = await upgraded().settle({
      ...joe,
      users: [...joe.users.filter(({ id }) => id !== 'vip'), synced('vip', { name: 'Vera' })],
    });
    expect(mailOf(told).sort()).toEqual(['event warning restricted-lost', LOG_SEEN]);
  });
});
