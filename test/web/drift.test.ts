import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryItem, HistoryPage } from '../../shared/core/model/history.ts';
import { cursorOf, driftAnswer, parseDriftQuery } from '../../shared/web/drift.ts';
import { HOSTILE } from './hostile.ts';

const parsed = (query: string) =>
  parseDriftQuery(new URLSearchParams(query), ['writeback', 'agents', 'reset-admins', 'watch']);
const ROW_KEY = 'change|8204998399999|writeback|1793779200000';

describe('the parameters of drift', () => {
  it('may all be left out', () => {
    expect(parsed('')).toEqual({ ok: true, query: { check: null, since: null, limit: 100, from: null } });
  });

  it('may all be given, beside the function key', () => {
    const cursor = cursorOf({ rowKey: ROW_KEY, index: 3 });
    expect(parsed(`check=reset-admins&since=2026-11-01&limit=1000&cursor=${cursor}&code=a&code=b`)).toEqual({
      ok: true,
      query: {
        check: 'reset-admins',
        since: '2026-11-01T00:00:00.000Z',
        limit: 1000,
        from: { rowKey: ROW_KEY, index: 3 },
      },
    });
  });

  it('have names without regard to case', () => {
    expect(parsed('Check=agents&CODE=a')).toMatchObject({ ok: true, query: { check: 'agents' } });
  });

  it.each([
    ['a day', '2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['a leap day', '2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['a time in UTC', '2026-11-01T08:30:00Z', '2026-11-01T08:30:00.000Z'],
    ['a time with milliseconds', '2026-11-01T08:30:00.123Z', '2026-11-01T08:30:00.123Z'],
    ['a time with an offset', '2026-11-01T08:30:00%2B02:00', '2026-11-01T06:30:00.000Z'],
    ['a time before all history', '0001-01-01', '1970-01-01T00:00:00.000Z'],
    ['a time in the future', '9999-12-31', '9999-12-31T00:00:00.000Z'],
  ])('reads since as %s', (_name, text, expected) => {
    expect(parsed(`since=${text}`)).toMatchObject({ ok: true, query: { since: expected } });
  });

  it.each(['writeback', 'agents', 'reset-admins', 'watch'])('knows the check %s', (check) => {
    expect(parsed(`check=${check}`)).toMatchObject({ ok: true, query: { check } });
  });

  const SINCE =
    'expected an ISO 8601 date such as 2026-11-01 (UTC), or a time with its zone such as 2026-11-01T08:30:00Z ' +
    '(a + is %2B in a URL)';
  const LIMIT = 'expected a whole number from 1 to 1000';
  const CHECK = 'expected one of writeback, agents, reset-admins, watch';
  const CURSOR = 'cursor is not one that this address gave; start again without it';
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const bad: readonly [string, string, string][] = [
    ['an unknown name', 'foo=1', 'unknown parameter "foo"; known are check, since, limit, cursor, format'],
    ['a check given twice in another case', 'Check=agents&check=watch', 'check is given 2 times; give it once'],
    [
      'a name from Object',
      '__proto__=1',
      'unknown parameter "__proto__"; known are check, since, limit, cursor, format',
    ],
    ['a nameless parameter', '=1', 'unknown parameter ""; known are check, since, limit, cursor, format'],
    ['a check given twice', 'check=agents&check=watch', 'check is given 2 times; give it once'],
    ['a limit given three times alike', 'limit=1&limit=1&limit=1', 'limit is given 3 times; give it once'],
    ['an unknown check', 'check=foo', `check is "foo"; ${CHECK}`],
    ['a check in capitals', 'check=Agents', `check is "Agents"; ${CHECK}`],
    ['a check from Object', 'check=constructor', `check is "constructor"; ${CHECK}`],
    ['an empty check', 'check=', 'check is empty; give it a value or leave it out'],
    ['an empty since', 'since=', 'since is empty; give it a value or leave it out'],
    ['an empty limit', 'limit=', 'limit is empty; give it a value or leave it out'],
    ['an empty cursor', 'cursor=', 'cursor is empty; give it a value or leave it out'],
    ['a format that there is not', 'format=xml', 'format is "xml"; expected one of csv, json'],
    ['a long check', `check=${'x'.repeat(5000)}`, `check is "${'x'.repeat(60)}…"; ${CHECK}`],
    ['a since that is no time', 'since=yesterday', `since is "yesterday"; ${SINCE}`],
    ['a day that does not exist', 'since=2026-02-29', `since is "2026-02-29"; ${SINCE}`],
    ['a time that does not exist', 'since=2026-11-01T25:00:00Z', `since is "2026-11-01T25:00:00Z"; ${SINCE}`],
    ['a time without a zone', 'since=2026-11-01T08:30:00', `since is "2026-11-01T08:30:00"; ${SINCE}`],
    ['a + that became a blank', 'since=2026-11-01T08:30:00+02:00', `since is "2026-11-01T08:30:00 02:00"; ${SINCE}`],
    ['a time as a number', 'since=1793779200000', `since is "1793779200000"; ${SINCE}`],
    ['a day in another order', 'since=01/11/2026', `since is "01/11/2026"; ${SINCE}`],
    ['a year of five digits', 'since=%2B012026-11-01', `since is "+012026-11-01"; ${SINCE}`],
    ['a time past the last', 'since=9999-12-31T23:59:59-10:00', `since is "9999-12-31T23:59:59-10:00"; ${SINCE}`],
    ['a limit of none', 'limit=0', `limit is "0"; ${LIMIT}`],
    ['a limit too high', 'limit=1001', `limit is "1001"; ${LIMIT}`],
    ['a negative limit', 'limit=-1', `limit is "-1"; ${LIMIT}`],
    ['half a limit', 'limit=1.5', `limit is "1.5"; ${LIMIT}`],
    ['a limit in other notation', 'limit=1e2', `limit is "1e2"; ${LIMIT}`],
    ['a limit with a zero before it', 'limit=01', `limit is "01"; ${LIMIT}`],
    ['a limit with a blank', 'limit=%201', `limit is " 1"; ${LIMIT}`],
    ['a limit in other digits', 'limit=１', `limit is "１"; ${LIMIT}`],
    ['a cursor of other characters', 'cursor=a.b', CURSOR],
    ['a cursor with padding', `cursor=${cursorOf({ rowKey: ROW_KEY, index: 3 })}=`, CURSOR],
    ['a cursor cut short', `cursor=${cursorOf({ rowKey: ROW_KEY, index: 3 }).slice(0, -3)}`, CURSOR],
    ['a cursor that holds another thing', `cursor=${encoded({ rowKey: ROW_KEY, index: 3 })}`, CURSOR],
    ['a cursor without an index', `cursor=${encoded([ROW_KEY])}`, CURSOR],
    ['a cursor with a third part', `cursor=${encoded([ROW_KEY, 0, 0])}`, CURSOR],
    ['a cursor with a negative index', `cursor=${encoded([ROW_KEY, -1])}`, CURSOR],
    ['a cursor with half an index', `cursor=${encoded([ROW_KEY, 0.5])}`, CURSOR],
    ['a cursor with a huge index', `cursor=${encoded([ROW_KEY, 1e15])}`, CURSOR],
    ['a cursor with a quote', `cursor=${encoded(["x' or RowKey gt '", 0])}`, CURSOR],
    ['a cursor with a control character', `cursor=${encoded(['x\n', 0])}`, CURSOR],
    ['a cursor with an empty key', `cursor=${encoded(['', 0])}`, CURSOR],
    ['a cursor with a key too long', `cursor=${encoded(['x'.repeat(1025), 0])}`, CURSOR],
    ['a cursor that is not text', 'cursor=_____w', CURSOR],
  ];
  it.each(bad)('are refused for %s', (_name, query, reason) => {
    expect(parsed(query)).toEqual({ ok: false, reason });
  });

  it('take back every cursor that was given', () => {
    const keys = fc.string({ unit: fc.constantFrom(...'abcXYZ0189|~-_.%:'), minLength: 1, maxLength: 1024 });
    fc.assert(
      fc.property(keys, fc.nat(1_000_000), (rowKey, index) => {
        const cursor = cursorOf({ rowKey, index });
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(parsed(`cursor=${cursor}`)).toMatchObject({ ok: true, query: { from: { rowKey, index } } });
      }),
    );
  });

  it('never throw, whatever the query string', () => {
    const parameters = fc.array(fc.tuple(fc.constantFrom('check', 'since', 'limit', 'cursor', 'x'), fc.string()));
    fc.assert(
      fc.property(parameters, (pairs) => {
        const result = parseDriftQuery(new URLSearchParams(pairs), ['writeback']);
        if (!result.ok) expect(result.reason).toMatch(/^(check|since|limit|cursor|unknown parameter) ?/);
      }),
    );
  });
});

const item = (over: Partial<HistoryItem> = {}): HistoryItem => ({
  source: 'directoryAudits',
  change: 'added',
  key: 'event-1',
  title: 'Password writeback was enabled',
  severity: 'critical',
  before: null,
  after: { state: 'on' },
  alert: null,
  activities: ['Enable password writeback for directory'],
  ...over,
});

const page = (items: readonly HistoryItem[], over: Partial<HistoryPage> = {}): HistoryPage => {
  const at = '2026-11-01T08:30:00.000Z';
  const change = { check: 'writeback', generation: 42, at, items, alerts: [], wantsActor: false } as const;
  return { items: items.map((one, index) => ({ change, index, item: one, mailed: null })), next: null, ...over };
};

describe('the answer of drift', () => {
  it('is a list of lines, with only what is there', () => {
    const answer = driftAnswer(page([item()]), null);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      Vary: 'Accept',
    });
    expect(JSON.parse(answer.body)).toEqual({
      items: [
        {
          id: 'writeback.42.0',
          at: '2026-11-01T08:30:00.000Z',
          check: 'writeback',
          source: 'directoryAudits',
          change: 'added',
          key: 'event-1',
          title: 'Password writeback was enabled',
          severity: 'critical',
          after: { state: 'on' },
          mailed: null,
        },
      ],
    });
  });

  it('names who did it, and the next page', () => {
    const actor = { id: 'u1', name: 'Ada', type: 'user' } as const;
    const next = { rowKey: ROW_KEY, index: 7 };
    const { items } = page([item({ actor, before: { state: 'off' } })]);
    const answer = driftAnswer({ items: items.map((entry) => ({ ...entry, mailed: false })), next }, '*/*');
    const body = JSON.parse(answer.body);
    expect(body.items[0]).toMatchObject({ actor, before: { state: 'off' }, mailed: false });
    expect(parsed(`cursor=${body.next}`)).toMatchObject({ ok: true, query: { from: next } });
  });

  it('has the same columns as CSV, with the cursor in a header', () => {
    const actor = { id: 'u1', name: 'Ada', type: 'user' } as const;
    const next = { rowKey: ROW_KEY, index: 7 };
    const { items } = page([item({ actor, before: { state: 'off;=1' } }), item({ before: [1], after: null })]);
    const mailed = items.map((entry, index) => ({ ...entry, mailed: index === 0 ? true : null }));
    const answer = driftAnswer({ items: mailed, next }, 'text/csv');
    expect(answer.headers).toMatchObject({
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Cache-Control': 'no-store',
      'X-Next-Cursor': cursorOf(next),
    });
    const [first, second] = parse<Record<string, string>>(answer.body, { columns: true });
    expect(Object.keys(first ?? {}).join()).toBe(
      'id,at,check,source,change,key,title,severity,before,after,actor,mailed',
    );
    expect(first).toMatchObject({ id: 'writeback.42.0', title: 'Password writeback was enabled', mailed: 'true' });
    expect(JSON.parse(first?.before ?? '')).toEqual({ state: 'off;=1' });
    expect(JSON.parse(first?.after ?? '')).toEqual({ state: 'on' });
    expect(JSON.parse(first?.actor ?? '')).toEqual(actor);
    expect(second).toMatchObject({ id: 'writeback.42.1', before: '[1]', after: '', actor: '', mailed: '' });
  });

  it('of nothing is an empty list, or a header line', () => {
    expect(driftAnswer(page([]), null).body).toBe('{"items":[]}');
    const csv = driftAnswer(page([]), 'text/csv');
    expect(csv.body).toBe('id,at,check,source,change,key,title,severity,before,after,actor,mailed\r\n');
    expect(csv.headers).not.toHaveProperty('X-Next-Cursor');
  });

  it.each(Object.entries(HOSTILE))('carries %s without harm', (_name, text) => {
    const actor = { id: text, name: text, type: 'unknown' } as const;
    const hostile = page([item({ key: text, title: text, before: text, after: { [text]: text }, actor })]);
    const json = driftAnswer(hostile, null).body;
    expect(json).not.toMatch(/[<>&\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(JSON.parse(json).items[0]).toMatchObject({ key: text, title: text, after: { [text]: text }, actor });
    const rows = parse(driftAnswer(hostile, 'text/csv').body);
    expect(rows).toHaveLength(2);
    for (const cell of rows[1] ?? []) expect(cell).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]|[\p{Cc}\p{Cf}\p{Cs}]/u);
  });
});
