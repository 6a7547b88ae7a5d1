/**
 * Every setting of the app: one row each, with what it may hold and what runs without it. The only file that knows
 * their names. All problems are reported together and none stops the reading, so status can always say what is wrong.
 */
import { CHECKS } from './checks/index.ts';
import type { ResetHistory } from './checks/writeback/reset-counts.ts';
import type { Severity } from './core/model/alert.ts';
import type { AnyCheck } from './core/model/check.ts';
import { MonitorError } from './errors.ts';
import type { WebhookFormat } from './receivers/webhook/receiver.ts';
import { mailConnection, origin, storageConnection, tableService, webhook } from './settings/endpoints.ts';
import { longestGapMs, parseNcrontab } from './settings/ncrontab.ts';
import { both, missing, neither, type SettingProblem, type SettingRow, shown, wrong } from './settings/problem.ts';
import * as value from './settings/values.ts';

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
}

type Extras = Pick<Row<unknown>, 'secret' | 'required' | 'culprit' | 'meanwhile'>;

const row = <T, D>(
  name: string,
  expected: string,
  parse: (text: string, now: Date) => T | undefined,
  otherwise: D,
  extras: Extras = {},
): Row<T | D> => ({ name, expected, parse, otherwise, ...extras });

const number = (name: string, least: number, most: number, otherwise: number, why = ''): Row<number> =>
  row(name, `a whole number from ${least} to ${most}${why}`, value.wholeNumber(least, most), otherwise);

/** A text that is NCRONTAB but fires once or never would be a check that silently never runs. */
function schedule(text: string, now: Date): string | undefined {
  const parsed = parseNcrontab(text);
  return parsed && longestGapMs(parsed, now) !== undefined ? parsed.text : undefined;
}

const timer = (name: string, otherwise: string): Row<string> =>
  row(name, 'NCRONTAB in UTC that fires, six fields (seconds first) such as "0 */5 * * * *"', schedule, otherwise);

/** The same parser, its value under the name that says how it is used. */
const as =
  <K extends string>(key: K, parse: (text: string) => string | undefined) =>
  (text: string): { readonly [key in K]: string } | undefined => {
    const parsed = parse(text);
    return parsed === undefined ? undefined : ({ [key]: parsed } as { readonly [key in K]: string });
  };

const HTTP = '(plain http only for loopback hosts)';
const required = true;
const secret = true;

// biome-ignore format: a table, one setting per row
const ROWS = {
  tenantId: row('TENANT_ID', 'the id of the watched tenant, a GUID', value.guid, null, { required }),
  watchName: row('WATCH_NAME', '1 to 80 characters', value.textUpTo(80), null),
  graph: row('GRAPH_BASE_URL', `an https origin without a path, such as https://graph.microsoft.com ${HTTP}`, origin, 'https://graph.microsoft.com'),
  clientId: row('AZURE_CLIENT_ID', 'the client id of the user-assigned identity, a GUID', value.guid, null),
  stateUrl: row('STATE_TABLES_URL', `the table endpoint, such as https://name.table.core.windows.net ${HTTP}`, as('url', tableService), null),
  stateSecret: row('STATE_CONNECTION_STRING', `a storage connection string ${HTTP}`, as('connectionString', storageConnection), null, { secret }),
  table: row('STATE_TABLE', 'a table name: a letter, then 2 to 62 letters and digits, not "tables"', value.tableName, 'writebackwatch'),
  historyDays: number('HISTORY_DAYS', 1, 3650, 400),
  mailUrl: row('MAIL_ENDPOINT', `the Communication Services endpoint, such as https://name.communication.azure.com ${HTTP}`, as('endpoint', origin), null),
  mailSecret: row('MAIL_CONNECTION_STRING', `a Communication Services connection string, endpoint=…;accesskey=… ${HTTP}`, as('connectionString', mailConnection), null, { secret }),
  mailFrom: row('MAIL_FROM', 'one mail address without a display name', value.mailAddress, null, { required }),
  mailTo: row('MAIL_TO', '1 to 50 mail addresses without display names, separated by commas', value.mailAddresses, [], { required, culprit: value.firstBadAddress }),
  mailPerMinute: number('MAIL_PER_MINUTE', 1, 10_000, 5),
  mailPerHour: number('MAIL_PER_HOUR', 4, 100_000, 10, ', of which 3 are kept for critical alerts'),
  mailMinSeverity: row('MAIL_MIN_SEVERITY', '"critical", "warning" or "info"', value.oneOf<Severity>('critical', 'warning', 'info'), 'warning' as Severity),
  notify: timer('NOTIFY_SCHEDULE', '20 * * * * *'),
  declared: row('WRITEBACK_DECLARED', '"on@2026-11-01 by name" or "off@2026-11-01 by name" (a UTC date, not in the future; 1 to 100 characters of name)', value.declaration, null, { meanwhile: 'the last valid declaration stands' }),
  blindAfterMinutes: number('BLIND_AFTER_MINUTES', 1, 10_080, 15),
  growthPercent: number('GROWTH_PERCENT', 1, 1000, 10),
  growthMin: number('GROWTH_MIN', 1, 1_000_000, 10),
  resetHistory: row('RESET_HISTORY', '"off", "counts" or "names"', value.oneOf<ResetHistory>('off', 'counts', 'names'), 'counts' as ResetHistory),
  publicUrl: row('PUBLIC_URL', `an https origin without a path, such as https://watch.example.com ${HTTP}`, origin, null),
  webhookUrl: row('WEBHOOK_URL', `an https address that takes messages ${HTTP}`, webhook, null, { secret }),
  webhookFormat: row('WEBHOOK_FORMAT', '"json", "slack" or "teams"', value.oneOf<WebhookFormat>('json', 'slack', 'teams'), 'json' as WebhookFormat),
  timeZone: row('MAIL_TIME_ZONE', 'the name of a time zone, such as Europe/Berlin', value.timeZone, null),
};

