/**
 * A log of more resets than one poll can read, and more users than it can look up: it never blinds the source, counts are
 * exact or said to be a lower bound, no proof is lost, and it catches up. The expected is counted by hand from the story.
 *
 * More: `RUNS=2000 vitest run test/checks/writeback/busy-resets.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resetNotes, resetSection, resetTotalFacts } from '../../../shared/checks/writeback/reset-report.ts';
import { HOUR, type Logged, LogInPages, MINUTE, NOON, OWN, PROGRESS } from './log-in-pages.ts';

const RUNS = Number(process.env.RUNS ?? 25);

const many = (count: number, of: (n: number) => Partial<Logged>): Logged[] =>
  Array.from({ length: count }, (_, n) => ({ id: `e${n}`, at: NOON - n * MINUTE, user: `user-${n}`, ...of(n) }));

describe('a log that one poll cannot read', () => {
  it('is read on in the next polls, says a lower bound meanwhile, and is exact at its end', async () => {
    const log = new LogInPages();
    log.events.push(...many(400, (n) => ({ by: n % 4 === 0 ? 'lee' : 'kim', at: NOON - n * 3 * MINUTE })));
    for (let n = 0; n < 400; n += 2) log.synced.add(`user-${n}`);
    await log.poll();
    expect(log.totals.isPartial).toBe(true);
    expect(log.totals.byAdmins).toBeLessThan(200);
    expect(log.measures).toEqual({});
    await log.polls(30);
    expect(log.totals).toMatchObject({ byAdmins: 200, bySelf: 0, unsure: 0, isPartial: false });
    expect(log.measures).toEqual({ failedResets: 0, adminResets: 200, ownResets: 0 });
    expect(Math.max(...log.pages)).toBeLessThanOrEqual(5);
  });

  it('of ten times as much that an ordinary user writes is read all the same, and hides no failed reset', async () => {
    const log = new LogInPages();
    log.events.push(
      ...many(1_000, (n) => ({ id: `p${n}`, activity: PROGRESS, at: NOON - n * MINUTE })),
      ...many(7, (n) => ({
        id: `f${n}`,
        at: NOON - (900 + n) * MINUTE,
        result: 'failure',
        reason: 'OnPremisesConnectivityError',
      })),
    );
    await log.polls(30);
    expect(log.measures).toMatchObject({ failedResets: 7 });
  });

  it('is begun anew where the log forgot the place, and nothing is counted twice', async () => {
    const log = new LogInPages();
    log.events.push(...many(120, () => ({ agent: 'CloudSync' })));
    await log.poll();
    log.knowsLinks = false;
    await log.poll();
    log.knowsLinks = true;
    await log.polls(10);
    expect(log.totals).toMatchObject({ byAdmins: 120, unsure: 0, isPartial: false });
  });

  it('whose pages lead in a circle hides nothing newer, says a lower bound meanwhile, and is exact once they do not', async () => {
    const log = new LogInPages();
    log.events.push(...many(230, () => ({ agent: 'CloudSync' })));
    log.isCircle = true;
    await log.polls(20);
    log.events.push({ id: 'newer', at: log.now, agent: 'CloudSync', by: 'lee' });
    await log.polls(20);
    expect(log.keys('by ')).toContain('by lee');
    expect(log.totals.isPartial).toBe(true);
    log.isCircle = false;
    await log.polls(12);
    expect(log.totals).toMatchObject({ byAdmins: 231, unsure: 0, isPartial: false });
  });

  it('in which the proof stands on the last page loses none, also of before the window', async () => {
    const log = new LogInPages();
    log.events.push(
      ...many(300, () => ({})),
      { id: 'proof', at: NOON - 20 * HOUR, agent: 'CloudSync' },
      { id: 'old proof', at: NOON - 200 * HOUR, agent: 'Microsoft Entra Connect' },
    );
    await log.poll();
    expect(log.keys('proof ')).toEqual([]);
    await log.polls(45);
    expect(log.keys('proof ')).toEqual(['proof CloudSync', 'proof Microsoft Entra Connect']);
  });

  it('is read from where it stood after a gap of hours in the middle of it', async () => {
    const log = new LogInPages();
    log.events.push(...many(200, () => ({ agent: 'CloudSync' })));
    await log.polls(2);
    log.now += 6 * HOUR;
    log.events.push(...many(90, (n) => ({ id: `later${n}`, at: NOON + 2 * HOUR + n * MINUTE, agent: 'CloudSync' })));
    await log.polls(20);
    expect(log.totals).toMatchObject({ byAdmins: 290, isPartial: false });
  });

  it('lets go what is older than a day, one by one', async () => {
    const log = new LogInPages();
    log.events.push(...many(200, (n) => ({ at: NOON - n * 7 * MINUTE, agent: 'CloudSync' })));
    await log.polls(10);
    expect(log.totals.byAdmins).toBe(200);
    log.now = NOON + 12 * HOUR;
    await log.polls(3);
    const left = log.events.filter(({ at }) => at >= log.now - 24 * HOUR).length;
    expect(left).toBeLessThan(110);
    expect(log.totals).toMatchObject({ byAdmins: left, isPartial: false });
    log.now = NOON + 26 * HOUR;
    await log.polls(6);
    expect(log.totals).toMatchObject({ byAdmins: 0, isPartial: false });
    expect(log.keys('window')).toEqual([]);
  });

  it('of more than is kept says so, and still names whoever did them', async () => {
    const log = new LogInPages();
    log.size = 1_000;
    log.events.push(...many(5_400, (n) => ({ at: NOON - n * 10_000, agent: 'CloudSync' })));
    await log.polls(5);
    expect(log.totals).toMatchObject({ byAdmins: 5_000, isPartial: true });
    expect(log.keys('by ')).toEqual(['by kim']);
  });
});

describe('more of one kind than is kept', () => {
  it('such as passwords that one user changes all day, mutes no count of another kind', async () => {
    const log = new LogInPages();
    log.size = 1_000;
    log.synced.add('u').add('v');
    log.events.push(
      ...many(5_100, (n) => ({ id: `own${n}`, at: NOON - n * 10_000, activity: OWN, user: 'u', by: 'u' })),
      ...many(12, (n) => ({ id: `f${n}`, result: 'failure', reason: 'OnPremisesConnectivityError' })),
      { id: 'admin', at: NOON - HOUR, user: 'v' },
    );
    await log.polls(8);
    expect(log.measures).toEqual({ failedResets: 12, adminResets: 1 });
    expect(log.totals).toMatchObject({ byAdmins: 1, bySelf: 5_000, isPartial: true });
  });
});

describe('users of whom more were reset than one poll looks up', () => {
  const busy = (users: number) => {
    const log = new LogInPages();
    log.size = 1_000;
    log.events.push(...many(users, (n) => ({ at: NOON - n * 10_000 })));
    for (let n = 0; n < users; n += 1) log.synced.add(`user-${n}`);
    return log;
  };

  it('are all looked up within minutes, and no longer called a lower bound then', async () => {
    const log = busy(1_200);
    await log.poll();
    const said: string[] = [];
    const say = () => {
      const view = { state: 'ok', isFresh: true, facts: log.last?.facts ?? [], unbrokenSince: null, heartbeats: [] };
      const verdict = resetTotalFacts({ resets: view } as never, 1) as never;
      said.push(String(resetNotes(verdict)[0]));
      return resetSection(verdict, { sources: {} } as never);
    };
    expect(say()).toMatchObject({ byAdministrators: 150, unsure: 1_050, partial: false });
    await log.polls(9);
    expect(say()).toMatchObject({ byAdministrators: 1_200, unsure: 0, partial: false });
    expect(said).toEqual([
      'Resets of synced users in 24 h: at least 150 by administrators, 0 by the users themselves; for 1050 more it is not known yet whether the user is synced.',
      'Resets of synced users in 24 h: 1200 by administrators, 0 by the users themselves.',
    ]);
  });

  it('of whom thousands are reset wait in a list that is bounded', async () => {
    const log = busy(3_000);
    let most = 0;
    for (let n = 0; n < 26; n += 1) {
      await log.poll();
      const window = log.last?.facts.find(({ key }) => key === 'window');
      most = Math.max(most, (window?.details?.waiting as unknown[] | undefined)?.length ?? 0);
    }
    expect(most).toBeLessThanOrEqual(2_500);
    expect(log.totals).toMatchObject({ byAdmins: 3_000, unsure: 0, isPartial: false });
  });

  it('two whose ids Graph does not take cost no more than themselves', async () => {
    const log = busy(40);
    for (const id of ['user-3', 'user-21']) log.oddIds.add(id);
    await log.poll();
    expect(log.totals).toMatchObject({ byAdmins: 38, unsure: 0, isPartial: false });
  });

  it('one with a privileged role is looked up first, and told at once below a thousand others', async () => {
    const log = busy(1_200);
    log.events.push({ id: 'theirs', at: NOON - 23 * HOUR, user: 'admin', by: 'lee' });
    log.synced.add('admin');
    const holder = {
      key: 'indirect:role:admin:r',
      attributes: { id: 'admin', type: 'user', kind: 'grant', by: 'role r' },
    };
    log.judgedBy = async () => [
      { ...holder, details: { name: 'Ada', means: 'm', detail: 'd' }, firstSeen: '', since: '' },
    ];
    await log.poll();
    expect(log.keys('privileged ')).toEqual(['privileged theirs']);
    await log.polls(30);
    expect(log.keys('privileged ')).toEqual(['privileged theirs']);
  });

  it('have their line of history each with RESET_HISTORY=names, however late they are looked up', async () => {
    const log = busy(400);
    log.history = 'names';
    const seen = new Set<string>();
    for (let n = 0; n < 10; n += 1) {
      await log.poll();
      for (const key of log.keys('reset ')) seen.add(key);
    }
    expect(seen.size).toBe(400);
  });

  it('are kept by hash alone once they were looked up, without names before, and not at all with RESET_HISTORY=off', async () => {
    const log = busy(200);
    await log.poll();
    expect(JSON.stringify(log.last?.facts)).not.toContain('@contoso.com"}');
    await log.polls(3);
    expect(JSON.stringify(log.last?.facts)).not.toMatch(/user-\d/);
    const off = busy(200);
    off.history = 'off';
    await off.poll();
    expect(off.last?.facts).toEqual([]);
  });
});

const story = fc.record({
  events: fc.array(
    fc.record({
      minutesAgo: fc.integer({ min: -40, max: 20 * 60 }),
      late: fc.integer({ min: 0, max: 30 }),
      user: fc.integer({ min: 0, max: 60 }),
      by: fc.constantFrom('kim', 'lee'),
      kind: fc.constantFrom('admin', 'written', 'own', 'failed', 'progress'),
    }),
    { minLength: 20, maxLength: 160, size: 'max' },
  ),
  size: fc.integer({ min: 1, max: 8 }),
  forgets: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
});

describe('whatever is logged, however late and in pages of whatever size', () => {
  it('nothing is counted that did not happen, and in the end all of it once', async () => {
    let partial = 0;
    await fc.assert(
      fc.asyncProperty(story, async ({ events, size, forgets }) => {
        const log = new LogInPages();
        log.size = size;
        for (let user = 0; user <= 60; user += 3) log.synced.add(`user-${user}`);
        for (const [n, { minutesAgo, late, user, by, kind }] of events.entries()) {
          const at = NOON - minutesAgo * MINUTE;
          log.events.push({
            ...{ id: `e${n}`, at, readableAt: at + late * MINUTE, user: `user-${user}`, by },
            ...(kind === 'own' && { activity: OWN }),
            ...(kind === 'progress' && { activity: PROGRESS }),
            ...(kind === 'written' && { agent: 'CloudSync' }),
            ...(kind === 'failed' && { result: 'failure' as const, reason: 'OnPremisesConnectivityError' }),
          });
        }
        const isSynced = ({ user, kind }: (typeof events)[number]) => kind === 'written' || user % 3 === 0;
        const byAdmins = events.filter((one) => ['admin', 'written'].includes(one.kind) && isSynced(one)).length;
        const bySelf = events.filter((one) => one.kind === 'own' && isSynced(one)).length;
        for (const isForgotten of forgets) {
          log.knowsLinks = !isForgotten;
          await log.poll();
          expect(log.totals.byAdmins).toBeLessThanOrEqual(byAdmins);
          expect(log.totals.bySelf).toBeLessThanOrEqual(bySelf);
          if (log.totals.isPartial) {
            expect(log.measures).toEqual({});
            partial += 1;
          }
        }
        log.knowsLinks = true;
        await log.polls(90);
        expect(log.totals).toMatchObject({ byAdmins, bySelf, unsure: 0, isPartial: false });
        expect(log.measures.failedResets).toBe(events.filter(({ kind }) => kind === 'failed').length);
        const hasProof = events.some(({ kind }) => kind === 'written');
        expect(log.keys('proof CloudSync')).toHaveLength(hasProof ? 1 : 0);
      }),
      { numRuns: RUNS, endOnFailure: RUNS <= 400 },
    );
    expect(partial).toBeGreaterThan(RUNS);
  }, 3_600_000);
});
