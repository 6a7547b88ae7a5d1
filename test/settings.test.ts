/**
 * One wrong setting per row with its exact message, good values per setting, and what must hold for any environment:
 * reading never throws and no connection string is ever shown.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import example from '../local.settings.example.json' with { type: 'json' };
import { type Environment, intervalMs, readSettings, type SettingProblem, type Settings } from '../shared/settings.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const TENANT = '0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c';
const KEY = 'c3RvcmFnZSBrZXkgMQ==';
const STORAGE = `DefaultEndpointsProtocol=https;AccountName=watch;AccountKey=${KEY};EndpointSuffix=core.windows.net`;
const MAIL = `endpoint=https://watch.communication.azure.com/;accesskey=${KEY}`;

const REQUIRED = {
  TENANT_ID: TENANT,
  STATE_TABLES_URL: 'https://watch.table.core.windows.net',
  MAIL_ENDPOINT: 'https://watch.communication.azure.com',
  MAIL_FROM: 'DoNotReply@watch.azurecomm.net',
  MAIL_TO: 'oncall@example.com',
};

const read = (env: Environment, require: 'app' | 'check' = 'app') => readSettings(env, { now: NOW, require });

const problemsWith = (wrong: Environment): readonly SettingProblem[] => read({ ...REQUIRED, ...wrong }).problems;

const HTTP = '(plain http only for loopback hosts)';
const expected = {
  TENANT_ID: 'the id of the tenant to watch, a GUID',
  WATCH_NAME: '1 to 80 characters that do not look like a key',
  GRAPH_BASE_URL: `an https origin without a path, such as https://graph.microsoft.com ${HTTP}`,
  AZURE_CLIENT_ID: 'the client id of the user-assigned identity, a GUID',
  STATE_TABLES_URL: `the table endpoint, such as https://name.table.core.windows.net ${HTTP}`,
  STATE_CONNECTION_STRING: `a storage connection string ${HTTP}`,
  STATE_TABLE: 'a table name other than "tables": a letter, then 2 to 62 letters or digits',
  HISTORY_DAYS: 'a whole number from 1 to 3650',
  MAIL_ENDPOINT: `the Communication Services endpoint, such as https://name.communication.azure.com ${HTTP}`,
  MAIL_CONNECTION_STRING: `a Communication Services connection string, endpoint=…;accesskey=… ${HTTP}`,
  MAIL_FROM: 'one mail address without a display name',
  MAIL_TO: '1 to 50 mail addresses without display names, separated by commas',
  MAIL_PER_MINUTE: 'a whole number from 1 to 10000',
  MAIL_PER_HOUR: 'a whole number from 4 to 100000, of which 3 are reserved for critical alerts',
  MAIL_MIN_SEVERITY: '"critical", "warning" or "info"',
  REMIND_HOURS: 'a whole number from 0 (never) to 168',
  SUMMARY_SCHEDULE:
    '"off", or an NCRONTAB expression in UTC with six fields (seconds first) that fires at most hourly and at least every 31 days, such as "0 0 7 * * 1"',
  POLL_WRITEBACK_SCHEDULE:
    'an NCRONTAB expression in UTC with six fields (seconds first) that fires, such as "0 */5 * * * *"',
  POLL_AGENTS_SCHEDULE:
    'an NCRONTAB expression in UTC with six fields (seconds first) that fires, such as "0 */5 * * * *"',
  POLL_RESET_ADMINS_SCHEDULE:
    'an NCRONTAB expression in UTC with six fields (seconds first) that fires, such as "0 */5 * * * *"',
  NOTIFY_SCHEDULE: 'an NCRONTAB expression in UTC with six fields (seconds first) that fires, such as "0 */5 * * * *"',
  WRITEBACK_DECLARED:
    '"on@2026-11-01 by name" or "off@2026-11-01 by name" with a UTC date that is not in the future and a name of 1 to 100 characters',
  BLIND_AFTER_MINUTES: 'a whole number from 1 to 10080',
  GROWTH_PERCENT: 'a whole number from 1 to 1000',
  GROWTH_MIN: 'a whole number from 1 to 1000000',
  PUBLIC_URL: `an https origin without a path, such as https://watch.example.com ${HTTP}`,
  WEBHOOK_URL: `an https address that takes messages ${HTTP}`,
  WEBHOOK_FORMAT: '"json", "slack" or "teams"',
  MAIL_TIME_ZONE: 'the name of a time zone, such as Europe/Berlin',
} as const;
type Name = keyof typeof expected;

/** Stands for a value of which nothing is shown. */
const HIDDEN = 'is not valid';

const hidden = (name: Name): string =>
  `${name} is not valid; expected ${expected[name]}. The value is not shown, because it may hold a secret`;
const secret = (name: Name): string =>
  `${name} is not valid; expected ${expected[name]}. The value is not shown, because it is a secret`;

