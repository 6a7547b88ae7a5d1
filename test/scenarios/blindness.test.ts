/**
 * No silent blindness: every source of the built checks, every way of not being read, played by the real app against
 * the tenant. Whatever fails is said in the status and by mail, and nothing of it ever reads as healthy, off, none or
 * removed.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { FaultSpec } from '../../local/tenant/faults.ts';
import { agents } from '../../shared/checks/agents/index.ts';
import { rosterOf } from '../../shared/checks/index.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import {
  checkOf,
  codesOf,
  END,
  honest,
  kindsOf,
  nameOf,
  rulesOf,
  seen,
  tellsOfAnEnd,
  titlesOf,
  verdicts,
} from './blindness-seen.ts';
import { ailing, mighty, openStage, paceOf, type Stage, sourcesOf, type Trouble } from './blindness-stage.ts';
import { BY_SETTING, FAILURES, type Failure, PLACES, type Place, type Sight } from './blindness-table.ts';
import { blindnessText } from './blindness-text.ts';
import { WAYS } from './blindness-ways.ts';
import { HOUR, isoNow, MINUTE, words } from './scene.ts';

const ROSTER = rosterOf([writeback, agents]);
const REQUIRED = sourcesOf(ROSTER);
const isRequired = ({ source }: Place): boolean => REQUIRED.get(source) === true;

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});

/** Stages that a case left as it found them, for the next one: the watch has begun and nothing is wrong. */
const calm: Stage[] = [];
afterAll(async () => {
  await Promise.all(calm.map((stage) => stage.close()));
  await tables.close();
});

async function calmStage(): Promise<Stage> {
  const stage = calm.pop() ?? (await begun());
  expect(await stage.status()).toMatchObject({ status: 'pass', problems: [], openAlerts: [] });
  return stage;
}

async function begun(): Promise<Stage> {
  const stage = await openStage(tables, ROSTER);
  await stage.round(MINUTE);
  return stage;
}

/** The fault lies on the reading of the place's own check, and on no other request. */
function spoilt({ world }: Stage, place: Place, fault: Omit<FaultSpec, 'path' | 'count'>): Trouble {
  const { faults } = world.tenant;
  const begin = () => void faults.add({ ...fault, path: place.path, count: null });
  return { spoil: { check: checkOf(place), begin, end: () => faults.clear() } };
}

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

describe.each(PLACES)('$source at $path', (place) => {
  it.each(FAILURES)('that is $name', (failure) => playFailure(place, failure));
  it('that answers with nothing', () => playEmpty(place));
});

async function playFailure(place: Place, failure: Failure): Promise<void> {
  const stage = await calmStage();
  const { next, blind, again } = paceOf(checkOf(place));
  const course = isRequired(place) ? failure.required : failure.optional;
  const trouble = spoilt(stage, place, failure.fault);
  const before = await stage.status();
  const from = isoNow(stage.world);

  expect(rulesOf(await stage.round(next, trouble))).toEqual([]);
  const once = await stage.status();
  expect(seen(once, place)).toEqual(course.once);
  expect(verdicts(once)).toEqual(honest(before, place, course.once, isRequired(place)));
  expect(await stage.history(from)).toEqual([]);

  const mails = await stage.round(blind, failure.passes ? {} : trouble);
  expect(rulesOf(mails)).toEqual(failure.mail.map((rule) => `${rule}~${nameOf(place)}`));
  const later = await stage.status();
  expect(seen(later, place)).toEqual(course.later);
  expect(verdicts(later)).toEqual(honest(before, place, course.later, isRequired(place)));
  expect((await stage.history(from)).filter(({ source }) => source !== 'conditions')).toEqual([]);
  for (const mail of mails) {
    const text = words(mail);
    expect(text).toContain(`${nameOf(place)} (${course.later.state})`);
    expect(text.split('Evidence:')[0]).not.toMatch(END);
    if (isRequired(place)) expect(text).toContain('The state cannot be seen now. Last known: ');
  }

  const ended = (await stage.round(again)).map(({ subject }) => subject);
  expect(ended).toEqual(failure.mail.map(() => `[Warning, ended] Contoso: Source ${nameOf(place)} cannot be read`));
  expect(verdicts(await stage.status())).toEqual(verdicts(before));
  calm.push(stage);
}

