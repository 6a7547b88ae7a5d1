/** Which drift of sync clients raises a rule: sync turned off, another server or application, a new or vanished job. */
import type { Drift } from '../../core/model/drift.ts';
import { idWords, told, valueWords } from '../../core/text/outside.ts';
import { listed, type Words, words } from '../../core/text/words.ts';
import type { Raised } from '../findings.ts';
import { RULES } from './rules.ts';
import { TITLES } from './titles.ts';

export function clientRaised(source: string, drift: Drift): Raised | null {
  if (source === 'organization') return syncOff(drift);
  if (source === 'connectClient') return serverChanged(drift);
  if (source === 'connectSignIn') return newApplication(drift);
  return source === 'cloudSyncJobs' ? jobCameOrWent(drift) : null;
}

function syncOff({ key, before, after }: Drift): Raised | null {
  const isOff = before?.attributes.onPremisesSyncEnabled === true && after?.attributes.onPremisesSyncEnabled !== true;
  return isOff ? { rule: RULES.syncOff, about: { subject: key, title: TITLES.syncOff, lines: [] } } : null;
}

const CLIENT = {
  machine: (was: string, is: string): Words => words`Machine: ${valueWords(was)} → ${valueWords(is)}`,
  applicationId: (was: string, is: string): Words => words`Application id: ${idWords(was)} → ${idWords(is)}`,
} as const;

/** Only where both sides are known: that a server was not named for a while is no other server. */
function serverChanged({ key, before, after }: Drift): Raised | null {
  const was = before?.attributes ?? {};
  const is = after?.attributes ?? {};
  const moved = (['machine', 'applicationId'] as const).filter(
    (name) => typeof was[name] === 'string' && typeof is[name] === 'string' && was[name] !== is[name],
  );
  if (moved.length === 0) return null;
  const title = moved.includes('machine')
    ? TITLES.connectMoved(String(is.machine), String(was.machine))
    : TITLES.connectOtherApplication;
  const lines = moved.map((name) => CLIENT[name](String(was[name]), String(is[name])));
  return { rule: RULES.connectServerChanged, about: { subject: key, title, lines } };
}

function newApplication({ change, key, after }: Drift): Raised | null {
  if (change !== 'added' || !after) return null;
  const title = TITLES.connectApplicationNew(after.label ?? key);
  const { appId } = after.attributes;
  const holds = Array.isArray(after.details?.holds) ? after.details.holds : [];
  const none = words`none: so far it only bears the name, which anyone can give`;
  const lines = [
    words`Application id: ${typeof appId === 'string' ? idWords(appId) : 'not reported'}`,
    words`Sync permissions: ${holds.length > 0 ? listed(holds.map((one) => told(String(one)))) : none}`,
  ];
  return { rule: RULES.connectApplicationNew, about: { subject: key, title, lines } };
}

function jobCameOrWent({ change, key, before, after }: Drift): Raised | null {
  if (change === 'changed') return null;
  const name = (after ?? before)?.label ?? key;
  if (change === 'added') return { rule: RULES.jobNew, about: { subject: key, title: TITLES.jobNew(name), lines: [] } };
  const tells = ['job-quarantined', 'agents-degraded'].map((rule) => `${rule}~job:${key}`);
  return { rule: RULES.jobRemoved, about: { subject: key, title: TITLES.jobRemoved(name), lines: [], tells } };
}
