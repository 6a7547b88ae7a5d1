/**
 * Every setting of the app: one row each, with what it may hold and what runs without it. The only file that knows
 * their names. All problems are reported together and none stops the reading, so status can always say what is wrong.
 */

import { CHECKS } from './checks/index.ts';
import type { ResetHistory } from './checks/writeback/reset-window.ts';
import type { Severity } from './core/model/alert.ts';
import type { AnyCheck } from './core/model/check.ts';
import { own } from './core/model/own.ts';
import type { SettingInEffect } from './core/model/setting.ts';
import { MonitorError } from './errors.ts';
import type { WebhookFormat } from './receivers/webhook/receiver.ts';
import { mailConnection, origin, storageConnection, tableService, webhook } from './settings/endpoints.ts';
import * as harmless from './settings/harmless.ts';
import { asWritten } from './settings/in-effect.ts';
import { isAtMostHourly, lastFiring, longestGapMs, parseNcrontab } from './settings/ncrontab.ts';
import {
  both,
  missing,
  neither,
  quoted,
  type Reader,
  type SettingProblem,
  type SettingRow,
  wrong,
} from './settings/problem.ts';
import { surroundingProblems, surroundings } from './settings/surroundings.ts';
import * as value from './settings/values.ts';

export { weakIn } from './settings/in-effect.ts';
export type { SettingProblem } from './settings/problem.ts';
export type { Declared } from './settings/values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Null: not set, or not acceptable. */
export interface Settings {
  /** A GUID in lower case. */
  readonly tenantId: string | null;
  readonly watchName: string | null;
  /** The token scope is this + `/.default`. */
  readonly graphOrigin: string;
  readonly clientId: string | null;
  readonly state: { readonly url: string } | { readonly connectionString: string } | null;
  readonly table: string;
  readonly historyDays: number;
  readonly mail: { readonly endpoint: string } | { readonly connectionString: string } | null;
  readonly mailFrom: string | null;
  /** Empty: not set, or not acceptable. */
  readonly mailTo: readonly string[];
  readonly mailPerMinute: number;
  readonly mailPerHour: number;
  readonly mailMinSeverity: Severity;
  /** 0: never. */
  readonly remindHours: number;
  /** NCRONTAB of six fields in UTC, valid; null: there is no summary. */
  readonly summarySchedule: string | null;
  readonly schedules: Schedules;
  readonly declared: value.Declared | null;
  readonly blindAfterMinutes: number;
  readonly growthPercent: number;
  readonly growthMin: number;
  readonly resetHistory: ResetHistory;
  /** An origin. */
  readonly publicUrl: string | null;
  /** A secret. */
  readonly webhookUrl: string | null;
  readonly webhookFormat: WebhookFormat;
  /** IANA zone, as the platform spells it. */
  readonly timeZone: string | null;
}

/** NCRONTAB of six fields in UTC, always valid: of the notifier, and of each check with a timer by the name of the check. */
export interface Schedules {
  readonly notify: string;
  readonly [check: string]: string;
}

type TimedCheck = Pick<AnyCheck, 'name' | 'timer'>;

interface Row<T> extends SettingRow {
  readonly otherwise: T;
  readonly parse: (text: string, now: Date) => T | undefined;
  /** The wrong part of a list. */
  readonly culprit?: (text: string) => string | undefined;
  readonly required?: boolean;
  /** Follows the name in brackets where a change is told. */
  readonly decides: string;
  /** What of a secret is none, where that alone matters: another key to the same thing changes nothing. */
  readonly bare?: (text: string) => string;
  /** Whether the watch sees or says less with a value than with the default. */
  weaker?(value: T, now: Date): boolean;
}

type Extras<T> = Pick<Row<T>, 'secret' | 'required' | 'culprit' | 'meanwhile' | 'harmless' | 'weaker' | 'bare'>;

const row = <T, D>(
  name: string,
  decides: string,
  expected: string,
  parse: (text: string, now: Date) => T | undefined,
  otherwise: D,
  extras: Extras<T | D> = {},
): Row<T | D> => ({ name, decides, expected, parse, otherwise, ...extras });

/** @param weaker the side of the default on which the watch sees or says less */
const number = (
  name: string,
  decides: string,
  [least, most]: readonly [number, number],
  otherwise: number,
  weaker: 'less' | 'more',
  why = '',
): Row<number> =>
  row(name, decides, `a whole number from ${least} to ${most}${why}`, value.wholeNumber(least, most), otherwise, {
    harmless: harmless.numberLike,
    weaker: (given) => (weaker === 'less' ? given < otherwise : given > otherwise),
  });