/** One empty answer changes nothing. What a second one changes is told, or it is no change. */
async function playEmpty(place: Place): Promise<void> {
  const stage = await calmStage();
  const { next, blind } = paceOf(checkOf(place));
  if (place.empty === 'malformed') {
    calm.push(stage);
    const [malformed] = FAILURES.filter(({ name }) => name === 'malformed');
    if (!malformed) throw new Error('no row for malformed');
    await playFailure(place, { ...malformed, fault: { kind: place.single ? 'no-value' : 'vanish' } });
    return;
  }
  const trouble = spoilt(stage, place, { kind: 'vanish' });
  const before = await stage.status();
  const from = isoNow(stage.world);
  expect(rulesOf(await stage.round(next, trouble))).toEqual([]);
  const once = await stage.status();
  expect(seen(once, place)).toEqual({ state: 'ok', status: '200 pass', codes: [] });
  expect(verdicts(once)).toEqual(verdicts(before));
  expect((await stage.history(from)).filter(tellsOfAnEnd)).toEqual([]);

  const mails = await stage.round(blind, trouble);
  expect(kindsOf(mails)).toEqual(place.empty === 'nothing' ? [] : place.empty);
  if (place.empty === 'nothing') {
    expect(verdicts(await stage.status())).toEqual(verdicts(before));
    expect((await stage.history(from)).filter(tellsOfAnEnd)).toEqual([]);
    await stage.round(paceOf(checkOf(place)).again);
    calm.push(stage);
  } else {
    // Nothing vanishes without a line of history.
    expect((await stage.history(from)).map(({ change }) => change)).toContain('removed');
    await stage.close();
  }
}

describe('from the install on', () => {
  it.each(PLACES)('$source, denied at $path, is named in the summary and is no alert', async (place) => {
    const stage = await openStage(tables, ROSTER);
    onTestFinished(() => stage.close());
    const [denied] = FAILURES;
    if (denied?.name !== 'denied') throw new Error('the first row is not denied');
    const trouble = spoilt(stage, place, denied.fault);
    const mails = await stage.round(MINUTE, trouble);
    expect(seen(await stage.status(), place)).toEqual(isRequired(place) ? denied.required.once : PASS_DENIED);
    mails.push(...(await stage.round(16 * MINUTE, trouble)));
    expect(seen(await stage.status(), place)).toEqual(
      isRequired(place) ? { ...denied.required.later, codes: ['source-denied', 'verdict-unknown'] } : PASS_DENIED,
    );
    expect(new Set(rulesOf(mails))).toEqual(new Set(['baseline~summary']));
    const kind = isRequired(place) ? 'required' : 'optional';
    expect(mails.map(words).join()).toContain(`${nameOf(place)} (${kind}): not readable: denied: `);
  });

  it.each(FAILURES.filter(({ passes }) => !passes))(
    'all that is $name is unknown, and never a verdict',
    async (failure) => {
      const stage = await openStage(tables, ROSTER);
      onTestFinished(() => stage.close());
      const { faults } = stage.world.tenant;
      faults.add({ kind: 'delay', delayMs: 0, path: '/msi/token', count: null });
      faults.add({ ...failure.fault, path: '*', count: null });
      const mails = [...(await stage.round(MINUTE)), ...(await stage.round(16 * MINUTE))];
      const status = await stage.status();
      expect([status.http, status.status]).toEqual([503, 'fail']);
      expect(status.writeback).toMatchObject({ state: 'unknown', since: null });
      expect(status.agents).toMatchObject({ state: 'unknown', heartbeats: [] });
      expect(new Set(rulesOf(mails))).toEqual(new Set(['baseline~summary']));
      expect(mails.map(words).join()).toContain('The watch has begun, but cannot judge yet.');
      expect(mails.map(words).join()).not.toMatch(/\bhealthy\b|\bis off\b|\bremoved\b/);
    },
  );
});

