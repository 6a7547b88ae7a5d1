import { describe, expect, it } from 'vitest';
import { ADMIN_RESET } from '../../../shared/checks/entra/activities.ts';
import { resetsFailing } from '../../../shared/checks/writeback/failed-resets.ts';
import { resets } from '../../../shared/checks/writeback/resets.ts';
import type { Occasion } from '../../../shared/core/model/check.ts';
import type { WritebackState } from '../../../shared/core/model/rule.ts';
import { MonitorError } from '../../../shared/errors.ts';
import { errorOfAnswer } from '../../../shared/graph/errors.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { writebackAccess } from '../../stubs/writeback-access.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(NOON - hours * HOUR).toISOString();
const BY_ADMIN = ADMIN_RESET;
const BY_USER = 'Reset password (self-service)';
const PROGRESS = 'Self-service password reset flow activity progress';
const SERVICE = "loggedByService eq 'Self-service Password Management'";

let count = 0;
const event = (more: Record<string, unknown> = {}) => {
  count += 1;
  return {
    id: `event-${count}`,
    correlationId: `attempt-${count}`,
    activityDisplayName: BY_ADMIN,
    activityDateTime: ago(1),
    result: 'failure',
    resultReason: 'OnPremisesAdminActionRequired',
    additionalDetails: [],
    ...more,
  };
};

/** A log with these events, asked as Graph is; everything else Graph answers is as given. */
function logOf(events: readonly ReturnType<typeof event>[], answers: { audits?: unknown } = {}) {
  const graph = new StubGraphReader((path) => {
    if (answers.audits) return answers.audits;
    const filter = decodeURIComponent(path);
    return filter.includes(SERVICE) ? events : [];
  });
  graph.date = NOON;
  return graph;
}

const read = async (graph: StubGraphReader) => {
  const result = await resets.read(writebackAccess(graph, { startedAt: NOON }), null);
  return { ...result, measures: result.measures?.filter(({ name }) => name === 'failedResets') };
};

const counted = async (...events: readonly ReturnType<typeof event>[]) => (await read(logOf(events))).measures;

