/**
 * The only place that knows all parts: from the environment to a monitor that polls, notifies and answers.
 * Making one never throws and reads nothing but the environment, so a wrong setting shows in the status
 * instead of taking the status away.
 */
import { randomUUID } from 'node:crypto';
import pkg from '../package.json' with { type: 'json' };
import type { Access } from './checks/access.ts';
import { auditActors } from './checks/actors.ts';
import { CHECKS } from './checks/index.ts';
import { gapFinding } from './checks/watch/gap.ts';
import { WATCH } from './checks/watch/index.ts';
import { isSelfCondition, selfConditions } from './checks/watch/self-conditions.ts';
import { alertLines, pollLine } from './compose/log-lines.ts';
import { driftPage, resetAdminsPage } from './compose/pages.ts';
import {
  accessFor,
  intervalOf,
  notifyIntervalOf,
  type Parts,
  partsOf,
  pollPolicy,
  type Seams,
  sha256,
} from './compose/parts.ts';
import { type Shared, sharedFor } from './compose/shared-for.ts';
import type { Check } from './core/model/check.ts';
import type { CheckName } from './core/model/head.ts';
import { type Report, report } from './core/status/report.ts';
import { MonitorError, reportOf } from './errors.ts';
import { type NotifyResult, notify, notifyAtOnce } from './runs/notify.ts';
import { type PollResult, poll } from './runs/poll.ts';
import { type WatchStep, watchStep } from './runs/self-check.ts';
import { gatherHealth, gatherStatus, type StatusDeps } from './runs/status.ts';
import { type Environment, readSettings, type SettingProblem, type Settings } from './settings.ts';
import { type HttpAnswer, jsonAnswer } from './web/answer.ts';

export type { Seams } from './compose/parts.ts';

export const VERSION = pkg.version;

export interface Monitor {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  /** @throws MonitorError `internal` for a check that is not built, or has no timer of its own */
  poll(check: CheckName): Promise<Logged<PollResult>>;
  notify(): Promise<Logged<NotifyResult>>;
  /** @param strict 503 also while a critical alert is open */
  status(strict: boolean): Promise<HttpAnswer>;
  live(): Promise<HttpAnswer>;
  drift(query: URLSearchParams, accept: string | null): Promise<HttpAnswer>;
  resetAdmins(accept: string | null): Promise<HttpAnswer>;
}

/** With what is logged of it for programs, a line each. */
export type Logged<Result> = Result & { readonly lines: readonly string[] };

/**
 * Time limits of one run in ms, storage retries included; that of a poll is its check's. The end of a poll is kept for
 * its commit, and that of a notifier for its mail.
 */
const LIMITS = { commit: 7_000, notify: 30_000, notifierRead: 12_000, status: 5_000 };

/** The longest that a function may take: a poll, and telling at once what it raised. The host has to give more. */
export const LONGEST_RUN_MS = Math.max(...CHECKS.map(({ timer }) => timer?.limitMs ?? 0)) + LIMITS.notify;

/** What every run of one monitor stands on. */
interface Base {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  readonly parts: Parts;
  readonly checks: readonly Check<Access>[];
  readonly now: () => number;
}

export function openMonitor(env: Environment, seams: Seams = {}): Monitor {
  const now = seams.now ?? Date.now;
  const checks = seams.checks ?? CHECKS;
  const { settings, problems } = readSettings(env, { now: new Date(now()), require: 'app', checks });
  const parts = partsOf(settings, problems, seams, now);
  const base: Base = { settings, problems, parts, checks, now };
  const shown = shownOf(base);
  return {
    settings,
    problems,
    poll: (check) => pollOnce(check, base).finally(shown.forget),
    notify: () => notifyOnce(base).finally(shown.forget),
    status: async (strict) => statusAnswer(await shown.report.take(), strict),
    live: async () => liveAnswer(await shown.health.take()),
    drift: (query, accept) => driftPage(pageDeps(base), query, accept),
    resetAdmins: (accept) => resetAdminsPage(pageDeps(base), accept),
  };
}

/** What is read of the state to be shown, once for all who ask within a few seconds. */
interface Shown {
  /** For the status in every form: as JSON, as page, as metrics. */
  readonly report: Shared<Report>;
  /** Heads and mailboxes alone. Whether it fails is right; what else the report says is not known here. */
  readonly health: Shared<Report>;
  /** To be called whenever this process wrote something. */
  readonly forget: () => void;
}

function shownOf(base: Base): Shown {
  const shared = { report: reportWith(gatherStatus, base), health: reportWith(gatherHealth, base) };
  return {
    ...shared,
    forget: () => {
      for (const one of Object.values(shared)) one.forget();
    },
  };
}

async function pollOnce(name: CheckName, base: Base): Promise<Logged<PollResult>> {
  const { settings, problems, parts, now } = base;
  const check = base.checks.find((one) => one.name === name);
  if (!check?.timer) throw new MonitorError('internal', `The check ${name} is not built, or has no poll of its own`);
  const started = now();
  const { limitMs } = check.timer;
  const readUntil = started + limitMs - LIMITS.commit;
  const store = parts.store().within({ deadline: started + limitMs });
  const { traffic, ...access } = accessFor(parts, settings, problems, { deadline: readUntil, startedAt: started });
  const result = await poll({
    check,
    store,
    ...access,
    now,
    hash: sha256,
    tenantId: settings.tenantId ?? '',
    policy: pollPolicy(settings, check, started),
    receivers: namesOf(parts),
    readUntil,
  });
  const lines = [...alertLines(name, result), pollLine(name, result, traffic())];
  return { ...(result.isUrgent ? await toldAtOnce(result, base) : result), lines };
}