/** Name, value, what the message says between the name and "; expected". Default: the value in quotes. */
// biome-ignore format: a table, one setting per row
const WRONG: readonly (readonly [Name, string, string?])[] = [
  ['TENANT_ID', 'contoso.onmicrosoft.com'],
  ['TENANT_ID', `{${TENANT}}`],
  ['TENANT_ID', `${TENANT}0`],
  ['WATCH_NAME', 'watch '.repeat(20), HIDDEN],
  ['WATCH_NAME', `\u202e${'\r\n<b>"'.repeat(20)}`, HIDDEN],
  ['WATCH_NAME', '9f86d081884c7d659a2feaa0c55ad015', HIDDEN],
  ['GRAPH_BASE_URL', 'http://graph.microsoft.com'],
  ['GRAPH_BASE_URL', 'https://graph.microsoft.com/v1.0', 'is "https://graph.microsoft.com/…"'],
  ['GRAPH_BASE_URL', 'https://graph.microsoft.com//', 'is "https://graph.microsoft.com/…"'],
  ['GRAPH_BASE_URL', 'https://graph.microsoft.com?a=b', 'is "https://graph.microsoft.com?…"'],
  ['GRAPH_BASE_URL', 'https://graph.microsoft.com#top', 'is "https://graph.microsoft.com#…"'],
  ['GRAPH_BASE_URL', 'graph.microsoft.com'],
  ['GRAPH_BASE_URL', 'https:graph.microsoft.com'],
  ['GRAPH_BASE_URL', 'ftp://graph.microsoft.com'],
  ['GRAPH_BASE_URL', 'https://graph.microsoft.com\\@evil.example', HIDDEN],
  ['GRAPH_BASE_URL', 'https:\\\\evil.example', HIDDEN],
  ['GRAPH_BASE_URL', 'https://user:pass@graph.microsoft.com', HIDDEN],
  ['GRAPH_BASE_URL', 'http://127.evil.example', HIDDEN],
  ['GRAPH_BASE_URL', 'http://localhost.evil.example'],
  ['GRAPH_BASE_URL', 'http://10.0.0.1'],
  ['GRAPH_BASE_URL', 'https://graph.microsoft.com:99999'],
  ['AZURE_CLIENT_ID', 'my-identity', HIDDEN],
  ['STATE_TABLES_URL', 'http://watch.table.core.windows.net'],
  ['STATE_TABLES_URL', 'https://watch.table.core.windows.net/writebackwatch', 'is "https://watch.table.core.windows.net/…"'],
  ['STATE_TABLES_URL', 'https://watch.table.core.windows.net/?sv=1&sig=abc', 'is "https://watch.table.core.windows.net/…"'],
  ['STATE_TABLES_URL', STORAGE, HIDDEN],
  ['STATE_TABLE', 'tables'],
  ['STATE_TABLE', 'Tables'],
  ['STATE_TABLE', '1table'],
  ['STATE_TABLE', 'ab'],
  ['STATE_TABLE', 'writeback-watch'],
  ['STATE_TABLE', 'a'.repeat(64), HIDDEN],
  ['HISTORY_DAYS', '0'],
  ['HISTORY_DAYS', '3651'],
  ['HISTORY_DAYS', '-1'],
  ['HISTORY_DAYS', '1.5'],
  ['HISTORY_DAYS', '1e2'],
  ['HISTORY_DAYS', '0x10'],
  ['HISTORY_DAYS', '٣', HIDDEN],
  ['HISTORY_DAYS', 'abc'],
  ['HISTORY_DAYS', 'forever'],
  ['HISTORY_DAYS', 'hunter2', HIDDEN],
  ['HISTORY_DAYS', 'correcthorse', HIDDEN],
  ['MAIL_ENDPOINT', 'http://watch.communication.azure.com'],
  ['MAIL_ENDPOINT', 'watch.communication.azure.com'],
  ['MAIL_ENDPOINT', 'https://watch.communication.azure.com/emails:send', 'is "https://watch.communication.azure.com/…"'],
  ['MAIL_ENDPOINT', MAIL, HIDDEN],
  ['MAIL_ENDPOINT', 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7jKl0nOp3r', HIDDEN],
  ['MAIL_FROM', 'Watch <watch@example.com>'],
  ['MAIL_FROM', 'a@example.com,b@example.com'],
  ['MAIL_FROM', 'watch@localhost'],
  ['MAIL_FROM', 'watch@example.com\r\nBcc: x@evil.example', HIDDEN],
  ['MAIL_FROM', 'wa..tch@example.com'],
  ['MAIL_FROM', `${'w'.repeat(65)}@example.com`, HIDDEN],
  ['MAIL_TO', 'oncall@example.com, Boss <boss@example.com>', 'contains "Boss <boss@example.com>"'],
  ['MAIL_TO', 'oncall@example.com; boss@example.com', 'is "oncall@example.com; boss@example.com"'],
  ['MAIL_TO', 'oncall@example.com,boss', HIDDEN],
  ['MAIL_TO', 'a@example.com,b@example.com\nBcc: c@evil.example', HIDDEN],
  ['MAIL_TO', ' , ,', HIDDEN],
  ['MAIL_TO', Array.from({ length: 51 }, (_, index) => `a${index}@b.example`).join(), `is "${Array.from({ length: 51 }, (_, index) => `a${index}@b.example`).join().slice(0, 100)}…"`],
  ['MAIL_PER_MINUTE', '0'],
  ['MAIL_PER_MINUTE', '10001'],
  ['MAIL_PER_HOUR', '3'],
  ['MAIL_PER_HOUR', '100001'],
  ['MAIL_MIN_SEVERITY', 'error'],
  ['REMIND_HOURS', '-1'],
  ['REMIND_HOURS', '169'],
  ['REMIND_HOURS', 'never'],
  ['SUMMARY_SCHEDULE', 'never'],
  ['SUMMARY_SCHEDULE', '0 * * * * *'],
  ['SUMMARY_SCHEDULE', '0 0,30 7 * * *'],
  ['SUMMARY_SCHEDULE', '0,30 0 7 * * *'],
  ['SUMMARY_SCHEDULE', '0 0 7 1 */2 *'],
  ['SUMMARY_SCHEDULE', '0 0 7 30 2 *'],
  ['SUMMARY_SCHEDULE', '@weekly'],
  ['SUMMARY_SCHEDULE', 'every monday', HIDDEN],
  ['POLL_WRITEBACK_SCHEDULE', '* * * *'],
  ['POLL_WRITEBACK_SCHEDULE', '0 0 * * * * *'],
  ['POLL_WRITEBACK_SCHEDULE', '60 * * * * *'],
  ['POLL_WRITEBACK_SCHEDULE', '00:05:00'],
  ['POLL_WRITEBACK_SCHEDULE', '@daily'],
  ['POLL_WRITEBACK_SCHEDULE', '0 0 0 30 2 *'],
  ['POLL_AGENTS_SCHEDULE', '0 0 0 L * *'],
  ['POLL_AGENTS_SCHEDULE', '0 0 0 15W * *'],
  ['POLL_AGENTS_SCHEDULE', '0 0 0 * * 1#2'],
  ['POLL_AGENTS_SCHEDULE', '0 0 0 ? * 1'],
  ['POLL_AGENTS_SCHEDULE', '0 0 0 * * 7'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 */0 * * * *'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 */90 * * * *'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 0 22-2 * * *'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 0 *-5 * * *'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 1, * * * *'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 -1 * * * *'],
  ['NOTIFY_SCHEDULE', '0 0 0 * foo *', HIDDEN],
  ['NOTIFY_SCHEDULE', '0 0 0 mon * *'],
  ['NOTIFY_SCHEDULE', '0 0 0 0 * *'],
  ['NOTIFY_SCHEDULE', '%OTHER%', HIDDEN],
  ['WRITEBACK_DECLARED', 'on'],
  ['WRITEBACK_DECLARED', 'maybe@2026-11-01 by Kim', 'is "maybe@2026-11-01 …"'],
  ['WRITEBACK_DECLARED', 'on@2026-11-21 by Kim', 'is "on@2026-11-21 …"'],
  ['WRITEBACK_DECLARED', 'on@2026-02-29 by Kim', 'is "on@2026-02-29 …"'],
  ['WRITEBACK_DECLARED', 'on@01.11.2026 by Kim', 'is "on@01.11.2026 …"'],
  ['WRITEBACK_DECLARED', 'on@2026-11-01T08:00:00Z by Kim', 'is "on@2026-11-01T08:00:00Z …"'],
  ['WRITEBACK_DECLARED', 'on@2026-11-01'],
  ['WRITEBACK_DECLARED', 'on@2026-11-01 by ', 'is "on@2026-11-01 …"'],
  ['WRITEBACK_DECLARED', `on@2026-11-01 by ${'k'.repeat(101)}`, 'is "on@2026-11-01 …"'],
  ['WRITEBACK_DECLARED', 'on@2026-11-01 by Xa18Q~Zb7cKdeLf9mNghPiQjRkSlTmUnVoWp2', 'is "on@2026-11-01 …"'],
  ['BLIND_AFTER_MINUTES', '0'],
  ['BLIND_AFTER_MINUTES', '10081'],
  ['GROWTH_PERCENT', '10%'],
  ['GROWTH_PERCENT', '1001'],
  ['GROWTH_MIN', '0'],
  ['GROWTH_MIN', '1000001'],
  ['PUBLIC_URL', 'http://watch.example.com'],
  ['PUBLIC_URL', 'https://watch.example.com/api/status?code=abc', 'is "https://watch.example.com/…"'],
  ['PUBLIC_URL', 'javascript:alert(1)', HIDDEN],
  ['WEBHOOK_FORMAT', 'xml'],
  ['MAIL_TIME_ZONE', 'Mars/Olympus'],
  ['MAIL_TIME_ZONE', '+01:00'],
];

const WRONG_STORAGE: Readonly<Record<string, string>> = {
  'plain http to the account': STORAGE.replace('https', 'http'),
  'plain http to a table endpoint': `${STORAGE};TableEndpoint=http://watch.example.com/devstoreaccount1`,
  'a table name in the endpoint': `${STORAGE};TableEndpoint=https://watch.example.com/table`,
  'no key': STORAGE.replace('AccountKey', 'Account'),
  'a key that is not base64': STORAGE.replace(KEY, '<key>'),
  'no account': STORAGE.replace('AccountName=watch;', ''),
  'neither suffix nor endpoint': STORAGE.replace(';EndpointSuffix=core.windows.net', ''),
  'a part without =': `${STORAGE};more`,
  'a signature without an endpoint': 'SharedAccessSignature=sv=1&sig=abcdef',
  'a signature over plain http': 'TableEndpoint=http://watch.example.com;SharedAccessSignature=sv=1&sig=abcdef',
  'development storage switched off': 'UseDevelopmentStorage=false',
  'something else': 'a storage account',
};

const WRONG_WEBHOOK = [
  'http://hooks.example.com/secret',
  'ftp://hooks.example.com/secret',
  'https://user:secret@hooks.example.com/',
  'https://hooks.example.com/a secret',
  '@Microsoft.KeyVault(VaultName=v;SecretName=secret)',
];

const WRONG_MAIL: Readonly<Record<string, string>> = {
  'plain http': MAIL.replace('https', 'http'),
  'the key first': `accesskey=${KEY};endpoint=https://watch.communication.azure.com/`,
  'no key': 'endpoint=https://watch.communication.azure.com/;accesskey=',
  'a path': MAIL.replace('.com/', '.com/emails'),
  'something else': 'a mail service',
};

describe('a wrong setting', () => {
  const rows = WRONG.map(([name, value, says = `is "${value.trim()}"`]) => ({
    name,
    value,
    what: says === HIDDEN ? hidden(name) : `${name} ${says}; expected ${expected[name]}`,
  }));
  it.each(rows)('is one problem: $what', ({ name, value, what }) => {
    const { settings, problems } = read({ ...REQUIRED, [name]: value });
    expect(problems).toEqual([{ code: 'config', setting: name, what, hint: expect.stringContaining(name) }]);
    expect(settings).toEqual(read({ ...REQUIRED, [name]: undefined }).settings);
  });

  const secrets = [
    ...Object.entries(WRONG_STORAGE).map((row) => ['STATE_CONNECTION_STRING', 'STATE_TABLES_URL', ...row] as const),
    ...Object.entries(WRONG_MAIL).map((row) => ['MAIL_CONNECTION_STRING', 'MAIL_ENDPOINT', ...row] as const),
  ];
  it.each(secrets)('%s instead of %s with %s is one problem that shows nothing of it', (name, instead, _, value) => {
    const { settings, problems } = read({ ...REQUIRED, [instead]: undefined, [name]: value });
    expect(problems).toEqual([
      {
        code: 'config',
        setting: name,
        what: secret(name),
        hint: `Correct ${name} in the app settings. Until then it counts as not set.`,
      },
    ]);
    expect(name === 'MAIL_CONNECTION_STRING' ? settings.mail : settings.state).toBeNull();
  });

  it.each([
    ['MAIL_PER_HOUR', '1', 'Correct MAIL_PER_HOUR in the app settings. Until then the default "10" is used.'],
    [
      'NOTIFY_SCHEDULE',
      'x',
      'Correct NOTIFY_SCHEDULE in the app settings. Until then the default "20 * * * * *" is used.',
    ],
    ['MAIL_TO', 'x', 'Correct MAIL_TO in the app settings. Until then it counts as not set.'],
    ['TENANT_ID', 'x', 'Correct TENANT_ID in the app settings. Until then it counts as not set.'],
    [
      'WRITEBACK_DECLARED',
      'x',
      'Correct WRITEBACK_DECLARED in the app settings. Until then the last valid declaration counts.',
    ],
  ])('%s=%s hints at what runs until then', (name, value, hint) => {
    expect(problemsWith({ [name]: value }).map((problem) => problem.hint)).toEqual([hint]);
  });

  it('never stands alone: all problems are reported together, in the order of the documentation', () => {
    const { problems } = read({ TENANT_ID: 'x', HISTORY_DAYS: 'x', MAIL_TO: 'x', PUBLIC_URL: 'x' });
    expect(problems.map(({ setting }) => setting)).toEqual([
      'TENANT_ID',
      'STATE_TABLES_URL or STATE_CONNECTION_STRING',
      'HISTORY_DAYS',
      'MAIL_ENDPOINT or MAIL_CONNECTION_STRING',
      'MAIL_FROM',
      'MAIL_TO',
      'PUBLIC_URL',
    ]);
  });
});

describe('a secret in a wrong setting', () => {
  /** As services make them; each the value of a setting that must not repeat it, nor any half of it. */
  const SECRETS: Readonly<Record<string, string>> = {
    'a client secret of Entra': 'Xa18Q~Zb.7cKd_eLf9mNg-hPiQjRkSlTmUnVoWp2',
    'a key in hex': '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'a key of 32 hex digits': '9f86d081884c7d659a2feaa0c55ad015',
    'a key of digits alone': '83920183746529103847561029384756',
    'a key in base64': 'c2VjcmV0IGtleSBvZiBhIHNlcnZpY2UgMTIzNDU2Nzg5MA==',
    'a password': 'Tr0ub4dor&3',
    'a password with an at sign': 'P@ssw0rd2026!',
    'a phrase': 'correct horse battery staple',
    'a token': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3YXRjaCJ9.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV',
    'the address of a webhook': 'https://hooks.example.com/services/T0AB1CD2E/B0FG3HI4J/k5LmN6oPq7RsT8uVw9Xy',
    'a signed address': 'https://watch.blob.core.windows.net/app.zip?sv=2024&sig=k5LmN6oPq7RsT8uVw9Xy',
    'an address with a password': 'https://kim:Tr0ub4dor@fabrikam.invalid/k5LmN6oPq7RsT8uVw9Xy',
  };
  const settings = Object.keys(expected).filter((name) => !['WATCH_NAME', 'STATE_TABLE', 'WEBHOOK_URL'].includes(name));
  const fragments = (text: string) => text.match(/[\w&!~.-]{7,}/g) ?? [];

  it.each(Object.entries(SECRETS))('is not repeated: %s', (_, secret) => {
    const host = /^https:\/\/[^/@]*(?=\/)/.exec(secret)?.[0] ?? '';
    const own = fragments(secret.slice(host.length));
    expect(own).not.toEqual([]);
    for (const name of settings) {
      const told = JSON.stringify(problemsWith({ [name]: secret }).map(({ what, hint }) => [what, hint]));
      expect(told).toContain(name);
      expect(own.filter((part) => told.includes(part))).toEqual([]);
    }
  });
});

describe('a missing setting', () => {
  const MISSING: Readonly<Record<string, readonly [missing: readonly string[], what: string]>> = {
    TENANT_ID: [['TENANT_ID'], `TENANT_ID is not set; expected ${expected.TENANT_ID}`],
    MAIL_FROM: [['MAIL_FROM'], `MAIL_FROM is not set; expected ${expected.MAIL_FROM}`],
    MAIL_TO: [['MAIL_TO'], `MAIL_TO is not set; expected ${expected.MAIL_TO}`],
    'a place for state': [
      ['STATE_TABLES_URL'],
      `Neither STATE_TABLES_URL nor STATE_CONNECTION_STRING is set; expected one of them: STATE_TABLES_URL as ${expected.STATE_TABLES_URL}, or STATE_CONNECTION_STRING as ${expected.STATE_CONNECTION_STRING}`,
    ],
    'a mail service': [
      ['MAIL_ENDPOINT'],
      `Neither MAIL_ENDPOINT nor MAIL_CONNECTION_STRING is set; expected one of them: MAIL_ENDPOINT as ${expected.MAIL_ENDPOINT}, or MAIL_CONNECTION_STRING as ${expected.MAIL_CONNECTION_STRING}`,
    ],
  };
  it.each(Object.entries(MISSING))('%s is required by the app', (_, [names, what]) => {
    for (const blank of [undefined, '', ' \t\r\n\u00a0']) {
      const problems = problemsWith(Object.fromEntries(names.map((name) => [name, blank])));
      expect(problems.map((problem) => problem.what)).toEqual([what]);
    }
  });

  it('is no problem for npm run check, whose wrong settings still are', () => {
    expect(read({}, 'check').problems).toEqual([]);
    expect(read({ MAIL_FROM: 'x' }, 'check').problems).toMatchObject([
      { setting: 'MAIL_FROM', hint: 'Correct MAIL_FROM, or unset it: this command does not need it.' },
    ]);
  });
});

describe('two settings for one thing', () => {
  it.each([
    ['STATE_TABLES_URL', 'STATE_CONNECTION_STRING', STORAGE],
    ['MAIL_ENDPOINT', 'MAIL_CONNECTION_STRING', MAIL],
  ])('%s with %s is an error, and neither is used', (endpoint, connection, value) => {
    for (const require of ['app', 'check'] as const) {
      const { settings, problems } = read({ ...REQUIRED, [connection]: value }, require);
      expect(problems).toEqual([
        {
          code: 'config',
          setting: `${endpoint} or ${connection}`,
          what: `${endpoint} and ${connection} are both set; expected only one of them`,
          hint:
            require === 'app'
              ? `Remove one of them from the app settings; in Azure remove ${connection}. Until then neither is used.`
              : 'Unset one of them.',
        },
      ]);
      expect(connection === 'STATE_CONNECTION_STRING' ? settings.state : settings.mail).toBeNull();
    }
  });
});

// biome-ignore format: a table, one setting per row
const GOOD: readonly (readonly [Name, string, (settings: Settings) => unknown, wanted: unknown])[] = [
  ['TENANT_ID', ` ${TENANT.toUpperCase()}\n`, (s) => s.tenantId, TENANT],
  ['WATCH_NAME', '<b>"Über\u202e\r\nwatch"</b>', (s) => s.watchName, '<b>"Über\u202e\r\nwatch"</b>'],
  ['WATCH_NAME', '🔑'.repeat(80), (s) => s.watchName, '🔑'.repeat(80)],
  ['GRAPH_BASE_URL', 'https://Graph.Microsoft.us/', (s) => s.graphOrigin, 'https://graph.microsoft.us'],
  ['GRAPH_BASE_URL', 'http://127.0.0.1:4001', (s) => s.graphOrigin, 'http://127.0.0.1:4001'],
  ['GRAPH_BASE_URL', 'http://127.8.9.10', (s) => s.graphOrigin, 'http://127.8.9.10'],
  ['GRAPH_BASE_URL', 'http://[::1]:4001/', (s) => s.graphOrigin, 'http://[::1]:4001'],
  ['GRAPH_BASE_URL', 'http://localhost:4001', (s) => s.graphOrigin, 'http://localhost:4001'],
  ['AZURE_CLIENT_ID', TENANT.toUpperCase(), (s) => s.clientId, TENANT],
  ['STATE_TABLES_URL', 'https://a.table.core.windows.net/', (s) => s.state, { url: 'https://a.table.core.windows.net' }],
  ['STATE_TABLES_URL', 'http://127.0.0.1:10002/devstoreaccount1', (s) => s.state, { url: 'http://127.0.0.1:10002/devstoreaccount1' }],
  ['STATE_CONNECTION_STRING', STORAGE, (s) => s.state, { connectionString: STORAGE }],
  ['STATE_CONNECTION_STRING', 'UseDevelopmentStorage=true;', (s) => s.state, { connectionString: 'UseDevelopmentStorage=true;' }],
  ['STATE_CONNECTION_STRING', `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${KEY};TableEndpoint=http://127.0.0.1:1/a;`, (s) => s.state, { connectionString: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${KEY};TableEndpoint=http://127.0.0.1:1/a;` }],
  ['STATE_CONNECTION_STRING', 'TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=sv=1&sig=x', (s) => s.state, { connectionString: 'TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=sv=1&sig=x' }],
  ['STATE_TABLE', 'Watch2', (s) => s.table, 'Watch2'],
  ['HISTORY_DAYS', '3650', (s) => s.historyDays, 3650],
  ['MAIL_ENDPOINT', 'https://a.communication.azure.com/', (s) => s.mail, { endpoint: 'https://a.communication.azure.com' }],
  ['MAIL_CONNECTION_STRING', `${MAIL};`, (s) => s.mail, { connectionString: MAIL }],
  ['MAIL_CONNECTION_STRING', `Endpoint=http://localhost:1;AccessKey=${KEY}`, (s) => s.mail, { connectionString: `endpoint=http://localhost:1;accesskey=${KEY}` }],
  ['MAIL_FROM', "o'brien+watch@mail.xn--p1ai", (s) => s.mailFrom, "o'brien+watch@mail.xn--p1ai"],
  ['MAIL_TO', 'a@x.example, B@x.example ,b@x.example,', (s) => s.mailTo, ['a@x.example', 'B@x.example']],
  ['MAIL_PER_MINUTE', '30', (s) => s.mailPerMinute, 30],
  ['MAIL_PER_HOUR', '4', (s) => s.mailPerHour, 4],
  ['MAIL_MIN_SEVERITY', 'Critical', (s) => s.mailMinSeverity, 'critical'],
  ['POLL_WRITEBACK_SCHEDULE', '*/15 * * * * *', (s) => s.schedules.writeback, '*/15 * * * * *'],
  ['POLL_AGENTS_SCHEDULE', '*/5  * * * *', (s) => s.schedules.agents, '0 */5 * * * *'],
  ['POLL_RESET_ADMINS_SCHEDULE', '0 0 9 * Jan-June Monday-Fri', (s) => s.schedules['reset-admins'], '0 0 9 * 1,2,3,4,5,6 1,2,3,4,5'],
  ['NOTIFY_SCHEDULE', '0 50/5,1 * * * *', (s) => s.schedules.notify, '0 1,50,55 * * * *'],
  ['WRITEBACK_DECLARED', 'on@2026-11-20 by Kim', (s) => s.declared, { says: 'on', on: '2026-11-20', by: 'Kim' }],
  ['WRITEBACK_DECLARED', 'OFF@2024-02-29 by the team, by mail', (s) => s.declared, { says: 'off', on: '2024-02-29', by: 'the team, by mail' }],
  ['BLIND_AFTER_MINUTES', '10080', (s) => s.blindAfterMinutes, 10_080],
  ['GROWTH_PERCENT', '1', (s) => s.growthPercent, 1],
  ['GROWTH_MIN', '1', (s) => s.growthMin, 1],
  ['PUBLIC_URL', 'https://watch.example.com:8443/', (s) => s.publicUrl, 'https://watch.example.com:8443'],
  ['PUBLIC_URL', 'http://localhost:7071', (s) => s.publicUrl, 'http://localhost:7071'],
  ['WEBHOOK_URL', 'https://hooks.example.com/a?b=c#key', (s) => s.webhookUrl, 'https://hooks.example.com/a?b=c#key'],
  ['WEBHOOK_URL', 'http://127.0.0.1:4003/hook', (s) => s.webhookUrl, 'http://127.0.0.1:4003/hook'],
  ['WEBHOOK_FORMAT', 'Teams', (s) => s.webhookFormat, 'teams'],
  ['REMIND_HOURS', '0', (s) => s.remindHours, 0],
  ['REMIND_HOURS', '168', (s) => s.remindHours, 168],
  ['SUMMARY_SCHEDULE', 'OFF', (s) => s.summarySchedule, null],
  ['SUMMARY_SCHEDULE', '0 7 1 * *', (s) => s.summarySchedule, '0 0 7 1 * *'],
  ['SUMMARY_SCHEDULE', '0 0 * * * *', (s) => s.summarySchedule, '0 0 * * * *'],
  ['SUMMARY_SCHEDULE', '0 0 7 * * mon,thu', (s) => s.summarySchedule, '0 0 7 * * 1,4'],
  ['MAIL_TIME_ZONE', 'europe/berlin', (s) => s.timeZone, 'Europe/Berlin'],
];

describe('a good setting', () => {
  it('is not needed where there is a default', () => {
    expect(read(REQUIRED)).toMatchObject({
      problems: [],
      settings: {
        tenantId: TENANT,
        watchName: null,
        graphOrigin: 'https://graph.microsoft.com',
        clientId: null,
        state: { url: 'https://watch.table.core.windows.net' },
        table: 'writebackwatch',
        historyDays: 400,
        mail: { endpoint: 'https://watch.communication.azure.com' },
        mailFrom: 'DoNotReply@watch.azurecomm.net',
        mailTo: ['oncall@example.com'],
        mailPerMinute: 5,
        mailPerHour: 10,
        mailMinSeverity: 'warning',
        remindHours: 24,
        summarySchedule: '0 0 7 * * 1',
        schedules: {
          writeback: '0 * * * * *',
          agents: '0 */5 * * * *',
          'reset-admins': '10 * * * * *',
          notify: '20 * * * * *',
        },
        declared: null,
        blindAfterMinutes: 15,
        growthPercent: 10,
        growthMin: 10,
        resetHistory: 'counts',
        publicUrl: null,
        webhookUrl: null,
        webhookFormat: 'json',
        timeZone: null,
      } satisfies Settings,
    });
  });

  const only = (name: string, value: string): Settings => {
    const { settings, problems } = read({ [name]: value }, 'check');
    expect(problems).toEqual([]);
    return settings;
  };

  it.each(GOOD)('%s=%j is read', (name, value, pick, wanted) => {
    expect(pick(only(name, value))).toEqual(wanted);
  });

  it('has a row here, and so has a wrong one, for every setting', () => {
    const wrong = [...WRONG.map(([name]) => name), 'STATE_CONNECTION_STRING', 'MAIL_CONNECTION_STRING', 'WEBHOOK_URL'];
    expect([...new Set(wrong)].sort()).toEqual(Object.keys(expected).sort());
    expect([...new Set(GOOD.map(([name]) => name))].sort()).toEqual(Object.keys(expected).sort());
  });
});

describe('a wrong WEBHOOK_URL', () => {
  it.each(WRONG_WEBHOOK)('%j is one problem that does not show it, and nothing is sent there', (text) => {
    const { settings, problems } = read({ ...REQUIRED, WEBHOOK_URL: text });
    expect(problems.map(({ what }) => what)).toEqual([secret('WEBHOOK_URL')]);
    expect(settings.webhookUrl).toBeNull();
  });
});

describe('local.settings.example.json', () => {
  it('names every setting and is accepted as it stands', () => {
    const { Values: values } = example;
    expect(Object.keys(values)).toEqual(expect.arrayContaining(Object.keys(expected)));
    expect(read(values).problems).toEqual([]);
  });
});

describe('any environment', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string(),
    fc.constantFrom(STORAGE, MAIL, ',', '*'),
  );
  const environments = fc.dictionary(
    fc.constantFrom(...Object.keys(expected), 'PATH'),
    fc.option(anything, { nil: undefined }),
  );

  it('is read without throwing, with valid schedules, and nothing invisible in any problem', () => {
    fc.assert(
      fc.property(environments, fc.constantFrom('app' as const, 'check' as const), (env, require) => {
        const { settings, problems } = read(env, require);
        for (const schedule of Object.values(settings.schedules)) expect(intervalMs(schedule, NOW)).toBeGreaterThan(0);
        for (const { setting, what, hint } of problems) {
          expect(what).toContain(setting.split(' ')[0]);
          expect(what + hint).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
          expect(hint).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its secrets, even in the setting next to the right one', () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    const template = fc.constantFrom(
      (k: string) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${k}`,
      (k: string) => `endpoint=http://example.com;accesskey=${k}`,
      (k: string) => `https://a.table.core.windows.net/?sv=1&sig=${encodeURIComponent(k)}`,
      (k: string) => `https://user:${encodeURIComponent(k)}@example.com`,
    );
    fc.assert(
      fc.property(environments, fc.constantFrom(...Object.keys(expected)), template, key, (env, name, text, secret) => {
        const { problems } = read({ ...env, [name]: text(secret) });
        const told = JSON.stringify(problems);
        expect(told).not.toContain(secret);
        expect(told).not.toContain(encodeURIComponent(secret));
        expect(told).not.toContain(secret.slice(0, 12));
      }),
      { numRuns: 300 },
    );
  });

  it('shows not even a short part of a connection string', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: fc.constantFrom(...'QXZ0189') }), (secret) => {
        for (const name of ['STATE_CONNECTION_STRING', 'MAIL_CONNECTION_STRING', 'WEBHOOK_URL']) {
          expect(JSON.stringify(read({ ...REQUIRED, [name]: secret }).problems)).not.toContain(secret.slice(0, 4));
        }
      }),
    );
  });
});