/** A check says itself which setting holds its schedule. */
const timerRows = (checks: readonly TimedCheck[]) =>
  checks.flatMap(({ name, timer: own }) => (own ? [{ name, row: timer(own.setting, own.otherwise) }] : []));

/** All settings by name: what the deployment must be able to set. */
export const settingNames = (checks: readonly TimedCheck[] = CHECKS): string[] =>
  [...Object.values(ROWS), ...timerRows(checks).map(({ row: one }) => one)].map(({ name }) => name);

/** Blank counts as not set: Azure app settings cannot be null. */
const given = (env: Environment, name: string): string => (env[name] ?? '').trim();

/**
 * Reads every setting, whatever the environment holds; never throws. A bad one is one problem, and its default (or
 * null) is used. `require: 'check'` (`npm run check`): what is set is validated, nothing is required. `checks`: those
 * whose schedules are read, all that are built unless given.
 */
export function readSettings(
  env: Environment,
  options: {
    readonly now: Date;
    readonly require: 'app' | 'check';
    readonly checks?: readonly TimedCheck[];
  },
): { settings: Settings; problems: readonly SettingProblem[] } {
  const problems: SettingProblem[] = [];
  const isApp = options.require === 'app';

  function read<T>(setting: Row<T>): T {
    const text = given(env, setting.name);
    const parsed = text === '' ? undefined : setting.parse(text, options.now);
    if (text === '' && setting.required && isApp) problems.push(missing(setting));
    if (text !== '' && parsed === undefined) problems.push(wrong(setting, text, setting.culprit?.(text)));
    return parsed ?? setting.otherwise;
  }

  /** Of an endpoint (managed identity) and a connection string exactly one; both: neither is used. */
  function readEither<A, B>(endpoint: Row<A | null>, connection: Row<B | null>): A | B | null {
    const [fromEndpoint, fromConnection] = [read(endpoint), read(connection)];
    const isSet = [endpoint, connection].map(({ name }) => given(env, name) !== '');
    if (isSet.every(Boolean)) problems.push(both(endpoint, connection));
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
  return { settings, problems };
}

/** Longest time between two neighbouring firings of a schedule from `Settings`, in ms. */
export function intervalMs(schedule: string, now: Date): number {
  const parsed = parseNcrontab(schedule);
  const gap = parsed && longestGapMs(parsed, now);
  if (gap === undefined) throw new MonitorError('config', `Not a schedule that fires: ${shown(schedule)}`);
  return gap;
}
