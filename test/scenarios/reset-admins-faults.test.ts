/**
 * Never less than the truth: whatever goes wrong at Graph while it is read who can reset whom, in a step of a batch, in
 * a whole batch or in a request alone, a poll ends in time and the list is the same as before. It is called known only
 * if all of it was read; else the state says so, with the reason.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { FaultSpec } from '../../local/tenant/faults.ts';
import { resetAdmins } from '../../shared/checks/reset-admins/index.ts';
import { isRequired, type SourceState } from '../../shared/core/model/source.ts';
import type { ResetAdminsDocument } from '../../shared/web/reset-admins.ts';
import { someOf } from '../checks/reset-admins/chosen.ts';
import { openWorld, type World } from '../world/world.ts';
import { PLACES, type Place } from './blindness-places.ts';
import { checkOf, nameOf, sourcesAt } from './blindness-seen.ts';
import { staffed } from './blindness-stage.ts';
import { rulesIn } from './mail-reading.ts';
import { DAY, type HistoryLine, isoNow, MINUTE, type Status } from './scene.ts';
import { inVirtualTime } from './virtual-time.ts';

/** Promise 12. */
const POLL_LIMIT_MS = 240_000;

const OWN = PLACES.filter((place) => checkOf(place) === resetAdmins.name);
const NAMES = resetAdmins.sources.map(({ name }) => name);
const REQUIRED = resetAdmins.sources.filter(isRequired).map(({ name }) => name);
/** What only shows what is active for a time, or one step away. */
const PIM = ['assignmentSchedules', 'eligibilities', 'groupEligibilities'];

interface FaultCase {
  readonly name: string;
  readonly spec: Omit<FaultSpec, 'path' | 'count' | 'only'>;
  /** Code of the error while it lasts. */
  readonly code: 'throttled' | 'unavailable' | 'contract';
  /** The same poll gets over a single one. */
  readonly passes?: true;
}

const FAULTS: readonly FaultCase[] = [
  {
    name: 'a 429 with seconds',
    spec: { kind: 'status', status: 429, retryAfter: '7' },
    code: 'throttled',
    passes: true,
  },
  { name: 'a 503', spec: { kind: 'status', status: 503 }, code: 'unavailable', passes: true },
  { name: 'half a page', spec: { kind: 'truncated' }, code: 'contract' },
];

const IN_STEPS: readonly FaultCase[] = [
  ...FAULTS,
  { name: 'no answer in the batch', spec: { kind: 'missing' }, code: 'contract' },
  // Once, it leads to the same rows again.
  { name: 'a next link that leads back', spec: { kind: 'loop' }, code: 'contract', passes: true },
];

const ON_CALLS: readonly FaultCase[] = [
  ...FAULTS,
  { name: 'a page of HTML', spec: { kind: 'html' }, code: 'contract' },
  { name: 'a reset connection', spec: { kind: 'reset' }, code: 'unavailable', passes: true },
  { name: 'an answer that never comes', spec: { kind: 'hang' }, code: 'unavailable', passes: true },
];

/** Reports and the audit log have a quota of their own, and are never asked for in a batch. */
const isAlone = ({ path, single }: Place): boolean => single === true || /^\/(reports|auditLogs)\//.test(path);

/** Two of them at the first place where a source is read, one at its others, chosen by a seed; all with WHOLE=1. */
function faultsAt(place: Place): readonly FaultCase[] {
  const isFirst = OWN.find(({ source }) => source === place.source) === place;
  return someOf(isAlone(place) ? FAULTS : IN_STEPS, isFirst ? 2 : 1, place.path);
}

let tables: LocalTables;
let world: World;
/** What was read without any fault. */
let truth: Lists;

beforeAll(async () => {
  tables = await startAzurite();
  world = await openWorld({ tables, checks: [resetAdmins] });
  const { tenant } = world;
  staffed(tenant);
  for (let n = 0; n < 25; n += 1) {
    const member = tenant.users.add({ name: `Clerk ${n}`, synced: n % 2 === 0 });
    tenant.groups.addMember('Sales Service Desk', member);
  }
  await poll();
  await poll();
  truth = listsOf(await document());
  expect(truth.list.length).toBeGreaterThan(10);
  expect(truth.indirect.length).toBeGreaterThan(0);
  expect(await document()).toMatchObject({ state: 'known', missing: [] });
});

/** Nothing is ever mailed of the tenant: that a source cannot be read, and that it can again. */
afterEach(async () => {
  await world.watch().notify();
  const rules = world.mailbox.mails().flatMap(rulesIn);
  // Many faults in an hour are told as what they are: a source that comes and goes.
  expect(rules.filter((rule) => !/^(baseline|source-blind|flapping~reset-admins\/source-blind)~/.test(rule))).toEqual(
    [],
  );
});

afterAll(async () => {
  await world.close();
  await tables.close();
});

