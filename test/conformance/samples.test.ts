/**
 * Every documented sample of an endpoint that the check `writeback` reads comes through the real client and the real
 * source as the facts expected of it. Samples that the page shortened are given what the product selects, and say so.
 */

import { describe, expect, it } from 'vitest';
import type { Access } from '../../shared/checks/access.ts';
import { auditActors } from '../../shared/checks/actors.ts';
import { WRITEBACK_ACTIVITIES } from '../../shared/checks/entra/activities.ts';
import * as sources from '../../shared/checks/writeback/sources.ts';
import type { Source } from '../../shared/core/model/check.ts';
import { openGraph } from '../../shared/graph/client.ts';
import type { GraphReader } from '../../shared/graph/graph.ts';
import { openSamples, sampleOf } from './docs.ts';

type Body = Record<string, unknown>;

/** A reader of a Graph that answers every request with this body, and has no users. */
function readerFor(body: Body): GraphReader {
  const credential = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const origin = 'https://graph.microsoft.com';
  const fetch = async (url: unknown) => Response.json(/\/users\?/.test(String(url)) ? { value: [] } : body);
  const graph = openGraph({ origin, credential, tenantId: null, fetch });
  return graph.within({ deadline: Date.now() + 10_000 });
}

type Needs = Pick<Access, 'graph' | 'lists' | 'declared'>;

const read = async (source: Source<Needs>, body: Body) => {
  const graph = readerFor(body);
  return (await source.read({ graph, lists: graph, declared: null }, null)).facts;
};

/** The list as it is documented, each row completed with what the page left out. */
const completed = (body: Body, missing: Body): Body => ({
  ...body,
  value: (body.value as Body[]).map((row) => ({ ...missing, ...row })),
});

interface Case {
  readonly file: string;
  readonly source: Source<Needs>;
  /** What is done to the body first, and why. */
  readonly given?: { readonly why: string; readonly body: (sample: Body) => Body };
  readonly facts: readonly object[];
}

const feature = (name: string, value: boolean) => ({ key: `feature:${name}`, attributes: { value }, label: name });

/** All 19 that both pages print. */
const DOCUMENTED_FEATURES = [
  feature('passwordSyncEnabled', false),
  feature('passwordWritebackEnabled', false),
  feature('directoryExtensionsEnabled', false),
  feature('quarantineUponUpnConflictEnabled', true),
  feature('quarantineUponProxyAddressesConflictEnabled', true),
  feature('softMatchOnUpnEnabled', true),
  feature('cloudPasswordPolicyForPasswordSyncedUsersEnabled', false),
  feature('fopeConflictResolutionEnabled', false),
  feature('unifiedGroupWritebackEnabled', false),
  feature('userWritebackEnabled', false),
  feature('deviceWritebackEnabled', false),
  feature('synchronizeUpnForManagedUsersEnabled', true),
  feature('userForcePasswordChangeOnLogonEnabled', false),
  feature('concurrentOrgIdProvisioningEnabled', false),
  feature('concurrentCredentialUpdateEnabled', false),
  feature('groupWriteBackEnabled', false),
  feature('blockSoftMatchEnabled', false),
  feature('blockCloudObjectTakeoverThroughHardMatchEnabled', false),
  feature('bypassDirSyncOverridesEnabled', false),
];

const AS_LIST = { why: 'the page prints the single entity of /{id}', body: (sample: Body) => ({ value: [sample] }) };
const WITH_ID = {
  why: 'the page leaves out the id, which Graph always sends',
  body: (sample: Body) => completed(sample, { id: 'documented' }),
};
/** Another activity than ours stands in the samples: taken as an Enable event, everything else as documented. */
const AS_ENABLE = {
  why: 'the page shows another activity',
  body: (sample: Body) => ({
    ...sample,
    value: (sample.value as Body[]).map((row) => ({ ...row, activityDisplayName: WRITEBACK_ACTIVITIES.on })),
  }),
};

const BY_USER = {
  key: 'id',
  attributes: { says: 'on', at: '2018-01-09T21:20:02.721Z', result: 'success' },
  label: WRITEBACK_ACTIVITIES.on,
  details: {
    actor: { id: '728309ae-1a37-4937-9afe-e35d964db09b', name: 'bob@wingtiptoysonline.com', type: 'user' },
  },
};

