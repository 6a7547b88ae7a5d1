/**
 * The Graph permissions that an identity holds, and how one is given or taken back. Permissions are found by their
 * names at the tenant's own Graph, since ids are documented for the public cloud alone.
 */
import { z } from 'zod';
import { MonitorError } from '../../shared/errors.ts';
import { isRefusal } from './refusal.ts';
import type { Service } from './service.ts';

/** The same in every tenant and cloud. */
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

export interface GraphItself {
  /** Object id of Graph's service principal in this tenant. */
  readonly id: string;
  /** App role id by permission name: those that an application can hold. */
  readonly roleIds: ReadonlyMap<string, string>;
}

export interface Held {
  readonly assignmentId: string;
  /** Null: Graph has no such role any more. */
  readonly name: string | null;
  readonly roleId: string;
}

const graphShape = z.object({
  id: z.string(),
  appRoles: z.array(
    z.object({
      id: z.string(),
      value: z.string().nullish(),
      isEnabled: z.boolean(),
      allowedMemberTypes: z.array(z.string()),
    }),
  ),
});

export async function graphItself(graph: Service): Promise<GraphItself> {
  const path = `/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${GRAPH_APP_ID}'`)}&$select=id,appRoles`;
  const [found] = await graph.list(path, graphShape);
  if (!found) throw new MonitorError('contract', 'This tenant has no service principal of Microsoft Graph');
  const usable = found.appRoles.filter((role) => role.isEnabled && role.allowedMemberTypes.includes('Application'));
  return { id: found.id, roleIds: new Map(usable.flatMap(({ value, id }) => (value ? [[value, id] as const] : []))) };
}

/** Whether Graph knows the identity: a new one takes some minutes to appear. */
export async function isInGraph(graph: Service, objectId: string): Promise<boolean> {
  try {
    await graph.get(`/v1.0/servicePrincipals/${objectId}?$select=id`, z.object({ id: z.string() }));
    return true;
  } catch (error) {
    if (isRefusal(error, 404)) return false;
    throw error;
  }
}

const assignmentShape = z.object({ id: z.string(), resourceId: z.string(), appRoleId: z.string() });

/** What it holds on Graph; permissions on other services are not looked at. */
export async function heldBy(graph: Service, objectId: string, { id, roleIds }: GraphItself): Promise<Held[]> {
  const all = await graph.list(`/v1.0/servicePrincipals/${objectId}/appRoleAssignments`, assignmentShape);
  const names = new Map([...roleIds].map(([name, roleId]) => [roleId, name]));
  return all
    .filter(({ resourceId }) => resourceId === id)
    .map(({ id: assignmentId, appRoleId: roleId }) => ({ assignmentId, roleId, name: names.get(roleId) ?? null }));
}

export async function give(graph: Service, itself: GraphItself, objectId: string, roleId: string): Promise<void> {
  const body = { principalId: objectId, resourceId: itself.id, appRoleId: roleId };
  try {
    await graph.post(`/v1.0/servicePrincipals/${itself.id}/appRoleAssignedTo`, body, z.unknown());
  } catch (error) {
    // An answer that was lost, or somebody else was faster.
    if (isRefusal(error, 400) && /already exists/i.test(error.message)) return;
    throw error;
  }
}

export async function takeBack(graph: Service, itself: GraphItself, assignmentId: string): Promise<void> {
  try {
    await graph.delete(`/v1.0/servicePrincipals/${itself.id}/appRoleAssignedTo/${encodeURIComponent(assignmentId)}`);
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}