/** A text that is NCRONTAB but fires once or never would be a check that silently never runs. */
function schedule(text: string, now: Date): string | undefined {
  const parsed = parseNcrontab(text);
  return parsed && longestGapMs(parsed, now) !== undefined ? parsed.text : undefined;
}

/** The longest time between two summaries. */
const MOST_SUMMARY_GAP_MS = 31 * 24 * 3600_000;

/** More often than hourly they would take the place of warnings; more rarely than monthly nobody would miss one. */
function summarySchedule(text: string, now: Date): string | undefined {
  if (text.toLowerCase() === OFF) return OFF;
  const parsed = parseNcrontab(text);
  const gap = parsed && isAtMostHourly(parsed) ? longestGapMs(parsed, now) : undefined;
  return parsed && gap !== undefined && gap <= MOST_SUMMARY_GAP_MS ? parsed.text : undefined;
}

const OFF = 'off';
const WEEKLY = '0 0 7 * * 1';

const timer = (name: string, decides: string, otherwise: string): Row<string> =>
  row(
    name,
    decides,
    'an NCRONTAB expression in UTC with six fields (seconds first) that fires, such as "0 */5 * * * *"',
    schedule,
    otherwise,
    {
      harmless: harmless.scheduleLike,
      weaker: (given, now) => intervalMs(given, now) > intervalMs(otherwise, now),
    },
  );

/** The same parser, its value under the name that says how it is used. */
const as =
  <K extends string>(key: K, parse: (text: string) => string | undefined) =>
  (text: string): { readonly [key in K]: string } | undefined => {
    const parsed = parse(text);
    return parsed === undefined ? undefined : ({ [key]: parsed } as { readonly [key in K]: string });
  };

const HTTP = '(plain http only for loopback hosts)';
/** Of a connection string that is acceptable. */
const endpointIn = (text: string): string => /endpoint=([^;]*)/i.exec(text)?.[1] ?? '';
const required = true;
const secret = true;
const address = { harmless: harmless.addressLike };

