/** What is told again, when, and to whom: a watch in memory over days, each message by hand. */
import { describe, expect, it } from 'vitest';
import { DAY, Days, HOUR, MINUTE, START } from '../world/days.ts';

/** The summary of the first poll is told at once; then so much as a test wants. */
async function begun(): Promise<Days> {
  const days = new Days();
  await days.step();
  days.told.length = 0;
  return days;
}

const REFUSED = { kind: 'refused', why: 'content', code: 'config', message: '400', hint: '' } as const;
const DOWN = { kind: 'unclear', code: 'unavailable', message: '503', hint: '', retryAfterMs: null } as const;

describe('an unanswered critical', () => {
  it('is told again a day after it was told, and each day, until it ends', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(2, 12);
    days.lamps.delete('hall');
    await days.until(5);
    expect(days.told).toEqual([
      'mail: 0 01:00: opened hall',
      'mail: 1 01:00: reminder hall',
      'mail: 2 01:00: reminder hall',
      'mail: 2 13:00: closed hall',
    ]);
  });

  it('that is an event is told again until it is acknowledged', async () => {
    const days = await begun();
    days.lamps.set('bell', 1);
    await days.until(1, 12);
    expect(await days.answerTo('bell')).toBe('stored');
    await days.until(4);
    expect(days.told).toEqual(['mail: 0 01:00: event bell', 'mail: 1 01:00: reminder bell']);
  });

  it('is never told again with 0 hours', async () => {
    const days = await begun();
    days.remindHours = 0;
    days.lamps.set('hall', 1);
    await days.until(9);
    expect(days.told).toEqual(['mail: 0 01:00: opened hall']);
    // As soon as the setting is another one, it counts from when it was told.
    days.remindHours = 168;
    await days.until(9, 1);
    expect(days.told.slice(1)).toEqual(['mail: 9 00:00: reminder hall']);
  });

  it('is told with all others in one message a day at most, however short the hours are', async () => {
    const days = await begun();
    days.remindHours = 1;
    days.lamps.set('hall', 1);
    await days.until(0, 4);
    days.lamps.set('yard', 1);
    days.lamps.set('bell', 1);
    await days.until(2, 12);
    expect(days.told).toEqual([
      'mail: 0 01:00: opened hall',
      'mail: 0 02:00: reminder hall',
      'mail: 0 04:00: event bell, opened yard',
      'mail: 1 02:00: reminder hall, reminder yard, reminder bell',
      'mail: 2 02:00: reminder hall, reminder yard, reminder bell',
    ]);
  });

  it('of three days counts each by itself', async () => {
    const days = await begun();
    days.remindHours = 72;
    days.lamps.set('hall', 1);
    await days.until(1);
    days.lamps.set('yard', 1);
    await days.until(7, 12);
    // The yard is due at 0 o'clock, and the day of the hall's reminder ends at 1.
    expect(days.told.slice(1)).toEqual([
      'mail: 1 00:00: opened yard',
      'mail: 3 01:00: reminder hall',
      'mail: 4 01:00: reminder yard',
      'mail: 6 01:00: reminder hall',
      'mail: 7 01:00: reminder yard',
    ]);
  });

  it('goes with the digest of that time, behind its news', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(1, 0);
    days.now = START + DAY + HOUR;
    days.lamps.set('dim', 1);
    await days.step();
    expect(days.told.slice(1)).toEqual(['mail: 1 01:00: opened dim, reminder hall']);
  });

  it('never comes before news: what is critical leaves alone where there is but one send', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(1, 0);
    // Seven sends of this hour: what is left is kept for what is critical.
    const mailbox = days.store.mailbox;
    if (!mailbox) throw new Error('no mailbox');
    const at = new Date(days.now + 30 * MINUTE).toISOString();
    const sends = Array.from({ length: 7 }, () => ({ at, severity: 'warning' as const }));
    days.store.mailbox = { ...mailbox, value: { ...mailbox.value, sends } };
    days.now += HOUR;
    await days.step();
    days.now -= HOUR;
    expect(days.told.slice(1)).toEqual([]);
    days.lamps.set('yard', 1);
    await days.step();
    expect(days.told.slice(1)).toEqual(['mail: 1 01:00: opened yard, reminder hall']);
  });
});

