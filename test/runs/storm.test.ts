/**
 * Ten thousand drifts at once, and two receivers of which one is down for three hours: the budgets of both are kept,
 * nothing is lost, and the other one is told exactly as if it were alone.
 */
import { describe, expect, it, vi } from 'vitest';
import type { FrozenMessage, PendingAlerts, SendResult } from '../../shared/core/model/outbox.ts';
import type { SendPolicy } from '../../shared/core/notify/budget.ts';
import type { Receiver } from '../../shared/core/notify/receiver.ts';
import { alert, at, context, minute } from '../core/notify/outbox-rows.ts';
import { mailWorld } from './mail-world.ts';

vi.setConfig({ testTimeout: 60_000 });

const MAIL_POLICY: SendPolicy = { perMinute: 5, perHour: 10 };
const HOOK_POLICY: SendPolicy = { perMinute: 10, perHour: 120 };
const BEGIN = 60;
const DOWN_FOR = 180;
const MOST_HOURS = 40;

/** `commits` at the same moment, each with as many alerts; one in ten is critical. */
const storm = (commits: number, each: number): PendingAlerts[] =>
  Array.from({ length: commits }, (_, n) => ({
    check: 'reset-admins',
    generation: n,
    at: at(BEGIN),
    context: context(),
    alerts: Array.from({ length: each }, (_, m) =>
      alert(`rule-${n % 7}~s${n}-${m}~${n}`, {
        rule: `rule-${n % 7}`,
        severity: n % 10 === 0 ? 'critical' : 'warning',
      }),
    ),
  }));

type Answer = (message: FrozenMessage, now: number) => SendResult;

const ACCEPTS: Answer = () => ({ kind: 'accepted' });
const downWith =
  (fault: 'answered' | 'unanswered'): Answer =>
  (_, now) =>
    now < minute(BEGIN + DOWN_FOR)
      ? { kind: 'unclear', code: 'unavailable', message: 'no answer', hint: '', fault, retryAfterMs: null }
      : { kind: 'accepted' };

interface Told {
  /** When each message was asked to be sent, in ms. */
  readonly sends: number[];
  /** When each alert was told first, in minutes after the storm. */
  readonly told: Map<string, number>;
}

/** A notifier each minute until nothing waits for anybody. */
async function play(rows: readonly PendingAlerts[], hookAnswers: Answer) {
  const world = mailWorld();
  world.policy = MAIL_POLICY;
  world.now = minute(BEGIN);
  const mail: Told = { sends: [], told: new Map() };
  const hook: Told = { sends: [], told: new Map() };
  const note = (to: Told, message: FrozenMessage) => {
    for (const { id } of idsOf(message)) if (!to.told.has(id)) to.told.set(id, (world.now - minute(BEGIN)) / 60_000);
  };
  const receiver: Receiver = {
    name: 'webhook',
    settings: 's',
    policy: HOOK_POLICY,
    render: (digest) => ({ subject: '', text: JSON.stringify(digest.alerts.map(({ id }) => ({ id }))), html: '' }),
    renderPlain: (digest) => ({ subject: '', text: JSON.stringify(digest.alerts.map(({ id }) => ({ id }))), html: '' }),
    renderSummary: () => ({ subject: '', text: '[]', html: '' }),
    renderPlainSummary: () => ({ subject: '', text: '[]', html: '' }),
    send: async (message) => {
      hook.sends.push(world.now);
      const answer = hookAnswers(message, world.now);
      if (answer.kind === 'accepted') note(hook, message);
      return answer;
    },
  };
  world.others = [{ name: 'webhook', open: () => receiver }];
  world.store.raiseFor(['mail', 'webhook'], ...rows);
  for (let n = 0; n < MOST_HOURS * 60 && world.store.state.pending.size > 0; n += 1) {
    const before = world.accepted.length;
    const asked = world.calls.length;
    await world.run();
    mail.sends.push(
      ...world.calls
        .slice(asked)
        .filter((call) => call.startsWith('send'))
        .map(() => world.now),
    );
    for (const message of world.accepted.slice(before)) note(mail, message);
    world.now += 60_000;
  }
  return { mail, hook, left: [...world.store.state.pending.keys()] };
}

/** Of what a message says; that of mail is its digest. */
const idsOf = ({ text }: FrozenMessage): { id: string }[] => {
  const said = JSON.parse(text) as { id: string }[] | { alerts: { id: string }[] };
  return Array.isArray(said) ? said : said.alerts;
};

/** The most sends in any such window. */
const mostWithin = (times: readonly number[], windowMs: number): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + windowMs).length));

function expectBudget({ sends }: Told, { perMinute, perHour }: SendPolicy): void {
  expect(mostWithin(sends, 60_000)).toBeLessThanOrEqual(perMinute);
  expect(mostWithin(sends, 3600_000)).toBeLessThanOrEqual(perHour);
}

describe('ten thousand drifts at once', () => {
  it.each([
    ['of one commit', 'of which no answer comes', storm(1, 10_000), downWith('unanswered')],
    ['of two hundred commits', 'that answers with an error', storm(200, 50), downWith('answered')],
  ])('%s reach both receivers, and mail never waits for a webhook %s', async (_of, _how, rows, down) => {
    const ids = rows.flatMap(({ alerts }) => alerts.map(({ id }) => id)).sort();
    expect(ids).toHaveLength(10_000);
    const calm = await play(rows, ACCEPTS);
    const found = await play(rows, down);
    expect(found.left).toEqual([]);
    expect([...found.mail.told.keys()].sort()).toEqual(ids);
    expect([...found.hook.told.keys()].sort()).toEqual(ids);
    expect(found.mail.told).toEqual(calm.mail.told);
    expect(found.mail.sends).toEqual(calm.mail.sends);
    expect(Math.min(...found.hook.told.values())).toBeGreaterThanOrEqual(DOWN_FOR);
    expect(Math.max(...found.hook.told.values())).toBeLessThan(DOWN_FOR + 120);
    expectBudget(found.mail, MAIL_POLICY);
    expectBudget(found.hook, HOOK_POLICY);
  });
});