// biome-ignore format: a table, one setting per row
const ROWS = {
  tenantId: row('TENANT_ID', 'which tenant is watched', 'the id of the tenant to watch, a GUID', value.guid, null, { required, harmless: harmless.idLike }),
  watchName: row('WATCH_NAME', 'what the watch is called in mails', '1 to 80 characters that do not look like a key', value.textUpTo(80), null),
  graph: row('GRAPH_BASE_URL', 'which Microsoft Graph is read', `an https origin without a path, such as https://graph.microsoft.com ${HTTP}`, origin, 'https://graph.microsoft.com', address),
  clientId: row('AZURE_CLIENT_ID', 'which identity the watch signs in as', 'the client id of the user-assigned identity, a GUID', value.guid, null, { harmless: harmless.idLike }),
  stateUrl: row('STATE_TABLES_URL', 'where the state is kept', `the table endpoint, such as https://name.table.core.windows.net ${HTTP}`, as('url', tableService), null, address),
  stateSecret: row('STATE_CONNECTION_STRING', 'where the state is kept', `a storage connection string ${HTTP}`, as('connectionString', storageConnection), null, { secret, bare: () => 'a connection string' }),
  table: row('STATE_TABLE', 'in which table the state is kept', 'a table name other than "tables": a letter, then 2 to 62 letters or digits', value.tableName, 'writebackwatch', { harmless: harmless.nameLike }),
  historyDays: number('HISTORY_DAYS', 'how many days history is kept', [1, 3650], 400, 'less'),
  mailUrl: row('MAIL_ENDPOINT', 'which service sends the mail', `the Communication Services endpoint, such as https://name.communication.azure.com ${HTTP}`, as('endpoint', origin), null, address),
  mailSecret: row('MAIL_CONNECTION_STRING', 'which service sends the mail', `a Communication Services connection string, endpoint=…;accesskey=… ${HTTP}`, as('connectionString', mailConnection), null, { secret, bare: endpointIn }),
  mailFrom: row('MAIL_FROM', 'who sends the mail', 'one mail address without a display name', value.mailAddress, null, { required, harmless: harmless.mailLike }),
  mailTo: row('MAIL_TO', 'who is mailed', '1 to 50 mail addresses without display names, separated by commas', value.mailAddresses, [], { required, culprit: value.firstBadAddress, harmless: harmless.mailLike }),
  mailPerMinute: number('MAIL_PER_MINUTE', 'how many mails may be sent in a minute', [1, 10_000], 5, 'less'),
  mailPerHour: number('MAIL_PER_HOUR', 'how many mails may be sent in an hour', [4, 100_000], 10, 'less', ', of which 3 are reserved for critical alerts'),
  mailMinSeverity: row('MAIL_MIN_SEVERITY', 'from which severity on alerts are mailed', '"critical", "warning" or "info"', value.oneOf<Severity>('critical', 'warning', 'info'), 'warning' as Severity, { harmless: harmless.severityLike, weaker: (floor) => floor === 'critical' }),
  remindHours: row('REMIND_HOURS', 'after how many hours an unanswered critical alert is mailed again', 'a whole number from 0 (never) to 168', value.wholeNumber(0, 168), 24, { harmless: harmless.numberLike, weaker: (hours) => hours === 0 || hours > 24 }),
  summarySchedule: row('SUMMARY_SCHEDULE', 'when the periodic summary is mailed', '"off", or an NCRONTAB expression in UTC with six fields (seconds first) that fires at most hourly and at least every 31 days, such as "0 0 7 * * 1"', summarySchedule, WEEKLY, { harmless: harmless.scheduleLike, weaker: (given, now) => given === OFF || intervalMs(given, now) > intervalMs(WEEKLY, now) }),
  notify: timer('NOTIFY_SCHEDULE', 'when the notifier runs', '20 * * * * *'),
  declared: row('WRITEBACK_DECLARED', 'what writeback is declared to be', '"on@2026-11-01 by name" or "off@2026-11-01 by name" with a UTC date that is not in the future and a name of 1 to 100 characters', value.declaration, null, { meanwhile: 'the last valid declaration counts', harmless: harmless.declarationLike }),
  blindAfterMinutes: number('BLIND_AFTER_MINUTES', 'after how many minutes an unread source counts as blind', [1, 10_080], 15, 'more'),
  growthPercent: number('GROWTH_PERCENT', 'by how many percent a count must grow for a warning', [1, 1000], 10, 'more'),
  growthMin: number('GROWTH_MIN', 'by what number a count must grow for a warning', [1, 1_000_000], 10, 'more'),
  resetHistory: row('RESET_HISTORY', 'what is kept of resets of synced users', '"off", "counts" or "names"', value.oneOf<ResetHistory>('off', 'counts', 'names'), 'counts' as ResetHistory, { harmless: harmless.resetHistoryLike, weaker: (kept) => kept === 'off' }),
  publicUrl: row('PUBLIC_URL', 'where links in mails lead', `an https origin without a path, such as https://watch.example.com ${HTTP}`, origin, null, address),
  webhookUrl: row('WEBHOOK_URL', 'which webhook gets messages', `an https address that takes messages ${HTTP}`, webhook, null, { secret }),
  webhookFormat: row('WEBHOOK_FORMAT', 'in which format the webhook gets messages', '"json", "slack" or "teams"', value.oneOf<WebhookFormat>('json', 'slack', 'teams'), 'json' as WebhookFormat, { harmless: harmless.formatLike }),
  timeZone: row('MAIL_TIME_ZONE', 'in which time zone times are shown beside UTC', 'the name of a time zone, such as Europe/Berlin', value.timeZone, null, { harmless: harmless.zoneLike }),
};

/** A check says itself which setting holds its schedule. */
const timerRows = (checks: readonly TimedCheck[]) =>
  checks.flatMap(({ name, timer: own }) =>
    own ? [{ name, row: timer(own.setting, `when ${name} is polled`, own.otherwise) }] : [],
  );

/** All settings by name: what the deployment must be able to set. */
export const settingNames = (checks: readonly TimedCheck[] = CHECKS): string[] =>
  [...Object.values(ROWS), ...timerRows(checks).map(({ row: one }) => one)].map(({ name }) => name);

/** Blank counts as not set: Azure app settings cannot be null. */
const given = (env: Environment, name: string): string => (own(env, name) ?? '').trim();

export interface Configured {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  /** Every setting, for the record. */
  readonly inEffect: readonly SettingInEffect[];
}

/** @param text as it is given; empty: it is not set. @param parsed undefined: not set, or not acceptable */
function effect<T>(
  { name, decides, secret: isSecret = false, otherwise, weaker, bare }: Row<T>,
  text: string,
  parsed: T | undefined,
  { now, mark = () => 'set' }: { readonly now: Date; readonly mark?: (secret: string) => string },
): SettingInEffect {
  const isWrong = text !== '' && parsed === undefined;
  const usual = asWritten(otherwise);
  return {
    name,
    decides,
    value: isWrong
      ? null
      : isSecret
        ? asWritten(parsed === undefined ? null : bare?.(text))
        : asWritten(parsed ?? otherwise),
    mark: isSecret && !bare && parsed !== undefined ? mark(`${name}=${text}`) : null,
    wrong: isWrong,
    usual: typeof usual === 'string' ? usual : null,
    weaker: parsed !== undefined && (weaker?.(parsed, now) ?? false),
  };
}

