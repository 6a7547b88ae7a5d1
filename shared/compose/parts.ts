/**
 * The parts of the monitor, made from settings when they are first needed. One whose settings are wrong says which
 * when it is asked for, and not before.
 */

import type { TokenCredential } from '@azure/identity';
import type { Access } from '../checks/access.ts';
import type { Check } from '../core/model/check.ts';
import { own } from '../core/model/own.ts';
import { blindAfterMs } from '../core/model/source.ts';
import type { PollPolicy } from '../core/poll/input.ts';
import { gapAfterMs } from '../core/status/overdue.ts';
import { openGraph, runAllowance } from '../graph/client.ts';
import type { Graph, GraphReader } from '../graph/graph.ts';
import type { MailerOptions } from '../receivers/mail/send.ts';
import { type Configured, intervalMs, type SettingProblem, type Settings } from '../settings.ts';
import { openStore, type StoreOptions } from '../tables/store.ts';
import { boundedHttpClient } from './bounded-http.ts';
import { credentialOf } from './credential.ts';
import { oneToken } from './one-token.ts';
import { type ConfiguredReceiver, receiversOf } from './receivers.ts';
import { notSet, once, sha256 } from './values.ts';

export { secretMark, sha256 } from './values.ts';

/** Where the parts meet the outside; a test may stand in between. */
export interface Seams {
  /** Which checks there are; all that are built unless given. */
  readonly checks?: readonly Check<Access>[];
  readonly now?: () => number;
  /** As `process.versions.node` has it. */
  readonly nodeVersion?: string;
  readonly fetch?: typeof fetch;
  /** Waits between two attempts at Graph, and for a turn at its audit log. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly credential?: TokenCredential;
  readonly tablePolicies?: StoreOptions['policies'];
  readonly mailPolicies?: MailerOptions['policies'];
  /** Receivers besides those that settings name. */
  readonly receivers?: readonly ConfiguredReceiver[];
}

export type Parts = ReturnType<typeof partsOf>;

/** What every run of one monitor stands on. */
export interface Base extends Configured {
  readonly parts: Parts;
  readonly checks: readonly Check<Access>[];
  readonly now: () => number;
}

/** Each part is made when it is first needed; one whose settings are wrong says which when it is asked for. */
export function partsOf(settings: Settings, problems: readonly SettingProblem[], seams: Seams, now: () => number) {
  const credential = once(() => oneToken(seams.credential ?? credentialOf(settings), now));
  return {
    graph: once(() => graphOf(settings, credential(), seams, now)),
    store: once(() => storeOf(settings, problems, credential, seams, now)),
    receivers: receiversOf({
      settings,
      problems,
      credential,
      httpClient: () => boundedHttpClient(MOST_BYTES.mail),
      ...(seams.mailPolicies && { mailPolicies: seams.mailPolicies }),
      ...(seams.receivers && { more: seams.receivers }),
    }),
  };
}

/** Decoded bytes of one answer: a page of rows may be megabytes, what the mail service says is a few thousand. */
const MOST_BYTES = { tables: 64 * 2 ** 20, mail: 2 ** 20 };

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
    httpClient: boundedHttpClient(MOST_BYTES.tables),
    ...(seams.tablePolicies && { policies: seams.tablePolicies }),
  });
}

/** How long between two readings of a check, at most, in ms. One without a timer is a step of the notifier. */
export const intervalOf = ({ schedules }: Settings, { name, dueEveryMs }: Check<Access>, now: number): number =>
  dueEveryMs ?? intervalMs(own(schedules, name) ?? schedules.notify, new Date(now));

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
  { settings, problems, inEffect }: Configured,
  { deadline, startedAt }: { readonly deadline: number; readonly startedAt: number },
) {
  const readers: GraphReader[] = [];
  const allowance = runAllowance();
  const reader = (signal?: AbortSignal): GraphReader => {
    const made = parts.graph().within({ deadline, allowance, ...(signal && { signal }) });
    readers.push(made);
    return made;
  };
  const batches = once(() => reader().sharedBatches());
  return {
    grant: (signal: AbortSignal, others: Pick<Access, 'standing' | 'believed' | 'judged' | 'judgedBy'>): Access => ({
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
      resetHistory: settings.resetHistory,
      settings: inEffect,
    }),
    /** What the run asked of Graph, and how often and long it waited to be answered. */
    traffic: () => ({
      requests: readers.reduce((sum, one) => sum + one.requests(), 0),
      throttled: readers.reduce((sum, one) => sum + one.waited().times, 0),
      waitedMs: Math.round(readers.reduce((sum, one) => sum + one.waited().ms, 0)),
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
