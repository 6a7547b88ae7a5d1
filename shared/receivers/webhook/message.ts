/**
 * The document of format `json`, version 1, from which the other formats are laid out. Its fields are only ever added to.
 * Texts are lines of ours in which text of the tenant stands quoted; names and ids of the tenant are in no other field.
 */
import type { Severity } from '../../core/model/alert.ts';
import type { SummaryChanges, SummaryPlot } from '../../core/model/summary.ts';
import { iso, ms } from '../../core/model/times.ts';
import type { Digest, DigestAlert, DigestContext } from '../../core/notify/digest.ts';
import { plainId } from '../../core/notify/plain.ts';
import type { SummarySection } from '../../core/notify/summary-words.ts';
import { tellingsOf } from '../../core/notify/tellings.ts';
import { utcText } from '../../core/text/ages.ts';
import { wordsLine } from '../../core/text/neutral.ts';
import { actorsWords, alertIdWords, nameOfWatch } from '../../core/text/outside.ts';
import { stepsOf } from '../../core/text/steps.ts';

/** All times are ISO 8601 in UTC; what is not known is null. */
export interface WebhookMessage {
  readonly version: 1;
  readonly watch: string;
  readonly tenant: { readonly id: string; readonly name: string | null };
  readonly composedAt: string;
  /** Most pressing first; each is in one message, or after a crash with the same id in two. */
  readonly alerts: readonly WebhookAlert[];
  readonly states: readonly {
    readonly check: string;
    readonly title: string;
    readonly says: string;
    readonly at: string;
  }[];
  /** Address of the status page; null without PUBLIC_URL. */
  readonly status: string | null;
  /** The periodic summary, in a message of its own; null in any other. */
  readonly summary: WebhookSummary | null;
}

/** In a message of format `json`; null in all others. */
export interface WebhookSummary {
  /** When it was due. */
  readonly slot: string;
  /** Why it is late; null: it is not. */
  readonly late: string | null;
  readonly since: string;
  /** Whether the watch can be trusted, and whether anything is wrong. */
  readonly says: string;
  readonly reach: readonly SummaryPlot[];
  /** `isWhole` false: there were more, and only the newest are counted. */
  readonly changes: Pick<SummaryChanges, 'total' | 'kinds' | 'baselines' | 'answers' | 'isWhole'>;
  readonly sections: readonly SummarySection[];
}

export interface WebhookAlert {
  readonly id: string;
  readonly check: string;
  /** The heading in RUNBOOK.md. */
  readonly rule: string;
  readonly severity: Severity;
  readonly state: 'open' | 'event' | 'worse' | 'ended' | 'summary' | 'actor' | 'unanswered';
  readonly title: string;
  readonly why: string;
  readonly todo: string;
  readonly lines: readonly string[];
  readonly since: string;
  readonly until: string | null;
  readonly noticedAt: string;
  /** Who did it, in our words: `user adelev@contoso[.]example (id …)`. */
  readonly who: string | null;
  /** Where it is answered, for 14 days; null: nowhere. Whoever has this address can answer this alert. */
  readonly answer: string | null;
  /** Id of the alert that tells the same event, and stands before it; null: it is told by itself. */
  readonly toldWith: string | null;
}

export interface WebhookOptions {
  readonly watchName: string | null;
  readonly publicUrl: string | null;
}

const MOST = { title: 300, line: 400, paragraph: 1500, lines: 20 };

/** @param now in ms */
export function messageOf(digest: Digest, now: number, { watchName, publicUrl }: WebhookOptions): WebhookMessage {
  const { id, name } = digest.tenant;
  return {
    version: 1,
    watch: nameOfWatch(watchName || name || id),
    tenant: { id, name: name === null ? null : nameOfWatch(name) },
    composedAt: iso(now),
    alerts: inTellings(digest).map(([alert, toldWith]) =>
      alertOf(alert, digest.answerAt?.get(alert.id) ?? null, toldWith),
    ),
    states: digest.contexts.map(stateOf),
    status: publicUrl === null ? null : `${publicUrl}/api/status`,
    summary: null,
  };
}

type Placed = readonly [alert: DigestAlert, toldWith: string | null];

