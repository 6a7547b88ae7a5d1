/**
 * Agent lists: beta only, and documented as not supported for an app, whose permission to read them cannot be granted.
 * So they are refused unless someone tries what would be if. There is no heartbeat and no version to read, and an
 * agent that was inactive for ten days is no longer listed.
 */
import { listedStatus } from '../agents.ts';
import type { Endpoint } from '../endpoint.ts';
import type { AgentType } from '../hybrid-state.ts';

const agentsOf = (type: AgentType): Endpoint => ({
  path: `/onPremisesPublishingProfiles/${type}/agents`,
  versions: ['beta'],
  permission: null,
  isOpen: ({ state }) => state.agentListsReadable,
  options: [],
  properties: () => ['id', 'externalIp', 'machineName', 'status', 'supportedPublishingTypes'],
  read: ({ state, now }) => ({
    rows: state.agents
      .filter((agent) => agent.type === type)
      .map((agent) => ({ ...agent, status: listedStatus(agent, state, now) }))
      .filter(({ status }) => status !== null)
      .map(({ id, externalIp, machineName, status }) => ({
        id,
        externalIp,
        machineName,
        status,
        supportedPublishingTypes: [type],
      })),
  }),
});

export const provisioningAgents = agentsOf('provisioning');
export const authenticationAgents = agentsOf('authentication');
