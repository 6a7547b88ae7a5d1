import { describe, expect, it } from 'vitest';
import type { Check } from '../../../shared/core/model/check.ts';
import type { Head } from '../../../shared/core/model/head.ts';
import type { SourceRecord } from '../../../shared/core/model/source.ts';
import { report } from '../../../shared/core/status/report.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const AT = new Date(NOW).toISOString();
const beat = { key: 'p', kind: 'p', at: AT, intervalMs: null };
const GOOD = { ok: true as const, facts: [], pulses: [beat] };

const check: Check<unknown> = {
  ...toyCheck,
  section: (_verdict, { heartbeats }) => heartbeats.map(({ kind, state }) => ({ kind, state })),
};

/** What the report shows after one good poll, its optional source then in the state that `over` makes. */
function shown(over: Partial<SourceRecord>, now: number) {
  const watch = new PureWatch(check, NOW);
  watch.poll({ needed: GOOD, extra: GOOD, events: { ok: true, facts: [] } }, NOW);
  const head = watch.head as Head;
  const extra = { ...(head.sources.extra as SourceRecord), ...over };
  const needed = { ...(head.sources.needed as SourceRecord), lastGoodAt: new Date(now).toISOString() };
  return report({
    now,
    version: '1',
    tenantId: null,
    checks: [check],
    problems: [],
    stored: {
      installedAt: AT,
      blindAfterMinutes: 15,
      checks: [
        { check, head: { ...head, sources: { ...head.sources, needed, extra } }, verdict: [], intervalMs: 60_000 },
      ],
      conditions: [],
      events: [],
      answers: new Map(),
      outboxes: [],
      damaged: [],
      onePass: false,
      notifyIntervalMs: 60_000,
    },
  }).agents;
}

describe('the heartbeats of a report', () => {
  const error = { code: 'unavailable', message: '', hint: '' };
  const OK = { kind: 'p', state: 'ok' };

  it('are those of every source that can be seen', () => {
    expect(shown({}, NOW)).toEqual([OK, OK]);
    expect(shown({ error }, NOW + 600_000)).toEqual([OK, OK]);
  });

  it('are none of a source that is blind or denied: what was seen last says nothing of now', () => {
    expect(shown({ error }, NOW + 1_000_000)).toEqual([OK]);
    expect(shown({ error: { ...error, code: 'denied' } }, NOW)).toEqual([OK]);
  });
});
