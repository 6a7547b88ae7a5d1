/**
 * What an audit event was about, by ids that a line of history can hold. Events name some things by ids of their own:
 * a role by its directory object, an application permission by the resource. Those are told apart here; never guessed.
 *
 * | target in the event | counts as |
 * |---|---|
 * | `Request`, `Directory`, `Other` beside other targets, as PIM adds them | nothing |
 * | a target whose properties name a role, alone or beside a target `Role` | itself, and the role's template id |
 * | `Role` beside other targets | the role's template id where the event tells it, else nothing |
 * | the resource whose permission was granted or taken | the permission, and who has it: by object id, `appId` or name |
 * | everything else | itself |
 *
 * What was taken stands in the old values of the properties (seen live), what was given in the new ones.
 */
import * as z from 'zod';
import type { AboutOne } from '../core/model/history.ts';
import { listOf, text } from './rows.ts';

export const targetShape = z.object({
  id: text,
  displayName: text,
  type: text,
  userPrincipalName: text,
  modifiedProperties: listOf(z.object({ displayName: text, oldValue: text, newValue: text })),
});

type AuditTarget = z.infer<typeof targetShape>;

export function aboutOf(targets: readonly AuditTarget[]): AboutOne[] {
  const others = targets.filter(({ type }) => !OF_PIM.has(type ?? ''));
  const own = others.length > 0 ? others : targets;
  const all = own.flatMap((target) => aboutTarget(target, own));
  return all.filter(({ id }, n) => id === null || all.findIndex((one) => one.id === id) === n);
}

const OF_PIM: ReadonlySet<string> = new Set(['Request', 'Directory', 'Other']);

function aboutTarget(target: AuditTarget, all: readonly AuditTarget[]): AboutOne[] {
  const id = target.id || null;
  const names = [target.displayName, target.userPrincipalName];
  const name = (id === null ? names.reverse() : names).find(Boolean) ?? null;
  const itself = { id, name };
  if (target.type === 'Role' && all.length > 1) {
    const template = templateIn(target) ?? first(all, templateIn);
    return template === null ? [] : [{ id: template, name }];
  }
  const permission = written(target, 'AppRole.Id');
  if (permission !== null) return aboutPermission(target, permission, all, itself);
  const template = target.type === 'Role' ? null : templateIn(target);
  return template === null ? [itself] : [itself, { id: template, name: written(target, 'Role.DisplayName') }];
}

/** Of a role: PIM and the directory write it under other names. */
const templateIn = (target: AuditTarget): string | null =>
  written(target, 'TemplateId') ?? written(target, 'Role.TemplateId') ?? written(target, 'RoleDefinitionOriginId');

/** The target is the resource, or who has the permission; the receiver may be a target of its own. */
function aboutPermission(
  target: AuditTarget,
  permission: string,
  all: readonly AuditTarget[],
  itself: AboutOne,
): AboutOne[] {
  const name = itself.name;
  const object = written(target, 'ServicePrincipal.ObjectID');
  const application = written(target, 'ServicePrincipal.AppId');
  const called = written(target, 'ServicePrincipal.DisplayName');
  const held = { id: permission, name };
  if (object !== null) return [held, { id: object, name: called }];
  if (all.length > 1) return [held];
  if (application !== null) return [held, { id: application, name: called }];
  return called === null ? [itself] : [held, { id: null, name: called, isByName: true }];
}

function first(targets: readonly AuditTarget[], read: (target: AuditTarget) => string | null): string | null {
  for (const target of targets) {
    const found = read(target);
    if (found !== null) return found;
  }
  return null;
}

/** Values are JSON in a text: `"\"62e9…\""`; an empty one is none. */
function written({ modifiedProperties }: AuditTarget, property: string): string | null {
  const found = modifiedProperties.find(({ displayName }) => displayName === property);
  return bare(found?.newValue) ?? bare(found?.oldValue);
}

const bare = (value: string | null | undefined): string | null => value?.replace(/^"|"$/g, '') || null;
