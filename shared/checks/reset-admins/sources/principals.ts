/**
 * Who everyone is whom another source names, and who of them is synced: users and applications by id. What resolves to
 * neither has no fact, and is shown as what the row that names it says.
 */
import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { objectIdIn } from '../authority/scope.ts';
import { oddKindOf } from '../kinds.ts';
import { APPLICATION_ROW } from './applications.ts';
import { departed } from './departed.ts';
import { dueOf } from './due.ts';
import { groupPartOf, principalKey } from './keys.ts';
import { flag, id, mayBe, type ObjectType, oddly, principalIn, scopeIn, text } from './objects.ts';
import {
  byIds,
  holdersOf,
  type ResetAccess,
  type ResetSource,
  standingOf,
  standingOrNone,
  USERS,
  V1,
} from './queries.ts';

export const principals: ResetSource = {
  name: 'principals',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who the resetters are, and which of them can be reset themselves',
  permissions: ['User.Read.All', 'Application.Read.All'],
  async read(access, watermark): Promise<ReadResult> {
    const named = await namedIds(access);
    const gone = await departed(access, named.users, named.shielded, watermark);
    const wanted = await dueOf(access, named);
    const [users, applications] = await Promise.all([
      byIds(access, 'users', [...wanted.users, ...gone.ids], USER_ROW),
      byIds(access, 'servicePrincipals', wanted.applications, APPLICATION_ROW),
    ]);
    const wasSynced = await syncedBefore(access, users);
    const facts = [
      ...users.map((user) => userFact(user, wasSynced)),
      ...applications.map(applicationFact),
      ...wanted.known,
    ];
    return { facts, watermark: gone.watermark };
  },
};

/** Ids to look up in the one collection and in the other, and those in restricted units. */
interface NamedIds {
  readonly users: ReadonlySet<string>;
  readonly applications: ReadonlySet<string>;
  readonly shielded: readonly string[];
}

/** By the type that Graph gives; who has none may be either. */
async function namedIds(access: ResetAccess): Promise<NamedIds> {
  const [rights, eligibleForGroups, groups, units] = await Promise.all([
    holdersOf(access, 'principals'),
    standingOrNone(access, 'groupEligibilities'),
    standingOf(access, 'groups', 'principals'),
    standingOf(access, 'units', 'principals'),
  ]);
  const holders = [...rights, ...eligibleForGroups];
  const typed = (type: ObjectType) => holders.filter((fact) => mayBe(fact, type)).map(principalIn);
  const content = groups.map((fact) => ({ ...groupPartOf(fact.key), ids: fact.elements ?? [] }));
  const isGroup = new Set(
    content.flatMap(({ group, part, ids }) => (part === 'memberGroups' ? [group, ...ids] : [group])),
  );
  const inGroups = (isApplication: boolean) =>
    content
      .filter(({ part }) => (part === 'memberApps' || part === 'ownerApps') === isApplication)
      .flatMap((one) => one.ids);
  const scopes = rights.flatMap((fact) => objectIdIn(scopeIn(fact)) ?? []);
  const people = [...typed('user'), ...inGroups(false), ...scopes];
  return {
    users: new Set(people.filter((one) => !isGroup.has(one))),
    applications: new Set([...typed('servicePrincipal'), ...inGroups(true)].filter((one) => !isGroup.has(one))),
    shielded: units.filter(({ attributes }) => attributes.isRestricted).flatMap(({ elements = [] }) => elements),
  };
}

/**
 * Asked for by name, `onPremisesSyncEnabled` is null for one who was never synced. Where it is missing, or no Boolean,
 * nobody said anything: it stays as it was believed.
 */
const userShape = z.object({
  id,
  displayName: text,
  userPrincipalName: text,
  accountEnabled: flag,
  onPremisesSyncEnabled: z.boolean().nullable().optional().catch(undefined),
  userType: text,
  '@odata.type': text,
});

const USER_ROW = {
  shape: userShape,
  select: 'id,displayName,userPrincipalName,accountEnabled,onPremisesSyncEnabled,userType',
  permission: USERS,
};

type User = z.infer<typeof userShape>;

/** Who was believed to be synced; looked up only if some row does not say. */
async function syncedBefore({ believed }: ResetAccess, users: readonly User[]): Promise<ReadonlySet<string>> {
  if (users.every(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled !== undefined)) return new Set();
  const before = (await believed('principals')) ?? [];
  return new Set(before.flatMap(({ attributes }) => (attributes.isSynced === true ? [String(attributes.id)] : [])));
}

const isSynced = ({ id, onPremisesSyncEnabled: said }: User, wasSynced: ReadonlySet<string>): boolean =>
  said === undefined ? wasSynced.has(id) : said === true;

const userFact = (user: User, wasSynced: ReadonlySet<string>): Fact => ({
  key: principalKey('user', user.id),
  label: user.displayName ?? user.userPrincipalName ?? user.id,
  attributes: { id: user.id, isSynced: isSynced(user, wasSynced) },
  details: {
    name: user.displayName,
    upn: user.userPrincipalName,
    enabled: user.accountEnabled,
    ...oddly(oddKindOf(user['@odata.type'], user.userType)),
  },
});

const applicationFact = (application: z.infer<typeof APPLICATION_ROW.shape>): Fact => ({
  key: principalKey('application', application.id),
  label: application.displayName ?? application.id,
  attributes: { id: application.id, appId: application.appId },
  details: {
    name: application.displayName,
    enabled: application.accountEnabled,
    ...oddly(oddKindOf(application['@odata.type'])),
  },
});