/** Every alert once and as it is, behind the one that tells the same event. */
function inTellings(digest: Digest): Placed[] {
  const places = new Map<string, { readonly at: number; readonly lead: string | null }>();
  for (const [at, { id, also }] of tellingsOf(digest).entries()) {
    places.set(id, { at, lead: null });
    for (const one of also) places.set(one.id, { at, lead: one.id === id ? null : id });
  }
  const leadOf = ({ id }: DigestAlert): string | null => places.get(id)?.lead ?? null;
  const order = (one: DigestAlert): number => 2 * (places.get(one.id)?.at ?? 0) + (leadOf(one) === null ? 0 : 1);
  return digest.alerts.toSorted((a, b) => order(a) - order(b)).map((alert) => [alert, leadOf(alert)]);
}

const STATES: { readonly [kind in DigestAlert['kind']]: WebhookAlert['state'] } = {
  event: 'event',
  opened: 'open',
  raised: 'worse',
  closed: 'ended',
  passed: 'ended',
  summary: 'summary',
  actor: 'actor',
  reminder: 'unanswered',
};

function alertOf(alert: DigestAlert, answer: string | null, toldWith: string | null): WebhookAlert {
  const { id, check, rule, severity, since, until = null, noticedAt, actor } = alert;
  return {
    ...{ id, check, rule, severity, state: STATES[alert.kind] },
    title: wordsLine(alert.title, MOST.title),
    why: wordsLine(alert.why, MOST.paragraph),
    todo: wordsLine(alert.todo, MOST.paragraph),
    lines: alert.lines.slice(0, MOST.lines).map((line) => wordsLine(line, MOST.line)),
    ...{ since, until, noticedAt },
    who: actor ? actorsWords(actor) : null,
    answer,
    toldWith,
  };
}

/** The same without any text of the tenant, for a service that refuses it as it is: ids, rules and where to look. */
export function plainMessageOf(digest: Digest, now: number, options: WebhookOptions): WebhookMessage {
  const { alerts, ...message } = messageOf(digest, now, options);
  const ids = new Map(digest.alerts.map((alert) => [alert.id, plainId(alert)]));
  return {
    ...message,
    watch: 'Writeback Watch',
    tenant: { ...message.tenant, name: null },
    alerts: alerts.map((alert) => plainAlert(alert, ids)),
    states: [],
  };
}

const plainAlert = (alert: WebhookAlert, ids: ReadonlyMap<string, string>): WebhookAlert => ({
  ...alert,
  id: ids.get(alert.id) ?? alert.rule,
  toldWith: alert.toldWith && (ids.get(alert.toldWith) ?? null),
  title: `An alert of the rule ${alert.rule}`,
  why: 'The service refused the message with its text. What it says: GET /api/drift of the app.',
  todo: '',
  lines: [],
  who: null,
});

const stateOf = ({ check, title, headline, at }: DigestContext) => ({
  check,
  title,
  says: wordsLine(headline, MOST.paragraph),
  at: iso(ms(at)),
});

const LABELS: { readonly [severity in Severity]: string } = { critical: 'Critical', warning: 'Warning', info: 'Info' };

/** "[Critical] title", "[Warning, ended] title"; behind the one that tells it, "Also: title" */
export const headingOf = ({ severity, state, title, toldWith }: WebhookAlert): string => {
  if (toldWith !== null) return `${state === 'ended' ? 'Ended too' : 'Also'}: ${title}`;
  const more = {
    ended: ', ended',
    worse: ', worse',
    open: '',
    event: '',
    summary: '',
    actor: ', who did it',
    unanswered: ', unanswered',
  }[state];
  return `[${LABELS[severity]}${more}] ${title}`;
};

/** What there is to do about it, without the steps of the alert that it is told with; empty: nothing more. */
export function todoOf({ todo, toldWith }: WebhookAlert, { alerts }: WebhookMessage): string {
  const lead = alerts.find(({ id }) => id === toldWith);
  const known = new Set(lead ? stepsOf(lead.todo) : []);
  const steps = stepsOf(todo).filter((step) => !known.has(step));
  return steps.length === 0 ? '' : `What to do: ${steps.join(' ')}`;
}

/** For people: rule, time and id. */
export const aboutOf = ({ rule, since, id }: WebhookAlert): string =>
  `${rule} · since ${utcText(since) ?? since} · ${alertIdWords(id)}`;