type Lists = Omit<ResetAdminsDocument, 'state' | 'missing' | 'readAt'>;

function listsOf({ state: _, missing: __, readAt: ___, ...lists }: ResetAdminsDocument): Lists {
  return lists;
}

async function document(): Promise<ResetAdminsDocument> {
  const { status, body } = await world.watch().resetAdmins(null);
  expect(status).toBe(200);
  return JSON.parse(body) as ResetAdminsDocument;
}

/** One poll, inside its time. */
async function poll(after = MINUTE): Promise<void> {
  world.wait(after);
  world.tenant.requests.clear();
  const { result, tookMs } = await inVirtualTime(world, (seams) => world.watch(seams).poll(resetAdmins.name));
  expect(['unchanged', 'changed']).toContain(result.kind);
  expect(tookMs).toBeLessThanOrEqual(POLL_LIMIT_MS);
}

/** Everything in history but the opening and closing of conditions. */
async function driftSince(since: string): Promise<HistoryLine[]> {
  const { body } = await world.watch().drift(new URLSearchParams({ limit: '1000', since }), null);
  return (JSON.parse(body) as { items: HistoryLine[] }).items.filter(({ source }) => source !== 'conditions');
}

/** What rests on the number of synced users is not known, and nothing else: who reaches the whole tenant still does. */
function uncounted(all: Lists): Lists {
  const overAll = (paths: readonly { readonly scope: string; readonly way: string }[], ways: readonly string[]) =>
    paths.some(({ scope, way }) => scope === '/' && (ways.length === 0 || ways.includes(way)));
  return {
    ...all,
    ...{ syncedUsers: null, reachable: null },
    list: (all.list as unknown as readonly Listed[]).map((one) => ({
      ...one,
      reach: overAll(one.paths, WORK_NOW) ? null : one.reach,
      reachOneStep: overAll(one.paths, []) ? null : one.reachOneStep,
      paths: one.paths.map((path) => ({ ...path, reach: path.scope === '/' ? null : path.reach })),
    })) as unknown as Lists['list'],
  };
}

/** Who is the widest is not known without numbers. */
const unordered = ({ list, ...rest }: Lists) => ({
  ...rest,
  list: (list as unknown as readonly (Listed & { readonly id: string })[])
    .map((one) => ({ ...one, paths: one.paths.map((path) => JSON.stringify(path)).sort() }))
    .sort((a, b) => a.id.localeCompare(b.id)),
});

const WORK_NOW = ['direct', 'group', 'application'];

interface Listed {
  readonly reach: number;
  readonly reachOneStep: number;
  readonly paths: readonly { readonly scope: string; readonly way: string; readonly reach: number }[];
}

/** Sources that are not fine, each with its state and the code of its error. */
type Unread = { readonly [source: string]: `${SourceState} ${string}` };

/**
 * The list is the true one whatever is unread, and its state is what the contract makes of that.
 * @returns what is unread
 */
async function unread(): Promise<Unread> {
  const status = JSON.parse((await world.watch().status(false)).body) as Status;
  const bad = status.sources.filter(({ state }) => state !== 'ok');
  const seen = await document();
  const isCounted = !bad.some(({ name, state }) => name === 'syncedUsers' && state !== 'stale');
  if (isCounted) expect(listsOf(seen)).toEqual(truth);
  else expect(unordered(listsOf(seen))).toEqual(unordered(uncounted(truth)));
  const unseen = bad.filter(({ state }) => state !== 'stale').map(({ name }) => name);
  const missing = [...unseen.filter((name) => REQUIRED.includes(name)), ...unseen.filter((name) => PIM.includes(name))];
  const state = missing.length > 0 ? 'partial' : 'known';
  expect(seen).toMatchObject({ state, missing });
  for (const { error } of bad) {
    expect(error?.message).toMatch(/^(GET \/v1\.0\/.+|POST \$batch|role\w+): \w+/);
    expect(error?.hint).not.toBe('');
    expect(JSON.stringify(error)).not.toMatch(/contoso|Clerk|eyJ|skiptoken/i);
  }
  return Object.fromEntries(bad.map(({ name, state: is, error }) => [name, `${is} ${error?.code}` as const]));
}

/** Read once a day, over as many as two polls: so that it is done with this day, and the next poll begins anew. */
async function evening({ daily }: Pick<Place, 'daily'>): Promise<void> {
  if (!daily) return;
  await poll(DAY - (world.now() % DAY) - 4 * MINUTE);
  await poll();
}

const fails = (sources: readonly string[], how: string): Unread =>
  Object.fromEntries(sources.map((name) => [name, how as `${SourceState} ${string}`]));

/** Read alone where the batch refuses it. */
const isEither = ({ path }: Place): boolean => /^\/(roleManagement|identityGovernance)\//.test(path);

