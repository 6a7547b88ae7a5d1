import { describe, expect, it } from 'vitest';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { CALM, readingsOf } from '../../stubs/tenant.ts';

const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;

/** The check as a version would be that reads Cloud Sync under another key scheme. */
const NEXT_VERSION = {
  ...writeback,
  sources: writeback.sources.map((source) =>
    source.name === 'cloudSync' ? { ...source, version: { scheme: 2, attributes: 1 } } : source,
  ),
};

function upgraded(before: string[], after: string[]) {
  const watch = new PureWatch(writeback, INSTALL);
  watch.poll(readingsOf({ ...CALM, cloudSync: before }), INSTALL + MINUTE);
  watch.check = NEXT_VERSION;
  return watch.poll(readingsOf({ ...CALM, cloudSync: after }), INSTALL + 2 * MINUTE);
}

describe('a new key scheme', () => {
  it('is one line of history and one line of mail, never fact by fact', () => {
    const told = upgraded(['a'], ['b', 'c']);
    expect(told.mail).toEqual(['summary info new-definition']);
    expect(told.lines).toEqual(['baseline cloudSync: First reading under a new definition of cloudSync: 2 facts']);
  });

  it.each<[name: string, before: string[], after: string[], lines: string[]]>([
    ['something new', ['a'], ['a', 'b'], ['Not seen before: "b[.]example"']],
    ['several', [], ['a', 'b'], ['Not seen before: "a[.]example", "b[.]example"']],
    ['nothing new', ['a', 'b'], ['b'], ['It shows nothing that was not seen before.']],
  ])('names in its summary what was added: %s', (_, before, after, lines) => {
    expect(upgraded(before, after).outcome.pending?.alerts[0]?.lines).toEqual(lines);
  });
});

describe('lines of history about conditions', () => {
  it('say that they began and ended, with rule, severity and since when', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf(CALM), INSTALL);
    const failing = readingsOf({ ...CALM, failing: { cloudSync: 'unavailable' } });
    const opened = watch.poll(failing, INSTALL + 20 * MINUTE).outcome.change?.items;
    const closed = watch.poll(readingsOf(CALM), INSTALL + 30 * MINUTE).outcome.change?.items;
    const state = { rule: 'source-blind', severity: 'warning', since: '2026-11-20T12:00:00.000Z' };
    const line = { source: 'conditions', key: 'source-blind~writeback/cloudSync', severity: 'warning' };
    expect(opened).toMatchObject([{ ...line, change: 'added', before: null, after: state }]);
    expect(closed).toMatchObject([{ ...line, change: 'removed', before: state, after: null }]);
  });
});
