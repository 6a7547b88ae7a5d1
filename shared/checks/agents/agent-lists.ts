/**
 * The lists of Cloud Sync and pass-through authentication agents (beta). Microsoft documents them for signed-in users
 * only, so for an app identity they are denied as a rule: that is said, and never read as "no agents".
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { MonitorError } from '../../errors.ts';
import { listOf, rowId, shownText } from '../rows.ts';
import { type AgentsAccess, V1 } from './access.ts';

/** The publishing types of Graph that are watched. */
export type AgentType = 'provisioning' | 'authentication';

const NAMES = { provisioning: 'Cloud Sync', authentication: 'pass-through authentication' } as const;

const agentShape = z.object({
  ...{ id: rowId, machineName: shownText, status: shownText, externalIp: shownText },
  supportedPublishingTypes: listOf(z.unknown()),
});
type Agent = z.infer<typeof agentShape>;

/** The key of the place of an agent: a fact of its own, so that another address does not move since when the agent has its status. */
export const placeOf = (agentId: string): string => `${agentId}:place`;

/** Whether a fact is the place of an agent, and not the agent itself: only a place has a machine. */
export const isPlaceFact = ({ attributes }: Fact): boolean => 'machine' in attributes;

export const isPlace = ({ before, after }: Drift): boolean => [before, after].some((fact) => fact && isPlaceFact(fact));

/** Whose place a fact is; null: stored by a version that did not say so. */
export const agentOfPlace = ({ details }: Fact): string | null =>
  typeof details?.agent === 'string' ? details.agent : null;

function agentList(type: AgentType): Source<AgentsAccess> {
  return {
    name: `${type}Agents`,
    inVerdict: 'enriches',
    kind: 'damped',
    version: V1,
    shows: `which ${NAMES[type]} agents there are, and which are inactive`,
    permissions: [],
    async read({ graph }): Promise<ReadResult> {
      const path = `/onPremisesPublishingProfiles/${type}/agents`;
      try {
        return { facts: (await graph.list(path, agentShape, { version: 'beta' })).flatMap(agentFacts) };
      } catch (thrown) {
        throw explained(thrown, type);
      }
    },
  };
}

export const provisioningAgents = agentList('provisioning');
export const authenticationAgents = agentList('authentication');

/**
 * What an agent can do is not told by the list it is in: each row names the types that it supports, which samples leave
 * out. Shown, and asked when it is new; never compared.
 */
const SEES_PASSWORDS = 'authentication';

export const seesPasswords = ({ details }: Fact): boolean => details?.seesPasswords === true;

/** Graph prints the status as `Active` and names it `active`. An agent without a machine's name is called by its id. */
function agentFacts({ id, machineName, status, externalIp, supportedPublishingTypes }: Agent): Fact[] {
  const label = machineName ?? id;
  return [
    {
      key: id,
      attributes: { status: status?.toLowerCase() ?? 'not reported' },
      label,
      ...(supportedPublishingTypes.includes(SEES_PASSWORDS) && { details: { seesPasswords: true } }),
    },
    { key: placeOf(id), attributes: { machine: machineName, externalIp }, label, details: { agent: id } },
  ];
}

function explained(thrown: unknown, type: AgentType): unknown {
  if (!(thrown instanceof MonitorError) || thrown.code !== 'denied') return thrown;
  const hint =
    'Expected: no application permission can read it. Signed-in users see the ' +
    `${NAMES[type]} agents in the Entra admin center under Entra Connect.`;
  return new MonitorError('denied', thrown.message, { hint, cause: thrown });
}
