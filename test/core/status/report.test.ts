import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import type { MailedAlert, OpenAlert, Severity } from '../../../shared/core/model/alert.ts';
import type { Head } from '../../../shared/core/model/head.ts';
import { type ReportInput, report, type StoredState } from '../../../shared/core/status/report.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import {
  failing,
  headOf,
  MINUTE,
  mailboxWith,
  mailOnly,
  NOW,
  record,
  stateOf,
  time,
} from '../../stubs/stored-state.ts';
import { CALM, readingsOf } from '../../stubs/tenant.ts';

const stored = (over: Partial<StoredState> = {}): StoredState => ({
  installedAt: time(-60),
  blindAfterMinutes: 15,
  notifyIntervalMs: 60_000,
  checks: [stateOf()],
  conditions: [],
  events: [],
  answers: new Map(),
  outboxes: mailOnly(),
  damaged: [],
  onePass: false,
  ...over,
});

const input = (over: Partial<ReportInput> = {}): ReportInput => ({
  now: NOW,
  version: '1.2.3',
  tenantId: 'tenant-id',
  checks: CHECKS,
  problems: [],
  stored: stored(),
  ...over,
});

const condition = (id: string, severity: Severity, since: string): OpenAlert => ({
  id,
  rule: 'r',
  subject: 's',
  severity,
  title: `title of ${id}`,
  why: '',
  todo: '',
  lines: [],
  check: 'agents',
  since,
  mailed: true,
});

const keys = (value: unknown): string[] => Object.keys(value as object);

/** A writeback check as it is stored after one poll in which it is on. */
function writebackState() {
  const watch = new PureWatch(writeback, NOW);
  const events = [{ id: 'e', says: 'on', at: time(-600) }] as const;
  const { outcome } = watch.poll(readingsOf({ ...CALM, events }), NOW);
  return { ...stateOf(), check: writeback, head: watch.head, verdict: outcome.verdict };
}

describe('the status document', () => {
  it('has exactly the keys of the contract', () => {
    const document = report(input({ stored: stored({ checks: [writebackState()] }) }));
    expect(keys(document)).toEqual([
      'status',
      'checkedAt',
      'version',
      'tenant',
      'problems',
      'writeback',
      'agents',
      'resetAdmins',
      'sources',
      'mail',
      'openAlerts',
    ]);
    expect(keys(document.tenant)).toEqual(['id', 'name']);
    expect(keys(document.writeback)).toEqual(['state', 'since', 'declared', 'evidence']);
    const { evidence } = document.writeback as unknown as { evidence: object[] };
    for (const one of evidence) expect(keys(one).sort()).toEqual(['at', 'detail', 'kind', 'says', 'weight']);
    expect(keys(document.agents)).toEqual(['state', 'agents', 'heartbeats']);
    expect(keys(document.resetAdmins)).toEqual([
      'state',
      'missing',
      'readAt',
      'syncedUsers',
      'reachable',
      'resetters',
      'top',
    ]);
    for (const one of document.sources)
      expect(keys(one)).toEqual(['check', 'name', 'required', 'state', 'lastGoodAt', 'error']);
    expect(document.sources).toHaveLength(8);
    expect(keys(document.mail)).toEqual(['pending', 'lastSentAt', 'lastError']);
  });

  it('says what is not known as null, never as something absent', () => {
    const text = JSON.stringify(report(input({ tenantId: null, stored: null })));
    expect(JSON.parse(text)).toEqual({
      status: 'fail',
      checkedAt: time(0),
      version: '1.2.3',
      tenant: { id: null, name: null },
      problems: [],
      writeback: { state: 'unknown', since: null, declared: null, evidence: [] },
      agents: { state: 'unknown', agents: [], heartbeats: [] },
      resetAdmins: {
        state: 'unknown',
        missing: [],
        readAt: null,
        syncedUsers: null,
        reachable: null,
        resetters: null,
        top: [],
      },
      sources: [],
      mail: { pending: 0, lastSentAt: null, lastError: null },
      openAlerts: [],
    });
  });

  it('shows the stored verdict with its evidence', () => {
    const { writeback: section } = report(input({ stored: stored({ checks: [writebackState()] }) }));
    expect(section).toMatchObject({
      state: 'on',
      since: time(-600),
      declared: null,
      evidence: [
        { kind: 'audit', says: 'on', at: time(-600), weight: 'strong' },
        { kind: 'flag', says: 'nothing' },
      ],
    });
  });

  it.each<[name: string, minutesLater: number, state: string]>([
    ['stale', 10, 'on'],
    ['blind', 16, 'unknown'],
  ])('shows it while a required source is %s as it should', (_, minutesLater, state) => {
    const one = writebackState();
    const records = one.head?.sources ?? {};
    const failed = { ...records.directoryAudits, ...failing('unavailable', 0) };
    const head = { ...one.head, sources: { ...records, directoryAudits: failed } } as Head;
    const found = report(input({ now: NOW + minutesLater * MINUTE, stored: stored({ checks: [{ ...one, head }] }) }));
    expect(found.writeback).toMatchObject({ state, since: state === 'on' ? time(-600) : null });
  });

  it('shows a verdict that cannot be loaded as unknown', () => {
    const found = report(input({ stored: stored({ checks: [{ ...writebackState(), verdict: null }] }) }));
    expect(found.writeback).toMatchObject({ state: 'unknown', since: null });
    expect(found.problems.map(({ code }) => code)).toContain('verdict-unknown');
  });

  it('shows each source with its state, last good time and error', () => {
    const sources = { ...headOf().sources, extra: record(failing('denied', 1)) };
    const found = report(input({ stored: stored({ checks: [stateOf({ head: headOf({ sources }) })] }) }));
    expect(found.sources).toEqual([
      { check: 'agents', name: 'needed', required: true, state: 'ok', lastGoodAt: time(0), error: null },
      {
        check: 'agents',
        name: 'extra',
        required: false,
        state: 'denied',
        lastGoodAt: time(-1),
        error: { code: 'denied', message: 'it said denied', hint: 'mend it' },
      },
      { check: 'agents', name: 'events', required: false, state: 'ok', lastGoodAt: time(0), error: null },
    ]);
  });

  it('names the tenant as it was last read', () => {
    expect(report(input()).tenant).toEqual({ id: 'tenant-id', name: 'Contoso' });
  });
});

