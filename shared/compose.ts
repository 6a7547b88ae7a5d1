/**
 * The only place that knows all parts: from the environment to a watch that polls, notifies and answers.
 * Making one never throws and reads nothing but the environment, so a wrong setting shows in the status
 * instead of taking the status away.
 */
import { randomUUID } from 'node:crypto';
import pkg from '../package.json' with { type: 'json' };
import type { Access } from './checks/access.ts';
import { auditActors } from './checks/actors.ts';
import { checksOf, type Roster, roster } from './checks/index.ts';
import { isSelfCondition, selfConditions } from './checks/watch/self-conditions.ts';
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
import type { Check } from './core/model/check.ts';
import type { CheckName } from './core/model/head.ts';
import { type Report, report } from './core/status/report.ts';
import { MonitorError, reportOf } from './errors.ts';
import { type NotifyResult, notify, notifyAtOnce } from './runs/notify.ts';
import { type PollResult, poll } from './runs/poll.ts';
import { type WatchStep, watchStep } from './runs/self-check.ts';
import { gatherStatus } from './runs/status.ts';
import { type Environment, readSettings, type SettingProblem, type Settings } from './settings.ts';
import { type HttpAnswer, jsonAnswer } from './web/answer.ts';

export type { Seams } from './compose/parts.ts';

export const VERSION = pkg.version;

export interface Watch {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  /** @throws MonitorError `internal` for a check that is not built, or has no timer of its own */
  poll(check: CheckName): Promise<PollResult>;
  notify(): Promise<NotifyResult>;
  /** @param strict 503 also while a critical alert is open */
  status(strict: boolean): Promise<HttpAnswer>;
  live(): Promise<HttpAnswer>;
  drift(query: URLSearchParams, accept: string | null): Promise<HttpAnswer>;
  resetAdmins(accept: string | null): Promise<HttpAnswer>;
}

/**
 * Time limits of one run in ms, storage retries included. The end of a poll is kept for its commit, and that of a
 * notifier for its mail.
 */
const LIMITS = { poll: 45_000, commit: 7_000, notify: 30_000, watchRead: 12_000, status: 5_000 };

/** Polls that read more than others. */
const POLL_LIMITS: { readonly [check in CheckName]?: number } = { 'reset-admins': 240_000 };

/** The longest that a function may take: a poll, and telling at once what it raised. The host has to give more. */
export const LONGEST_RUN_MS = Math.max(LIMITS.poll, ...Object.values(POLL_LIMITS)) + LIMITS.notify;

/** What every run of one watch stands on. */
interface Base {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  readonly parts: Parts;
  readonly roster: Roster;
  readonly now: () => number;
}

export function openWatch(env: Environment, seams: Seams = {}): Watch {
  const now = seams.now ?? Date.now;
  const { settings, problems } = readSettings(env, { now: new Date(now()), require: 'app' });
  const parts = partsOf(settings, problems, seams, now);
  const base: Base = { settings, problems, parts, roster: seams.roster ?? roster, now };
  return {
    settings,
    problems,
    poll: (check) => pollOnce(check, base),
    notify: () => notifyOnce(base),
    status: async (strict) => statusAnswer(await statusReport(base), strict),
    live: async () => liveAnswer(await statusReport(base)),
    drift: (query, accept) => driftPage(pageDeps(base), query, accept),
    resetAdmins: (accept) => resetAdminsPage(pageDeps(base), accept),
  };
}

async function pollOnce(name: CheckName, base: Base): Promise<PollResult> {
  const { settings, problems, parts, now } = base;
  const check = base.roster.polled.find((one) => one.name === name);
  if (!check) throw new MonitorError('internal', `The check ${name} is not built, or has no poll of its own`);
  const started = now();
  const limit = POLL_LIMITS[name] ?? LIMITS.poll;
  const readUntil = started + limit - LIMITS.commit;
  const store = parts.store().within({ deadline: started + limit });
  const result = await poll({
    check,
    store,
    ...accessFor(parts, settings, problems, { deadline: readUntil, startedAt: started }),
    now,
    hash: sha256,
    tenantId: settings.tenantId ?? '',
    policy: pollPolicy(settings, check, started),
    receivers: namesOf(parts),
    readUntil,
  });
  return result.isUrgent ? toldAtOnce(result, base) : result;
}

