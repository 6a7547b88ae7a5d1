/**
 * Who everyone is whom another source names, and who of them is synced: users and applications by id. What resolves to
 * neither has no fact, and is shown as unknown.
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { objectOf } from '../authority/scope.ts';
import { APPLICATION_ROW } from './applications.ts';
import {
  byIds,
  holdersOf,
  mayBe,
  type ObjectType,
  type ResetAccess,
  standingOf,
  standingOrNone,
  textOf,
  USERS,
  V1,
} from './asking.ts';
import { leaving } from './leaving.ts';

export const principals: Source<ResetAccess> = {
  name: 'principals',
  inVerdict: 'carries',
  kind: 'state',
  version: V1,
  shows: 'who the resetters are, and which of them can be reset themselves',
  permissions: ['User.Read.All', 'Application.Read.All'],
  async read(access, watermark): Promise<ReadResult> {
    const named = await namedIds(access);
    const gone = await leaving(access, named.users, named.shielded, watermark);
    const [users, applications] = await Promise.all([
      byIds(access, 'users', [...named.users, ...gone.ids], USER_ROW),
      byIds(access, 'servicePrincipals', named.applications, APPLICATION_ROW),
    ]);
    const facts = [...users.map(userFact), ...applications.map(applicationFact)];
    return { facts, watermark: gone.watermark };
  },
};

interface Named {
  readonly users: ReadonlySet<string>;
  readonly applications: ReadonlySet<string>;
  readonly shielded: readonly string[];
}

/** By the type that Graph gives; who has none may be either. */
async function namedIds(access: ResetAccess): Promise<Named> {
  const [rights, eligibleForGroups, groups, units] = await Promise.all([
    holdersOf(access, 'principals'),
    standingOrNone(access, 'groupEligibilities'),
    standingOf(access, 'groups', 'principals'),
    standingOf(access, 'units', 'principals'),
  ]);
  const isGroup = new Set(groups.map(({ key }) => key));
  const holders = [...rights, ...eligibleForGroups];
  const typed = (type: ObjectType) =>
    holders.filter((fact) => mayBe(fact, type)).map((fact) => textOf(fact, 'principalId'));
  const inGroups = (isApplication: boolean) =>
    groups.filter(({ key }) => key.endsWith('Apps') === isApplication).flatMap(({ elements = [] }) => elements);
  const scopes = rights.flatMap((fact) => objectOf(textOf(fact, 'scope')) ?? []);
  const people = [...typed('user'), ...inGroups(false), ...scopes];
  return {
    users: new Set(people.filter((id) => !isGroup.has(id))),
    applications: new Set([...typed('servicePrincipal'), ...inGroups(true)].filter((id) => !isGroup.has(id))),
    shielded: units.filter(({ attributes }) => attributes.isRestricted).flatMap(({ elements = [] }) => elements),
  };
}

/** Asked for by name, `onPremisesSyncEnabled` is there in every row: null for one who was never synced. */
const userShape = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullable(),
});

const USER_ROW = {
  shape: userShape,
  select: 'id,displayName,userPrincipalName,accountEnabled,onPremisesSyncEnabled',
  permission: USERS,
};

const userFact = (user: z.infer<typeof userShape>): Fact => ({
  key: `user ${user.id}`,
  label: user.displayName ?? user.userPrincipalName ?? user.id,
  attributes: { id: user.id, isSynced: user.onPremisesSyncEnabled === true },
  details: {
    name: user.displayName ?? null,
    upn: user.userPrincipalName ?? null,
    enabled: user.accountEnabled ?? null,
  },
});

const applicationFact = ({ id, appId, displayName, accountEnabled }: z.infer<typeof APPLICATION_ROW.shape>): Fact => ({
  key: `application ${id}`,
  label: displayName ?? id,
  attributes: { id, appId },
  details: { name: displayName ?? null, enabled: accountEnabled ?? null },
});

/**
 * How many synced users there are: one fact without attributes, because the number moves by itself. That there are none
 * is believed when it was read twice, like any absence.
 */
export const syncedUsers: Source<ResetAccess> = {
  name: 'syncedUsers',
  inVerdict: 'whileSeen',
  kind: 'state',
  version: V1,
  shows: 'how many synced users there are to be reset',
  permissions: ['User.Read.All'],
  async read({ graph }, watermark): Promise<ReadResult> {
    const filter = encodeURIComponent('onPremisesSyncEnabled eq true');
    const count = await graph.count(`/users/$count?$filter=${filter}`, { permission: USERS });
    if (count === 0 && watermark !== NONE) return { facts: [], watermark: NONE };
    return {
      facts: [{ key: 'count', attributes: {}, details: { count } }],
      measures: [{ name: SYNCED_USERS, value: count }],
      watermark: count === 0 ? NONE : null,
    };
  },
};

/** What is kept of a reading that counted nobody. */
const NONE = 'none';

export const SYNCED_USERS = 'synced-users';
