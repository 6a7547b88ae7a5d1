/** `npm run check`: one pass over all checks, from the environment to the document of `/api/status` and an exit code. */
import type { Access } from '../checks/access.ts';
import { CHECKS } from '../checks/index.ts';
import type { Check } from '../core/model/check.ts';
import type { WritebackState } from '../core/model/rule.ts';
import type { Reading } from '../core/model/source.ts';
import { type Overview, overview } from '../core/status/overview.ts';
import type { Report, StoredState } from '../core/status/report.ts';
import { onePass } from '../runs/one-pass.ts';
import { type Configured, type Environment, readSettings, type SettingProblem, weakIn } from '../settings.ts';
import { accessFor, intervalOf, type Parts, partsOf, pollPolicy, type Seams, secretMark, sha256 } from './parts.ts';

/** The whole pass, in ms. */
const LIMIT_MS = 90_000;

export type CheckResult =
  | { readonly kind: 'settings'; readonly problems: readonly SettingProblem[] }
  | {
      readonly kind: 'report';
      /** The document, and the same in the words of the page. */
      readonly overview: Overview;
      readonly exitCode: 0 | 1 | 2;
    };

type Tell = (source: string, reading: Reading) => void;

export async function checkOnce(
  env: Environment,
  version: string,
  tell: Tell,
  seams: Seams = {},
): Promise<CheckResult> {
  const now = seams.now ?? Date.now;
  const checks = seams.checks ?? CHECKS;
  const configured = readSettings(env, { now: new Date(now()), require: 'check', checks, mark: secretMark });
  const { settings, problems } = configured;
  if (problems.length > 0) return { kind: 'settings', problems };
  let tenantId = settings.tenantId;
  const parts = partsOf(settings, problems, seams, now);
  const stored = await passOver(checks, configured, parts, now, (source, reading) => {
    if (source === 'organization' && reading.ok) tenantId ??= reading.facts[0]?.key ?? null;
    tell(source, reading);
  });
  const found = overview({
    now: now(),
    version,
    tenantId,
    checks,
    problems: [],
    stored,
    whole: true,
    settings: weakIn(configured.inEffect),
  });
  return { kind: 'report', overview: found, exitCode: exitCodeOf(found.report) };
}

/** `writeback` first, since severity may depend on its verdict; then the others side by side. */
async function passOver(
  checks: readonly Check<Access>[],
  configured: Configured,
  parts: Parts,
  now: () => number,
  tell: Tell,
): Promise<StoredState> {
  const { settings } = configured;
  const started = now();
  const deadline = started + LIMIT_MS;
  const pass = (check: Check<Access>, writeback: WritebackState): Promise<StoredState> =>
    onePass({
      check,
      ...accessFor(parts, configured, { deadline, startedAt: started }),
      now,
      hash: sha256,
      policy: pollPolicy(settings, check, started),
      writeback,
      intervalMs: intervalOf(settings, check, started),
      readUntil: deadline,
      tell,
    });
  const [first, ...others] = [...checks].sort(
    (a, b) => Number(b.name === 'writeback') - Number(a.name === 'writeback'),
  );
  if (!first) throw new Error('no check is built');
  const passed = await pass(first, 'unknown');
  const state = passed.checks[0]?.head?.verdict?.state;
  const writeback = state === 'on' || state === 'off' ? state : 'unknown';
  return joined(passed, await Promise.all(others.map((check) => pass(check, writeback))));
}

function joined(first: StoredState, others: readonly StoredState[]): StoredState {
  const passes = [first, ...others];
  return {
    ...first,
    checks: passes.flatMap((pass) => pass.checks),
    conditions: passes.flatMap(({ conditions }) => conditions),
  };
}

function exitCodeOf(found: Report): 0 | 1 | 2 {
  const unread = found.sources.some(({ required, state }) => required && state !== 'ok');
  if (unread) return 2;
  return found.openAlerts.some(({ severity }) => severity === 'critical') ? 1 : 0;
}
