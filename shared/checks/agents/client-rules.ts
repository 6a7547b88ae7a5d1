/** Which drift of sync clients is mailed: sync turned off, another server or application, a new or vanished job. */
import type { AlertText } from '../../core/model/alert.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';

export function clientEvent(source: string, drift: Drift): AlertText | null {
  if (source === 'organization') return syncOff(drift);
  if (source === 'connectClient') return serverChanged(drift);
  if (source === 'connectSignIn') return newApplication(drift);
  return source === 'cloudSyncJobs' ? jobCameOrWent(drift) : null;
}

function syncOff({ key, before, after }: Drift): AlertText | null {
  const isOff = before?.attributes.onPremisesSyncEnabled === true && after?.attributes.onPremisesSyncEnabled !== true;
  if (!isOff) return null;
  return {
    rule: 'sync-turned-off',
    subject: key,
    severity: 'warning',
    title: 'Directory synchronisation is no longer reported as enabled',
    why: 'The watch can no longer judge whether agents live: heartbeats mean nothing while synchronisation is off. Alerts that close with this did not recover.',
    todo: 'If it was not intended, find out who turned it off, and turn it on again.',
    lines: [],
  };
}

/** Only where both sides are known: that a server was not named for a while is no other server. */
function serverChanged({ key, before, after }: Drift): AlertText | null {
  const was = before?.attributes ?? {};
  const is = after?.attributes ?? {};
  const moved = (['machine', 'applicationId'] as const).filter(
    (name) => typeof was[name] === 'string' && typeof is[name] === 'string' && was[name] !== is[name],
  );
  if (moved.length === 0) return null;
  return {
    rule: 'connect-server-changed',
    subject: key,
    severity: 'warning',
    title: moved.includes('machine')
      ? `Connect Sync now runs on ${String(is.machine)}, before on ${String(was.machine)}`
      : 'Connect Sync now signs in with another application',
    why: 'A server that synchronises can change every synced account. A staging server that took over looks like this, and so does one that nobody knows.',
    todo: 'If this was no planned switch, isolate the new server and find out who installed it.',
    lines: moved.map((name) => `${name}: ${String(was[name])} → ${String(is[name])}`),
  };
}

function newApplication({ change, key, after }: Drift): AlertText | null {
  if (change !== 'added' || !after) return null;
  return {
    rule: 'connect-application-new',
    subject: key,
    severity: 'warning',
    title: `New application of Connect Sync: ${after.label ?? key}`,
    why: 'Each Connect Sync server has one. Whoever holds its credentials can synchronise, and so change every synced account.',
    todo: 'If no server was installed or upgraded, delete the application and find out who registered it.',
    lines: [`appId: ${String(after.attributes.appId)}`],
  };
}

const jobCameOrWent = (drift: Drift): AlertText | null =>
  drift.change === 'added' && drift.after ? jobNew(drift.key, drift.after) : jobRemoved(drift);

const jobNew = (key: string, fact: Fact): AlertText => ({
  rule: 'sync-job-new',
  subject: key,
  severity: 'warning',
  title: `New Cloud Sync job: ${fact.label ?? key}`,
  why: 'Another directory, or another part of one, now feeds this tenant.',
  todo: 'If nobody planned it, disable the configuration and find out who added it.',
  lines: [],
});

function jobRemoved({ change, key, before }: Drift): AlertText | null {
  if (change !== 'removed') return null;
  return {
    rule: 'sync-job-removed',
    subject: key,
    severity: 'warning',
    title: `Cloud Sync job is gone: ${before?.label ?? key}`,
    why: 'What it synchronised stands still from now on. An alert about it that closes with this is no recovery.',
    todo: 'If nobody planned it, add the configuration again and find out who deleted it.',
    lines: [],
  };
}
