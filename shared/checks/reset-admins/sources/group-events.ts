/**
 * What the audit log tells of members and owners of groups that can hold a role: they may come and go between two readings.
 * The log has them among the changes of all groups, so that the newest page is read, and the rows of other groups dropped. Where
 * that is not all, one group is asked for by itself in each poll; where it does not reach back to a quarter of an hour before
 * the last reading, that is said (`cut:`). Two requests a poll: of 30 in a minute the others use 27 in their worst one.
 */
import type * as z from 'zod';
import type { Fact } from '../../../core/model/fact.ts';
import { iso, minutesMs, ms } from '../../../core/model/times.ts';
import { actorEvent, actorEventShape } from '../../actors.ts';
import { type AuditQuestion, auditPath, OVERLAP_MS } from '../../audit-log.ts';
import { ROLE_ACTIVITIES } from '../../entra/role-activities.ts';
import { inPages, isShort, type Newest, timesOf } from '../../newest-rows.ts';
import { isRefusedQuestion } from '../../refusals.ts';
import { rowId } from '../../rows.ts';
import { groupPartOf } from './keys.ts';
import { type ResetAccess, standingOrNone } from './queries.ts';

/** Events are late by so much, and a minute passes between two polls. */
export const LATE_MS = minutesMs(16);
/** Hardly any is later. */
const LATEST_MS = minutesMs(120);

const eventShape = actorEventShape.extend({ id: rowId });
export type GroupEvent = z.infer<typeof eventShape>;

const CHANGES: Omit<AuditQuestion, 'since'> = { property: 'category', is: 'GroupManagement' };
/** Where the log takes no category. */
const INSTEAD = ['Add member to group', 'Remove member from group'].map((is) => ({
  ...{ property: 'activityDisplayName', is },
})) as readonly Omit<AuditQuestion, 'since'>[];

interface Found {
  /** By `id` of the event: who and which group, in this order. */
  readonly events: readonly { readonly row: GroupEvent; readonly about: readonly [who: string, group: string] }[];
  readonly cut: readonly Fact[];
  /** Of all that was read, ISO 8601. */
  readonly times: readonly string[];
}

/** @param mark of the last reading, ISO 8601; null: there was none. After the first answer of this run, which tells the time */
export async function groupEvents(access: ResetAccess, mark: string | null): Promise<Found> {
  const groups = await assignable(access);
  const now = access.graph.serverTime() ?? access.startedAt;
  if (groups.size === 0) return { events: [], cut: [], times: [] };
  // What was before the first reading is nobody's news.
  const read = mark === null ? now : Math.min(ms(mark), now);
  const since = mark === null ? now : Math.max(now - OVERLAP_MS, read - LATEST_MS);
  const { newest, others } = await changes(access, groups, since, now);
  const rows = new Map([...newest.rows, ...others].map((row) => [row.id, row]));
  return {
    events: [...rows.values()].flatMap((row) => eventIn(row, groups)),
    cut: isShort(newest, read - LATE_MS) ? [cutFact(now)] : [],
    times: timesOf(newest.rows),
  };
}

/** Groups that can hold a role. */
async function assignable(access: ResetAccess): Promise<ReadonlySet<string>> {
  const facts = await standingOrNone(access, 'groups');
  const own = facts.filter(({ key, attributes }) => groupPartOf(key).part === 'members' && attributes.isRoleAssignable);
  return new Set(own.map(({ key }) => key));
}

interface Changes {
  readonly newest: Newest<GroupEvent>;
  /** Older ones, of one group. */
  readonly others: readonly GroupEvent[];
}

/**
 * Whoever may create groups can fill the newest page: behind it one group after the other is asked for by itself, and the
 * next page only where the log does not take that.
 */
async function changes(access: ResetAccess, groups: ReadonlySet<string>, since: number, now: number): Promise<Changes> {
  const { graph } = access;
  try {
    const newest = await inPages(graph, auditPath({ ...CHANGES, since }), eventShape, 1);
    if (newest.next === null) return { newest, others: [] };
    const others = await ofOneGroup(access, await turnOf(access, groups, now), now);
    if (others) return { newest, others };
    const more = await inPages(graph, newest.next, eventShape, 1);
    return { newest: { ...more, rows: [...newest.rows, ...more.rows] }, others: [] };
  } catch (thrown) {
    if (!isRefusedQuestion(thrown)) throw thrown;
    const both: Newest<GroupEvent>[] = [];
    for (const asked of INSTEAD) both.push(await inPages(graph, auditPath({ ...asked, since }), eventShape, 1));
    const rows = both.flatMap((one) => one.rows);
    return { newest: { rows, isCut: both.some(({ isCut }) => isCut) }, others: [] };
  }
}

/** Of a day. Null: the log does not take the question. */
async function ofOneGroup({ graph }: ResetAccess, group: string, now: number): Promise<readonly GroupEvent[] | null> {
  const asked: AuditQuestion = { property: 'target', is: group, since: now - OVERLAP_MS };
  try {
    return (await inPages(graph, auditPath(asked), eventShape, 1)).rows;
  } catch (thrown) {
    if (isRefusedQuestion(thrown)) return null;
    throw thrown;
  }
}

/** In turn those that hold a role, where any does; each hour begins with another, so that no schedule leaves one out. */
async function turnOf(access: ResetAccess, groups: ReadonlySet<string>, now: number): Promise<string> {
  const assigned = await standingOrNone(access, 'roleAssignments');
  const holders = new Set(assigned.map(({ attributes: { principalId } }) => String(principalId)));
  const all = [...groups].sort();
  const holding = all.filter((group) => holders.has(group));
  const own = holding.length > 0 ? holding : all;
  const turn = Math.floor(now / minutesMs(1)) + Math.floor(now / minutesMs(60));
  return own[turn % own.length] ?? '';
}

/** The group is a target, or in the properties of the one who was added. */
function eventIn(row: GroupEvent, groups: ReadonlySet<string>): Found['events'] {
  if (!ROLE_ACTIVITIES.has(row.activityDisplayName ?? '') || actorEvent(row).length === 0) return [];
  const ids = row.targetResources.flatMap(({ id }) => id || []);
  const group = row.targetResources.flatMap(groupIn)[0] ?? ids.find((id) => groups.has(id));
  const who = ids.find((id) => id !== group);
  return group !== undefined && who !== undefined && groups.has(group) ? [{ row, about: [who, group] }] : [];
}

const groupIn = ({ modifiedProperties }: GroupEvent['targetResources'][number]): string[] => {
  const found = modifiedProperties.find(({ displayName }) => displayName === 'Group.ObjectID');
  return [found?.newValue, found?.oldValue].flatMap((value) => value?.replace(/^"|"$/g, '') || []);
};

export const CUT = 'cut:';
export const OF_ROLES = 'roles:';

/** Once an hour. @param of what, where it is not groups */
export function cutFact(now: number, of = ''): Fact {
  const hour = `${iso(now).slice(0, 13)}:00:00.000Z`;
  return { key: `${CUT}${of}${hour}`, attributes: { at: hour, activity: 'more than is read' } };
}