describe('the status', () => {
  const PROBLEM = { code: 'config', what: 'MAIL_TO is missing', hint: 'set it' };

  it.each<[name: string, over: Partial<ReportInput>, status: string, codes: string[]]>([
    ['all is well', {}, 'pass', []],
    ['a setting is wrong', { problems: [PROBLEM] }, 'fail', ['config']],
    ['nothing can be read', { problems: [PROBLEM], stored: null }, 'fail', ['config']],
    ['nothing can be read, and nobody says why', { stored: null }, 'fail', []],
    [
      'a warning alert is open',
      { stored: stored({ conditions: [condition('a', 'warning', time(-1))] }) },
      'warn',
      ['open-warning'],
    ],
    ['an info alert is open', { stored: stored({ conditions: [condition('a', 'info', time(-1))] }) }, 'pass', []],
    [
      'no poll has finished yet',
      { stored: stored({ checks: [stateOf({ head: null, verdict: null })], installedAt: time(0) }) },
      'warn',
      ['no-poll-yet'],
    ],
    [
      'a poll is overdue, and an alert is open',
      {
        stored: stored({
          checks: [stateOf({ head: headOf({ finishedAt: time(-9) }) })],
          conditions: [condition('a', 'critical', time(-1))],
        }),
      },
      'fail',
      ['poll-overdue', 'open-critical'],
    ],
    ['no check is built', { stored: stored({ checks: [] }) }, 'pass', []],
  ])('when %s', (_, over, status, codes) => {
    const found = report(input(over));
    expect([found.status, found.problems.map(({ code }) => code)]).toEqual([status, codes]);
  });
});

describe('open alerts', () => {
  const event = (id: string, kind: MailedAlert['kind'], severity: Severity = 'critical'): MailedAlert => {
    const { check: _check, mailed: _mailed, ...alert } = condition(id, severity, time(-5));
    return { ...alert, kind };
  };
  const pending = (...alerts: MailedAlert[]) => ({
    check: 'agents' as const,
    generation: 1,
    at: time(-1),
    alerts,
    context: { tenant: { id: 't', name: null }, headline: '', evidence: [], unseen: [] },
    rowKey: 'row',
    receiver: 'mail',
  });

  it('are conditions until they end and events until all are told', () => {
    const rows = [
      pending(event('e', 'event'), event('o', 'opened'), event('c', 'closed'), event('s', 'summary', 'info')),
    ];
    const conditions = [condition('o', 'warning', time(-9))];
    const events = [event('e', 'event')];
    const found = report(input({ stored: stored({ conditions, events, outboxes: mailOnly({ pending: rows }) }) }));
    expect(found.openAlerts).toEqual([
      { id: 'e', severity: 'critical', title: 'title of e', since: time(-5), acknowledged: null },
      { id: 'o', severity: 'warning', title: 'title of o', since: time(-9), acknowledged: null },
    ]);
    expect(found.mail.pending).toBe(4);
  });

  it('stand the most severe first, then the oldest', () => {
    const conditions = [
      condition('d', 'info', time(-99)),
      condition('c', 'warning', time(-1)),
      condition('b', 'warning', time(-9)),
      condition('a2', 'critical', time(-2)),
      condition('a1', 'critical', time(-2)),
    ];
    const found = report(input({ stored: stored({ conditions }) }));
    expect(found.openAlerts.map(({ id }) => id)).toEqual(['a1', 'a2', 'b', 'c', 'd']);
  });
});

describe('mail', () => {
  it('shows when the last one was accepted and the last error', () => {
    const lastError = { at: time(-3), code: 'denied', message: 'no', hint: 'look' };
    const mailbox = mailboxWith({ lastSentAt: time(-9), lastError });
    const found = report(input({ stored: stored({ outboxes: mailOnly({ mailbox }) }) }));
    expect(found.mail).toEqual({ pending: 0, lastSentAt: time(-9), lastError: `${time(-3)}: denied: no` });
  });
});
