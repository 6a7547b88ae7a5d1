import { describe, expect, it } from 'vitest';
import { settingFindings } from '../../../shared/checks/watch/own-settings.ts';
import type { Drift } from '../../../shared/core/model/drift.ts';
import type { Fact } from '../../../shared/core/model/fact.ts';

const fact = (value: string | null): Fact => ({
  key: 'LD_PRELOAD',
  attributes: { value, mark: null, wrong: false },
  details: { decides: 'what else the process loads', usual: null },
});

const told = (change: Drift['change'], before: Fact | null, after: Fact | null) =>
  settingFindings([{ key: 'LD_PRELOAD', change, before, after }]).map(({ title, event }) => ({
    title,
    isTold: event !== undefined,
  }));

describe('a setting that another version of the watch does not know', () => {
  it('is no change when it comes with the version as it is by default', () => {
    expect(told('added', null, fact(null))).toEqual([
      {
        title: 'LD_PRELOAD (what else the process loads): watched from this version on: not set, as by default',
        isTold: false,
      },
    ]);
  });

  it('is told when it comes with the version and is set', () => {
    expect(told('added', null, fact('/tmp/x'))).toEqual([
      { title: 'LD_PRELOAD (what else the process loads): not set → "/tmp/x"', isTold: true },
    ]);
  });

  it('was not taken away when it goes with the version', () => {
    expect(told('removed', fact('/tmp/x'), null)).toEqual([
      {
        title: 'LD_PRELOAD (what else the process loads): not watched by this version; it was "/tmp/x"',
        isTold: false,
      },
    ]);
  });
});
