/**
 * The parts of the watch, made from settings when they are first needed. One whose settings are wrong says which
 * when it is asked for, and not before.
 */
import { createHash } from 'node:crypto';
import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import type { Access } from '../checks/access.ts';
import type { Roster } from '../checks/index.ts';
import type { Check } from '../core/model/check.ts';
import type { CheckName } from '../core/model/head.ts';
import { blindAfterMs } from '../core/model/source.ts';
import type { MailPolicy } from '../core/notify/outbox.ts';
import type { PollPolicy } from '../core/poll/input.ts';
import { gapAfterMs } from '../core/status/overdue.ts';
import { MonitorError } from '../errors.ts';
import { openGraph } from '../graph/client.ts';
import type { Graph, GraphReader } from '../graph/graph.ts';
import { openMailer } from '../receivers/mail/send.ts';
import { intervalMs, type SettingProblem, type Settings } from '../settings.ts';
import { openStore, type StoreOptions } from '../tables/store.ts';

/** The SHA-256 of a text, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Where the parts meet the outside; a test may stand in between. */
export interface Seams {
  /** Which checks there are; all that are built unless given. */
  readonly roster?: Roster;
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
  /** Waits between two attempts at Graph. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly credential?: TokenCredential;
  readonly tablePolicies?: StoreOptions['policies'];
  readonly mailPolicies?: Parameters<typeof openMailer>[0]['policies'];
}

export type Parts = ReturnType<typeof partsOf>;

/** Each part is made when it is first needed; one whose settings are wrong says which when it is asked for. */
export function partsOf(settings: Settings, problems: readonly SettingProblem[], seams: Seams, now: () => number) {
  const credential = once(() => seams.credential ?? credentialOf(settings));
  return {
    graph: once(() => graphOf(settings, credential(), seams, now)),
    store: once(() => storeOf(settings, problems, credential, seams, now)),
    mailer: once(() => mailerOf(settings, problems, credential, seams)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export const credentialOf = (settings: Settings): TokenCredential =>
  new DefaultAzureCredential({
    ...(settings.clientId !== null && { managedIdentityClientId: settings.clientId }),
    ...(settings.tenantId !== null && { tenantId: settings.tenantId }),
  });

const graphOf = (settings: Settings, credential: TokenCredential, seams: Seams, now: () => number): Graph =>
  openGraph({
    origin: settings.graphOrigin,
    credential,
    tenantId: settings.tenantId,
    now,
    ...(seams.fetch && { fetch: seams.fetch }),
    ...(seams.sleep && { sleep: seams.sleep }),
  });

function storeOf(
  settings: Settings,
  problems: readonly SettingProblem[],
  credential: () => TokenCredential,
  seams: Seams,
  now: () => number,
) {
  const { state, tenantId, table } = settings;
  if (!state || tenantId === null) throw notSet(problems);
  const account = 'url' in state ? { url: state.url, credential: credential() } : state;
  return openStore({
    account,
    table,
    tenantId,
    hash: sha256,
    now,
    ...(seams.tablePolicies && { policies: seams.tablePolicies }),
  });
}

function mailerOf(
  settings: Settings,
  problems: readonly SettingProblem[],
  credential: () => TokenCredential,
  seams: Seams,
) {
  const { mail, mailFrom, mailTo } = settings;
  if (!mail || mailFrom === null || mailTo.length === 0) throw notSet(problems);
  const service = 'endpoint' in mail ? { endpoint: mail.endpoint, credential: credential() } : mail;
  const settingsKey = sha256(JSON.stringify([mail, mailFrom, mailTo]));
  return openMailer({
    service,
    from: mailFrom,
    to: mailTo,
    settingsKey,
    ...(seams.mailPolicies && { policies: seams.mailPolicies }),
  });
}

const notSet = (problems: readonly SettingProblem[]): MonitorError =>
  new MonitorError('config', `Wrong settings: ${problems.map(({ setting }) => setting).join(', ')}`, {
    hint: 'GET /api/status says what is expected of each.',
  });

/** The schedule of the timer that polls a check. The watch over itself is a step of the notifier. */
const scheduleOf = ({ schedules }: Settings, check: CheckName): string =>
  ({
    writeback: schedules.writeback,
    agents: schedules.agents,
    'reset-admins': schedules.resetAdmins,
    watch: schedules.notify,
  })[check];

/** How long between two readings of a check, at most, in ms. */
export const intervalOf = (settings: Settings, { name, dueEveryMs }: Check<Access>, now: number): number =>
  dueEveryMs ?? intervalMs(scheduleOf(settings, name), new Date(now));

export const notifyIntervalOf = ({ schedules }: Settings, now: number): number =>
  intervalMs(schedules.notify, new Date(now));

/** The watch over itself is read once a day, and runs with each notifier. */
const runIntervalOf = (settings: Settings, check: Check<Access>, now: number): number =>
  check.dueEveryMs === undefined ? intervalOf(settings, check, now) : notifyIntervalOf(settings, now);

export const pollPolicy = (settings: Settings, check: Check<Access>, now: number): PollPolicy => ({
  blindAfterMinutes: settings.blindAfterMinutes,
  gapAfter: gapAfterMs(runIntervalOf(settings, check, now)),
  blindAfter: blindAfterMs(settings.blindAfterMinutes, intervalOf(settings, check, now)),
  floor: settings.mailMinSeverity,
  growth: { percent: settings.growthPercent, min: settings.growthMin },
});

/** Access for the sources of one run, and what Graph's answers to them said of the time. */
export function accessFor(
  parts: Parts,
  settings: Settings,
  problems: readonly SettingProblem[],
  { deadline, startedAt }: { readonly deadline: number; readonly startedAt: number },
) {
  const readers: GraphReader[] = [];
  const reader = (signal?: AbortSignal): GraphReader => {
    const made = parts.graph().within({ deadline, ...(signal && { signal }) });
    readers.push(made);
    return made;
  };
  const batches = once(() => reader().sharedBatches());
  return {
    grant: (signal: AbortSignal, others: Pick<Access, 'standing' | 'believed' | 'judged'>): Access => ({
      ...others,
      graph: reader(signal),
      lists: {
        list: (...asked) =>
          batches()
            .within(signal)
            .list(...asked),
      },
      hash: sha256,
      startedAt,
      declared: declaredIn(settings, problems),
    }),
    /** The smallest of all: an answer that was long under way only looks older. */
    clockSkewMs: (): number | null => {
      const all = readers.flatMap((reader) => reader.clockSkewMs() ?? []);
      return all.sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? null;
    },
  };
}

/** A declaration that cannot be read fails its source; it is never "none". */
const declaredIn = (settings: Settings, problems: readonly SettingProblem[]): Access['declared'] =>
  problems.some(({ setting }) => setting === 'WRITEBACK_DECLARED') ? 'invalid' : settings.declared;

export const mailPolicy = (settings: Settings): MailPolicy => ({
  perMinute: settings.mailPerMinute,
  perHour: settings.mailPerHour,
});
