/**
 * Whether the first verdicts are in, as the app's own status has them. An unknown verdict is a finding only where somebody
 * can do something about it.
 */
import { type Finding, mend, ok, unseen } from './finding.ts';
import { isAboutReceivers } from './receivers.ts';
import type { Scene } from './scene.ts';
import type { Status } from './status.ts';

export async function lookAtVerdicts(scene: Scene): Promise<Finding[]> {
  const status = await scene.status();
  if ('none' in status) return [status.none];
  return [...problems(status), ...sources(status), ...verdicts(status)];
}

const problems = ({ problems: all }: Status): Finding[] =>
  all.filter((one) => !isAboutReceivers(one)).map(({ what, hint }) => mend(what, hint));

/** Those that carry a verdict; what an optional one lacks is said by the grants. */
const sources = ({ sources: all }: Status): Finding[] =>
  all
    .filter(({ required, state }) => required && !isRead(state))
    .map(({ check, name, state, error }) => {
      const what = `${check}/${name} is ${state}${error ? `: ${error.message}` : ''}`;
      return state === 'never' && !error
        ? unseen(`${what}: no poll yet`, 'Wait a minute, or use --wait')
        : mend(what, error?.hint || 'See RUNBOOK.md');
    });

const isRead = (state: string): boolean => state === 'ok' || state === 'stale';

function verdicts({ writeback, agents, resetAdmins }: Status): Finding[] {
  return [
    ...(writeback ? [writebackFinding(writeback)] : []),
    ...(agents ? [ok(`agents: ${agents.state}`)] : []),
    ...(resetAdmins ? [ok(`who can reset whom: ${resetAdmins.state}`)] : []),
  ];
}

function writebackFinding({ state, declared }: { state: string; declared?: string | null | undefined }): Finding {
  if (state !== 'unknown' || declared) return ok(`writeback: ${state}${declared ? `, declared ${declared}` : ''}`);
  return mend(
    'writeback is unknown, and nobody has declared what it should be',
    "Set WRITEBACK_DECLARED, such as 'on@2026-11-01 by name', as a parameter too",
  );
}
