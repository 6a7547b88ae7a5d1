/** When the periodic summary comes, once for each slot, and what comes before it: a watch in memory over days. */
import { describe, expect, it } from 'vitest';
import { DAY, Days, HOUR, START } from '../world/days.ts';

/** A week in which the first poll is told, and summaries begin. */
async function begun(schedule: string | null = '0 0 7 * * *'): Promise<Days> {
  const days = new Days();
  days.summarySchedule = schedule;
  await days.step();
  days.told.length = 0;
  return days;
}

const REFUSED = { kind: 'refused', why: 'content', code: 'config', message: '400', hint: '' } as const;
const DOWN = { kind: 'unclear', code: 'unavailable', message: '503', hint: '', retryAfterMs: null } as const;

describe('the periodic summary', () => {
  it('comes once for each slot, and counts from the one before', async () => {
    const days = await begun();
    days.lamps.set('dim', 1);
    await days.until(2, 12);
    expect(days.told).toEqual([
      'mail: 0 01:00: opened dim',
      'mail: 0 07:00: summary of 0 07:00: 1 changes, 1 open, 0 answered',
      'mail: 1 07:00: summary of 1 07:00: 0 changes, 1 open, 0 answered',
      'mail: 2 07:00: summary of 2 07:00: 0 changes, 1 open, 0 answered',
    ]);
  });

  it('leaves what happened in its last minutes, which may not be all there yet, to the next one', async () => {
    const days = await begun();
    await days.until(0, 6);
    days.now = START + 7 * HOUR - 60_000;
    days.lamps.set('dim', 1);
    await days.step();
    days.now = START + 7 * HOUR;
    await days.until(1, 8);
    expect(days.told.slice(1)).toEqual([
      'mail: 0 07:00: summary of 0 07:00: 0 changes, 1 open, 0 answered',
      'mail: 1 07:00: summary of 1 07:00: 1 changes, 1 open, 0 answered',
    ]);
  });

  it('does not come where it is off, nor for what was due before it was turned on', async () => {
    const days = await begun(null);
    await days.until(2, 12);
    days.summarySchedule = '0 0 7 * * *';
    await days.until(3, 0);
    expect(days.told).toEqual([]);
    await days.until(4, 0);
    expect(days.told).toEqual(['mail: 3 07:00: summary of 3 07:00: 0 changes, 0 open, 0 answered']);
  });

  it('that was missed while nothing ran comes once, late, for all that were missed', async () => {
    const days = await begun();
    await days.until(1, 0);
    days.now = START + 4 * DAY + 9 * HOUR;
    await days.until(5, 8);
    expect(days.told.slice(1)).toEqual([
      'mail: 4 09:00: summary of 4 07:00, late, for more: 0 changes, 0 open, 0 answered',
      'mail: 5 07:00: summary of 5 07:00: 0 changes, 0 open, 0 answered',
    ]);
  });

  it('waits for what is more pressing, and uses no send that is kept for criticals', async () => {
    const days = await begun();
    await days.until(0, 7);
    const mailbox = days.store.mailbox;
    if (!mailbox) throw new Error('no mailbox');
    const sends = Array.from({ length: 7 }, () => ({
      at: new Date(days.now).toISOString(),
      severity: 'info' as const,
    }));
    days.store.mailbox = { ...mailbox, value: { ...mailbox.value, sends } };
    await days.step();
    expect(days.told).toEqual([]);
    days.lamps.set('hall', 1);
    await days.step();
    await days.step();
    expect(days.told).toEqual([
      'mail: 0 08:00: opened hall',
      'mail: 0 09:00: summary of 0 07:00, late: 1 changes, 1 open, 0 answered',
    ]);
  });

  it('does not move the pause between digests of warnings', async () => {
    const days = await begun();
    await days.until(0, 8);
    expect(days.store.mailbox?.value).toMatchObject({ lastDigestAt: null, lastSentAt: '2026-11-02T07:00:00.000Z' });
  });

  it('goes to each receiver by itself, and in words of ours where its service refuses it', async () => {
    const days = await begun();
    days.receivers = ['mail', 'hook'];
    days.answer = (name) => (name === 'hook' && days.now === START + 7 * HOUR ? REFUSED : null);
    await days.until(1, 8);
    expect(days.told).toEqual([
      'mail: 0 07:00: summary of 0 07:00: 0 changes, 0 open, 0 answered',
      'hook: 0 08:00: plain summary of 0 07:00, late: 0 changes, 0 open, 0 answered',
      'mail: 1 07:00: summary of 1 07:00: 0 changes, 0 open, 0 answered',
      'hook: 1 07:00: summary of 1 07:00: 0 changes, 0 open, 0 answered',
    ]);
  });

  it('that was in flight when the service went down is the same afterwards, and comes once', async () => {
    const days = await begun();
    days.answer = () => (days.now < START + 12 * HOUR ? DOWN : null);
    await days.until(1, 8);
    expect(days.told).toEqual([
      'mail: 0 12:00: summary of 0 07:00: 0 changes, 0 open, 0 answered',
      'mail: 1 07:00: summary of 1 07:00: 0 changes, 0 open, 0 answered',
    ]);
  });

  it('says who answered what', async () => {
    const days = await begun();
    days.lamps.set('hall', 1);
    days.lamps.set('yard', 1);
    await days.until(0, 5);
    await days.answerTo('hall', { why: 'being mended' });
    const until = new Date(START + 3 * DAY).toISOString();
    await days.answerTo('yard', { action: 'snooze', until, by: 'Eve', signedIn: false });
    await days.until(0, 8);
    const { answered, changes } = JSON.parse(days.messages.at(-1)?.text ?? '');
    expect(answered.map(({ answer }: { answer: string }) => answer).sort()).toEqual([
      'Acknowledged by "Kim" at 2026-11-02 05:00:00 UTC: "being mended"',
      'Snoozed until 2026-11-05 00:00:00 UTC by "Eve" (as typed, not signed in) at 2026-11-02 05:00:00 UTC: "known"',
    ]);
    expect(changes).toMatchObject({ total: 2, answers: 2 });
  });

  it('is not told by a clock that was ahead, but when its time comes', async () => {
    const days = await begun('0 0 7 * * 1');
    await days.until(1);
    // A month ahead for one run: told then, since nobody knows better; the next comes at its time all the same.
    days.now += 30 * DAY;
    await days.notify();
    days.now -= 30 * DAY;
    days.told.length = 0;
    await days.until(15);
    expect(days.told.filter((one) => one.includes('summary'))).toEqual([
      'mail: 7 07:00: summary of 7 07:00: 0 changes, 0 open, 0 answered',
      'mail: 14 07:00: summary of 14 07:00: 0 changes, 0 open, 0 answered',
    ]);
  });
});
