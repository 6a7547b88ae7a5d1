/**
 * The shapes of what rows hold, checked when they are read: a row written by hand, damaged, or by other code is a
 * `contract` error that names the row, not a crash further on. Unknown properties are kept; none of the core's is forgotten.
 */
import * as z from 'zod';
import type { Actor, MailedAlert, OpenAlert } from '../core/model/alert.ts';
import type { Answer } from '../core/model/answer.ts';
import type { Flap } from '../core/model/flap.ts';
import type { Head, Install, OpenAlertRef, StoredVerdict } from '../core/model/head.ts';
import type { Pulse } from '../core/model/heartbeat.ts';
import type { Change, ChangeFrame, HistoryItem } from '../core/model/history.ts';
import type { MeasureRecord } from '../core/model/measure.ts';
import type {
  AlertContext,
  Audience,
  AwaitedDelivery,
  CommitEvents,
  DroppedMessage,
  FrozenMessage,
  Half,
  Mailbox,
  MessageTally,
  PendingAlerts,
  Refusal,
  Reminders,
  SummaryMemory,
} from '../core/model/outbox.ts';
import type { SourceRecord } from '../core/model/source.ts';
import type { Damage } from '../core/model/stored.ts';

/** A schema for every property, the optional ones too. */
type Shape<T> = { readonly [name in keyof T]-?: z.ZodType };

const text = z.string();
/** Any time that can be read: history may lie far in the future: a clock can have been wrong. */
const time = text.refine((at) => !Number.isNaN(Date.parse(at)), 'not a time');
const severity = z.enum(['critical', 'warning', 'info']);
const problem = { code: text, message: text, hint: text };

const oneActor = { id: text, name: text, type: z.enum(['user', 'application', 'unknown']) };

const actor = z
  .looseObject({ ...oneActor, candidates: z.array(z.looseObject(oneActor)).optional() } satisfies Shape<Actor>)
  .optional();

const alertText = {
  rule: text,
  subject: text,
  severity,
  title: text,
  why: text,
  todo: text,
  lines: z.array(text),
  actor,
  about: text.optional(),
  weight: z.number().optional(),
  happenedAt: text.optional(),
  tells: z.array(text).optional(),
};

const source = z.looseObject({
  version: z.looseObject({ scheme: z.number(), attributes: z.number() }),
  reading: text.nullable(),
  snapshot: text.nullable(),
  settled: z.boolean(),
  lastGoodAt: time.nullable(),
  failingSince: time.nullable(),
  denials: z.number(),
  error: z.looseObject({ ...problem, detail: z.looseObject({ kind: text }).optional() }).nullable(),
  watermark: text.nullable(),
  unbrokenSince: text.nullable(),
  pulses: z.array(
    z.looseObject({
      key: text,
      kind: text,
      at: text.nullable(),
      intervalMs: z.number().nullable(),
    } satisfies Shape<Pulse>),
  ),
} satisfies Shape<SourceRecord>);

const verdict = z.looseObject({
  hash: text,
  inputs: text,
  judgedAt: time,
  state: text,
  until: time.nullish(),
} satisfies Shape<StoredVerdict>);

const measure = z.looseObject({
  value: z.number(),
  recordedAt: time,
  base: z.number(),
  low: z.number().optional(),
} satisfies Shape<MeasureRecord>);

const flap = z.looseObject({
  at: time,
  times: z.number(),
  isThere: z.boolean(),
  severity,
  weight: z.number().optional(),
  about: z.array(text),
} satisfies Shape<Flap>);

export const installShape = z.looseObject({ at: time } satisfies Shape<Install>);

export const headShape = z.looseObject({
  check: text,
  version: z.number(),
  generation: z.number(),
  commitId: text,
  readStartedAt: time,
  finishedAt: time,
  durationMs: z.number(),
  skewMs: z.number().nullish(),
  upSince: time.nullish(),
  lastHistoryAt: time.nullable(),
  openAlerts: z.array(
    z.looseObject({
      id: text,
      rule: text,
      subject: text,
      severity,
      fingerprint: text.optional(),
    } satisfies Shape<OpenAlertRef>),
  ),
  sources: z.record(text, source),
  verdict: verdict.nullable(),
  measures: z.record(text, measure).optional(),
  flaps: z.record(text, flap).optional(),
  summarised: z.boolean(),
  tenantName: text.nullable(),
} satisfies Shape<Head>);

export const historyItemShape = z.looseObject({
  source: text,
  change: z.enum(['added', 'removed', 'changed', 'baseline']),
  key: text,
  title: text,
  severity,
  before: z.json(),
  after: z.json(),
  actor,
  activities: z.array(text).optional(),
  aliases: z.array(text).optional(),
  looked: z.number().optional(),
  alert: text.nullable(),
  raised: z.looseObject({ rule: text, subject: text }).optional(),
} satisfies Shape<HistoryItem>);

const changeFrame = {
  check: text,
  generation: z.number(),
  at: time,
  alerts: z.array(text),
  wantsActor: z.boolean(),
  readBefore: text.optional(),
} satisfies Shape<ChangeFrame>;

export const changeShape = z.looseObject({
  ...changeFrame,
  items: z.array(historyItemShape),
} satisfies Shape<Change>);

/** A change whose items nobody looked at yet. */
export const changeFrameShape = z.looseObject({ ...changeFrame, items: z.array(z.unknown()) } satisfies Shape<Change>);

