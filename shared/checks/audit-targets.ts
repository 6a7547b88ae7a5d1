/**
 * What an audit event was about, by ids that a line of history can hold. Events name some things by ids of their own:
 * a role by its directory object, an application permission by the resource. Those are told apart here; never guessed.
 *
 * | target in the event | counts as |
 * |---|---|
 * | `Request`, `Directory`, `Other` beside other targets, as PIM adds them | nothing |
 * | `Role` beside other targets | the role's template id where the event tells it, else nothing |
 * | the resource whose permission was granted | the permission and who got it, where the event tells both |
 * | everything else | itself |
 */
import * as z from 'zod';
import { listOf, text } from './rows.ts';

export const targetShape = z.object({
  id: text,
  displayName: text,
  type: text,
  modifiedProperties: listOf(z.object({ displayName: text, newValue: text })),
});

type AuditTarget = z.infer<typeof targetShape>;

/** One thing that the event was about. */
export interface About {
  readonly id: string | null;
  readonly name: string | null;
}

export function aboutOf(targets: readonly AuditTarget[]): About[] {
  const others = targets.filter(({ type }) => !OF_PIM.has(type ?? ''));
  const own = others.length > 0 ? others : targets;
  return own.flatMap((target) => aboutOne(target, own));
}

const OF_PIM: ReadonlySet<string> = new Set(['Request', 'Directory', 'Other']);

function aboutOne(target: AuditTarget, all: readonly AuditTarget[]): About[] {
  const name = target.displayName ?? null;
  const itself = [{ id: target.id ?? null, name }];
  if (target.type === 'Role' && all.length > 1) {
    const template = written(target, 'TemplateId') ?? firstWritten(all, 'Role.TemplateId');
    return template === null ? [] : [{ id: template, name }];
  }
  const permission = written(target, 'AppRole.Id');
  const receiver = written(target, 'ServicePrincipal.ObjectID');
  if (permission === null || (receiver === null && all.length === 1)) return itself;
  return [permission, ...(receiver === null ? [] : [receiver])].map((id) => ({ id, name }));
}

const firstWritten = (targets: readonly AuditTarget[], property: string): string | null =>
  targets.map((target) => written(target, property)).find((value) => value !== null) ?? null;

/** Values are JSON in a text: `"\"62e9…\""`. */
function written({ modifiedProperties }: AuditTarget, property: string): string | null {
  const found = modifiedProperties.find(({ displayName }) => displayName === property)?.newValue;
  return found?.replace(/^"|"$/g, '') || null;
}