describe.each(OWN)('$source at $path', (place) => {
  const only = isAlone(place) ? 'singles' : 'steps';
  const names = sourcesAt(place).map((source) => nameOf({ source }));

  it.each(faultsAt(place))('lives with $name, once and for long', async ({ spec, code, passes }) => {
    await evening(place);
    const from = isoNow(world);
    const isRight = isEither(place) && code === 'contract';
    world.tenant.faults.add({ ...spec, path: place.path, only });
    await poll(5 * MINUTE);
    expect(world.tenant.faults.list()).toEqual([]);
    const once = await unread();
    if (isRight || passes) expect(once).toEqual({});
    else expect(names.map((name) => fails([name], `stale ${code}`))).toContainEqual(once);

    world.tenant.faults.add({ ...spec, path: place.path, only, count: null });
    // What is read once a day has been by now, unless it failed.
    if (place.daily && passes) await poll(DAY - 10 * MINUTE);
    // A number counts as long as it is seen: that it is not takes polls without a gap between them.
    if (names.includes('syncedUsers')) for (let n = 0; n < 6; n += 1) await poll(3 * MINUTE);
    else await poll(16 * MINUTE);
    expect(await unread()).toEqual(isRight ? {} : fails(names, `blind ${code}`));

    world.tenant.faults.clear();
    await poll();
    expect(await unread()).toEqual({});
    expect(await driftSince(from)).toEqual([]);
  });

  it.runIf(!place.single)('is not misled by rows that come twice, empty pages, and one empty answer', async () => {
    await evening(place);
    const from = isoNow(world);
    // A row that comes again in a later poll is counted again: nobody remembers half a million ids for a measure.
    const twice = place.path.startsWith('/reports/') ? [] : (['duplicates'] as const);
    for (const kind of ['vanish', ...twice, 'empty-pages'] as const) {
      const isWrong = kind === 'vanish' && place.empty === 'malformed';
      world.tenant.faults.add({ kind, path: place.path, only, count: kind === 'vanish' ? 1 : null });
      await poll(5 * MINUTE);
      expect(await unread()).toEqual(isWrong ? fails(names, 'stale contract') : {});
      world.tenant.faults.clear();
    }
    expect(await driftSince(from)).toEqual([]);
  });
});

describe('a page that vanishes while a list is read', () => {
  beforeAll(() => {
    world.tenant.shaker.set({ pages: true });
    return () => world.tenant.shaker.set(null);
  });

  it.each([
    { source: 'roleDefinitions', path: '/roleManagement/directory/roleDefinitions' },
    { source: 'groups', path: '/groups/*/members' },
    { source: 'units', path: '/directory/administrativeUnits/*/members/microsoft.graph.user' },
  ])('fails $source, and is not its end', async ({ source, path }) => {
    const from = isoNow(world);
    for (const status of [404, 410]) {
      world.tenant.faults.add({ kind: 'status', status, path: `${path}?*skiptoken*`, count: null });
      await poll(16 * MINUTE);
      expect(await unread()).toEqual(fails([source], 'blind contract'));
      world.tenant.faults.clear();
      await poll();
      expect(await unread()).toEqual({});
    }
    expect(await driftSince(from)).toEqual([]);
  });
});

describe('a whole batch', () => {
  /** Never in one, or not read today. */
  const beside = ['syncedUsers', 'sspr', 'roleEvents'];
  const batched = NAMES.filter((name) => !beside.includes(name));
  const readAlone = ['roleDefinitions', 'roleAssignments', 'assignmentSchedules', 'eligibilities'];

  const afterOthers = ON_CALLS.flatMap((fault) => [0, 1, 2].map((skip) => ({ ...fault, skip })));

  it.each(someOf(afterOthers, 6, 'batch'))(
    'lives with $name, once after $skip others',
    async ({ spec, code, passes, skip }) => {
      const from = isoNow(world);
      world.tenant.faults.add({ ...spec, path: '/$batch', skip });
      await poll(5 * MINUTE);
      expect(world.tenant.faults.list()).toEqual([]);
      const once = await unread();
      if (passes) expect(once).toEqual({});
      else expect(Object.entries(once)).toEqual(Object.entries(fails(Object.keys(once), `stale ${code}`)));
      await poll();
      expect(await unread()).toEqual({});
      expect(await driftSince(from)).toEqual([]);
    },
  );

  it.each(ON_CALLS)('lives with $name for long', async ({ spec, code }) => {
    const from = isoNow(world);
    world.tenant.faults.add({ ...spec, path: '/$batch', count: null });
    await poll(16 * MINUTE);
    const failing = code === 'contract' ? batched.filter((name) => !readAlone.includes(name)) : batched;
    expect(await unread()).toEqual(fails(failing, `blind ${code}`));
    expect(await document()).toMatchObject({ state: 'partial' });
    world.tenant.faults.clear();
    await poll();
    expect(await unread()).toEqual({});
    expect(await driftSince(from)).toEqual([]);
  });
});
