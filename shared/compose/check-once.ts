/** `npm run check`: one pass over all checks, from the environment to the document of `/api/status` and an exit code. */
import { checks } from '../checks/index.ts';
import type { WritebackState } from '../core/check.ts';
import { type Report, report, type StoredState } from '../core/report.ts';
import type { Reading } from '../core/source.ts';
import { onePass } from '../runs/one-pass.ts';
import { type Environment, type Problem, readSettings, type Settings } from '../settings.ts';
import { accessFor, intervalOf, type Parts, partsOf, pollPolicy, type Seams, sha256 } from './parts.ts';

/** The whole pass, in ms. */
const LIMIT_MS = 90_000;

export type CheckResult =
  | { readonly kind: 'settings'; readonly problems: readonly Problem[] }
  | { readonly kind: 'report'; readonly report: Report; readonly exitCode: 0 | 1 | 2 };

type Tell = (source: string, reading: Reading) => void;

export async function checkOnce(
  env: Environment,
  version: string,
  tell: Tell,
  seams: Seams = {},
): Promise<CheckResult> {
  const now = seams.now ?? Date.now;
  const { settings, problems } = readSettings(env, { now: new Date(now()), require: 'check' });
  if (problems.length > 0) return { kind: 'settings', problems };
  let tenantId = settings.tenantId;
  const stored = await passOver(settings, partsOf(settings, problems, seams, now), now, (source, reading) => {
    if (source === 'organization' && reading.ok) tenantId ??= reading.facts[0]?.key ?? null;
    tell(source, reading);
  });
  const document = report({ now: now(), version, tenantId, problems: [], stored });
  return { kind: 'report', report: document, exitCode: exitCodeOf(document) };
}

/** One check after the other: severity may depend on the verdict of the first. */
async function passOver(settings: Settings, parts: Parts, now: () => number, tell: Tell): Promise<StoredState> {
  const started = now();
  const deadline = started + LIMIT_MS;
  let writeback: WritebackState = 'unknown';
  const passes: StoredState[] = [];
  for (const check of checks) {
    const pass: StoredState = await onePass({
      check,
      ...accessFor(parts, settings, [], deadline),
      now,
      hash: sha256,
      policy: pollPolicy(settings, check, started),
      writeback,
      intervalMs: intervalOf(settings, check, started),
      readUntil: deadline,
      tell,
    });
    const state = pass.checks[0]?.head?.verdict?.state;
    if (check.name === 'writeback' && (state === 'on' || state === 'off')) writeback = state;
    passes.push(pass);
  }
  return joined(passes);
}

function joined(passes: readonly StoredState[]): StoredState {
  const [first] = passes;
  if (!first) throw new Error('no check is built');
  return {
    ...first,
    checks: passes.flatMap(({ checks }) => checks),
    conditions: passes.flatMap(({ conditions }) => conditions),
  };
}

function exitCodeOf(found: Report): 0 | 1 | 2 {
  const unread = found.sources.some(({ required, state }) => required && state !== 'ok');
  if (unread) return 2;
  return found.openAlerts.some(({ severity }) => severity === 'critical') ? 1 : 0;
}