describe('an answered critical', () => {
  it('is not told again; after its snooze it is, once, and says whose it was', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(0, 12);
    const until = new Date(START + 3 * DAY).toISOString();
    await days.answerTo('hall', { action: 'snooze', until, why: 'being mended' });
    await days.until(4, 12);
    expect(days.told.slice(1)).toEqual(['mail: 3 00:00: reminder hall', 'mail: 4 00:00: reminder hall']);
    const [, first, second] = days.messages.slice(1).map(({ text }) => JSON.parse(text).alerts[0].lines[0]);
    expect(first).toBe(
      'Told again because its snooze ended at 2026-11-05 00:00:00 UTC; "Kim" snoozed it with the reason "being mended"',
    );
    expect(second).toBe('Told again because nobody has answered it; it was last told 1 day ago');
  });

  it('that is snoozed again and again keeps no other event of its commit from being told again', async () => {
    const days = await begun();
    days.lamps.set('bell-1', 1);
    days.lamps.set('bell-2', 1);
    await days.step();
    while (days.now < START + 3 * DAY) {
      const until = new Date(days.now + HOUR).toISOString();
      if (days.now % (6 * HOUR) === 0) await days.answerTo('bell-1', { action: 'snooze', until });
      await days.step();
    }
    const isOfOther = (one: string) => one.includes('reminder bell-2');
    expect(days.told.filter(isOfOther).map((one) => one.slice(0, 'mail: 1 00:00'.length))).toEqual([
      'mail: 1 01:00',
      'mail: 2 01:00',
    ]);
  });

  it('whose snooze is over is told again whatever the hours are, also a warning', async () => {
    const days = await begun();
    days.remindHours = 0;
    days.lamps.set('dim', 1);
    await days.until(0, 2);
    const until = new Date(days.now + 2 * HOUR).toISOString();
    await days.answerTo('dim', { action: 'snooze', until });
    await days.until(3);
    expect(days.told).toEqual(['mail: 0 01:00: opened dim', 'mail: 0 04:00: reminder dim']);
  });

  it('is told again when it gets worse, and says whose answer is void', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(0, 2);
    await days.answerTo('hall', { by: 'Eve', signedIn: false, why: 'is known' });
    await days.until(2);
    days.lamps.set('hall', 2);
    await days.until(3, 1);
    expect(days.told.slice(1)).toEqual(['mail: 2 00:00: raised hall', 'mail: 3 00:00: reminder hall']);
    const raised = JSON.parse(days.messages.find(({ subject }) => subject === 'raised hall')?.text ?? '');
    expect(raised.alerts[0].lines[0]).toBe(
      'It got worse, so the answer to it no longer holds: "Eve" (as typed, not signed in) acknowledged it at 2026-11-02 02:00:00 UTC with the reason "is known"',
    );
  });

  it('that is reopened is due at once', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(0, 2);
    await days.answerTo('hall');
    await days.until(5);
    await days.answerTo('hall', { action: 'reopen' });
    await days.until(5, 1);
    expect(days.told.slice(1)).toEqual(['mail: 5 00:00: reminder hall']);
  });
});

describe('with two receivers', () => {
  it('each is reminded by what it was told itself', async () => {
    const days = await begun();
    days.receivers = ['mail', 'hook'];
    days.answer = (name) => (name === 'hook' && days.now < START + 5 * HOUR ? DOWN : null);
    days.lamps.set('hall', 1);
    await days.until(1, 12);
    expect(days.told).toEqual([
      'mail: 0 01:00: opened hall',
      'hook: 0 05:00: opened hall',
      'mail: 1 01:00: reminder hall',
      'hook: 1 05:00: reminder hall',
    ]);
  });

  it('each that got the opening gets one closing, also one that refused it', async () => {
    const days = await begun();
    days.receivers = ['mail', 'hook'];
    days.answer = (name) => (name === 'hook' && days.now === START + HOUR ? REFUSED : null);
    days.lamps.set('hall', 1);
    await days.until(0, 6);
    days.receivers = ['mail', 'hook', 'late'];
    await days.until(0, 12);
    days.lamps.delete('hall');
    await days.until(2);
    expect(days.told).toEqual([
      'mail: 0 01:00: opened hall',
      'hook: 0 02:00: plain opened hall',
      'mail: 0 13:00: closed hall',
      'hook: 0 13:00: closed hall',
    ]);
  });
});

describe('a service that refuses a reminder', () => {
  it('gets it in words of ours alone, and the day counts from then', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.until(1);
    days.answer = () => (days.now === START + DAY + HOUR ? REFUSED : null);
    await days.until(2, 12);
    expect(days.told.slice(1)).toEqual(['mail: 1 02:00: plain reminder hall', 'mail: 2 02:00: reminder hall']);
  });
});

describe('rows of a version that reminded of nothing', () => {
  it('are counted from when they were raised', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    await days.step();
    const mailbox = days.store.mailbox;
    if (!mailbox) throw new Error('no mailbox');
    const { reminders: _, ...old } = mailbox.value;
    days.store.mailbox = { ...mailbox, value: old };
    await days.until(1, 12);
    expect(days.told).toEqual(['mail: 0 01:00: opened hall', 'mail: 1 01:00: reminder hall']);
  });
});