/** What is critical does not wait for the notifier's next tick. Whatever becomes of it, the poll stands: the notifier has the rest. */
async function toldAtOnce(result: PollResult, base: Base): Promise<PollResult> {
  const told = await urgently(base).catch((thrown: unknown) => reportOf(thrown).message);
  return { ...result, what: `${result.what}; told at once: ${told}` };
}

async function urgently({ parts, now }: Base): Promise<string> {
  const deadline = now() + LIMITS.notify;
  const store = parts.store().within({ deadline });
  const { what } = await notifyAtOnce({ store, receivers: parts.receivers, now, newId: randomUUID, deadline });
  return what;
}

/** The watch over the watch comes first, so that what it raises leaves with this run; it never keeps mail from leaving. */
async function notifyOnce(base: Base): Promise<NotifyResult> {
  const deadline = base.now() + LIMITS.notify;
  const { over } = base.roster;
  const watched = over && (await watchOnce(over, base, deadline));
  const result = await notifyUntil(deadline, base);
  const what = !watched || watched.kind === 'idle' ? result.what : `watch: ${watched.what}; ${result.what}`;
  return { ...result, what, error: result.error ?? watched?.error ?? null };
}

async function watchOnce(check: Check<Access>, base: Base, deadline: number): Promise<WatchStep> {
  const { settings, problems, parts, now } = base;
  const started = now();
  const readUntil = started + LIMITS.watchRead;
  return watchStep(() => ({
    check,
    polls: base.roster.polled.map((one) => ({ name: one.name, intervalMs: intervalOf(settings, one, started) })),
    self: { conditions: selfConditions, owns: isSelfCondition },
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

async function notifyUntil(deadline: number, { settings, parts, now }: Base): Promise<NotifyResult> {
  return notify({
    store: parts.store().within({ deadline }),
    receivers: parts.receivers,
    actors: auditActors((signal) => parts.graph().within({ deadline, signal })),
    now,
    newId: randomUUID,
    tenantId: settings.tenantId ?? '',
    historyDays: settings.historyDays,
    intervalMs: notifyIntervalOf(settings, now()),
    deadline,
  });
}

const namesOf = ({ receivers }: Parts): string[] => receivers.map(({ name }) => name);

async function statusReport({ settings, problems, parts, roster: built, now: clock }: Base): Promise<Report> {
  const now = clock();
  const wrong = problems.map(({ code, what, hint }) => ({ code, what, hint }));
  const base = { now, version: VERSION, tenantId: settings.tenantId };
  if (!settings.state || settings.tenantId === null) return report({ ...base, problems: wrong, stored: null });
  const { stored, problems: unreadable } = await gatherStatus({
    store: () => parts.store().within({ deadline: now + LIMITS.status }),
    now,
    checks: checksOf(built).map((check) => ({ check, intervalMs: intervalOf(settings, check, now) })),
    blindAfterMinutes: settings.blindAfterMinutes,
    notifyIntervalMs: notifyIntervalOf(settings, now),
    receivers: new Map(parts.receivers.map(({ name, policy }) => [name, policy])),
  });
  return report({ ...base, problems: [...wrong, ...unreadable], stored });
}

function statusAnswer(found: Report, strict: boolean): HttpAnswer {
  const critical = strict && found.openAlerts.some(({ severity }) => severity === 'critical');
  return jsonAnswer(found.status === 'fail' || critical ? 503 : 200, found, {}, 'application/health+json');
}

function liveAnswer({ status }: Report): HttpAnswer {
  const failed = status === 'fail';
  return jsonAnswer(failed ? 503 : 200, { status: failed ? 'fail' : 'pass' });
}

const pageDeps = ({ settings, parts, now: clock }: Base) => {
  const now = clock();
  return { settings, now, store: () => parts.store().within({ deadline: now + LIMITS.status }) };
};
