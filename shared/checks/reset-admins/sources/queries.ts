/**
 * What the sources of this check have in common: what they may use, how they ask for objects by id, and how they stand
 * on each other. Nothing here decides what a row means.
 */
import type { z } from 'zod';
import type { Source } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { MonitorError } from '../../../errors.ts';
import type { Access } from '../../access.ts';
import { isNotFound } from '../../refusals.ts';
import { principalIn } from './objects.ts';

export type ResetAccess = Pick<Access, 'graph' | 'lists' | 'standing' | 'believed' | 'judged' | 'hash' | 'startedAt'>;

/**
 * What a source may be the only one to tell: that someone is eligible, by themselves or through a group, that a role is
 * held by activation, that someone owns an application.
 */
export type Tidings = 'eligible' | 'eligibleByGroup' | 'activated' | 'owned';

/** A source of this check. `alone`: what nobody knows before it was read, so that its first reading explains it. */
export interface ResetSource extends Source<ResetAccess> {
  readonly alone?: readonly Tidings[];
}

export { isNotFound };

export const V1 = { scheme: 1, attributes: 1 };

export const ROLES = 'RoleManagement.Read.Directory';
export const GROUPS = 'GroupMember.Read.All';
export const UNITS = 'AdministrativeUnit.Read.All';
export const USERS = 'User.Read.All';
export const APPLICATIONS = 'Application.Read.All';
export const GROUP_PIM = 'PrivilegedEligibilitySchedule.Read.AzureADGroup';

/** Sent with casts and other queries that only the index answers; it may lag a little behind. */
export const ADVANCED = { ConsistencyLevel: 'eventual' };

/**
 * A list by batch, or by itself where the batch refuses it: no document says whether role management and PIM may be
 * batched.
 */
export async function batchedOrAlone<T>(
  { lists, graph }: ResetAccess,
  path: string,
  shape: z.ZodType<T>,
  permission: string,
): Promise<T[]> {
  try {
    return await lists.list(path, shape, { permission });
  } catch (thrown) {
    if (!isRefused(thrown)) throw thrown;
    return graph.list(path, shape, { permission });
  }
}

const isRefused = (thrown: unknown): boolean =>
  thrown instanceof MonitorError && thrown.code === 'contract' && !isNotFound(thrown);

/**
 * PIM lists a right of a group once more for each of its members, whose number the group's owner chooses. They are read
 * with the group, so Graph is asked to leave them out (documented: `$filter` with `ne` on `memberType`), and asked for all
 * where it refuses that.
 *
 * @param path ends with a query, to which the filter is added
 */
export async function withoutEchoes<T>(path: string, read: (path: string) => Promise<T[]>): Promise<T[]> {
  try {
    return await read(`${path}${joint(path)}$filter=${encodeURIComponent("memberType ne 'Group'")}`);
  } catch (thrown) {
    if (!isRefused(thrown)) throw thrown;
    return read(path);
  }
}

const joint = (path: string): '&' | '?' => (path.includes('?') ? '&' : '?');

const EXPAND = '$expand=principal';

/**
 * The same with each row's principal, or without where Graph cannot expand all of them: one row whose principal was
 * deleted makes the whole list a 404 (github.com/Galvnyz/M365-Assess, pull request 502).
 *
 * @param path ends with a query, to which the expansion is added
 */
export async function withPrincipals<T>(
  access: ResetAccess,
  path: string,
  shape: z.ZodType<T>,
  permission: string,
): Promise<T[]> {
  try {
    return await batchedOrAlone(access, `${path}${joint(path)}${EXPAND}`, shape, permission);
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown;
    return batchedOrAlone(access, path, shape, permission);
  }
}

/** What no tenant is without: an empty answer is none. @throws MonitorError `contract` */
export function neverNone<T>(rows: T[], source: string): T[] {
  if (rows.length > 0) return rows;
  throw new MonitorError('contract', `${source}: Graph returned an empty list`, {
    hint: 'Every tenant has one: either Graph changed, or something else answers at GRAPH_BASE_URL.',
  });
}

/** As many as a filter takes without the index, which lags (learn.microsoft.com/graph/filter-query-parameter). */
const IDS_PER_FILTER = 15;

/** Rows of `/users`, `/groups` or `/servicePrincipals` by id. An id that resolves to none of them has no row. */
export async function byIds<T>(
  { lists }: ResetAccess,
  collection: 'users' | 'groups' | 'servicePrincipals',
  ids: Iterable<string>,
  row: { readonly shape: z.ZodType<T>; readonly select: string; readonly permission: string },
): Promise<T[]> {
  const all = [...new Set(ids)].sort();
  const starts = Array.from({ length: Math.ceil(all.length / IDS_PER_FILTER) }, (_, n) => n * IDS_PER_FILTER);
  const found = starts.map((start) => {
    const texts = all.slice(start, start + IDS_PER_FILTER).map((id) => `'${id.replaceAll("'", "''")}'`);
    const path = `/${collection}?$filter=${encodeURIComponent(`id in (${texts.join(',')})`)}&$select=${row.select}`;
    return lists.list(path, row.shape, { permission: row.permission });
  });
  return (await Promise.all(found)).flat();
}

/** The facts of a required source that another one cannot do without. @throws MonitorError when there are none */
export async function standingOf({ standing }: ResetAccess, source: string, asks: string): Promise<readonly Fact[]> {
  const facts = await standing(source);
  if (facts) return facts;
  throw new MonitorError('unavailable', `${asks}: cannot be read before ${source}`, {
    hint: `See the source ${source}, which could not be read yet.`,
  });
}

/** Those of an optional source, which counts as empty until it was read. */
export const standingOrNone = async ({ standing }: ResetAccess, source: string): Promise<readonly Fact[]> =>
  (await standing(source)) ?? [];

/**
 * All rows that give someone a right: assignments, permissions and what PIM adds. The schedule says no type: who is in
 * another list is what that one says, who is named there alone may be anything.
 */
export async function holdersOf(access: ResetAccess, asks: string): Promise<readonly Fact[]> {
  const [schedules, ...typed] = await Promise.all([
    standingOrNone(access, 'assignmentSchedules'),
    standingOf(access, 'roleAssignments', asks),
    standingOf(access, 'appRoleAssignments', asks),
    standingOrNone(access, 'eligibilities'),
  ]);
  const types = new Map(typed.flat().map((fact) => [principalIn(fact), fact.details?.type ?? null]));
  const named = schedules.map((fact) => ({ ...fact, details: { type: types.get(principalIn(fact)) ?? null } }));
  return [...typed.flat(), ...named];
}
