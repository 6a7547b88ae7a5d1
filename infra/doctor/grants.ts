/** The identity's Graph permissions against what the built checks need. More than these is as much a finding as less. */
import { again } from '../arguments.ts';
import { graphItself, heldBy, isInGraph } from '../azure/grants.ts';
import { isOurs, shown } from '../grant/plan.ts';
import { lacking } from '../permissions.ts';
import { type Finding, mend, orOk } from './finding.ts';
import type { Scene } from './scene.ts';

export async function lookAtGrants(scene: Scene): Promise<Finding[]> {
  const { azure, identity, place } = scene;
  const grant = `npm run grant -- ${again(place)}`;
  if (!(await isInGraph(azure.graph, identity.objectId))) {
    return [
      mend(`Graph does not know the identity ${identity.objectId} yet`, `Wait a few minutes, then run: ${grant}`),
    ];
  }
  const held = await heldBy(azure.graph, identity.objectId, await graphItself(azure.graph));
  const missing = lacking(held.flatMap(({ name }) => name ?? []));
  const others = held.filter((one) => !isOurs(one));
  return orOk(
    [
      ...missing.map(({ name, required, reasons }) =>
        mend(`Missing: ${name} (${required ? 'required' : 'optional'}): ${reasons.join('; ')}`, grant),
      ),
      ...others.map((one) =>
        mend(`More than needed: ${shown(one)}; find out who granted it, and why`, removal(one.assignmentId, scene)),
      ),
    ],
    `${held.length} permissions: none is missing, none is more than needed`,
  );
}

const removal = (assignmentId: string, { azure, identity }: Scene): string =>
  `az rest --method delete --url "${azure.graph.origin}/v1.0/servicePrincipals/${identity.objectId}/appRoleAssignments/${assignmentId}"`;
