/**
 * Who owns an application that can reset or is one step from it, or one that a sync client signs in with, and what it
 * signs in with: whoever adds a secret to it is it.
 */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { cloudSyncPrincipals, syncPermissionHolders } from '../../sync-clients.ts';
import { CREDENTIALS, credentialsFact } from './credentials.ts';
import { clientKey, groupPartOf, ownerKey } from './keys.ts';
import { flag, id, mayBe, principalIn, text, typeOf } from './objects.ts';
import {
  APPLICATIONS,
  byIds,
  holdersOf,
  isNotFound,
  type ResetAccess,
  type ResetSource,
  standingOrNone,
  V1,
} from './queries.ts';

/** Some identities of agents have no `appId`. */
const applicationShape = z.object({
  id,
  appId: text,
  displayName: text,
  accountEnabled: flag,
  applicationTemplateId: text,
  '@odata.type': text,
});

export const APPLICATION_ROW = {
  shape: applicationShape,
  select: 'id,appId,displayName,accountEnabled,applicationTemplateId',
  permission: APPLICATIONS,
};

const watchedShape = applicationShape.extend(CREDENTIALS);

type Application = z.infer<typeof watchedShape>;

/** With what it signs in with, in the same request. */
const WATCHED_ROW = {
  ...APPLICATION_ROW,
  shape: watchedShape,
  select: `${APPLICATION_ROW.select},passwordCredentials,keyCredentials`,
};

/**
 * | key | is |
 * |---|---|
 * | `client {application}` | the application of a sync client |
 * | `credentials {application}` | what it signs in with; elements: each secret, certificate and federated credential |
 * | `{application} {owner}` | an owner, of the service principal or of the application behind it |
 */
export const applicationOwners: ResetSource = {
  name: 'applicationOwners',
  alone: ['owned'],
  inVerdict: 'beside',
  kind: 'state',
  version: V1,
  shows: 'who owns an application that can reset, or that a sync client signs in with, and its secrets',
  permissions: ['Application.Read.All'],
  async read(access): Promise<ReadResult> {
    const [cloudSync, connect] = syncClients(access);
    const clients = Promise.all([cloudSync, connect]).then((found) => found.flat());
    const named = namedIds(access);
    const facts = await Promise.all([
      clients.then((found) => found.map(clientFact)),
      // Each as soon as it is known, so that they share the batches of what else is asked for then.
      ...[cloudSync, connect].map(async (some) => ownersOfAll(access, await some)),
      named.then((ids) => ownersById(access, ids, clients)),
      // Later, and in round trips of their own: a group must have been expanded to know who is in it.
      Promise.all([idsInGroups(access), named]).then(([ids, known]) =>
        ownersById(access, without(ids, known), clients),
      ),
    ]);
    return { facts: facts.flat() };
  },
};

const without = (ids: readonly string[], known: readonly string[]): string[] => {
  const there = new Set(known);
  return ids.filter((id) => !there.has(id));
};

async function ownersById(
  access: ResetAccess,
  ids: readonly string[],
  clients: Promise<readonly Application[]>,
): Promise<Fact[]> {
  const others = without(
    ids,
    (await clients).map(({ id }) => id),
  );
  return ownersOfAll(access, await byIds(access, 'servicePrincipals', others, WATCHED_ROW));
}

const ownersOfAll = async (access: ResetAccess, applications: readonly Application[]): Promise<Fact[]> =>
  (await Promise.all(applications.map((application) => factsOf(access, application)))).flat();

async function factsOf(access: ResetAccess, application: Application): Promise<Fact[]> {
  const [owners, credentials] = await Promise.all([
    ownerFacts(access, application),
    credentialsFact(access, application),
  ]);
  return [...owners, credentials];
}

/** By what they are, and by what else holds a permission of the sync: never by a name. */
function syncClients(access: ResetAccess): [cloudSync: Promise<Application[]>, others: Promise<Application[]>] {
  const cloudSync = cloudSyncPrincipals(access.lists, watchedShape, WATCHED_ROW.select);
  const others = Promise.all([cloudSync, syncPermissionHolders(access.lists)]).then(([found, holders]) => {
    const known = found.map(({ id }) => id);
    return byIds(access, 'servicePrincipals', without([...holders.keys()], known), WATCHED_ROW);
  });
  return [cloudSync, others];
}

const clientFact = ({ id, displayName, accountEnabled }: Application): Fact => ({
  key: clientKey(id),
  label: displayName ?? id,
  attributes: { servicePrincipalId: id },
  details: { name: displayName, enabled: accountEnabled },
});

/** Applications that hold a role, are eligible for one, or have a permission of interest. */
async function namedIds(access: ResetAccess): Promise<string[]> {
  const holders = await holdersOf(access, 'applicationOwners');
  const named = holders.filter((fact) => mayBe(fact, 'servicePrincipal'));
  return [...new Set(named.map(principalIn))];
}

/** Members, owners, and those who are eligible to be either. */
async function idsInGroups(access: ResetAccess): Promise<string[]> {
  const [groups, eligible] = await Promise.all([
    standingOrNone(access, 'groups'),
    standingOrNone(access, 'groupEligibilities'),
  ]);
  const inGroups = groups.filter(({ key }) => isOfApplications(key)).flatMap(({ elements = [] }) => elements);
  const toBe = eligible.filter((fact) => mayBe(fact, 'servicePrincipal')).map(principalIn);
  return [...new Set([...inGroups, ...toBe])];
}

const isOfApplications = (key: string): boolean => ['memberApps', 'ownerApps'].includes(groupPartOf(key).part);

const ownerShape = z.object({ id, '@odata.type': text, displayName: text, accountEnabled: flag }).transform((row) => ({
  ...{ id: row.id, type: typeOf(row['@odata.type']), name: row.displayName },
  enabled: row.accountEnabled,
}));

async function ownerFacts(access: ResetAccess, { id, appId }: Application): Promise<Fact[]> {
  const of = (path: string) => ownersOf(access, `${path}/owners?$select=id,displayName,accountEnabled&$top=999`);
  const owners = await Promise.all([
    of(`/servicePrincipals/${encodeURIComponent(id)}`),
    // Without an application behind it nobody else can own it.
    appId === null ? [] : of(`/applications(appId='${encodeURIComponent(appId)}')`),
  ]);
  return owners.flat().map(({ id: ownerId, type, name, enabled }) => ({
    key: ownerKey(id, ownerId),
    label: name ?? ownerId,
    attributes: { servicePrincipalId: id, ownerId },
    details: { type, name, enabled },
  }));
}

/** An application of another tenant is not here, nor are its owners: that is no gap. */
async function ownersOf({ lists }: ResetAccess, path: string): Promise<z.infer<typeof ownerShape>[]> {
  try {
    return await lists.list(path, ownerShape, { permission: APPLICATIONS });
  } catch (thrown) {
    if (isNotFound(thrown)) return [];
    throw thrown;
  }
}
