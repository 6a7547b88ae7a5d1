import { describe, expect, it } from 'vitest';
import { checksOf, roster } from '../../../shared/checks/index.ts';
import { canWrite, NEEDED, permissionName, WRITING } from '../../../shared/checks/watch/permission-names.ts';
import { licence, permissions } from '../../../shared/checks/watch/sources.ts';
import { gaps, type ReadSource } from '../../../shared/checks/watch/verdict.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';

const ME = '7d1f0c2a-1111-4222-8333-444455556666';
const GRAPH = '0f0f0f0f-1111-4222-8333-444455556666';

const access = (answer: (path: string) => unknown, objectId: string | null = ME) => {
  const graph = new StubGraphReader(answer);
  graph.who = { objectId, appId: null };
  return { graph, declared: null };
};

const read: ReadSource[] = checksOf(roster).flatMap((check) =>
  check.sources.map((source) => ({ place: `${check.name}/${source.name}`, source })),
);
const ALL = NEEDED.map(({ name }) => name);

/** What a source may use beside Graph: nothing is known of the others of its check but that they are empty. */
const NOTHING_ELSE = {
  standing: async () => [],
  believed: async () => null,
  judged: async () => null,
  hash: (text: string) => text,
  startedAt: 0,
  declared: null,
};

describe('the table of permissions', () => {
  it('has every id once, and only names that write among those that write', () => {
    const all = [...NEEDED, ...WRITING];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { name, id } of WRITING) {
      expect(name).toMatch(/ReadWrite/);
      expect(permissionName(id.toUpperCase())).toBe(name);
    }
    expect(NEEDED.filter(({ name }) => canWrite(name) || !/\.Read\./.test(name))).toEqual([]);
    expect(permissionName('e2f98668-2877-4f38-a2f4-8202e0717aa1')).toBeNull();
    expect(canWrite(null)).toBe(false);
  });

  it.each(read.map(({ place, source }) => [place, source] as const))(
    'has a row for what %s is read with',
    async (place, source) => {
      const { graph } = access(() => []);
      await (source as ReturnType<typeof checksOf>[number]['sources'][number])
        .read({ ...NOTHING_ELSE, graph, lists: graph }, null)
        .catch(() => {});
      // Agent lists have no permission that an app could be granted.
      const granted = graph.asked.filter(({ permission }) => permission !== undefined);
      for (const { permission } of granted) {
        expect(NEEDED.find(({ name }) => name === permission)?.serves ?? `no row for ${permission}`).toContain(place);
      }
    },
  );
});

describe('gaps', () => {
  it.each<[name: string, granted: string[], missing: [string, boolean][]]>([
    ['with all that is needed: none', ALL, []],
    [
      'without a permission of a required source: required',
      ALL.filter((name) => name !== 'AuditLog.Read.All'),
      [['AuditLog.Read.All', true]],
    ],
    [
      'without a permission of optional sources: optional',
      ALL.filter((name) => name !== 'Policy.Read.All'),
      [['Policy.Read.All', false]],
    ],
    [
      'where a wider permission covers it: none',
      [
        ...ALL.filter((name) => name !== 'Organization.Read.All' && name !== 'Application.Read.All'),
        'Directory.Read.All',
      ],
      [],
    ],
    [
      'where a wider permission covers it not',
      ['Directory.Read.All', ...ALL.filter((name) => name !== 'OnPremDirectorySynchronization.Read.All')],
      [['OnPremDirectorySynchronization.Read.All', false]],
    ],
  ])('%s', (_, granted, missing) => {
    expect(gaps(granted, read).map(({ permission, required }) => [permission, required])).toEqual(missing);
  });

  it('say what each blinds, in the words of the sources', () => {
    expect(gaps([], read).find(({ permission }) => permission === 'AuditLog.Read.All')?.blinds[0]).toBe(
      'writeback/directoryAudits: whether someone turns writeback on or off',
    );
  });

  it('are none for what no built check reads', () => {
    expect(gaps([], [])).toEqual([]);
  });
});

describe('the source permissions', () => {
  const grant = (appRoleId: string, over: object = {}) => ({
    appRoleId,
    resourceId: GRAPH,
    resourceDisplayName: 'Microsoft Graph',
    createdDateTime: '2026-11-01T00:00:00Z',
    ...over,
  });

  it('is one fact for each grant, by resource and role, named where the name is known', async () => {
    const audit = 'b0afded3-3588-46d8-8b3d-9842eff778da';
    const other = 'e2f98668-2877-4f38-a2f4-8202e0717aa1';
    const rows = [grant(audit), grant(other), grant('00000000-0000-0000-0000-000000000000')];
    const own = access(() => rows);
    const { facts } = await permissions.read(own, null);
    expect(facts.map(({ key, label }) => [key, label])).toEqual([
      [`${GRAPH}/${audit}`, 'AuditLog.Read.All'],
      [`${GRAPH}/${other}`, other],
    ]);
    expect(own.graph.asked).toEqual([
      { path: `/servicePrincipals/${ME}/appRoleAssignments`, permission: 'Application.Read.All' },
    ]);
  });

  it('that cannot know who asks fails, and asks nothing', async () => {
    const own = access(() => [], null);
    await expect(permissions.read(own, null)).rejects.toMatchObject({ code: 'contract' });
    expect(own.graph.asked).toEqual([]);
  });

  it.each([
    ['no role', { resourceId: GRAPH }],
    ['no resource', { appRoleId: 'x' }],
    ['a role that is no text', { appRoleId: 5, resourceId: GRAPH }],
  ])('with a row that has %s is a failed read', async (_, row) => {
    await expect(
      permissions.read(
        access(() => [row]),
        null,
      ),
    ).rejects.toMatchObject({ code: 'contract' });
  });
});

describe('the source licence', () => {
  const sku = (plan: string, enabled: number | null) => ({
    prepaidUnits: { enabled },
    servicePlans: [{ servicePlanName: 'OTHER' }, { servicePlanName: plan }],
  });

  it.each<[name: string, skus: object[], seen: string[]]>([
    ['no subscription', [], []],
    ['a subscription of something else', [sku('EXCHANGE', 5)], []],
    ['P1', [sku('AAD_PREMIUM', 5)], ['AAD_PREMIUM']],
    ['P2, which holds P1 too', [sku('AAD_PREMIUM', 5), sku('AAD_PREMIUM_P2', 5)], ['AAD_PREMIUM', 'AAD_PREMIUM_P2']],
    ['one that ran out', [sku('AAD_PREMIUM', 0)], []],
    ['one whose units are not told', [sku('AAD_PREMIUM', null), { servicePlans: [] }], []],
  ])('with %s', async (_, skus, seen) => {
    const { facts } = await licence.read(
      access(() => skus),
      null,
    );
    expect(facts.map(({ key }) => key)).toEqual(seen);
  });

  it('is the same fact whatever the number of units', async () => {
    const attributes = async (units: number) =>
      (
        await licence.read(
          access(() => [sku('AAD_PREMIUM', units)]),
          null,
        )
      ).facts.map((fact) => fact.attributes);
    expect(await attributes(1)).toEqual(await attributes(900));
  });
});
