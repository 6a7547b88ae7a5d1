import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../../shared/core/text/retry-after.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

describe('Retry-After', () => {
  it.each<[name: string, header: string | null, ms: number | null]>([
    ['no header', null, null],
    ['an empty header', '', null],
    ['whole seconds', '120', 120_000],
    ['zero', '0', 0],
    ['white space around', ' 7 ', 7_000],
    ['a decimal as Graph sends in batches', '0.249', 249],
    ['a decimal finer than a ms is rounded up', '0.0001', 1],
    ['a decimal without its zero', '.5', 500],
    ['a decimal without its fraction', '3.', 3_000],
    ['two headers joined: the longest counts', '5, 10', 10_000],
    ['a number beyond all bounds', '9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['a negative number', '-5', null],
    ['an exponent', '1e3', null],
    ['a unit', '5s', null],
    ['hexadecimal', '0x10', null],
    ['a comma as decimal point is two headers', '1,5', 5_000],
    ['two points', '1.2.3', null],
    ['a dangling comma', '5,', null],
    ['words', 'soon', null],
    ['words that Date would take for a date', 'May 5', null],
    ['a date ahead', 'Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['a date that is now', 'Fri, 20 Nov 2026 12:00:00 GMT', 0],
    ['a past date', 'Fri, 20 Nov 2026 11:59:00 GMT', 0],
    ['a date years past', 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['an obsolete RFC 850 date', 'Friday, 20-Nov-26 12:00:30 GMT', 30_000],
    ['an obsolete asctime date is UTC', 'Fri Nov 20 12:00:30 2026', 30_000],
    ['an ISO 8601 date is none of the three forms', '2026-11-20T12:00:30Z', null],
    ['a date of another zone', 'Fri, 20 Nov 2026 12:00:30 EST', null],
    ['a date that does not exist', 'Fri, 99 Nov 2026 12:00:30 GMT', null],
  ])('%s', (_, header, ms) => {
    expect(retryAfter(header, NOW)).toBe(ms);
  });

  it('is null or a whole number of ms from 0, whatever the header holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[0-9., GMT:-]{0,12}$/)),
        fc.integer({ min: 0, max: 4e12 }),
        (header, now) => {
          const wait = retryAfter(header, now);
          return wait === null || (Number.isSafeInteger(wait) && wait >= 0);
        },
      ),
    );
  });

  it('never shortens stated seconds, and lengthens them by less than a ms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 0, max: 999_999 }), (whole, millionths) => {
        const header = `${whole}.${String(millionths).padStart(6, '0')}`;
        const wait = retryAfter(header, NOW) ?? -1;
        const stated = whole * 1000 + millionths / 1000;
        return wait >= stated - 1e-3 && wait < stated + 1.001;
      }),
    );
  });

  it('waits exactly until a date, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), (seconds) => {
        const header = new Date(NOW + seconds * 1000).toUTCString();
        return retryAfter(header, NOW) === Math.max(0, seconds * 1000);
      }),
    );
  });
});
