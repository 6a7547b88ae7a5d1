/**
 * Every way in which the watch itself can fail, and what tells of it, as data: played beside the table of sources, and
 * printed into RUNBOOK.md with it. A finding made meanwhile is never lost: it is mailed at the latest when this is over.
 */
import type { World } from '../world/world.ts';
import type { Trouble } from './blindness-stage.ts';
import type { StatusWord } from './blindness-table.ts';
import { DAY, HOUR, MINUTE } from './scene.ts';

export interface Told {
  /** Since the row before: the runs in between do not take place, or fail. */
  readonly after: number;
  readonly status: StatusWord;
  /** Of its problems, each once. */
  readonly codes: readonly string[];
  /** Rules mailed, each once, in order of name. */
  readonly mail: readonly string[];
  /** Checks whose state is shown as unknown, `partial` for who can reset whom; that of the others stands. */
  readonly unknown: readonly string[];
}

export interface Way {
  readonly what: string;
  readonly begin?: (world: World) => void;
  readonly end?: (world: World) => void;
  readonly trouble?: (world: World) => Trouble;
  readonly once: Told;
  readonly later: Told;
}

const told = (after: number, status: StatusWord, codes: string, mail = '', unknown = ''): Told => ({
  after,
  status,
  codes: listOf(codes),
  mail: listOf(mail),
  unknown: listOf(unknown),
});

const listOf = (words: string): string[] => words.split(' ').filter(Boolean);

const ALL = 'writeback agents reset-admins';
/** Each was read before, so that of who can reset whom something is still known. */
const READ_BEFORE = 'writeback agents partial';
const NEXT = 5 * MINUTE;
/** Longer than anything may be unread, unmailed or late. */
const LATER = 17 * MINUTE;

const settings = (changed: Readonly<Record<string, string>>) => ({ trouble: (): Trouble => ({ settings: changed }) });
const dead = (...runs: string[]) => ({ trouble: (): Trouble => ({ dead: runs }) });

/** The key of the table's account, but another one. */
const wrongKey = ({ env }: World): string =>
  (env.STATE_CONNECTION_STRING ?? '').replace(/AccountKey=[^;]+/, `AccountKey=${btoa('another key')}`);

/** As deployed: tables and mail are signed in to as Graph is, and get no request without a token. */
const ONE_IDENTITY = {
  STATE_CONNECTION_STRING: '',
  STATE_TABLES_URL: 'https://watch.table.core.windows.net',
  MAIL_CONNECTION_STRING: '',
  MAIL_ENDPOINT: 'https://watch.communication.azure.com',
};

/** A token of another tenant than is watched; nothing is sent with it. */
const foreignToken = (): string =>
  ['{"alg":"none"}', '{"tid":"11111111-2222-4333-8444-555555555555"}', 'x'].map((part) => btoa(part)).join('.');

