/**
 * `GET /api/metrics`: what the status report says, as Prometheus reads it. Times are exported as times, so that the age is
 * the scraper's to count; what is not known has no sample, since 0 would look like an answer. No name of the tenant is in it.
 */

import { Counter, Gauge, Registry } from 'prom-client';
import type { Severity } from '../core/model/alert.ts';
import { OUTCOMES } from '../core/model/outbox.ts';
import { own } from '../core/model/own.ts';
import { ms } from '../core/model/times.ts';
import type { Overview } from '../core/status/overview.ts';
import { type HttpAnswer, textAnswer } from './answer.ts';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

interface Metric {
  readonly help: string;
  readonly samples: readonly Sample[];
}

type Metrics = { readonly [name: string]: Metric };

/** @param found what the status says; a failure is a sample too, so that this answer is always 200 */
export async function metricsAnswer(found: Overview): Promise<HttpAnswer> {
  const registry = new Registry();
  const gauges = {
    ...watchMetrics(found),
    ...checkMetrics(found),
    ...reachMetrics(found),
    ...resetMetrics(found),
    ...outboxMetrics(found),
  };
  for (const [name, { help, samples }] of Object.entries(gauges)) addGauge(registry, name, help, samples);
  const { help, samples } = messages(found);
  const counter = new Counter({ ...named('messages_total', help, samples), registers: [registry] });
  for (const [labels, value] of samples) counter.inc(labels, value ?? 0);
  return textAnswer(200, registry.contentType, await registry.metrics());
}

/** One of which nothing is known is left out whole: the library would make it 0. */
function addGauge(registry: Registry, name: string, help: string, samples: readonly Sample[]): void {
  const known = samples.flatMap(([labels, value]) => (value === null ? [] : [{ labels, value }]));
  if (known.length === 0) return;
  const gauge = new Gauge({ ...named(name, help, samples), registers: [registry] });
  for (const { labels, value } of known) gauge.set(labels, value);
}

const named = (name: string, help: string, samples: readonly Sample[]) => ({
  name: `writeback_watch_${name}`,
  help,
  labelNames: Object.keys(samples[0]?.[0] ?? {}),
});

const STATUSES = ['pass', 'warn', 'fail'] as const;
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

function watchMetrics({ report, reasons, alerts, isRead }: Overview): Metrics {
  const problems = [...Map.groupBy(reasons, ({ code, level }) => `${level} ${code}`).values()];
  const open = (severity: Severity): number => alerts.filter((one) => one.severity === severity).length;
  const answered = (severity: Severity): number =>
    alerts.filter((one) => one.severity === severity && one.acknowledged !== null).length;
  return {
    build_info: { help: 'Version of the app; always 1.', samples: [[{ version: report.version }, 1]] },
    status: {
      help: 'Status of the watch: 1 for the one that GET /api/status has, 0 for the others.',
      samples: STATUSES.map((status) => [{ status }, Number(status === report.status)]),
    },
    problems: {
      help: 'Reasons why the status does not pass, apart from open alerts.',
      samples: problems.flatMap((own) => (own[0] ? [[{ code: own[0].code, level: own[0].level }, own.length]] : [])),
    },
    alerts_answered: {
      help: 'Open alerts that somebody acknowledged or snoozed.',
      samples: SEVERITIES.map((severity) => [{ severity }, isRead ? answered(severity) : null]),
    },
    alerts_open: {
      help: 'Open alerts.',
      samples: SEVERITIES.map((severity) => [{ severity }, isRead ? open(severity) : null]),
    },
  };
}

function checkMetrics({ report, checks, isRead }: Overview): Metrics {
  const sources = report.sources.map((one) => ({ one, labels: { check: one.check, source: one.name } }));
  return {
    verdict: {
      help: 'State of each check, as its label says; always 1.',
      samples: checks.map(({ name: check, state }) => [{ check, state }, isRead ? 1 : null]),
    },
    verdict_judged_timestamp_seconds: {
      help: 'When the verdict was last made.',
      samples: checks.map(({ name: check, judgedAt }) => [{ check }, seconds(judgedAt)]),
    },
    poll_finished_timestamp_seconds: {
      help: 'When the last poll of the check ended.',
      samples: checks.map(({ name: check, polledAt }) => [{ check }, seconds(polledAt)]),
    },
    poll_duration_seconds: {
      help: 'How long the last poll of the check took.',
      samples: checks.map(({ name: check, durationMs }) => [{ check }, durationMs === null ? null : durationMs / 1000]),
    },
    source_state: {
      help: 'State of each source, as its label says; always 1.',
      samples: sources.map(({ one, labels }) => [{ ...labels, required: String(one.required), state: one.state }, 1]),
    },
    source_last_good_timestamp_seconds: {
      help: 'When the source was last read whole.',
      samples: sources.map(({ one, labels }) => [labels, seconds(one.lastGoodAt)]),
    },
  };
}

/** As the list of who can reset has them. */
function reachMetrics({ report: { resetAdmins } }: Overview): Metrics {
  const counts = (resetAdmins ?? {}) as Readonly<Record<string, unknown>>;
  const count = (key: string): readonly Sample[] => {
    const value = own(counts, key);
    return [[{}, typeof value === 'number' ? value : null]];
  };
  return {
    synced_users: { help: 'Users that are synchronised from Active Directory.', samples: count('syncedUsers') },
    reachable_users: { help: 'Synced users that somebody can reset now.', samples: count('reachable') },
    resetters: {
      help: 'Principals that can reset a synced user, now or after one more step.',
      samples: count('resetters'),
    },
  };
}

/** `RESET_HISTORY=off` counts none. */
function resetMetrics({ checks }: Overview): Metrics {
  const { numbers = {} } = checks.find(({ name }) => name === 'writeback') ?? {};
  return {
    resets: {
      help: 'Passwords of synced users that were reset in the last 24 hours.',
      samples: [
        [{ by: 'administrators' }, numbers.resetsByAdministrators ?? null],
        [{ by: 'themselves' }, numbers.resetsByThemselves ?? null],
      ],
    },
  };
}

function outboxMetrics({ receivers }: Overview): Metrics {
  return {
    receiver_failing: {
      help: 'Whether something that the receiver should be told is overdue: 1, otherwise 0.',
      samples: receivers.map(({ name: receiver, fails }) => [{ receiver }, fails ? 1 : 0]),
    },
    outbox_alerts: {
      help: 'Alerts that wait for a message to the receiver.',
      samples: receivers.map(({ name: receiver, pending }) => [{ receiver }, pending]),
    },
    outbox_oldest_timestamp_seconds: {
      help: 'Since when the oldest of these alerts has waited.',
      samples: receivers.map(({ name: receiver, waitsSince }) => [{ receiver }, seconds(waitsSince)]),
    },
    message_accepted_timestamp_seconds: {
      help: 'When a message was last accepted.',
      samples: receivers.map(({ name: receiver, lastSentAt }) => [{ receiver }, seconds(lastSentAt)]),
    },
  };
}

const messages = ({ receivers }: Overview): Metric => ({
  help: 'Messages by what became of them, since the install.',
  samples: receivers.flatMap(({ name: receiver, tally }) =>
    OUTCOMES.map((outcome): Sample => [{ receiver, outcome }, tally[outcome]]),
  ),
});

const seconds = (at: string | null): number | null => (at === null ? null : ms(at) / 1000);
