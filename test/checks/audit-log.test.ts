/** What the audit log is asked, and asked instead where it refuses. It keeps 30 days or 7 and refuses an older lower bound. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { auditRows, boundFrom, markAfter, newsFrom } from '../../shared/checks/audit-log.ts';
import { errorOfAnswer } from '../../shared/graph/errors.ts';
import { StubGraphReader } from '../stubs/graph-reader.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const DAY = 24 * 3600_000;
const daysAgo = (days: number): string => new Date(NOW - days * DAY).toISOString();

const refusal = (status: number, code: string) =>
  errorOfAnswer({
    what: 'GET /v1.0/auditLogs/directoryAudits',
    status,
    body: { error: { code, message: 'Specified argument was out of the range of valid values.' } },
    retryAfterMs: null,
    permission: undefined,
  });

const ASKED = { property: 'activityDisplayName', is: "Bob's switch" } as const;

const asking = async (answer: (path: string) => unknown, since: number | null) => {
  const graph = new StubGraphReader(answer);
  const rows = await auditRows(graph, { ...ASKED, since }, z.object({ id: z.string() })).catch((thrown) => thrown);
  return { rows, asked: graph.asked.map(({ path }) => decodeURIComponent(path)) };
};

const WHOLE = "/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Bob''s switch'";

describe('a question to the audit log', () => {
  it('names one property and a lower bound', async () => {
    const { rows, asked } = await asking(() => [{ id: 'e1' }], NOW);
    expect(rows).toEqual([{ id: 'e1' }]);
    expect(asked).toEqual([`${WHOLE} and activityDateTime ge 2026-11-20T12:00:00.000Z`]);
  });

  it('is asked without the bound where the log refuses it', async () => {
    const answer = (path: string) =>
      path.includes('activityDateTime') ? refusal(400, 'UnknownError') : [{ id: 'e1' }];
    const { rows, asked } = await asking(answer, NOW);
    expect(rows).toEqual([{ id: 'e1' }]);
    expect(asked.at(-1)).toBe(WHOLE);
    expect(asked).toHaveLength(2);
  });

  it('that is refused without a bound is an error, and not asked twice', async () => {
    const { rows, asked } = await asking(() => refusal(400, 'UnknownError'), null);
    expect(rows).toMatchObject({ code: 'contract', status: 400 });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [401, 'InvalidAuthenticationToken'],
    [403, 'Authorization_RequestDenied'],
    [429, 'TooManyRequests'],
    [503, 'ServiceUnavailable'],
    [403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'],
  ])('is not put in another way after a %i %s, which is about something else', async (status, code) => {
    const { rows, asked } = await asking(() => refusal(status, code), NOW);
    expect(rows).toMatchObject({ status });
    expect(asked).toHaveLength(1);
  });
});

describe('the bound of the next question', () => {
  it.each<[name: string, mark: string | null, bound: string | null]>([
    ['a day before the mark', daysAgo(1), daysAgo(2)],
    ['none at first', null, null],
    ['none when a log of 7 days may not keep it', daysAgo(5.5), null],
    ['none when no log keeps it', daysAgo(40), null],
    ['none from a mark that is no time', 'soon', null],
  ])('is %s', (_, mark, bound) => {
    expect(boundFrom(mark, NOW)).toBe(bound === null ? null : Date.parse(bound));
  });
});

describe('what an earlier reading has read', () => {
  it.each<[name: string, mark: string | null, from: number]>([
    ['is all from before a day behind the mark', daysAgo(40), NOW - 41 * DAY],
    ['is nothing before there is a mark', null, Number.NEGATIVE_INFINITY],
    ['is nothing that a mark which is no time could say', 'soon', Number.NEGATIVE_INFINITY],
  ])('%s', (_, mark, from) => {
    expect(newsFrom(mark)).toBe(from);
  });
});

describe('the mark that a reading leaves', () => {
  it.each<[name: string, times: string[], before: string | null, graphNow: number | null, mark: string | null]>([
    ['is its newest event', [daysAgo(0.5), daysAgo(0.25)], daysAgo(3), NOW, daysAgo(0.25)],
    ['is no older than a day, though nothing happened for weeks', [], daysAgo(40), NOW, daysAgo(1)],
    ['is a day old when there never was an event', [], null, NOW, daysAgo(1)],
    ['is never ahead of the clock of Graph', [daysAgo(-300)], null, NOW, daysAgo(0)],
    ['stays where Graph does not say what time it is', [], daysAgo(40), null, daysAgo(40)],
    ['is none where nobody says a time', [], null, null, null],
  ])('%s', (_, times, before, graphNow, mark) => {
    expect(markAfter(times, before, graphNow)).toBe(mark);
  });

  it('loses no event that is delivered within a day, however the clocks differ, and is never refused for long', () => {
    const HOUR = DAY / 24;
    const poll = fc.record({
      waitHours: fc.integer({ min: 1, max: 400 }),
      skewDays: fc.integer({ min: -400, max: 400 }),
    });
    const happened = fc.record({ at: fc.integer({ min: 0, max: 2000 }), lateHours: fc.integer({ min: 0, max: 23 }) });
    const life = fc.record({
      polls: fc.array(poll, { minLength: 1, maxLength: 8 }),
      events: fc.array(happened),
      keeps: fc.constantFrom(7, 30),
    });
    fc.assert(
      fc.property(life, ({ polls, events, keeps }) => {
        let mark: string | null = null;
        let graphNow = NOW;
        const seen = new Set<number>();
        const due = new Set<number>();
        for (const { waitHours, skewDays } of polls) {
          graphNow += waitHours * HOUR;
          const kept = graphNow - keeps * DAY;
          const there = events.filter(({ at, lateHours }) => NOW + (at + lateHours) * HOUR <= graphNow);
          const asked = boundFrom(mark, graphNow + skewDays * DAY);
          const bound = asked === null || asked < kept ? Number.NEGATIVE_INFINITY : asked;
          const answered = there.filter(({ at }) => NOW + at * HOUR >= Math.max(bound, kept)).map(({ at }) => at);
          for (const at of answered) seen.add(at);
          for (const { at } of there) if (NOW + at * HOUR >= kept) due.add(at);
          mark = markAfter(
            answered.map((at) => new Date(NOW + at * HOUR).toISOString()),
            mark,
            graphNow,
          );
        }
        expect([...due].filter((at) => !seen.has(at))).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 300) },
    );
  });
});
