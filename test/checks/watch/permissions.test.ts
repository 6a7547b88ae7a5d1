import { describe, expect, it } from 'vitest';
import { canWrite, permissionName, READING, WRITING } from '../../../shared/checks/entra/permissions.ts';
import { CHECKS } from '../../../shared/checks/index.ts';
import { licence } from '../../../shared/checks/watch/licence.ts';
import { permissions } from '../../../shared/checks/watch/sources.ts';
import { gaps, type ReadSource } from '../../../shared/checks/watch/verdict.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';

const ME = '7d1f0c2a-1111-4222-8333-444455556666';
const GRAPH = '0f0f0f0f-1111-4222-8333-444455556666';

const access = (answer: (path: string) => unknown, objectId: string | null = ME) => {
  const graph = new StubGraphReader(answer);
  graph.who = { objectId, appId: null, tenantId: null };
  return { graph, declared: null };
};

const read: ReadSource[] = CHECKS.flatMap((check) =>
  check.sources.map((source) => ({ place: `${check.name}/${source.name}`, source })),
);
/** Each once, as the sources of the built checks name them. */
const ALL = [...new Set(read.flatMap(({ source }) => source.permissions))];

/** What a source may use beside Graph: nothing is known of the others of its check but that they are empty. */
const NOTHING_ELSE = {
  standing: async () => [],
  believed: async () => null,
  judged: async () => null,
  judgedBy: async () => null,
  hash: (text: string) => text,
  startedAt: 0,
  declared: null,
  resetHistory: 'names' as const,
  settings: [],
};

describe('the table of permissions', () => {
  it('has every id once, and only names that write among those that write', () => {
    const all = [...READING, ...WRITING];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { name, id } of WRITING) {
      expect(name).toMatch(/ReadWrite/);
      expect(permissionName(id.toUpperCase())).toBe(name);
    }
    expect(READING.filter(({ name }) => canWrite(name) || !/\.Read\./.test(name))).toEqual([]);
    expect(permissionName('e2f98668-2877-4f38-a2f4-8202e0717aa1')).toBeNull();
    expect(canWrite(null)).toBe(false);
  });

  it('has a row for every permission that a source names', () => {
    const known = READING.map(({ name }) => name);
    expect(ALL.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the permissions of a source', () => {
  it.each(read.map(({ place, source }) => [place, source] as const))(
    'name all that %s is read with',
    async (_, source) => {
      const { graph } = access(() => []);
      await (source as (typeof CHECKS)[number]['sources'][number])
        .read({ ...NOTHING_ELSE, graph, lists: graph }, null)
        .catch(() => {});
      // Agent lists have no permission that an app could be granted.
      const granted = graph.asked.filter(({ permission }) => permission !== undefined);
      for (const { permission } of granted) {
        expect(source.permissions).toContain(permission);
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
      'whether someone turns writeback on or off (writeback/directoryAudits)',
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

  it.each<[name: string, row: object, roleId: string | null]>([
    ['no role', { id: 'row', resourceId: GRAPH }, null],
    ['no resource', { id: 'row', appRoleId: 'x' }, 'x'],
    ['a role that is no text', { id: 'row', appRoleId: 5, resourceId: GRAPH }, null],
  ])('keeps a row that has %s by its id', async (_, row, roleId) => {
    const { facts } = await permissions.read(
      access(() => [row]),
      null,
    );
    expect(facts).toMatchObject([{ key: 'row', attributes: { roleId } }]);
  });

  it('reads the time of a grant whatever its zone, and none where it is none', async () => {
    const grantedAt = async (createdDateTime: unknown) => {
      const own = access(() => [grant('x', { createdDateTime })]);
      return (await permissions.read(own, null)).facts[0]?.details?.grantedAt;
    };
    expect(await grantedAt('2026-11-01T02:00:00+02:00')).toBe('2026-11-01T00:00:00.000Z');
    expect(await grantedAt('lately')).toBeNull();
  });

  it.each([
    ['neither id nor role', { resourceId: GRAPH }],
    ['neither id nor resource', { appRoleId: 'x' }],
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
