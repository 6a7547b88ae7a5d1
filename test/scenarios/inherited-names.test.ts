/**
 * What every object inherits, as the value of each property that Graph answers and as the name of a property: such a
 * word is a word like any other. It is no failure, corrupts no snapshot, and no code of ours is ever told.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import type { Directory } from '../../local/tenant/directory/directory-state.ts';
import { growTenant } from '../../local/tenant/directory/grow.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import { chosen } from '../checks/reset-admins/chosen.ts';
import { openWorld, type World } from '../world/world.ts';

const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '__defineGetter__'];

/** Of an answer as a whole: with another one nothing would be read, and that is played elsewhere. */
const FRAME = new Set(['@odata.nextLink', '@odata.context', 'access_token', 'date', 'request-id', 'client-request-id']);

/** What would be seen if something inherited were taken for something read. */
const OUR_CODE = /native code|function |=>|\[object|internal/;

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

type Change = (name: string, value: unknown) => unknown;

/** Reads Graph through `change`; `asked` makes a question of the product one that Graph understands. */
const through =
  (change: Change, asked: (text: string) => string = (text) => text): typeof fetch =>
  async (input, init) => {
    const body = typeof init?.body === 'string' ? { body: asked(init.body) } : {};
    const answer = await fetch(asked(String(input)), { ...init, ...body });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') && text !== '';
    const { status } = answer;
    return new Response(isJson ? JSON.stringify(JSON.parse(text, change)) : text || null, {
      status,
      headers: kept(answer),
    });
  };

/** Its length and encoding are of another text. */
function kept({ headers }: Response): Headers {
  const kept = new Headers(headers);
  kept.delete('content-length');
  kept.delete('content-encoding');
  return kept;
}

const SMALL = { syncedUsers: 20, resetters: 5, pathsEach: 5, groups: 2, units: 1, unitMembers: 4, restrictedUnits: 1 };

async function openTenant(): Promise<World> {
  const world = await openWorld({ tables, checks: CHECKS });
  onTestFinished(() => world.close());
  world.tenant.change((state) => growTenant(state, SMALL));
  world.tenant.enableWriteback();
  world.tenant.addCloudSync('Cloud Sync');
  return world;
}

async function minute(world: World, seam: typeof fetch): Promise<void> {
  const watch = world.watch({ fetch: seam });
  for (const check of ['writeback', 'agents', 'reset-admins'] as const) await watch.poll(check);
  await watch.notify();
  world.wait(60_000);
}

/** All that people and programs are told. */
async function toldBy(world: World): Promise<string> {
  const watch = world.watch();
  const pages = [await watch.status(false), await watch.drift(new URLSearchParams('limit=1000'), null)];
  const mails = world.mailbox.mails().map(({ subject, text, html }) => `${subject}\n${text}\n${html}`);
  return [...pages.map(({ body }) => body), ...mails].join('\n');
}

const linesOf = async (world: World): Promise<{ key: string }[]> =>
  JSON.parse((await world.watch().drift(new URLSearchParams('limit=1000'), null)).body).items;

/** Two minutes as they are told, and one of the same: nothing moves any more. */
async function expectAWordLikeAnyOther(world: World, seam: typeof fetch, what: string): Promise<void> {
  await minute(world, seam);
  await minute(world, seam);
  const lines = await linesOf(world);
  await minute(world, seam);
  expect((await linesOf(world)).length, `lines of history after ${what}`).toBe(lines.length);
  expect(await toldBy(world), what).not.toMatch(OUR_CODE);
  expect(Object.keys(Object.prototype), what).toEqual([]);
}

describe('a word that every object inherits', () => {
  it('is a value like any other, wherever Graph says it', async () => {
    const names = new Set<string>();
    const plain = await openTenant();
    const noting: Change = (name, value) => {
      if (typeof value === 'string' && !FRAME.has(name)) names.add(name);
      return value;
    };
    await minute(plain, through(noting));
    const all = [...names].filter((name) => !/^(\d+|.*-.*|id)$/.test(name)).sort();
    expect(all).toEqual(expect.arrayContaining(['@odata.type', 'memberType', 'assignmentType', 'templateId']));
    const played = all.flatMap((name) => INHERITED.map((word) => ({ name, word })));
    for (const n of chosen(played.length, 1, 'inherited values')) {
      const { name, word } = played[n] ?? expect.fail();
      const seam = through((one, value) => (one === name && typeof value === 'string' ? word : value));
      await expectAWordLikeAnyOther(await openTenant(), seam, `${name} ${word}`);
    }
  });

  it('is an id like any other: of a role, a group, a unit, a user, an application', async () => {
    const played = (['roles', 'groups', 'units', 'users', 'apps'] as const).flatMap((kind) =>
      INHERITED.map((word) => ({ kind, word })),
    );
    for (const n of chosen(played.length, 1, 'inherited ids')) {
      const { kind, word } = played[n] ?? expect.fail();
      const world = await openTenant();
      const id = idOf(world, kind);
      const renamed: Change = (_name, value) => (typeof value === 'string' ? value.replaceAll(id, word) : value);
      await expectAWordLikeAnyOther(
        world,
        through(renamed, (text) => text.replaceAll(word, id)),
        `${kind} ${word}`,
      );
    }
  });

  it('is a flag like any other', async () => {
    const world = await openTenant();
    const flags = (value: boolean): typeof fetch =>
      through((name, read) => (name === 'features' ? Object.assign(flagsOf(value), read) : read));
    await expectAWordLikeAnyOther(world, flags(true), 'flags');
    await minute(world, flags(false));
    const keys = (await linesOf(world)).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(INHERITED.map((word) => `feature:${word}`)));
    expect(await toldBy(world)).not.toMatch(OUR_CODE);
  });
});

/** As JSON has it: `__proto__` is a property of its own. */
const flagsOf = (value: boolean): object => JSON.parse(`{${INHERITED.map((word) => `"${word}": ${value}`).join()}}`);

function idOf(world: World, kind: keyof typeof ID_OF): string {
  let id: string | undefined;
  world.tenant.change((state) => {
    id = ID_OF[kind](state.directory);
  });
  return id ?? expect.fail(`no ${kind}`);
}

const first = (all: object): string | undefined => Object.keys(all)[0];
const ID_OF = {
  roles: ({ assignments }: Directory) => Object.values(assignments)[0]?.roleId,
  groups: ({ groups }: Directory) => first(groups),
  units: ({ units }: Directory) => first(units),
  users: ({ assignments }: Directory) => Object.values(assignments)[0]?.principalId,
  apps: ({ apps }: Directory) => first(apps),
};