export const WAYS: readonly Way[] = [
  {
    what: 'settings: no recipient (`MAIL_TO`)',
    ...settings({ MAIL_TO: '' }),
    once: told(NEXT, '503 fail', 'config open-warning'),
    later: told(LATER, '503 fail', 'config mail-waiting open-warning'),
  },
  {
    what: 'settings: no tenant (`TENANT_ID`)',
    ...settings({ TENANT_ID: '' }),
    once: told(NEXT, '503 fail', 'config', '', ALL),
    later: told(LATER, '503 fail', 'config', '', ALL),
  },
  {
    what: 'settings: a declaration that cannot be read (`WRITEBACK_DECLARED`)',
    ...settings({ WRITEBACK_DECLARED: 'on, says Ann' }),
    once: told(NEXT, '503 fail', 'config', 'settings-changed'),
    later: told(LATER, '503 fail', 'config source-blind open-warning', 'source-blind'),
  },
  {
    what: 'storage: the table refuses the app',
    trouble: (world) => ({ settings: { STATE_CONNECTION_STRING: wrongKey(world) } }),
    once: told(NEXT, '503 fail', 'state-unreadable', '', ALL),
    later: told(LATER, '503 fail', 'state-unreadable', '', ALL),
  },
  {
    what: 'mail: the service refuses it (403)',
    begin: ({ mailbox }) => void mailbox.faults.add({ kind: 'status', status: 403, count: null }),
    end: ({ mailbox }) => mailbox.faults.clear(),
    once: told(NEXT, '200 warn', 'open-warning'),
    later: told(LATER, '503 fail', 'mail-refused mail-waiting open-warning'),
  },
  {
    what: 'mail: the service cannot be reached',
    begin: ({ mailbox: { faults } }) => {
      faults.add({ kind: 'reset', count: null });
      faults.add({ kind: 'reset', on: 'operation', count: null });
    },
    end: ({ mailbox }) => mailbox.faults.clear(),
    once: told(NEXT, '200 warn', 'open-warning'),
    later: told(LATER, '503 fail', 'mail-waiting open-warning'),
  },
  {
    what: 'timer: `poll-writeback` does not run',
    ...dead('writeback'),
    once: told(2 * MINUTE, '200 pass', ''),
    later: told(
      LATER,
      '503 fail',
      'poll-overdue source-blind verdict-unknown open-warning',
      'poll-overdue',
      'writeback',
    ),
  },
  {
    what: 'timer: `poll-agents` does not run',
    ...dead('agents'),
    once: told(NEXT, '200 pass', ''),
    later: told(LATER, '503 fail', 'poll-overdue source-blind verdict-unknown open-warning', 'poll-overdue', 'agents'),
  },
  {
    what: 'timer: `poll-reset-admins` does not run',
    ...dead('reset-admins'),
    once: told(2 * MINUTE, '200 pass', ''),
    later: told(LATER, '503 fail', 'poll-overdue source-blind verdict-unknown open-warning', 'poll-overdue', 'partial'),
  },
  {
    what: 'timer: `notify` does not run',
    trouble: () => ({ dead: ['watch'], settings: { NOTIFY_SCHEDULE: '20 * * * * *' } }),
    once: told(NEXT, '200 warn', 'open-warning'),
    later: told(2 * HOUR, '503 fail', 'notify-overdue mail-waiting open-warning'),
  },
  {
    what: 'timer: nothing runs at all',
    ...dead('writeback', 'agents', 'reset-admins', 'watch'),
    once: told(2 * MINUTE, '200 pass', ''),
    later: told(LATER, '503 fail', 'poll-overdue source-blind verdict-unknown', '', READ_BEFORE),
  },
  {
    what: 'clock: six minutes off',
    begin: ({ tenant }) => tenant.setDateSkew(6 * 60),
    end: ({ tenant }) => tenant.setDateSkew(0),
    once: told(NEXT, '200 warn', 'clock-off open-warning', 'clock-off'),
    later: told(LATER, '200 warn', 'clock-off open-warning'),
  },
  {
    what: 'tenant: the identity belongs to another one',
    trouble: () => ({
      seams: { credential: { getToken: async () => ({ token: foreignToken(), expiresOnTimestamp: 9e15 }) } },
    }),
    once: told(NEXT, '503 fail', 'config source-stale open-warning', 'wrong-tenant'),
    later: told(
      LATER,
      '503 fail',
      'config source-blind verdict-unknown open-critical open-warning',
      'source-blind',
      READ_BEFORE,
    ),
  },
  {
    what: 'identity: its token endpoint fails, so that Graph, tables and mail refuse it',
    begin: ({ tenant }) => void tenant.faults.add({ path: '/msi/token', kind: 'status', status: 500, count: null }),
    end: ({ tenant }) => tenant.faults.clear(),
    trouble: () => ({ settings: ONE_IDENTITY }),
    once: told(NEXT, '503 fail', 'state-unreadable', '', ALL),
    later: told(LATER, '503 fail', 'state-unreadable', '', ALL),
  },
  {
    what: 'identity: it gets tokens for tables and mail, but none for Graph',
    begin: ({ tenant }) => void tenant.faults.add({ path: '/msi/token', kind: 'status', status: 500, count: null }),
    end: ({ tenant }) => tenant.faults.clear(),
    once: told(NEXT, '200 warn', 'source-stale'),
    later: told(
      LATER,
      '503 fail',
      'source-blind verdict-unknown open-critical open-warning',
      'source-blind',
      READ_BEFORE,
    ),
  },
  {
    what: 'permission: `AuditLog.Read.All` is taken away',
    begin: ({ tenant }) => tenant.revoke('AuditLog.Read.All'),
    end: ({ tenant }) => tenant.grant('AuditLog.Read.All'),
    once: told(NEXT, '200 warn', 'source-denied verdict-unknown', '', 'writeback'),
    later: told(
      LATER,
      '503 fail',
      'source-denied verdict-unknown open-critical open-warning',
      'source-blind',
      'writeback',
    ),
  },
  {
    what: 'permission: one that can write is granted',
    begin: ({ tenant }) => tenant.grant('User-PasswordProfile.ReadWrite.All'),
    end: ({ tenant }) => tenant.revoke('User-PasswordProfile.ReadWrite.All'),
    once: told(NEXT, '200 warn', 'open-critical', 'application-can-reset'),
    // By then nobody has answered the first one for a day.
    later: told(DAY, '200 warn', 'open-critical', 'application-can-reset permission-granted permission-write'),
  },
];