const mailedAlert = z.looseObject({
  ...alertText,
  id: text,
  kind: z.enum(['event', 'opened', 'raised', 'closed', 'summary', 'actor']),
  since: time,
  until: time.optional(),
  toldTo: z.array(text).optional(),
} satisfies Shape<MailedAlert>);

const alertContext = z.looseObject({
  tenant: z.looseObject({ id: text, name: text.nullable() }),
  headline: text,
  evidence: z.array(z.looseObject({ text, at: text.nullable() })),
  unseen: z.array(z.looseObject({ source: text, state: text, shows: text, why: text })),
} satisfies Shape<AlertContext>);

export const pendingShape = z.looseObject({
  check: text,
  generation: z.number(),
  at: time,
  suffix: z.enum(['actor', 'summary']).optional(),
  heldUntil: time.optional(),
  alerts: z.array(mailedAlert),
  context: alertContext,
} satisfies Shape<PendingAlerts>);

export const eventsShape = z.looseObject({
  check: text,
  generation: z.number(),
  at: time,
  alerts: z.array(mailedAlert),
} satisfies Shape<CommitEvents>);

export const alertShape = z.looseObject({
  ...alertText,
  id: text,
  check: text,
  since: time,
  mailed: z.boolean(),
  told: z.record(text, z.number()).optional(),
  toldTo: z.array(text).optional(),
} satisfies Shape<OpenAlert>);

const half = z.looseObject({
  kept: text,
  from: z.number(),
  to: z.number(),
  since: time,
  untried: z.literal(true).optional(),
} satisfies Shape<Half>);

export const answerShape = z.looseObject({
  alertId: text,
  check: text,
  action: z.enum(['acknowledge', 'snooze', 'reopen']),
  at: time,
  by: text,
  why: text,
  signedIn: z.boolean(),
  until: time.nullable(),
  severity,
  told: z.record(text, z.number()).nullable(),
} satisfies Shape<Answer>);

const frozenMessage = z.looseObject({
  operationId: text,
  subject: text,
  text,
  html: text,
  thread: text.optional(),
  to: z.array(text).optional(),
  rows: z.array(text),
  alertIds: z.array(text),
  severity,
  frozenAt: time,
  unpaced: z.boolean(),
  leaves: z.number().optional(),
  tells: z.array(z.looseObject({ rule: text, weight: z.number().optional() })).optional(),
  plain: z.literal(true).optional(),
  kept: text.optional(),
  half: half.optional(),
  again: z.number().optional(),
  counts: z.array(text).optional(),
  reminds: z.enum(['due', 'void']).optional(),
  failed: z.number().optional(),
  summary: z.looseObject({ slot: time, madeAt: time, figures: z.record(text, z.number()) }).optional(),
} satisfies Shape<FrozenMessage>);

const reminders = z.looseObject({
  lookAt: time.nullable(),
  hours: z.number().nullable(),
  mailedAt: time.nullable(),
  told: z.array(z.looseObject({ key: text, at: time })),
  plain: z.literal(true).optional(),
} satisfies Shape<Reminders>);

const summary = z.looseObject({
  schedule: text,
  after: time,
  since: time,
  figures: z.record(text, z.number()).nullable(),
  plain: z.literal(true).optional(),
} satisfies Shape<SummaryMemory>);

const refusal = z.looseObject({
  at: time,
  settings: text,
  alertIds: z.array(text),
  kind: z.enum(['content', 'access', 'dropped']).optional(),
  times: z.number().optional(),
  rows: z.array(text).optional(),
  concluded: z.literal(true).optional(),
} satisfies Shape<Refusal>);

const audience = z.looseObject({
  named: z.array(text),
  former: z.array(z.looseObject({ address: text, until: time })),
  come: z.array(text),
} satisfies Shape<Audience>);

const awaited = z.looseObject({
  operationId: text,
  acceptedAt: time,
  asked: z.number(),
  kept: text.optional(),
  severity: severity.optional(),
  again: z.number().optional(),
} satisfies Shape<AwaitedDelivery>);

const dropped = z.looseObject({
  kept: text,
  severity,
  times: z.number(),
} satisfies Shape<DroppedMessage>);

const damage = z.looseObject({
  kind: text,
  rowKey: text,
  check: text.nullable(),
  why: text,
} satisfies Shape<Damage>);

const tally = z.looseObject({
  accepted: z.number(),
  refused: z.number(),
  unclear: z.number(),
  dropped: z.number(),
} satisfies Shape<MessageTally>);

export const mailboxShape = z.looseObject({
  inFlight: frozenMessage.nullable(),
  leaseUntil: time.nullable(),
  notBefore: time.nullable(),
  sends: z.array(z.looseObject({ at: time, severity })),
  asks: z.array(time).optional(),
  lastDigestAt: time.nullable(),
  lastSentAt: time.nullable(),
  told: z.array(z.looseObject({ rule: text, times: z.array(time), weight: z.number() })).optional(),
  lastError: z.looseObject({ at: time, ...problem }).nullable(),
  refused: refusal.nullable(),
  unthreaded: text.optional(),
  outcomes: z.array(awaited).optional(),
  dropped: z.array(dropped).optional(),
  halves: z.array(half).optional(),
  outcome: awaited.nullable(),
  tally: tally.optional(),
  sweptAt: time.nullable(),
  audience: audience.optional(),
  reminders: reminders.optional(),
  summary: summary.optional(),
  damaged: z.array(damage).optional(),
} satisfies Shape<Mailbox>);