const BY_NOBODY = {
  key: 'SSGM_b662f17a-4e4d-4e1c-9248-cdec180024b2_MCDC4_88453290',
  attributes: { says: 'on', at: '2024-12-27T10:01:19.579Z', result: 'success' },
  label: WRITEBACK_ACTIVITIES.on,
  details: { actor: null },
};

const organizationFact = { key: 'documented', attributes: { onPremisesSyncEnabled: null } };

const CASES: readonly Case[] = [
  { file: 'v1.0-auditLogs-directoryAudit.json', source: sources.directoryAudits, facts: [] },
  { file: 'v1.0-auditLogs-directoryAudit.json', source: sources.directoryAudits, given: AS_ENABLE, facts: [BY_USER] },
  { file: 'v1.0-auditLogs-directoryAudits.json', source: sources.directoryAudits, facts: [] },
  { file: 'v1.0-auditLogs-directoryAudits.json', source: sources.directoryAudits, given: AS_ENABLE, facts: [BY_USER] },
  { file: 'v1.0-auditLogs-directoryAudits-by-initiator.json', source: sources.directoryAudits, facts: [] },
  {
    file: 'v1.0-auditLogs-directoryAudits-by-initiator.json',
    source: sources.directoryAudits,
    given: AS_ENABLE,
    facts: [BY_NOBODY],
  },
  {
    file: 'v1.0-directory-onPremisesSynchronization.json',
    source: sources.onPremisesSynchronization,
    given: AS_LIST,
    facts: DOCUMENTED_FEATURES,
  },
  {
    file: 'beta-directory-onPremisesSynchronization.json',
    source: sources.onPremisesSynchronization,
    given: AS_LIST,
    facts: DOCUMENTED_FEATURES,
  },
  {
    file: 'v1.0-organization.json',
    source: sources.organization,
    given: WITH_ID,
    facts: [{ ...organizationFact, label: 'Contoso' }],
  },
  {
    file: 'v1.0-organization-list.json',
    source: sources.organization,
    given: WITH_ID,
    facts: [{ ...organizationFact, label: 'Contoso' }],
  },
  {
    file: 'beta-organization.json',
    source: sources.organization,
    given: WITH_ID,
    facts: [{ ...organizationFact, label: 'displayName-value' }],
  },
  {
    file: 'v1.0-servicePrincipals.json',
    source: sources.cloudSync,
    given: WITH_ID,
    facts: [{ key: 'documented', attributes: { accountEnabled: true }, label: 'amasf' }],
  },
  {
    file: 'v1.0-policies-authorizationPolicy.json',
    source: sources.authorizationPolicy,
    facts: [{ key: 'allowedToUseSSPR', attributes: { value: true } }],
  },
];

describe('the facts of a documented sample:', () => {
  for (const { file, source, given, facts } of CASES) {
    it(given ? `${file}, since ${given.why}` : file, async () => {
      const sample = sampleOf(file);
      expect(await read(source, given ? given.body(sample) : sample)).toEqual(facts);
    });
  }

  it('every documented sample of these paths is in the table', () => {
    const PATHS =
      /\/(auditLogs\/directoryAudits|directory\/onPremisesSynchronization|organization|policies\/authorizationPolicy|servicePrincipals)(\/\{id\})?$/;
    const documented = openSamples().filter(({ url, status }) => status === 200 && PATHS.test(url.split('?')[0] ?? ''));
    expect([...new Set(CASES.map(({ file }) => file))].sort()).toEqual(documented.map(({ file }) => file).sort());
  });
});

it('an actor is found in the documented audit event', async () => {
  const actors = auditActors(() => readerFor(sampleOf('v1.0-auditLogs-directoryAudits.json')));
  const { signal } = new AbortController();
  const found = await actors.find('Add member to group', '2018-01-09T00:00:00Z', '2018-01-10T00:00:00Z', signal);
  expect(found).toEqual([
    {
      at: '2018-01-09T21:20:02.721Z',
      activity: 'Add member to group',
      actor: { id: '728309ae-1a37-4937-9afe-e35d964db09b', name: 'bob@wingtiptoysonline.com', type: 'user' },
      target: [
        { id: 'ef7e527d-6c92-4234-8c6d-cf6fdfb57f95', name: 'Example.com' },
        { id: '1f0e98f5-3161-4c6b-9b50-d488572f2bb7', name: 'bob@contoso.com' },
      ],
    },
  ]);
});
