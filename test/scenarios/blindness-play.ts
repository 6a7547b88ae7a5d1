/**
 * Plays the rows of the table of blindness at one place: the real app against the tenant, status and mails held against
 * the row. Whatever fails is said, and nothing of it ever reads as healthy, off, none or removed.
 */
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import { someOf } from '../checks/reset-admins/chosen.ts';
import { PLACES, type Place } from './blindness-places.ts';
import {
  besides,
  checkOf,
  END,
  expected,
  honest,
  kindsOf,
  nameOf,
  rulesOf,
  type Seen,
  seen,
  severityAt,
  sourcesAt,
  tellsOfAnEnd,
  verdicts,
} from './blindness-seen.ts';
import { openStage, paceOf, REQUIRED, type Stage, type Trouble } from './blindness-stage.ts';
import { FAILURES, type Failure } from './blindness-table.ts';
import { DAY, HOUR, isoNow, MINUTE, words } from './scene.ts';

let tables: LocalTables;
/** Stages that a case left as it found them, for the next one of the check: the watch has begun and nothing is wrong. */
const calm = new Map<string, Stage>();

/** To be called once in a file of scenarios: what its stages stand on. */
export function useStages(): void {
  beforeAll(async () => {
    tables = await startAzurite();
  });
  afterAll(async () => {
    await Promise.all([...calm.values()].map((stage) => stage.close()));
    await tables.close();
  });
}

/** A stage of a case's own. */
export async function freshStage(check?: string): Promise<Stage> {
  const stage = await keptStage(undefined, check);
  onTestFinished(() => stage.close());
  return stage;
}

/** One that is closed by whoever asks for it. */
export const keptStage = (prepare?: (tenant: SimulatedTenant) => void, check?: string): Promise<Stage> =>
  openStage(tables, prepare, check);

/** The fault lies on the reading of the place's own check, and on no other request. */
export function spoilt(
  { world }: Stage,
  place: Place,
  { fault, inStep = fault }: Pick<Failure, 'fault' | 'inStep'>,
): Trouble {
  const { faults } = world.tenant;
  const begin = (): void => {
    faults.add({ ...fault, path: place.path, only: 'singles', count: null });
    faults.add({ ...inStep, path: place.path, only: 'steps', count: null });
  };
  return { spoil: { check: checkOf(place), begin, end: () => faults.clear() } };
}

async function calmStage(place: Place): Promise<Stage> {
  const check = checkOf(place);
  const stage = (await restedStage(check)) ?? (await begun(check));
  if (place.daily) expect(await stage.round(untilEvening(stage))).toEqual([]);
  expect(await stage.status()).toMatchObject({ status: 'pass', problems: [], openAlerts: [] });
  return stage;
}

/** So long after its last case that the same alert has not come again, but anew. */
async function restedStage(check: string): Promise<Stage | null> {
  const stage = calm.get(check) ?? null;
  calm.delete(check);
  if (stage) expect(rulesOf(await stage.round(HOUR))).toEqual([]);
  return stage;
}

async function begun(check: string): Promise<Stage> {
  const stage = await keptStage(undefined, check);
  await stage.round(MINUTE);
  return stage;
}

/** So that the next poll is the first one of a day. */
const untilEvening = ({ world }: Stage): number => DAY - (world.now() % DAY) - 3 * MINUTE;

/** Every failure at the first place where a source is read, and one in the table's words at each of its other places. */
const failuresAt = (place: Place): readonly Failure[] =>
  PLACES.find(({ source }) => source === place.source) === place ? FAILURES : FAILURES.slice(0, 1);

/** One of them, chosen by a seed; all with WHOLE=1. */
export const someFailuresAt = (place: Place): readonly Failure[] =>
  someOf(failuresAt(place), 1, `${place.source} ${place.path}`);