/** An optional source that was never readable: said by its state, and nothing else. */
const PASS_DENIED: Sight = { state: 'denied', status: '200 pass', codes: [] };

/** What is wrong, per check whose sources show it: in titles of open alerts. */
const WRONG = [
  {
    prepare: ailing,
    checks: ['writeback', 'agents'],
    alerts: [
      'Cloud Sync agents: 2 active, 1 not, 3 recommended',
      'Cloud Sync job corp, provisioning is silent',
      'Cloud Sync job in quarantine: corp, provisioning',
      'Connect Sync 2.1.0.0 is below the supported 2.5.79.0',
      'Pass-through authentication agents: 2 active, 1 not, 3 recommended',
      'Password hash sync is silent',
      expect.stringMatching(/^Sign-in of ConnectSyncProvisioning_SYNC-02_\w+ is silent$/),
    ],
  },
  {
    prepare: mighty,
    checks: ['watch'],
    alerts: ['The identity of the watch can write: it holds User-PasswordProfile.ReadWrite.All'],
  },
];

const KINDS = ['denied', 'empty'];

describe.each(WRONG)('what is wrong in $checks', ({ prepare, checks, alerts }) => {
  let stage: Stage;
  let wrong: readonly string[];
  beforeAll(async () => {
    stage = await openStage(tables, ROSTER, prepare);
    await stage.round(MINUTE);
    wrong = titlesOf(await stage.status());
    return () => stage.close();
  });

  it('is open to begin with', () => {
    expect(wrong).toEqual(alerts);
  });

  const cases = PLACES.filter((place) => checks.includes(checkOf(place)));
  it.each(cases.flatMap((place) => KINDS.map((kind) => ({ ...place, kind }))))(
    'does not end because $source at $path is $kind',
    async ({ kind, ...place }) => {
      const { next, again } = paceOf(checkOf(place));
      const failure = FAILURES.find(({ name }) => name === kind)?.fault ?? { kind: 'vanish' as const };
      const trouble = spoilt(stage, place, failure);
      expect(titlesOf(await stage.status())).toEqual(wrong);
      const isBelieved = kind === 'empty' && typeof place.empty === 'object';
      for (const wait of isBelieved ? [next] : [next, 16 * MINUTE]) {
        await stage.round(wait, trouble);
        expect(titlesOf(await stage.status())).toEqual(expect.arrayContaining([...wrong]));
      }
      await stage.round(again);
    },
  );
});

/** A finding that is made while the watch fails. */
const MEANWHILE = 'sync-protection-off';

describe('the watch itself', () => {
  it.each(WAYS)('$what', async ({ begin, end, trouble: troubleIn, once, later }) => {
    const stage = await openStage(tables, ROSTER);
    onTestFinished(() => stage.close());
    const { world } = stage;
    await stage.round(MINUTE);
    const before = await stage.status();
    begin?.(world);
    world.tenant.setFeature('blockSoftMatchEnabled', false);
    const trouble = troubleIn?.(world) ?? {};
    const all: StoredMail[] = [];
    for (const { after, status, codes, mail, unknown } of [once, later]) {
      const mails = await stage.round(after, trouble);
      all.push(...mails);
      const found = await stage.status(trouble);
      expect(`${found.http} ${found.status}`).toBe(status);
      expect([...new Set(codesOf(found))].sort()).toEqual([...codes].sort());
      expect(kindsOf(mails).filter((rule) => rule !== MEANWHILE)).toEqual(mail);
      expect(found.writeback).toMatchObject({ state: unknown.includes('writeback') ? 'unknown' : 'on' });
      expect(found.agents).toMatchObject({ state: unknown.includes('agents') ? 'unknown' : 'healthy' });
    }
    end?.(world);
    for (const wait of [HOUR, HOUR]) all.push(...(await stage.round(wait)));
    expect(rulesOf(all).filter((rule) => rule.startsWith(MEANWHILE))).toHaveLength(1);
    expect(verdicts(await stage.status())).toEqual(verdicts(before));
  });
});