describe('failed resets', () => {
  it('are a measure and no fact of their own', async () => {
    const found = await read(logOf([event(), event()]));
    expect(found.facts.map(({ key }) => key)).toEqual(['resets', 'window']);
    expect(found).toMatchObject({ measures: [{ name: 'failedResets', value: 2 }] });
  });

  it('are 0 in a good reading without any', async () => {
    expect(await counted()).toEqual([{ name: 'failedResets', value: 0 }]);
  });

  it('are asked of the whole service in one request, from before the window on by our clock', async () => {
    const graph = logOf([]);
    await read(graph);
    expect(graph.asked.map(({ path, permission }) => [decodeURIComponent(path), permission])).toEqual([
      [
        `/auditLogs/directoryAudits?$filter=${SERVICE} and activityDateTime ge 2026-11-19T11:55:30.000Z`,
        'AuditLog.Read.All',
      ],
      [`/auditLogs/directoryAudits?$filter=activityDisplayName eq '${BY_ADMIN}'`, 'AuditLog.Read.All'],
    ]);
  });

  it('are asked again from where the window begins by the clock of Graph, when ours is ahead', async () => {
    const graph = logOf([event({ activityDateTime: ago(23) })]);
    const result = await resets.read(writebackAccess(graph, { startedAt: NOON + 30 * HOUR }), null);
    expect(decodeURIComponent(graph.asked[1]?.path ?? '')).toContain('activityDateTime ge 2026-11-19T12:00:00.000Z');
    expect(result.measures).toContainEqual({ name: 'failedResets', value: 1 });
  });

  it('are asked by activity where the log does not take the question', async () => {
    const graph = logOf([]);
    graph.failing = (path) =>
      path.includes('loggedByService')
        ? errorOfAnswer({ what: 'GET', status: 400, body: {}, retryAfterMs: null, permission: undefined })
        : null;
    await read(graph);
    const asked = graph.asked.map(({ path }) => /activityDisplayName eq '([^']+)'/.exec(decodeURIComponent(path))?.[1]);
    expect(asked.filter((one) => one !== undefined)).toEqual([
      BY_ADMIN,
      BY_USER,
      'Change password (self-service)',
      PROGRESS,
      BY_ADMIN,
    ]);
  });

  it.each<[what: string, more: Record<string, unknown>, value: number]>([
    ['missing rights on-premises', { resultReason: 'OnPremisesAdminActionRequired' }, 1],
    ['no way to the agent', { resultReason: 'OnPremisesConnectivityError' }, 1],
    ['no way to the agent, under its other name', { resultReason: 'OnPremisesConnectivityFailure' }, 1],
    ['writeback that is not enabled', { resultReason: 'WritebackNotEnabled' }, 1],
    ['an administrator to act in Active Directory', { resultReason: 'ADAdminActionRequired' }, 1],
    ['a number instead of a name', { resultReason: 'SSPR_0029: an error in your on-premises configuration' }, 1],
    ['a reason inside a sentence', { resultReason: 'Failed: OnPremisesConnectivityError = 30' }, 1],
    ['a reason among the details', { resultReason: '', additionalDetails: [{ key: 'Error', value: 'SSPR_0030' }] }, 1],
    ['a reset that timed out', { result: 'timeout', resultReason: 'OnPremisesConnectivityError' }, 1],
    ['self-service', { activityDisplayName: BY_USER }, 1],
    ['progress of self-service', { activityDisplayName: PROGRESS }, 1],
    ['an event at the edge of the window', { activityDateTime: ago(24) }, 1],
    ['an event without a correlation id', { correlationId: null }, 1],
    ['a success', { result: 'success' }, 0],
    ['one that was written back', { resultReason: 'OnPremisesSuccessCloudFailure' }, 0],
    ['a password against the policy', { resultReason: 'PasswordPolicyError' }, 0],
    ['self-service that is off', { resultReason: 'TenantSSPRFlagDisabled' }, 0],
    ['a failure without a reason', { resultReason: null, additionalDetails: null }, 0],
    ['words of the browser', { resultReason: 'x', additionalDetails: [{ key: 'User-Agent', value: 'SSPR_0029' }] }, 0],
    ['an older event, whatever the log gives', { activityDateTime: ago(24.01) }, 0],
    ['no result at all', { result: null }, 0],
  ])('count as they should: %s', async (_, more, value) => {
    expect((await counted(event(more)))?.[0]?.value).toBe(value);
  });

  it('count one attempt once, however many events it left, and a repeated row once', async () => {
    const attempt = { correlationId: 'a' };
    const row = event({ correlationId: null });
    const events = [event(attempt), event({ ...attempt, activityDisplayName: PROGRESS }), row, row];
    expect((await counted(...events))?.[0]?.value).toBe(2);
  });

  const failing: [what: string, answers: Parameters<typeof logOf>[1], code: string][] = [
    ['the log is denied', { audits: new MonitorError('denied', 'no') }, 'denied'],
    ['the log is throttled', { audits: new MonitorError('throttled', 'later') }, 'throttled'],
    ['an event has no id', { audits: [{ ...event(), id: '' }] }, 'contract'],
  ];

  it('count an event whose time cannot be read: Graph was asked for this window alone', async () => {
    const { measures } = await read(logOf([{ ...event(), activityDateTime: 'soon' }]));
    expect(measures).toEqual([{ name: 'failedResets', value: 1 }]);
  });

  it('count an event whose time has an offset in the window in which it was', async () => {
    const times = ['2026-11-20T13:00:00+14:00', '2026-11-18T00:00:00-01:00'];
    const found = await read(
      logOf(times.map((activityDateTime, n) => ({ ...event(), id: `e${n}`, correlationId: '', activityDateTime }))),
    );
    expect(found.measures).toEqual([{ name: 'failedResets', value: 1 }]);
  });

  it.each(failing)('are not 0 but unknown when %s', async (_, answers, code) => {
    await expect(read(logOf([], answers))).rejects.toMatchObject({ code });
  });

  it('are unknown when Graph does not say what time it is', async () => {
    const graph = logOf([event()]);
    graph.date = null;
    await expect(read(graph)).rejects.toMatchObject({ code: 'contract' });
  });
});

describe('the rule resets-failing', () => {
  const occasion = (writeback: WritebackState): Occasion => ({ sources: [], verdict: null, writeback });
  const growth = { source: 'resets', name: 'failedResets', before: 2, now: 14 };

  it.each<[WritebackState]>([['on'], ['unknown']])('warns while writeback is %s', (writeback) => {
    expect(resetsFailing(growth, occasion(writeback))).toMatchObject({
      rule: 'resets-failing',
      severity: 'warning',
      title: '14 resets could not be written back in 24 hours, up from 2',
    });
  });

  it('is silent while writeback is off', () => {
    expect(resetsFailing(growth, occasion('off'))).toBeNull();
  });

  it('has no words for other measures', () => {
    expect(resetsFailing({ ...growth, name: 'syncedUsers' }, occasion('on'))).toBeNull();
  });
});
