/**
 * No silent blindness: every source of the checks `writeback`, `agents` and `watch`, and a way of not being read at
 * each, chosen by a seed; all with WHOLE=1, as the long sweep does. Those of `reset-admins`, and the ways in which the
 * watch itself fails, are beside it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { someOf } from '../checks/reset-admins/chosen.ts';
import { BY_SETTING, PLACES } from './blindness-places.ts';
import { keptStage, playEmpty, playFailure, playInstall, someFailuresAt, spoilt, useStages } from './blindness-play.ts';
import { checkOf, titlesOf } from './blindness-seen.ts';
import { ailing, mighty, paceOf, REQUIRED, type Stage } from './blindness-stage.ts';
import { FAILURES } from './blindness-table.ts';
import { blindnessText } from './blindness-text.ts';
import { HOUR, MINUTE } from './scene.ts';

useStages();

const OWN = PLACES.filter((place) => checkOf(place) !== 'reset-admins');

describe('the table', () => {
  it('has a row for every source of every check, and none of another', () => {
    const rows = [...new Set([...PLACES.map(({ source }) => source), ...BY_SETTING])].sort();
    expect(rows).toEqual([...REQUIRED.keys()].sort());
  });

  it('is what RUNBOOK.md says', () => {
    const runbook = readFileSync(path.join(import.meta.dirname, '../../RUNBOOK.md'), 'utf8');
    const [, after = ''] = runbook.split('\n## When the watch cannot see\n');
    expect(`## When the watch cannot see\n${after.split('\n## ')[0]}`.trim()).toBe(blindnessText(REQUIRED));
  });
});

describe.each(OWN)('$source at $path', (place) => {
  it.each(someFailuresAt(place))('that is $name', (failure) => playFailure(place, failure));
  it('that answers with nothing', () => playEmpty(place));
  it('that is denied from the install on', () => playInstall(place));
});

/** What is wrong, by the check whose sources show it: in titles of open alerts. */
const WRONG = [
  {
    prepare: ailing,
    check: 'agents',
    alerts: [
      'Cloud Sync job "corp, provisioning" is silent',
      'Cloud Sync job in quarantine: "corp, provisioning"',
      'Connect Sync "2[.]1[.]0[.]0" is older than the oldest supported version, 2.5.79.0',
      'Only 2 Cloud Sync agents are active, 1 is inactive; 3 are recommended',
      'Only 2 pass-through authentication agents are active, 1 is inactive; 3 are recommended',
      'Password hash sync is silent',
      expect.stringMatching(/^Sign-in of "ConnectSyncProvision ing_SYNC-02_ \w+" is silent$/),
    ],
  },
  {
    prepare: mighty,
    check: 'watch',
    alerts: ['The identity of the watch can write: it holds User-PasswordProfile.ReadWrite.All'],
  },
];

/** A stage for each: within a day the job in quarantine runs again, and is silent no more. */
const STAGES = WRONG.flatMap((wrong) => ['denied', 'empty'].map((kind) => ({ ...wrong, kind })));

describe.each(STAGES)('what is wrong in $check, while something is $kind,', ({ prepare, check, alerts, kind }) => {
  let stage: Stage;
  let wrong: readonly string[];
  beforeAll(async () => {
    stage = await keptStage(prepare, check);
    await stage.round(MINUTE);
    wrong = titlesOf(await stage.status());
    return () => stage.close();
  });

  it('is open to begin with', () => {
    expect(wrong).toEqual(alerts);
  });

  const cases = OWN.filter((place) => checkOf(place) === check);
  // Half of them; with WHOLE=1 all.
  it.each(someOf(cases, Math.ceil(cases.length / 2), `${check} ${kind}`))(
    'does not end because of $source at $path',
    async (place) => {
      const { next, again } = paceOf(place);
      const failure = FAILURES.find(({ name }) => name === kind) ?? { fault: { kind: 'vanish' as const } };
      const trouble = spoilt(stage, place, failure);
      expect(titlesOf(await stage.status())).toEqual(wrong);
      const isBelieved = kind === 'empty' && typeof place.empty === 'object';
      for (const wait of isBelieved ? [next] : [next, 16 * MINUTE]) {
        await stage.round(wait, trouble);
        expect(titlesOf(await stage.status())).toEqual(expect.arrayContaining([...wrong]));
      }
      await stage.round(again);
      // What comes again within the hour is told as that, and is open as that.
      await stage.round(HOUR);
    },
  );
});
