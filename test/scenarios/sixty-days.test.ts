/**
 * Sixty days of two receivers, with every message that may come, by hand: news, reminders, answers and what voids them,
 * closings, a receiver that is down, a watch that sleeps, and a summary each Monday. Anything else that came would fail here.
 * And ten thousand polls and runs in which nothing changes, of which a tenth is played unless `WHOLE=1` asks for all.
 */
import { expect, it } from 'vitest';
import { DAY, Days, HOUR, START } from '../world/days.ts';

const DOWN = { kind: 'unclear', code: 'unavailable', message: '503', hint: '', retryAfterMs: null } as const;

/** Until that day and hour; then it happens, and the next run is of that hour. */
type Script = readonly (readonly [day: number, hour: number, what: (days: Days) => unknown])[];

const lit =
  (...lamps: readonly string[]) =>
  ({ lamps: all }: Days): void => {
    for (const lamp of lamps) all.set(lamp, (all.get(lamp) ?? 0) + 1);
  };
const out =
  (lamp: string) =>
  ({ lamps }: Days): unknown =>
    lamps.delete(lamp);
const acknowledged =
  (...lamps: readonly string[]) =>
  async (days: Days): Promise<void> => {
    for (const lamp of lamps) expect(await days.answerTo(lamp)).toBe('stored');
  };
const asleepUntil =
  (day: number, hour: number) =>
  (days: Days): void => {
    days.now = START + day * DAY + hour * HOUR;
  };

const SCRIPT: Script = [
  [2, 9, lit('hall')],
  [4, 12, acknowledged('hall')],
  [5, 6, lit('bell')],
  [
    6,
    20,
    (days) => days.answerTo('bell', { action: 'snooze', until: new Date(START + 9 * DAY + 8 * HOUR).toISOString() }),
  ],
  [10, 10, acknowledged('bell')],
  [12, 0, lit('hall')],
  [13, 5, out('hall')],
  [15, 3, lit('dim')],
  [17, 0, lit('yard')],
  [20, 12, acknowledged('yard')],
  [22, 0, asleepUntil(30, 10)],
  [33, 0, lit('bell1', 'bell2', 'bell3')],
  [34, 12, acknowledged('bell1', 'bell2')],
  [36, 12, acknowledged('bell3')],
  [40, 0, (days) => Object.assign(days, { remindHours: 0 })],
  [40, 6, lit('gate')],
  [43, 0, (days) => Object.assign(days, { remindHours: 48 })],
  [44, 12, out('yard')],
  [46, 0, out('gate')],
  [47, 0, out('dim')],
  [50, 0, asleepUntil(58, 9)],
];

/** Of a receiver that was never down. */
const MAILED = [
  '0 00:00: summary agents/summary',
  '0 07:00: summary of 0 07:00: 0 changes, 0 open, 0 answered',
  '2 09:00: opened hall',
  '3 09:00: reminder hall',
  '4 09:00: reminder hall',
  '5 06:00: event bell',
  '6 06:00: reminder bell',
  '7 07:00: summary of 7 07:00: 2 changes, 0 open, 2 answered',
  '9 08:00: reminder bell',
  '10 08:00: reminder bell',
  '12 00:00: raised hall',
  '13 00:00: reminder hall',
  '13 06:00: closed hall',
  '14 07:00: summary of 14 07:00: 2 changes, 0 open, 0 answered',
  '15 03:00: opened dim',
  '17 00:00: opened yard',
  '18 00:00: reminder yard',
  '19 00:00: reminder yard',
  '20 00:00: reminder yard',
  '21 07:00: summary of 21 07:00: 2 changes, 1 open, 1 answered',
  '30 10:00: summary of 28 07:00, late: 0 changes, 1 open, 1 answered',
  '33 00:00: event bell1, event bell2, event bell3',
  '34 00:00: reminder bell1, reminder bell2, reminder bell3',
  '35 00:00: reminder bell3',
  '35 07:00: summary of 35 07:00: 3 changes, 2 open, 1 answered',
  '36 00:00: reminder bell3',
  '40 06:00: opened gate',
  '42 07:00: summary of 42 07:00: 1 changes, 2 open, 1 answered',
  '43 00:00: reminder gate',
  '44 13:00: closed yard',
  '45 00:00: reminder gate',
  '46 01:00: closed gate',
  '47 01:00: closed dim',
  '49 07:00: summary of 49 07:00: 3 changes, 0 open, 0 answered',
  '58 09:00: summary of 56 07:00, late: 0 changes, 0 open, 0 answered',
];

/** The other was down from day 15 to day 18: each message waits for the one before it, and reminders count from when it was told. */
const POSTED = MAILED.flatMap((one) => {
  if (one === '15 03:00: opened dim') return [];
  if (one === '17 00:00: opened yard') return ['18 00:00: opened dim', '18 01:00: opened yard'];
  if (one === '18 00:00: reminder yard') return [];
  return [one.replace(/^(19|20) 00:00: reminder yard/, '$1 01:00: reminder yard')];
});

it('sixty days bring exactly these messages', async () => {
  const days = new Days();
  days.receivers = ['mail', 'hook'];
  days.summarySchedule = '0 0 7 * * 1';
  const [downFrom, downUntil] = [START + 15 * DAY, START + 18 * DAY];
  days.answer = (name) => (name === 'hook' && days.now >= downFrom && days.now < downUntil ? DOWN : null);
  for (const [day, hour, what] of SCRIPT) {
    await days.until(day, hour);
    await what(days);
  }
  await days.until(60);
  const to = (name: string) => days.told.filter((one) => one.startsWith(name)).map((one) => one.slice(name.length + 2));
  expect(to('mail')).toEqual(MAILED);
  expect(to('hook')).toEqual(POSTED);
}, 30_000);

const POLLS = process.env.WHOLE ? 10_000 : 1_000;

it(`${POLLS} polls and runs in which nothing changes bring no message, and write no more than traces`, async () => {
  const days = new Days();
  days.lamps.set('bell', 1);
  await days.step();
  const { length } = days.told;
  const rows = days.store.changeRows.size;
  for (let n = 0; n < POLLS; n += 1) {
    days.now += 60_000;
    await days.poll();
    await days.notify();
  }
  expect(days.told).toHaveLength(length);
  expect(days.store.changeRows.size).toBe(rows);
  const writes = days.store.calls.filter((call) => call === 'putMailbox').length;
  // What is open is looked at every ten minutes, and all rows once an hour.
  expect(writes).toBeLessThan(POLLS / 10 + POLLS / 60 + 20);
}, 60_000);
