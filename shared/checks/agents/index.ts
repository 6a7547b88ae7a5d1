/** The check `agents`: are the connectors alive, and who says so. Joins its sources, verdict, rules and report. */
import type { Check } from '../../core/model/check.ts';
import type { AgentsAccess } from './access.ts';
import { authenticationAgents, provisioningAgents } from './agent-lists.ts';
import { cloudSyncJobs } from './cloud-sync-jobs.ts';
import { connectClient, connectSignIn } from './connect.ts';
import { interpret } from './interpret.ts';
import { organization, passwordSync } from './organization.ts';
import { beats, evidence, headline, section } from './report.ts';
import { RULES } from './rules.ts';
import { storedVerdict } from './stored.ts';
import { judge } from './verdict.ts';

export type { AgentsAccess } from './access.ts';

export const agents: Check<AgentsAccess> = {
  name: 'agents',
  title: 'Connector agents',
  place: 'agents',
  timer: { setting: 'POLL_AGENTS_SCHEDULE', otherwise: '0 */5 * * * *', limitMs: 45_000 },
  rules: Object.values(RULES),
  sources: [
    organization,
    passwordSync,
    cloudSyncJobs,
    connectSignIn,
    connectClient,
    provisioningAgents,
    authenticationAgents,
  ],
  version: 2,
  daily: true,
  judge,
  interpret,
  state: (verdict) => storedVerdict(verdict).state,
  headline,
  evidence,
  tenantName: (views) => views.organization?.facts?.[0]?.label ?? null,
  section,
  beats,
};
