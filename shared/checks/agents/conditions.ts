/**
 * Conditions of the agents verdict: all out, something degraded, a job in quarantine, Connect Sync too old. How much it
 * hurts that all are out depends on writeback: while it is on, users cannot reset their passwords.
 */
import type { Condition } from '../../core/model/alert.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { CONNECT_VERSIONS, isBelowFloor } from './connect-versions.ts';
import { heartbeatLine, hidingLines } from './report.ts';
import type { StoredAgents } from './stored.ts';
import { type Trouble, troublesOf } from './troubles.ts';

export const conditionsOf = (verdict: StoredAgents, writeback: WritebackState): Condition[] => [
  ...out(verdict, writeback),
  ...troublesOf(verdict).map((trouble) => degraded(trouble, verdict)),
  ...tooOld(verdict),
];

function out(verdict: StoredAgents, writeback: WritebackState): Condition[] {
  if (verdict.state !== 'out') return [];
  const isOn = writeback === 'on';
  const lastSeen = lastSignOfLife(verdict);
  return [
    {
      rule: 'agents-out',
      subject: 'agents',
      severity: isOn ? 'critical' : 'warning',
      title: 'Connector agents are out: no sync client gives a sign of life',
      why: isOn
        ? 'Password writeback is on: without an agent nobody can reset a synced password, and disabled accounts stay enabled in the cloud.'
        : 'Nothing is synchronised: accounts disabled on-premises stay enabled in the cloud.',
      todo: 'Look at the sync servers and agents: are they running, can they reach Microsoft over port 443, is their account locked or expired?',
      lines: verdict.heartbeats.map(heartbeatLine),
      ...(lastSeen !== undefined && { happenedAt: lastSeen }),
    },
  ];
}

/** All have been out since then, though it takes hours to be sure of it. */
const lastSignOfLife = ({ heartbeats }: StoredAgents): string | undefined =>
  heartbeats
    .flatMap(({ counts, at }) => (counts && at !== null ? [at] : []))
    .sort()
    .at(-1);

const WHY: { readonly [kind in Trouble['kind']]: string } = {
  heartbeat: 'Something that should show a sign of life by itself does not. Others may still live, and hide it.',
  job: 'What this job synchronises stands still, whatever the others do.',
  quarantine: 'Cloud Sync has slowed this job down after errors, and stops it if they last.',
  agents: 'With too few agents alive the next one that fails is an outage.',
};

const TODO: { readonly [kind in Trouble['kind']]: string } = {
  heartbeat: 'Look at the server or agent behind it. If it is gone on purpose, remove what it left in Entra ID.',
  job: 'Look at the configuration under Entra Connect > Cloud sync in the Entra admin center; start it again or delete it.',
  quarantine: 'Look at the reason in the provisioning log, mend it, then restart the job.',
  agents: 'Start the agents that are not active, or install more on other servers.',
};

/** The password hashes' own switch can be off without the watch being able to see it. */
const HASHES_TODO =
  'Look at password hash synchronisation on the sync server. If it is off on purpose, grant OnPremDirectorySynchronization.Read.All: the watch then sees that.';

const SIGN_IN_TODO =
  'If the server lives, look at its sync service. If it is retired, delete its application: whoever holds its credentials can still sync.';

function degraded({ subject, kind, title, lines }: Trouble, verdict: StoredAgents): Condition {
  const rule = kind === 'quarantine' ? 'job-quarantined' : 'agents-degraded';
  const todo = todoOf(subject) ?? TODO[kind];
  return {
    rule,
    subject,
    severity: 'warning',
    title,
    why: WHY[kind],
    todo,
    lines: [...lines, ...hidingLines(verdict)],
  };
}

function todoOf(subject: string): string | null {
  if (subject.startsWith('heartbeat:passwordSync:')) return HASHES_TODO;
  return subject.startsWith('heartbeat:connectSignIn:') ? SIGN_IN_TODO : null;
}

function tooOld({ connectVersion }: StoredAgents): Condition[] {
  if (isBelowFloor(connectVersion) !== true) return [];
  const { floor, floorSince, readOn } = CONNECT_VERSIONS;
  return [
    {
      rule: 'connect-version-unsupported',
      subject: 'connect',
      severity: 'warning',
      title: `Connect Sync ${connectVersion} is below the supported ${floor}`,
      why: `Below ${floor} all sync services stop, since ${floorSince} (second-hand, as of ${readOn}).`,
      todo: 'Upgrade Connect Sync; the installer is in the Entra admin center.',
      lines: [],
    },
  ];
}
