import { describe, expect, it } from 'vitest';
import { CLOUD_SYNC_TEMPLATE_ID } from '../../../shared/checks/entra/well-known.ts';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import {
  authorizationPolicy,
  cloudSync,
  declaration,
  directoryAudits,
  onPremisesSynchronization,
  organization,
  type WritebackAccess,
} from '../../../shared/checks/writeback/sources.ts';
import type { ReadResult, Source } from '../../../shared/core/model/check.ts';
import { isRequired } from '../../../shared/core/model/source.ts';
import { type ErrorCode, MonitorError } from '../../../shared/errors.ts';
import { readAll } from '../../../shared/runs/read.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { writebackAccess } from '../../stubs/writeback-access.ts';

async function read(source: Source<WritebackAccess>, answer: unknown, watermark: string | null = null) {
  const graph = new StubGraphReader((path) =>
    path.startsWith('/auditLogs/') && Array.isArray(answer)
      ? answer.filter(({ activityDisplayName }) => decodeURIComponent(path).includes(`'${activityDisplayName}'`))
      : typeof answer === 'function'
        ? answer(path)
        : answer,
  );
  const result: ReadResult = await source.read(writebackAccess(graph), watermark);
  return { ...result, asked: graph.asked };
}

const failsWith = (code: ErrorCode) => expect.objectContaining({ code });

/** An event as Graph documents it. */
const event = (over: object = {}) => ({
  '@odata.type': '#microsoft.graph.directoryAudit',
  id: 'SSPR_1',
  category: 'DirectoryManagement',
  correlationId: 'da159bfb-54fa-4092-8a38-6e1fa7870e30',
  result: 'success',
  resultReason: '',
  activityDisplayName: 'Enable password writeback for directory',
  activityDateTime: '2026-11-20T11:20:02.7215374Z',
  loggedByService: 'Self-service Password Management',
  initiatedBy: { user: { id: 'u1', displayName: 'Ada', userPrincipalName: 'ada@contoso.example' }, app: null },
  targetResources: [],
  additionalDetails: [],
  ...over,
});
const DISABLE = 'Disable password writeback for directory';
const ADA = { id: 'u1', name: 'ada@contoso.example', type: 'user' };