/** What is critical does not wait for the notifier's next tick. Whatever becomes of it, the poll stands: the notifier has the rest. */
async function toldAtOnce(result: PollResult, base: Base): Promise<PollResult> {
  const told = await urgently(base).catch((thrown: unknown) => reportOf(thrown).message);
  return { ...result, what: `${result.what}; told at once: ${told}` };
}

async function urgently({ parts, checks, now }: Base): Promise<string> {
  const deadline = now() + LIMITS.notify;
  const store = parts.store().within({ deadline });
  const { receivers } = parts;
  const { what } = await notifyAtOnce({ checks, store, receivers, now, hash: sha256, newId: randomUUID, deadline });
  return what;
}

/** The watch over the watch comes first, so that what it raises leaves with this run; it never keeps mail from leaving. */
async function notifyOnce(base: Base): Promise<Logged<NotifyResult>> {
  const deadline = base.now() + LIMITS.notify;
  const steps: NotifierStep[] = [];
  for (const check of base.checks.filter(({ timer }) => !timer)) {
    steps.push({ check: check.name, ...(await readByNotifier(check, base, deadline)) });
  }
  const result = await notifyUntil(deadline, base);
  const busy = steps.filter(({ kind }) => kind !== 'idle').map(({ check, what }) => `${check}: ${what}`);
  const error = steps.map((step) => step.error).find((one) => one !== null) ?? null;
  const lines = steps.flatMap((step) => alertLines(step.check, step));
  return { ...result, what: [...busy, result.what].join('; '), error: result.error ?? error, lines };
}

type NotifierStep = WatchStep & { readonly check: CheckName };

/** What stored rows tell of the watch itself is a part of its own check, and of no other. */
const ITSELF = { conditions: selfConditions, owns: isSelfCondition, gap: gapFinding };
const NOTHING = { conditions: () => [], owns: () => false, gap: () => null };

async function readByNotifier(check: Check<Access>, base: Base, deadline: number): Promise<WatchStep> {
  const { settings, problems, parts, now } = base;
  const started = now();
  const readUntil = started + LIMITS.notifierRead;
  return watchStep(() => ({
    check,
    polls: timedOf(base.checks).map((one) => ({ name: one.name, intervalMs: intervalOf(settings, one, started) })),
    self: check.name === WATCH ? ITSELF : NOTHING,
    store: parts.store().within({ deadline }),
    ...accessFor(parts, settings, problems, { deadline: readUntil, startedAt: started }),
    now,
    hash: sha256,
    tenantId: settings.tenantId ?? '',
    policy: pollPolicy(settings, check, started),
    receivers: namesOf(parts),
    readUntil,
  }));
}

const timedOf = (checks: readonly Check<Access>[]) => checks.filter(({ timer }) => timer !== undefined);

async function notifyUntil(deadline: number, { settings, parts, checks, now }: Base): Promise<NotifyResult> {
  return notify({
    checks,
    store: parts.store().within({ deadline }),
    receivers: parts.receivers,
    actors: auditActors((signal) => parts.graph().within({ deadline, signal })),
    now,
    hash: sha256,
    newId: randomUUID,
    tenantId: settings.tenantId ?? '',
    historyDays: settings.historyDays,
    deadline,
  });
}

const namesOf = ({ receivers }: Parts): string[] => receivers.map(({ name }) => name);

const reportWith = (gather: typeof gatherStatus, base: Base): Shared<Report> =>
  sharedFor(() => reportOn(gather, base), base.now);

async function reportOn(gather: typeof gatherStatus, base: Base): Promise<Report> {
  const { settings, problems, checks, now: clock } = base;
  const now = clock();
  const wrong = problems.map(({ code, what, hint }) => ({ code, what, hint }));
  const about = { now, version: VERSION, tenantId: settings.tenantId, checks };
  if (!settings.state || settings.tenantId === null) return report({ ...about, problems: wrong, stored: null });
  const { stored, problems: unreadable } = await gather(statusDeps(base, now));
  return report({ ...about, problems: [...wrong, ...unreadable], stored });
}

const statusDeps = ({ settings, parts, checks }: Base, now: number): StatusDeps => ({
  store: () => parts.store().within({ deadline: now + LIMITS.status }),
  now,
  checks: checks.map((check) => ({ check, intervalMs: intervalOf(settings, check, now) })),
  blindAfterMinutes: settings.blindAfterMinutes,
  notifyIntervalMs: notifyIntervalOf(settings, now),
  receivers: new Map(parts.receivers.map(({ name, policy }) => [name, policy])),
});

function statusAnswer(found: Report, strict: boolean): HttpAnswer {
  const critical = strict && found.openAlerts.some(({ severity }) => severity === 'critical');
  return jsonAnswer(found.status === 'fail' || critical ? 503 : 200, found, {}, 'application/health+json');
}

function liveAnswer({ status }: Report): HttpAnswer {
  const failed = status === 'fail';
  return jsonAnswer(failed ? 503 : 200, { status: failed ? 'fail' : 'pass' });
}

const pageDeps = ({ settings, parts, checks, now: clock }: Base) => {
  const now = clock();
  return { settings, checks, now, store: () => parts.store().within({ deadline: now + LIMITS.status }) };
};
