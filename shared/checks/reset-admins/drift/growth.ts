/**
 * What it means that a number has grown past both thresholds: a unit in which someone resets, how many synced users
 * there are, how many may reset themselves. That a number sinks is never told.
 */
import type { AlertText } from '../../../core/model/alert.ts';
import type { Finding, Occasion } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Growth } from '../../../core/model/measure.ts';
import { unitOf as unitOfScope } from '../authority/scope.ts';
import { SYNCED_USERS } from '../sources/principals.ts';
import { SSPR_USERS } from '../sources/sspr.ts';
import { type StoredPath, unitOf } from '../stored.ts';
import { verdictLine } from './lines.ts';
import { exposure, type Scene, WRITEBACK_NOW } from './scene.ts';
import { counted, nameLines, nameOf, number, shortName, syncedUsers } from './words.ts';

/** Told of the units themselves; that one became a scope or is none any more is told by the paths. */
export const unitFindings = (scene: Scene): Finding[] =>
  scene.drift('unit').flatMap((drift) => grownUnit(drift, scene));

function grownUnit(drift: Drift, scene: Scene): Finding[] {
  if (!drift.before || !drift.after) return [];
  const [was, is] = [unitOf(drift.before), unitOf(drift.after)];
  if (is.growths <= was.growths) return [];
  const unit = shortName(is.name ?? is.id);
  const paths = [...scene.after.paths.values()].flat().filter(({ scope }) => unitOfScope(scope) === is.id);
  const title = `The administrative unit ${unit} grew to ${syncedUsers(is.count)}, ${number(was.base)} before: more to reset for ${resetters(paths)}`;
  const event: AlertText = {
    rule: 'unit-grew',
    subject: is.id,
    severity: exposure(scene.writeback),
    title,
    why: `Whoever resets passwords in a unit reaches everyone who is put into it. ${WRITEBACK_NOW[scene.writeback]}`,
    todo: 'Confirm that they belong there; of a dynamic unit look at its rule: Entra admin center > Roles & admins > Admin units.',
    lines: holderLines(paths, scene),
  };
  return [{ ...verdictLine(drift), title, severity: event.severity, event }];
}

const resetters = (paths: readonly StoredPath[]): string =>
  counted(new Set(paths.map(({ principal }) => principal)).size, 'resetter');

/** Who resets there with which role. */
function holderLines(paths: readonly StoredPath[], { after }: Scene): string[] {
  const byRole = Map.groupBy(paths, ({ role }) => role);
  return [...byRole].flatMap(([role, own]) => {
    const ids = [...new Set(own.map(({ principal }) => principal))];
    const names = ids.map((id) => nameOf(after.resetters.get(id) ?? { id, name: null }));
    return [`${shortName(role)} there:`, ...nameLines(names)];
  });
}

/** Null: a number that says nothing of who can reset whom. */
export function growth({ name, before, now }: Growth, { writeback }: Occasion): AlertText | null {
  const grown = GROWN[name];
  if (!grown) return null;
  return {
    rule: grown.rule,
    subject: name,
    severity: 'warning',
    title: grown.title(syncedUsers(now), number(before)),
    why: `${grown.why} ${WRITEBACK_NOW[writeback]}`,
    todo: grown.todo,
    lines: [`${grown.measure}: ${number(before)} → ${number(now)}`],
  };
}

interface Grown {
  readonly rule: 'reach-grew' | 'sspr-grew';
  readonly measure: string;
  readonly title: (users: string, before: string) => string;
  readonly why: string;
  readonly todo: string;
}

const GROWN: { readonly [measure: string]: Grown } = {
  [SYNCED_USERS]: {
    rule: 'reach-grew',
    measure: 'Synced users',
    title: (users, before) => `There are ${users} now, ${before} before`,
    why: 'Each of them is one more account that resetters may reach.',
    todo: 'Compare it with what was meant to be synced: a wider scope of the sync client shows here first.',
  },
  [SSPR_USERS]: {
    rule: 'sspr-grew',
    measure: 'Synced users who may reset their own password',
    title: (users, before) => `${users} may reset their own password now, ${before} before`,
    why: 'Whoever controls the registered methods of such a user can reset the password, and no audit event tells of it.',
    todo: 'Look at who may use self-service password reset: Entra admin center > Password reset > Properties.',
  },
};
