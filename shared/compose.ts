/**
 * The only place that knows all parts: from the environment to a monitor that polls, notifies and answers.
 * Making one never throws and reads nothing but the environment, so a wrong setting shows in the status
 * instead of taking the status away.
 */
import { randomUUID } from 'node:crypto';
import type { Access } from './checks/access.ts';
import { auditActors } from './checks/actors.ts';
import { CHECKS } from './checks/index.ts';
import { gapFinding } from './checks/watch/gap.ts';
import { WATCH } from './checks/watch/index.ts';
import { isSelfCondition, selfConditions } from './checks/watch/self-conditions.ts';
import { type AnsweringParts, alertPage, linksTo } from './compose/answering.ts';
import { alertLines, pollLine } from './compose/log-lines.ts';
import { driftPage, pageDepsOf, resetAdminsPage } from './compose/pages.ts';
import {
  accessFor,
  type Base,
  intervalOf,
  type Parts,
  partsOf,
  pollPolicy,
  type Seams,
  secretMark,
  sha256,
} from './compose/parts.ts';
import { sharedFor } from './compose/shared-for.ts';
import { policiesOf, reportInput, shownOf, storeUntil } from './compose/shown.ts';
import { liveAnswer, type PageAsked, statusAnswer } from './compose/status.ts';
import type { Check } from './core/model/check.ts';
import type { CheckName } from './core/model/head.ts';
import { unansweredBeside } from './core/status/overview.ts';
import { MonitorError, reportOf } from './errors.ts';
import { type NotifyResult, notify, notifyAtOnce } from './runs/notify.ts';
import { type PollResult, poll } from './runs/poll.ts';
import { type WatchStep, watchStep } from './runs/self-check.ts';
import { gatherStatus } from './runs/status.ts';
import { runtimeProblem } from './settings/runtime.ts';
import {
  type Configured,
  type Environment,
  lastFiringMs,
  readSettings,
  type SettingProblem,
  type Settings,
} from './settings.ts';
import type { AlertRequest } from './web/answer/alerts.ts';
import type { HttpAnswer } from './web/answer.ts';
import { metricsAnswer } from './web/metrics.ts';

export type { Seams } from './compose/parts.ts';
export { VERSION } from './compose/shown.ts';

export interface Monitor {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  /** @throws MonitorError `internal` for a check that is not built, or has no timer of its own */
  poll(check: CheckName): Promise<Logged<PollResult>>;
  notify(): Promise<Logged<NotifyResult>>;
  /** @param strict 503 also while a critical alert is open; @param asked as a page, where the client prefers one */
  status(strict: boolean, asked?: PageAsked): Promise<HttpAnswer>;
  /** @param accept for whoever opens it in a browser: what this address is, and how to get to the page */
  live(accept?: string | null): Promise<HttpAnswer>;
  metrics(): Promise<HttpAnswer>;
  drift(query: URLSearchParams, accept: string | null): Promise<HttpAnswer>;
  resetAdmins(accept: string | null): Promise<HttpAnswer>;
  /** @param token of a link; null: the caller has the function key */
  alert(request: AlertRequest, token: string | null): Promise<HttpAnswer>;
}

/** With what is logged of it for programs, a line each. */
export type Logged<Result> = Result & { readonly lines: readonly string[] };

/**
 * Time limits of one run in ms, storage retries included; that of a poll is its check's. The end of a poll is kept for
 * its commit, and that of a notifier for its mail.
 */
const LIMITS = { commit: 7_000, notify: 30_000, notifierRead: 12_000 };

/** The longest that a function may take: a poll, and telling at once what it raised. The host has to give more. */
export const LONGEST_RUN_MS = Math.max(...CHECKS.map(({ timer }) => timer?.limitMs ?? 0)) + LIMITS.notify;

