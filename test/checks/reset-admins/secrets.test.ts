/** What an application signs in with: new secrets are told, by what the application can do, and never by their value. */
import { describe, expect, it } from 'vitest';
import { mailOf, ResetScript } from './script.ts';
import { application, assign, tenantOf, user } from './tenants.ts';

const RESETS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';
const PHONES = '86ceff06-c822-49ff-989a-d912845ffe69';

/** `robot` resets, `dialer` changes what users recover their password with. */
const TENANT = tenantOf({
  users: [user('ann')],
  servicePrincipals: [application('robot', { name: 'Robot' }), application('dialer', { name: 'Dialer' })],
  assignments: [assign('ann', 'helpdesk')],
  appRoleAssignments: [
    { principalId: 'robot', appRoleId: RESETS },
    { principalId: 'dialer', appRoleId: PHONES },
  ],
});

type Row = { readonly [name: string]: unknown };

interface Held {
  /** Rows of the service principal and of the application by `appId`. */
  readonly secrets?: { readonly [id: string]: readonly Row[] };
  readonly certificates?: { readonly [id: string]: readonly Row[] };
  readonly trusted?: { readonly [appId: string]: readonly Row[] };
}

const key = (keyId: string, more: Row = {}): Row => ({
  ...{ keyId, displayName: 'backup', startDateTime: '2026-11-20T10:00:00Z', endDateTime: '2028-11-20T10:00:00Z' },
  ...more,
});

/** What Graph answers of applications that hold these. */
const holding =
  ({ secrets = {}, certificates = {}, trusted = {} }: Held) =>
  (path: string, answer: unknown): unknown => {
    const held = (id: string) => ({ passwordCredentials: secrets[id] ?? [], keyCredentials: certificates[id] ?? [] });
    if (path.startsWith('/servicePrincipals?') && path.includes('passwordCredentials'))
      return (answer as readonly Row[]).map((row) => ({ ...row, ...held(String(row.id)) }));
    const [, asked] = /^\/applications\?\$filter=appId eq '(.+?)'/.exec(path) ?? [];
    if (asked !== undefined) return [{ id: `object of ${asked}`, ...held(asked) }];
    const [, of] = /^\/applications\(appId='(.+)'\)\/federatedIdentityCredentials/.exec(path) ?? [];
    return of === undefined ? answer : (trusted[of] ?? []);
  };

async function begun(held: Held = {}): Promise<ResetScript> {
  const script = new ResetScript();
  script.answer = holding(held);
  await script.settle(TENANT);
  return script;
}

async function titles(script: ResetScript, held: Held): Promise<string[]> {
  script.answer = holding(held);
  const told = await script.settle(TENANT);
  return told.flatMap(({ outcome }) => (outcome.change?.items ?? []).map(({ title }) => title));
}

describe('an application that can reset', () => {
  it('has a new secret of its registration', async () => {
    const script = await begun();
    expect(await titles(script, { secrets: { 'app-robot': [key('k1', { hint: 'abc', secretText: null })] } })).toEqual([
      'An application that can reset 10 synced users has a new secret: "Robot" (id robot)',
    ]);
  });

  it.each<[string, Held]>([
    ['a secret of the service principal itself', { secrets: { robot: [key('k1')] } }],
    ['a certificate', { certificates: { 'app-robot': [key('k1', { key: 'MIIC' })] } }],
    [
      'a federated credential',
      { trusted: { 'app-robot': [{ id: 'f1', name: 'ci', issuer: 'https://x', subject: 'me' }] } },
    ],
  ])('is told with %s too, by id and dates, and never by a value', async (_, held) => {
    const script = await begun();
    script.answer = holding(held);
    const told = await script.settle(TENANT);
    expect(mailOf(told)).toEqual(['event warning application-secret-new']);
    expect([...script.watch.texts.values()].join()).not.toContain('MIIC');
  });

  it('trusts somebody else by a credential that it had', async () => {
    const trusting = (subject: string): Held => ({
      trusted: { 'app-robot': [{ id: 'f1', name: 'ci', issuer: 'https://issuer', subject }] },
    });
    const script = await begun(trusting('repo:ours'));
    expect(await titles(script, trusting('repo:theirs'))).toEqual([
      'An application that can reset 10 synced users has a new secret: "Robot" (id robot)',
      'An application has fewer secrets now: "Robot" (id robot)',
    ]);
  });

  it('has one secret less, or one that has ended: only recorded', async () => {
    const script = await begun({ secrets: { 'app-robot': [key('k1'), key('k2')] } });
    expect(await titles(script, { secrets: { 'app-robot': [key('k1')] } })).toEqual([
      'An application has fewer secrets now: "Robot" (id robot)',
    ]);
    const over = key('k3', { endDateTime: '2026-11-20T11:00:00Z' });
    expect(await titles(script, { secrets: { 'app-robot': [key('k1'), over] } })).toEqual([]);
  });

  it('has its old secrets when it comes into view: no news beside what it may do', async () => {
    const script = new ResetScript();
    script.answer = holding({ secrets: { 'app-robot': [key('k1')] } });
    await script.settle({ ...TENANT, appRoleAssignments: TENANT.appRoleAssignments.slice(1) });
    expect(mailOf(await script.settle(TENANT))).toEqual(['event warning application-can-reset']);
  });

  it('shows them once less by chance: nothing is new when they are back', async () => {
    const held = { secrets: { 'app-robot': [key('k1')] } };
    const script = await begun(held);
    script.answer = holding({});
    await script.poll(TENANT);
    expect(await titles(script, held)).toEqual([]);
  });
});

it('an application with other rights that lead to resets is a warning, writeback on or off', async () => {
  const script = await begun();
  script.answer = holding({ secrets: { 'app-dialer': [key('k1')] } });
  expect(mailOf(await script.settle(TENANT))).toEqual(['event warning privileged-secret-new']);
});
