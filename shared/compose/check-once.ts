/** `npm run check`: one pass over all checks, from the environment to the document of `/api/status` and an exit code. */
import { writeback } from '../checks/index.ts';
import { type Report, report } from '../core/report.ts';
import type { Reading } from '../core/source.ts';
import { onePass } from '../runs/one-pass.ts';
import { type Environment, intervalMs, type Problem, readSettings } from '../settings.ts';
import { partsOf, pollPolicy, type Seams, sha256, writebackAccess } from './parts.ts';

/** The whole pass, in ms. */
const LIMIT_MS = 90_000;

export type CheckResult =
  | { readonly kind: 'settings'; readonly problems: readonly Problem[] }
  | { readonly kind: 'report'; readonly report: Report; readonly exitCode: 0 | 1 | 2 };

export async function checkOnce(
  env: Environment,
  version: string,
  tell: (source: string, reading: Reading) => void,
  seams: Seams = {},
): Promise<CheckResult> {
  const now = seams.now ?? Date.now;
  const started = now();
  const { settings, problems } = readSettings(env, { now: new Date(started), require: 'check' });
  if (problems.length > 0) return { kind: 'settings', problems };
  const parts = partsOf(settings, problems, seams, now);
  const readUntil = started + LIMIT_MS;
  const schedule = settings.schedules.writeback;
  let answered: string | null = null;
  const stored = await onePass({
    check: writeback,
    grant: (signal) => writebackAccess(parts.graph().within({ deadline: readUntil, signal }), settings, problems),
    now,
    hash: sha256,
    policy: pollPolicy(settings, schedule, started),
    writeback: 'unknown',
    intervalMs: intervalMs(schedule, new Date(started)),
    readUntil,
    tell: (source, reading) => {
      if (source === 'organization' && reading.ok) answered = reading.facts[0]?.key ?? null;
      tell(source, reading);
    },
  });
  const document = report({
    now: now(),
    version,
    tenantId: settings.tenantId ?? answered,
    problems: [],
    stored,
  });
  return { kind: 'report', report: document, exitCode: exitCodeOf(document) };
}

function exitCodeOf(found: Report): 0 | 1 | 2 {
  const unread = found.sources.some(({ required, state }) => required && state !== 'ok');
  if (unread) return 2;
  return found.openAlerts.some(({ severity }) => severity === 'critical') ? 1 : 0;
}