/**
 * Reads every setting, whatever the environment holds; never throws. A bad one is one problem, and its default (or
 * null) is used. `require: 'check'` (`npm run check`): what is set is validated, nothing is required. `checks`: those
 * whose schedules are read, all that are built unless given.
 */
export function readSettings(
  env: Environment,
  options: {
    readonly now: Date;
    readonly require: Reader;
    readonly checks?: readonly TimedCheck[];
    /** Makes the mark of a secret. */
    readonly mark?: (secret: string) => string;
  },
): Configured {
  const problems: SettingProblem[] = [];
  const inEffect: SettingInEffect[] = [];
  const isApp = options.require === 'app';

  function read<T>(setting: Row<T>): T {
    const text = given(env, setting.name);
    const parsed = text === '' ? undefined : setting.parse(text, options.now);
    if (text === '' && setting.required && isApp) problems.push(missing(setting));
    if (text !== '' && parsed === undefined) {
      problems.push(wrong(setting, options.require, text, setting.culprit?.(text)));
    }
    inEffect.push(effect(setting, text, parsed, options));
    return parsed ?? setting.otherwise;
  }

  /** Of an endpoint (managed identity) and a connection string exactly one; both: neither is used. */
  function readEither<A, B>(endpoint: Row<A | null>, connection: Row<B | null>): A | B | null {
    const [fromEndpoint, fromConnection] = [read(endpoint), read(connection)];
    const isSet = [endpoint, connection].map(({ name }) => given(env, name) !== '');
    if (isSet.every(Boolean)) problems.push(both(endpoint, connection, options.require));
    if (!isSet.some(Boolean) && isApp) problems.push(neither(endpoint, connection));
    return isSet.every(Boolean) ? null : (fromEndpoint ?? fromConnection);
  }

  const settings: Settings = {
    tenantId: read(ROWS.tenantId),
    watchName: read(ROWS.watchName),
    graphOrigin: read(ROWS.graph),
    clientId: read(ROWS.clientId),
    state: readEither(ROWS.stateUrl, ROWS.stateSecret),
    table: read(ROWS.table),
    historyDays: read(ROWS.historyDays),
    mail: readEither(ROWS.mailUrl, ROWS.mailSecret),
    mailFrom: read(ROWS.mailFrom),
    mailTo: read(ROWS.mailTo),
    mailPerMinute: read(ROWS.mailPerMinute),
    mailPerHour: read(ROWS.mailPerHour),
    mailMinSeverity: read(ROWS.mailMinSeverity),
    remindHours: read(ROWS.remindHours),
    summarySchedule: scheduleOrNone(read(ROWS.summarySchedule)),
    schedules: {
      ...Object.fromEntries(timerRows(options.checks ?? CHECKS).map(({ name, row }) => [name, read(row)])),
      notify: read(ROWS.notify),
    },
    declared: read(ROWS.declared),
    blindAfterMinutes: read(ROWS.blindAfterMinutes),
    growthPercent: read(ROWS.growthPercent),
    growthMin: read(ROWS.growthMin),
    resetHistory: read(ROWS.resetHistory),
    publicUrl: read(ROWS.publicUrl),
    webhookUrl: read(ROWS.webhookUrl),
    webhookFormat: read(ROWS.webhookFormat),
    timeZone: read(ROWS.timeZone),
  };
  return {
    settings,
    problems: [...problems, ...surroundingProblems(env, options.require)],
    inEffect: [...inEffect, ...surroundings(env, options.mark ?? (() => 'set'))],
  };
}

const scheduleOrNone = (given: string): string | null => (given === OFF ? null : given);

/** The newest firing of a schedule from `Settings` that is not after `at`, in ms; null: there was none. */
export function lastFiringMs(schedule: string, at: number): number | null {
  const parsed = parseNcrontab(schedule);
  return (parsed && lastFiring(parsed, at)) ?? null;
}

/** Longest time between two neighbouring firings of a schedule from `Settings`, in ms. */
export function intervalMs(schedule: string, now: Date): number {
  const parsed = parseNcrontab(schedule);
  const gap = parsed && longestGapMs(parsed, now);
  if (gap === undefined) throw new MonitorError('config', `Not a schedule that fires: ${quoted(schedule)}`);
  return gap;
}