export function openMonitor(env: Environment, seams: Seams = {}): Monitor {
  const now = seams.now ?? Date.now;
  const checks = seams.checks ?? CHECKS;
  const given = readSettings(env, { now: new Date(now()), require: 'app', checks, mark: secretMark });
  const configured = onThisRuntime(given, seams.nodeVersion ?? process.versions.node);
  const { settings, problems } = configured;
  const parts = partsOf(settings, problems, seams, now);
  const base: Base = { ...configured, parts, checks, now };
  const shown = shownOf(base);
  // Anybody may try a token: then storage is asked once in a while, and not each time.
  const key = sharedFor(() => storeUntil(base, now()).knownAnswerKey(), now);
  return {
    settings,
    problems,
    poll: (check) => pollOnce(check, base).finally(shown.forget),
    notify: () => notifyOnce(base).finally(shown.forget),
    status: (strict, asked) => statusAnswer(base, shown, strict, asked),
    live: async (accept = null) => liveAnswer(await shown.health.take(), accept),
    metrics: async () => metricsAnswer((await shown.found.take()).overview()),
    drift: (query, accept) => driftPage(pageDepsOf(base), query, accept),
    resetAdmins: (accept) => resetAdminsPage(pageDepsOf(base), accept),
    alert: (request, token) =>
      alertPage(
        {
          ...answeringParts(base),
          beside: async (id) => unansweredBeside((await shown.found.take()).overview(), id),
          key: key.take,
          stored: shown.forget,
        },
        request,
        token,
      ),
  };
}

/** On a Node that is too old nothing is opened, so that each run says why, and so does the status. */
function onThisRuntime(configured: Configured, version: string): Configured {
  const problem = runtimeProblem(version);
  if (!problem) return configured;
  const settings = { ...configured.settings, state: null, mail: null };
  return { ...configured, settings, problems: [problem, ...configured.problems] };
}

async function pollOnce(name: CheckName, base: Base): Promise<Logged<PollResult>> {
  const { settings, parts, now } = base;
  const check = base.checks.find((one) => one.name === name);
  if (!check?.timer) throw new MonitorError('internal', `The check ${name} is not built, or has no poll of its own`);
  const started = now();
  const { limitMs } = check.timer;
  const readUntil = started + limitMs - LIMITS.commit;
  const store = parts.store().within({ deadline: started + limitMs });
  const { traffic, ...access } = accessFor(parts, base, { deadline: readUntil, startedAt: started });
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

async function urgently({ settings, parts, checks, now }: Base): Promise<string> {
  const deadline = now() + LIMITS.notify;
  const store = parts.store().within({ deadline });
  const { receivers } = parts;
  const tenantId = settings.tenantId ?? '';
  const links = linksTo(settings.publicUrl, tenantId, store, now);
  const told = { checks, store, receivers, now, tenantId, hash: sha256, newId: randomUUID, deadline, linksTo: links };
  const { what } = await notifyAtOnce(told);
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
  const { settings, parts, now } = base;
  const started = now();
  const readUntil = started + LIMITS.notifierRead;
  return watchStep(() => ({
    check,
    polls: timedOf(base.checks).map((one) => ({ name: one.name, intervalMs: intervalOf(settings, one, started) })),
    self: check.name === WATCH ? ITSELF : NOTHING,
    store: parts.store().within({ deadline }),
    ...accessFor(parts, base, { deadline: readUntil, startedAt: started }),
    now,
    hash: sha256,
    tenantId: settings.tenantId ?? '',
    policy: pollPolicy(settings, check, started),
    receivers: namesOf(parts),
    policies: policiesOf(parts),
    readUntil,
  }));
}

const timedOf = (checks: readonly Check<Access>[]) => checks.filter(({ timer }) => timer !== undefined);

async function notifyUntil(deadline: number, base: Base): Promise<NotifyResult> {
  const { settings, parts, checks, now } = base;
  const { summarySchedule: schedule } = settings;
  const store = parts.store().within({ deadline });
  return notify({
    checks,
    store,
    linksTo: linksTo(settings.publicUrl, settings.tenantId ?? '', store, now),
    receivers: parts.receivers,
    actors: auditActors((signal) => parts.graph().within({ deadline, signal })),
    now,
    hash: sha256,
    newId: randomUUID,
    tenantId: settings.tenantId ?? '',
    historyDays: settings.historyDays,
    remindHours: settings.remindHours,
    summary: {
      schedule,
      lastFiring: (at) => (schedule === null ? null : lastFiringMs(schedule, at)),
      state: () => reportInput(gatherStatus, base),
      history: (query) => store.history(query),
    },
    deadline,
  });
}

const namesOf = ({ receivers }: Parts): string[] => receivers.map(({ name }) => name);

const answeringParts = (base: Base): Omit<AnsweringParts, 'beside' | 'key' | 'stored'> => ({
  ...pageDepsOf(base),
  tenantId: base.settings.tenantId ?? '',
  zone: base.settings.timeZone,
  receivers: namesOf(base.parts),
});