export async function playFailure(place: Place, failure: Failure): Promise<void> {
  const stage = await calmStage(place);
  const { next, blind, again } = paceOf(place);
  const [once, later] = [expected(place, failure, 'once', REQUIRED), expected(place, failure, 'later', REQUIRED)];
  const trouble = spoilt(stage, place, failure);
  const before = await stage.status();
  const from = isoNow(stage.world);

  expect(rulesOf(await stage.round(next, trouble))).toEqual([]);
  const first = await stage.status();
  expect(seen(first, place)).toEqual(once);
  expect(verdicts(first)).toEqual(honest(before, place, once, REQUIRED));
  expectAge(first, before, place);
  expect(await stage.history(from)).toEqual([]);

  const mails = await stage.round(blind, failure.passes ? {} : trouble);
  const names = sourcesAt(place);
  const beside = besides(place, failure);
  // What is critical leaves first, and alone; the next message ten minutes later.
  if (beside.length > 0) mails.push(...(await stage.round(11 * MINUTE, trouble)));
  const rules = names.flatMap((name) => failure.mail.map((rule) => `${rule}~${name}`));
  expect(rulesOf(mails).sort()).toEqual([...rules, ...beside].sort());
  const second = await stage.status();
  expect(seen(second, place)).toEqual(later);
  const isUncounted = place.source === 'reset-admins/syncedUsers' && !failure.passes;
  const told = isUncounted ? uncounted : (one: unknown) => one;
  expect(told(verdicts(second))).toEqual(told(honest(before, place, later, REQUIRED)));
  if (!failure.passes) expectAge(second, before, place);
  expect((await stage.history(from)).filter(({ source }) => source !== 'conditions')).toEqual([]);
  for (const mail of mails.filter((one) => kindsOf([one]).includes('source-blind'))) {
    const text = words(mail);
    for (const source of names) expect(text).toContain(`${nameOf({ source })} (${later.states[source]})`);
    expect(text.split('Evidence:')[0]?.replace(WHAT_COULD_BE, '')).not.toMatch(END);
    if (isRequired(place)) expect(text).toContain(UNSEEN[checkOf(place)] ?? 'The state cannot be seen now. ');
  }

  const ended = (await stage.round(again)).map(({ subject }) => subject);
  const severity = severityAt(place, isRequired(place)) === 'critical' ? 'Critical' : 'Warning';
  const others = names.length - 1 + beside.length;
  const more = others > 0 ? ` +${others} more` : '';
  expect(ended.map((subject) => subject.replace(/, so nobody sees .*?(?= \+\d+ more$|$)/, ''))).toEqual(
    failure.mail.map(() => `[${severity}, ended] Contoso: Source ${nameOf(place)} cannot be read${more}`),
  );
  expect(verdicts(await stage.status())).toEqual(verdicts(before));
  calm.set(checkOf(place), stage);
}

/** Who can reset whom is partial then. */
const UNSEEN: { readonly [check: string]: string } = {
  'reset-admins': 'Some of this cannot be seen now and counts as last read. ',
};

export const isRequired = ({ source }: Place): boolean => REQUIRED.get(source) === true;

/** Why the log of role changes matters: of what may happen unseen, not of what did. */
const WHAT_COULD_BE = 'what is given and taken back between two readings';

/** Who and how, in order of id: how many is not known while they cannot be counted. */
const uncounted = (verdict: unknown): unknown =>
  JSON.parse(JSON.stringify(verdict), (name, value) => {
    if (name === 'list') return [...value].sort((a, b) => (a.id < b.id ? -1 : 1));
    if (name === 'paths') return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return NUMBERS.has(name) || name === 'top' ? null : value;
  });

const NUMBERS: ReadonlySet<string> = new Set(['reach', 'reachOneStep', 'reachable', 'syncedUsers', 'resetters']);

/** A list is as old as the oldest of what it cannot do without: so it ages while one of that is not read. */
function expectAge(now: Seen, before: Seen, place: Place): void {
  if (checkOf(place) !== 'reset-admins') return;
  const [is, was] = [now, before].map(({ resetAdmins: { readAt } }) => Date.parse(readAt ?? ''));
  if (isRequired(place)) expect(is).toBe(was);
  else expect(is).toBeGreaterThan(was ?? Number.NaN);
}