describe('a setting without end', () => {
  it.each(['STATE_CONNECTION_STRING', 'MAIL_CONNECTION_STRING', 'STATE_TABLES_URL', 'WEBHOOK_URL', 'MAIL_TO'])(
    'is read in no more time than it is long: %s',
    (name) => {
      for (const part of [' ', '/', ';', '=', 'a@', ',']) {
        const env = { [name]: `a;${part.repeat(200_000)}!` };
        expect(readSettings(env, { now: new Date(0), require: 'check' }).problems.length).toBeGreaterThan(0);
        const url = { [name]: `https://a.example/${part.repeat(200_000)}!` };
        expect(readSettings(url, { now: new Date(0), require: 'check' }).settings.graphOrigin).toContain('graph');
      }
    },
  );
});

describe('what is no setting of ours, and steers what is sent', () => {
  const read = (more: Readonly<Record<string, string>>) =>
    readSettings(more, { now: new Date('2026-11-20T00:00:00Z'), require: 'check', mark: (secret) => `mark ${secret}` });

  it.each(['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'])(
    'a proxy that is no address is a problem, and not shown: %s',
    (name) => {
      const problems = read({ [name]: 'user:hunter2@proxy:8080' }).problems;
      expect(problems.map(({ setting }) => setting)).toEqual([name]);
      expect(JSON.stringify(problems)).not.toContain('hunter2');
      expect(read({ [name]: 'http://user:hunter2@proxy:8080' }).problems).toEqual([]);
    },
  );

  it('that certificates are not looked at is a problem', () => {
    const [problem] = read({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }).problems;
    expect(problem?.what).toMatch(
      /^NODE_TLS_REJECT_UNAUTHORIZED is "0"; expected it not to be set: anyone on the network path/,
    );
    expect(read({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }).problems).toEqual([]);
  });

  it('is on record by a mark, whatever it is: another one has another mark', () => {
    const marks = (more: Readonly<Record<string, string>>) =>
      read(more).inEffect.flatMap(({ name, mark, value }) => (mark?.startsWith('mark ') ? [[name, mark, value]] : []));
    expect(marks({})).toEqual([]);
    expect(marks({ https_proxy: 'http://a', NODE_EXTRA_CA_CERTS: '/b' })).toEqual([
      ['HTTPS_PROXY', 'mark HTTPS_PROXY=http://a', null],
      ['NODE_EXTRA_CA_CERTS', 'mark NODE_EXTRA_CA_CERTS=/b', null],
    ]);
  });

  it.each([
    'languageWorkers__node__arguments',
    'languageWorkers:node:arguments',
    'LANGUAGEWORKERS__Node__Arguments',
    'languageWorkers__node__workerDirectory',
    'languageWorkers__node__defaultExecutablePath',
    'languageWorkers__workersDirectory',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'OPENSSL_CONF',
  ])('by which other code runs in the process is on record, in every spelling that the host reads: %s', (name) => {
    const marked = (value: string) =>
      read({ [name]: value }).inEffect.filter(({ mark }) => mark?.endsWith(`=${value}`));
    expect(marked('--require /home/evil.js')).toMatchObject([{ value: null }]);
    expect(marked('')).toHaveLength(read({}).inEffect.filter(({ mark }) => mark?.endsWith('=')).length);
  });

  it('that a request is believed to say who is signed in is on record, and that it is not is none', () => {
    const marks = (value: string) =>
      read({ WEBSITE_AUTH_ENABLED: value }).inEffect.filter(({ name }) => name === 'WEBSITE_AUTH_ENABLED');
    expect(marks('True')).toMatchObject([{ mark: 'mark WEBSITE_AUTH_ENABLED=True' }]);
    expect(marks('False')).toMatchObject([{ mark: null }]);
  });
});
