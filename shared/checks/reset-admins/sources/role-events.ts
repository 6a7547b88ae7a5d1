/**
 * What the audit log tells of rights given and taken: in one question the category RoleManagement and application
 * permissions, in another one who came into a group that can hold a role, or owns it. It names who did what a reading
 * shows, and tells what came and went between two readings.
 */
import type * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import type { Fact } from '../../../core/model/fact.ts';
import type { ActorEvent } from '../../../core/model/history.ts';
import { minutesMs, ms } from '../../../core/model/times.ts';
import { actorEvent, actorEventShape } from '../../actors.ts';
import { AUDIT_PERMISSION, boundFrom, markAfter, newsFrom, OVERLAP_MS } from '../../audit-log.ts';
import { PERMISSION, ROLE_ACTIVITIES } from '../../entra/role-activities.ts';
import { isShort, newestRows, timesOf } from '../../newest-rows.ts';
import { rowId } from '../../rows.ts';
import { withoutOtherResources } from './graph-permissions.ts';
import { cutFact, groupEvents, LATE_MS, OF_ROLES } from './group-events.ts';
import { withoutImpostors } from './pim-name.ts';
import { type ResetAccess, type ResetSource, V1 } from './queries.ts';

/** Longer than any event is late, so that both ends of what came and went meet. */
const KEPT_MS = minutesMs(48 * 60);

/** About one group, role or holder: who owns a group can bring about thousands an hour. More than one reading brings of it. */
const MOST_KEPT = 5_000;

/** As the directory writes it, what was given; as PIM does, to whom. */
function groupOrRole({ details }: Fact): string {
  const [, what] = (details?.about ?? []) as unknown as readonly { readonly id: string | null }[];
  return what?.id ?? '';
}

const eventShape = actorEventShape.extend({ id: rowId });

const ASKED = {
  property: 'category',
  is: 'RoleManagement',
  or: [...PERMISSION.gives, ...PERMISSION.takes].map((is) => ({ property: 'activityDisplayName', is }) as const),
} as const;

/** In one poll, of the 30 requests that the log takes in a minute from the whole app. */
const MOST_PAGES = { else: 3, afterGap: 12, ofRoles: 2 };

/** So long nothing was logged, or nothing read: more may be there than a minute brings. */
const GAP_MS = minutesMs(60);

/** Of the definitions of roles only who changed them is of interest. */
const OF_DEFINITIONS = /^(?:Add|Update|Delete) role definition$/;

export const roleEvents: ResetSource = {
  name: 'roleEvents',
  inVerdict: 'beside',
  kind: 'log',
  keptMs: KEPT_MS,
  most: { count: MOST_KEPT, about: groupOrRole },
  version: V1,
  shows: 'who gives and takes roles, and what is given and taken back between two readings',
  permissions: [AUDIT_PERMISSION],
  async read(access, watermark): Promise<ReadResult> {
    const { graph, startedAt } = access;
    // What was before the first reading is nobody's news: no more of it than names who did what that reading shows.
    const since = watermark === null ? startedAt - OVERLAP_MS : boundFrom(watermark, startedAt);
    const { rows, isFlooded } = await roleRows(access, since, watermark);
    const own = await withoutOtherResources(access, rows);
    const facts = own
      .filter((row) => !isOfGroup(row))
      .flatMap((row) => eventFact(row))
      .filter(({ attributes: { at } }) => ms(String(at)) >= newsFrom(watermark));
    const now = graph.serverTime() ?? startedAt;
    const groups = await groupEvents(access, watermark);
    const memberships = groups.events.flatMap(({ row, about }) => eventFact(row, about));
    return {
      facts: [
        ...(await withoutImpostors(access, [...facts, ...memberships])),
        ...groups.cut,
        ...(isFlooded ? [cutFact(now, OF_ROLES)] : []),
      ],
      watermark: markAfter([...timesOf(rows), ...groups.times], watermark, graph.serverTime()),
    };
  },
};

/**
 * Whoever owns an application may write any number of records of permissions on it: they must neither end the reading nor
 * drown what is recorded of roles, which is asked for by itself then.
 */
async function roleRows(access: ResetAccess, since: number | null, mark: string | null) {
  const { graph, startedAt } = access;
  const isGap = mark === null || startedAt - ms(mark) > GAP_MS;
  const all = await newestRows(graph, { ...ASKED, since }, eventShape, isGap ? MOST_PAGES.afterGap : MOST_PAGES.else);
  if (mark === null || !isShort(all, ms(mark) - LATE_MS)) return { rows: all.rows, isFlooded: false };
  const { or: _, ...ofRoles } = ASKED;
  const roles = await newestRows(graph, { ...ofRoles, since }, eventShape, MOST_PAGES.ofRoles);
  const rows = new Map([...all.rows, ...roles.rows].map((row) => [row.id, row]));
  return { rows: [...rows.values()], isFlooded: true };
}

/** Of these the other question tells. */
const isOfGroup = ({ activityDisplayName }: z.infer<typeof eventShape>): boolean =>
  activityDisplayName?.endsWith(' group') === true;

/** @param found whom and what it is about, where that was found already */
function eventFact({ id, ...row }: z.infer<typeof eventShape>, found: readonly string[] | null = null): Fact[] {
  const [event] = actorEvent(row);
  if (!event || !(ROLE_ACTIVITIES.has(event.activity) || OF_DEFINITIONS.test(event.activity))) return [];
  const { activity, at, actor, target, told } = event;
  const about = found
    ? found.map((one) => ({ id: one, name: nameIn(row, one) }))
    : (target ?? []).map((one) => ({ ...one }));
  return [
    {
      key: id,
      label: activity,
      attributes: { at, activity },
      details: {
        about,
        actor: { ...actor },
        ...(told && { told }),
        unit: unitIn(row.targetResources),
        types: ofTargets(row.targetResources, ({ type }) => type),
        upns: ofTargets(row.targetResources, ({ userPrincipalName }) => userPrincipalName),
      },
    },
  ];
}

const nameIn = ({ targetResources }: Omit<z.infer<typeof eventShape>, 'id'>, id: string): string | null => {
  const found = targetResources.find((target) => target.id === id);
  return found?.displayName || found?.userPrincipalName || null;
};

/** A unit among the targets is the scope. */
const unitIn = (targets: z.infer<typeof eventShape>['targetResources']): string | null =>
  targets.find(({ type }) => type === 'AdministrativeUnit')?.id ?? null;

type Target = z.infer<typeof eventShape>['targetResources'][number];

/** What the event says of each target, by its id: such as that it is a `User`. */
const ofTargets = (
  targets: readonly Target[],
  says: (target: Target) => string | null | undefined,
): { readonly [id: string]: string } =>
  Object.fromEntries(
    targets.flatMap((target) => {
      const said = says(target);
      return target.id && said ? [[target.id, said] as const] : [];
    }),
  );

/** An event as it was read. */
export function loggedEvent({ attributes: { at, activity }, details }: Fact): ActorEvent {
  const { about, actor, told } = (details ?? {}) as unknown as Pick<ActorEvent, 'actor' | 'told'> & {
    readonly about: ActorEvent['target'];
  };
  return { at: String(at), activity: String(activity), actor, target: about, ...(told && { told }) };
}