describe('directoryAudits', () => {
  it('asks at first for each activity alone, without a lower bound', async () => {
    const { asked } = await read(directoryAudits, []);
    expect(asked).toEqual([
      {
        path: "/auditLogs/directoryAudits?$filter=activityDisplayName%20eq%20'Enable%20password%20writeback%20for%20directory'",
        permission: 'AuditLog.Read.All',
      },
      {
        path: "/auditLogs/directoryAudits?$filter=activityDisplayName%20eq%20'Disable%20password%20writeback%20for%20directory'",
        permission: 'AuditLog.Read.All',
      },
    ]);
  });

  it('asks later from 24 hours before the newest event on', async () => {
    const { asked } = await read(directoryAudits, [], '2026-11-20T11:20:02.721Z');
    expect(asked.map(({ path }) => decodeURIComponent(path))).toEqual([
      "/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Enable password writeback for directory' and activityDateTime ge 2026-11-19T11:20:02.721Z",
      "/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Disable password writeback for directory' and activityDateTime ge 2026-11-19T11:20:02.721Z",
    ]);
  });

  it('keeps of an event what it says, when, its result and who did it', async () => {
    const { facts } = await read(directoryAudits, [event(), event({ id: 'SSPR_2', activityDisplayName: DISABLE })]);
    expect(facts).toEqual([
      {
        key: 'SSPR_1',
        attributes: { says: 'on', at: '2026-11-20T11:20:02.721Z', result: 'success' },
        label: 'Enable password writeback for directory',
        details: { actor: ADA },
      },
      {
        key: 'SSPR_2',
        attributes: { says: 'off', at: '2026-11-20T11:20:02.721Z', result: 'success' },
        label: DISABLE,
        details: { actor: ADA },
      },
    ]);
  });

  it.each<[name: string, events: object[], watermark: string | null, next: string | null]>([
    [
      'the newest event of both activities',
      [
        event({ activityDateTime: '2026-11-20T10:00:00Z' }),
        event({ id: 'b', activityDisplayName: DISABLE, activityDateTime: '2026-11-20T11:00:00.1234567Z' }),
      ],
      null,
      '2026-11-20T11:00:00.123Z',
    ],
    [
      'a failed event counts too',
      [event({ result: 'failure', activityDateTime: '2026-11-20T10:00:00Z' })],
      null,
      '2026-11-20T10:00:00.000Z',
    ],
    ['no event leaves it where it is', [], '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['never an event leaves it unset', [], null, null],
  ])('returns as watermark what Graph said, never our clock: %s', async (_, events, watermark, next) => {
    expect((await read(directoryAudits, events, watermark)).watermark).toBe(next);
  });

  it('leaves out rows of another activity, should a filter be ignored', async () => {
    const graph = new StubGraphReader(() => [event(), event({ id: 'x', activityDisplayName: 'Add user' })]);
    const { facts } = await directoryAudits.read(writebackAccess(graph), null);
    expect(facts.map(({ key }) => key)).toEqual(['SSPR_1']);
  });

  it.each<[name: string, over: object, attributes: object]>([
    ['whose time has an offset', { activityDateTime: '2026-11-20T11:20:02+01:00' }, { at: '2026-11-20T10:20:02.000Z' }],
    ['whose time has no zone', { activityDateTime: '2026-11-20T11:20:02' }, { at: '2026-11-20T11:20:02.000Z' }],
    ['whose result is no text', { result: 5 }, { result: null }],
    ['without fractions of a second', { activityDateTime: '2026-11-20T11:20:02Z' }, { at: '2026-11-20T11:20:02.000Z' }],
    ['that failed', { result: 'failure' }, { result: 'failure' }],
    ['without a result', { result: undefined }, { result: null }],
    ['whose result is null', { result: null }, { result: null }],
  ])('reads an event %s', async (_, over, attributes) => {
    expect((await read(directoryAudits, [event(over)])).facts[0]?.attributes).toMatchObject(attributes);
  });

  it.each<[name: string, initiatedBy: unknown, actor: unknown]>([
    ['missing', undefined, null],
    ['null', null, null],
    ['empty', {}, null],
    ['an application', { app: { appId: 'a1', displayName: 'Sync' } }, { id: 'a1', name: 'Sync', type: 'application' }],
  ])('reads an event whose initiator is %s', async (_, initiatedBy, actor) => {
    expect((await read(directoryAudits, [event({ initiatedBy })])).facts[0]?.details).toEqual({ actor });
  });

  it.each<[name: string, over: object]>([
    ['an id', { id: undefined }],
    ['an id that is not empty', { id: '' }],
  ])('is not read at all when one event lacks %s', async (_, over) => {
    await expect(read(directoryAudits, [event({ id: 'fine' }), event(over)])).rejects.toEqual(failsWith('contract'));
  });

  it.each<[name: string, over: object, at: string | null, odd: string]>([
    ['no time', { activityDateTime: null }, null, 'activityDateTime is missing'],
    [
      'a time that is none',
      { activityDateTime: 'yesterday' },
      null,
      'activityDateTime is not a time: "yesterday"; expected ISO 8601 such as 2026-11-20T09:14:02Z',
    ],
  ])('keeps an event with %s by its id, says what it is, and reads the others', async (_, over, at, odd) => {
    const { facts, watermark } = await read(directoryAudits, [event({ id: 'fine' }), event({ id: 'odd', ...over })]);
    expect(facts.map(({ key }) => key)).toEqual(['fine', 'odd']);
    expect(facts[1]).toMatchObject({ attributes: { says: 'on', at, result: 'success' }, details: { odd } });
    expect(watermark).toBe(facts[0]?.attributes.at);
  });

  it('keeps an event without a name, as one that says nothing', async () => {
    const graph = new StubGraphReader(() => [event({ activityDisplayName: null })]);
    const { facts } = await directoryAudits.read(writebackAccess(graph), null);
    expect(facts[0]).toMatchObject({ key: 'SSPR_1', label: 'without a name', attributes: { says: 'nothing' } });
  });

  it('keeps an event whose initiator is not as documented, and names nobody', async () => {
    for (const initiatedBy of ['Ada', { user: 'Ada' }, { user: { id: 5 } }]) {
      expect((await read(directoryAudits, [event({ initiatedBy })])).facts[0]?.details).toEqual({ actor: null });
    }
  });

  it('is not read at all when one of its two queries fails', async () => {
    const graph = new StubGraphReader((path) => (path.includes('Disable') ? new MonitorError('denied', 'no') : []));
    await expect(directoryAudits.read(writebackAccess(graph), null)).rejects.toEqual(failsWith('denied'));
  });
});

describe('onPremisesSynchronization', () => {
  const features = {
    passwordWritebackEnabled: false,
    blockSoftMatchEnabled: true,
    brandNewEnabled: true,
    oddEnabled: null,
  };

  it('asks for the collection', async () => {
    const { asked } = await read(onPremisesSynchronization, [{ features: {} }]);
    expect(asked).toEqual([
      { path: '/directory/onPremisesSynchronization', permission: 'OnPremDirectorySynchronization.Read.All' },
    ]);
  });

  it('makes a fact of every flag, known and new, true, false or null', async () => {
    const { facts } = await read(onPremisesSynchronization, [{ id: 't', configuration: {}, features }]);
    expect(facts.map(({ key, attributes }) => [key, attributes.value])).toEqual([
      ['feature:passwordWritebackEnabled', false],
      ['feature:blockSoftMatchEnabled', true],
      ['feature:brandNewEnabled', true],
      ['feature:oddEnabled', null],
    ]);
  });

  it('leaves out what is no flag', async () => {
    const odd = { '@odata.type': '#x', nested: {}, count: 3, real: true };
    const { facts } = await read(onPremisesSynchronization, [{ features: odd }]);
    expect(facts.map(({ key }) => key)).toEqual(['feature:real']);
  });

  it.each<[name: string, entry: object]>([
    ['null', { id: 't', features: null }],
    ['missing', { id: 't' }],
    ['a list', { id: 't', features: ['a'] }],
    ['a text', { id: 't', features: 'none' }],
  ])('is not read, rather than read as no flags, when features are %s', async (_, entry) => {
    await expect(read(onPremisesSynchronization, [entry])).rejects.toEqual(failsWith('contract'));
  });

  it('takes an empty list for a failed read, never for flags that were taken away', async () => {
    await expect(read(onPremisesSynchronization, [])).rejects.toThrow('Graph returned an empty list');
  });

  it.each<[tenant: string, enabled: boolean | null, before: string[] | null, isRead: boolean]>([
    ['that never synced', null, null, true],
    ['that never synced, and was read before', null, [], true],
    ['that synced once, and does no longer', false, null, false],
    ['that syncs', true, null, false],
    ['that is said not to sync, though flags of it are known', null, ['feature:blockSoftMatchEnabled'], false],
  ])('takes an empty list of a tenant %s for what it is', async (_, enabled, before, isRead) => {
    const believed = before?.map((key) => ({ key, attributes: {}, firstSeen: '', since: '' })) ?? null;
    const access = writebackAccess(new StubGraphReader(() => []), {
      standing: async () => [{ key: 't', attributes: { onPremisesSyncEnabled: enabled } }],
      believed: async () => believed,
    });
    const reading = onPremisesSynchronization.read(access, null).then(
      ({ facts }) => facts,
      () => 'failed',
    );
    expect(await reading).toEqual(isRead ? [] : 'failed');
  });
});

describe('organization', () => {
  it('asks for what is used', async () => {
    const { asked } = await read(organization, [{ id: 't' }]);
    expect(asked).toEqual([
      { path: '/organization?$select=id,displayName,onPremisesSyncEnabled', permission: 'Organization.Read.All' },
    ]);
  });

  it.each<[name: string, entry: object, fact: object]>([
    [
      'a synchronised tenant',
      { id: 't', displayName: 'Contoso', onPremisesSyncEnabled: true },
      { key: 't', attributes: { onPremisesSyncEnabled: true }, label: 'Contoso' },
    ],
    [
      'one that never was',
      { id: 't', displayName: 'Contoso', onPremisesSyncEnabled: null },
      { key: 't', attributes: { onPremisesSyncEnabled: null }, label: 'Contoso' },
    ],
    ['one without a name', { id: 't', displayName: null }, { key: 't', attributes: { onPremisesSyncEnabled: null } }],
  ])('reads %s', async (_, entry, fact) => {
    expect((await read(organization, [entry])).facts).toEqual([fact]);
  });

  it.each<[name: string, answer: object[]]>([
    ['an empty list', []],
    ['an entry without an id', [{ displayName: 'Contoso' }]],
    ['a flag that is a text', [{ id: 't', onPremisesSyncEnabled: 'true' }]],
  ])('is not read from %s', async (_, answer) => {
    await expect(read(organization, answer)).rejects.toEqual(failsWith('contract'));
  });
});

describe('cloudSync', () => {
  it('asks for every form of Cloud Sync: made from its template, the gallery application itself, and its account', async () => {
    const { asked } = await read(cloudSync, []);
    expect(asked.map(({ path, permission }) => [decodeURIComponent(path), permission])).toEqual([
      [
        `/servicePrincipals?$filter=applicationTemplateId eq '${CLOUD_SYNC_TEMPLATE_ID}'&$select=id,displayName,accountEnabled`,
        'Application.Read.All',
      ],
      [
        `/servicePrincipals?$filter=appId eq '${CLOUD_SYNC_TEMPLATE_ID}'&$select=id,displayName,accountEnabled`,
        'Application.Read.All',
      ],
      [
        "/users?$filter=startswith(userPrincipalName,'ADToAADSyncServiceAccount')&$select=id,userPrincipalName,accountEnabled",
        'User.Read.All',
      ],
    ]);
  });

  it('knows each by its id and shows its name', async () => {
    const principal = { id: 'sp', displayName: 'contoso.example', accountEnabled: true };
    const { facts } = await read(cloudSync, (path: string) => (path.startsWith('/users?') ? [] : [principal]));
    expect(facts).toEqual([{ key: 'sp', attributes: { accountEnabled: true }, label: 'contoso.example' }]);
  });

  it('knows its account, unless that is disabled', async () => {
    const accounts = [
      { id: 'a', userPrincipalName: 'ADToAADSyncServiceAccount@contoso.example', accountEnabled: true },
      { id: 'b', userPrincipalName: 'ADToAADSyncServiceAccount2@contoso.example', accountEnabled: false },
      { id: 'c', userPrincipalName: null },
    ];
    const { facts } = await read(cloudSync, (path: string) => (path.startsWith('/users?') ? accounts : []));
    expect(facts).toEqual([
      { key: 'a', attributes: { isAccount: true }, label: 'ADToAADSyncServiceAccount@contoso.example' },
      { key: 'c', attributes: { isAccount: true }, label: 'c' },
    ]);
  });

  it('is not read when an entry has no id: it could be the one that counts', async () => {
    await expect(read(cloudSync, [{ displayName: 'x' }])).rejects.toEqual(failsWith('contract'));
  });
});

describe('authorizationPolicy', () => {
  it('asks for the one policy and keeps allowedToUseSSPR', async () => {
    const { asked, facts } = await read(authorizationPolicy, { id: 'authorizationPolicy', allowedToUseSSPR: true });
    expect(asked).toEqual([{ path: '/policies/authorizationPolicy', permission: 'Policy.Read.All' }]);
    expect(facts).toEqual([{ key: 'allowedToUseSSPR', attributes: { value: true } }]);
  });

  it.each<[name: string, answer: object]>([
    ['missing', {}],
    ['null', { allowedToUseSSPR: null }],
    ['inside a collection', { value: [{ allowedToUseSSPR: true }] }],
  ])('is not read when allowedToUseSSPR is %s', async (_, answer) => {
    await expect(read(authorizationPolicy, answer)).rejects.toEqual(failsWith('contract'));
  });
});

describe('declaration', () => {
  const graph = new StubGraphReader(() => new Error('no request was expected'));

  it('is read from the setting, without a request', async () => {
    const declared = { says: 'on', on: '2026-11-01', by: 'Ada' } as const;
    expect(await declaration.read(writebackAccess(graph, { declared }), null)).toEqual({
      facts: [{ key: 'declaration', attributes: declared }],
    });
    expect(graph.asked).toEqual([]);
  });

  it('is one fact also when nothing is declared, so that taking it back is a change', async () => {
    expect(await declaration.read(writebackAccess(graph), null)).toEqual({
      facts: [{ key: 'declaration', attributes: { says: null, on: null, by: null } }],
    });
  });

  it('is not read when the setting is not valid, so that the last valid one stands', async () => {
    await expect(declaration.read(writebackAccess(graph, { declared: 'invalid' }), null)).rejects.toMatchObject({
      code: 'config',
      message: 'WRITEBACK_DECLARED is not valid',
    });
  });
});

describe('the sources together', () => {
  it('cost, while no reset is due, four requests beside the batch that the lists share, three of them of the log', async () => {
    const answer = (path: string) =>
      path.startsWith('/policies') ? { allowedToUseSSPR: false } : [{ ...event(), features: {} }];
    const graph = new StubGraphReader(answer);
    const lists = new StubGraphReader(answer);
    const deadline = { at: Date.now() + 10_000, now: Date.now };
    const resets = JSON.stringify({ readAt: '2026-11-20T11:58:00.000Z', proofs: {}, synced: {} });
    const readings = await readAll(writeback, { resets }, () => writebackAccess(graph, { lists }), deadline);
    expect(Object.values(readings).map(({ ok }) => ok)).toEqual([true, true, true, true, true, true, true, true]);
    expect(graph.asked.map(({ path }) => path.split('?')[0])).toEqual([
      '/auditLogs/directoryAudits',
      '/auditLogs/directoryAudits',
      '/policies/authorizationPolicy',
      '/auditLogs/directoryAudits',
    ]);
    expect(lists.requests()).toBe(5);
  });

  it('carry the verdict by the audit log alone', () => {
    expect(writeback.sources.filter(isRequired).map(({ name }) => name)).toEqual(['directoryAudits']);
  });
});