/** One empty answer changes nothing, and the right one after it neither. What a second in a row changes is told. */
export async function playEmpty(place: Place): Promise<void> {
  if (place.empty === 'malformed') {
    const [malformed] = FAILURES.filter(({ name }) => name === 'malformed');
    if (!malformed) throw new Error('no row for malformed');
    const { inStep: _, ...row } = malformed;
    return playFailure(place, { ...row, fault: { kind: place.single ? 'no-value' : 'vanish' } });
  }
  const stage = await calmStage(place);
  const { next, blind, again } = paceOf(place);
  const trouble = spoilt(stage, place, { fault: { kind: 'vanish' } });
  const before = await stage.status();
  const from = isoNow(stage.world);
  const round = async (ms: number, meets: Trouble = {}): Promise<void> => {
    expect(rulesOf(await stage.round(ms, meets))).toEqual([]);
    const status = await stage.status();
    expect(seen(status, place)).toMatchObject({ status: '200 pass', codes: [] });
    expect(verdicts(status)).toEqual(verdicts(before));
    expect((await stage.history(from)).filter(tellsOfAnEnd)).toEqual([]);
  };
  await round(next, trouble);
  await round(again);
  // Counted by now. Had nobody been believed, the next day would tell of a growth from none.
  await round(place.daily ? untilEvening(stage) : again);
  await round(next, trouble);
  if (place.daily || place.empty === 'nothing') {
    if (!place.daily) await round(blind, trouble);
    await round(again);
    calm.set(checkOf(place), stage);
    return;
  }
  expect(kindsOf(await stage.round(blind, trouble))).toEqual(place.empty === 'number' ? [] : place.empty);
  // Nothing vanishes without being shown.
  if (place.empty === 'number') expect((await stage.status()).resetAdmins).not.toEqual(before.resetAdmins);
  else expect((await stage.history(from)).map(({ change }) => change)).toContain('removed');
  await stage.close();
}

/** Denied from the first poll on: named in the summary, and no alert. */
export async function playInstall(place: Place): Promise<void> {
  const stage = await freshStage(checkOf(place));
  const [denied] = FAILURES;
  if (denied?.name !== 'denied') throw new Error('the first row is not denied');
  const trouble = spoilt(stage, place, denied);
  const mails = await stage.round(MINUTE, trouble);
  expect(seen(await stage.status(), place)).toEqual(atInstall(place, denied, 'once'));
  mails.push(...(await stage.round(16 * MINUTE, trouble)));
  const later = await stage.status();
  expect(seen(later, place)).toEqual(atInstall(place, denied, 'later'));
  const never = later.sources.filter(({ state }) => state === 'never').map(({ name }) => name);
  expect(never).toEqual(expect.arrayContaining([...(place.before ?? [])]));
  expect(new Set(rulesOf(mails))).toEqual(summariesOf(later));
  const text = mails.map(words).join();
  for (const source of sourcesAt(place)) expect(text).toMatch(namedUnseen(nameOf({ source })));
}

/** With its reason, among what cannot be seen or in the lines of the summary. */
const namedUnseen = (source: string): RegExp =>
  new RegExp(`${source} \\((?:denied\\): .*Reason: |(?:required|optional)\\): not readable: denied: )`);

/** One summary for each check, whatever is to be said in it. */
export const summariesOf = ({ sources }: Pick<Seen, 'sources'>): ReadonlySet<string> =>
  new Set(sources.map(({ check }) => `baseline~${check}/summary`));

/** An optional source that was never readable is said by its state alone. No alert is open of what never worked. */
function atInstall(place: Place, denied: Failure, when: 'once' | 'later') {
  const optional = { state: 'denied', status: '200 pass', codes: [] } as const;
  const { states, status, codes } = expected(
    place,
    { ...denied, optional: { once: optional, later: optional } },
    when,
    REQUIRED,
  );
  const never = (place.before ?? []).filter((name) => REQUIRED.get(`${checkOf(place)}/${name}`));
  const all = [
    ...codes.filter((code) => !code.startsWith('open-')),
    ...(when === 'later' ? never.map(() => 'source-never') : []),
  ];
  return {
    states,
    status,
    codes: expect.toSatisfy((given: string[]) => String([...given].sort()) === String(all.sort())),
  };
}
