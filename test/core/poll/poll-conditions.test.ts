import { describe, expect, it } from 'vitest';
import type { Condition, Severity } from '../../../shared/core/model/alert.ts';
import type { Check } from '../../../shared/core/model/check.ts';
import type { Readings } from '../../../shared/core/model/source.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { toyCheck } from '../../stubs/toy-check.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;

/** The toy check with one condition, whose severity is that of its one fact; it answers even when it is not asked. */
const check: Check<unknown> = {
  ...toyCheck,
  interpret: ({ verdict }) => ({
    findings: [],
    conditions: verdict
      ? verdict.after.map(({ attributes }) => condition(attributes.is as Severity))
      : [condition('critical')],
  }),
};

const condition = (severity: Severity): Condition => ({
  rule: 'rule',
  subject: 'thing',
  severity,
  title: `It is ${severity}`,
  why: '',
  todo: '',
  lines: [],
});

/** What is read when the thing is so; null: it is not there. `failing`: the required source cannot be read. */
const readings = (is: Severity | null, failing = false): Readings => ({
  needed: failing
    ? { ok: false, error: { code: 'unavailable', message: '', hint: '' } }
    : { ok: true, facts: is === null ? [] : [{ key: 'thing', attributes: { is } }] },
  extra: { ok: true, facts: [] },
  events: { ok: true, facts: [] },
});

function watched(floor: Severity = 'warning') {
  const watch = new PureWatch(check, INSTALL);
  watch.floor = floor;
  let minute = 0;
  return (is: Severity | null, failing = false) => {
    minute += 1;
    const { mail, lines } = watch.poll(readings(is, failing), INSTALL + minute * MINUTE);
    return {
      mail: mail.filter((line) => line.endsWith(' rule')),
      lines: lines.filter((line) => line.includes('It is')),
    };
  };
}

describe('a condition of the verdict', () => {
  it('is mailed when it opens, when it rises, and when it closes', () => {
    const poll = watched();
    expect(poll('warning')).toEqual({ mail: ['opened warning rule'], lines: ['added conditions: It is warning'] });
    expect(poll('warning')).toEqual({ mail: [], lines: [] });
    expect(poll('critical')).toEqual({
      mail: ['raised critical rule'],
      lines: ['changed conditions: Now critical: It is critical'],
    });
    expect(poll('warning')).toEqual({ mail: [], lines: [] });
    expect(poll(null)).toEqual({ mail: [], lines: [] });
    expect(poll(null)).toEqual({
      mail: ['closed critical rule'],
      lines: ['removed conditions: Ended: It is warning'],
    });
  });

  it('that rises only below the floor is recorded', () => {
    const poll = watched('critical');
    expect(poll('info').mail).toEqual([]);
    expect(poll('warning')).toEqual({ mail: [], lines: ['changed conditions: Now warning: It is warning'] });
    expect(poll('critical').mail).toEqual(['raised critical rule']);
  });

  it('neither opens nor rises nor closes in a poll that could not judge', () => {
    const poll = watched();
    expect(poll(null, true)).toEqual({ mail: [], lines: [] });
    expect(poll('warning').mail).toEqual(['opened warning rule']);
    expect(poll('warning', true)).toEqual({ mail: [], lines: [] });
    expect(poll(null, true)).toEqual({ mail: [], lines: [] });
  });
});
