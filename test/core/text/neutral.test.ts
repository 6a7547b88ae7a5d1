import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neutralLine, shortened, visible } from '../../../shared/core/text/neutral.ts';

describe('neutralLine', () => {
  it.each([
    { name: 'line breaks', text: 'a\r\nBcc: b@c\n\u2028d\u0085e', line: 'a Bcc: b@c d\\u0085e' },
    { name: 'tabs and blanks', text: '  a\t\t b\u00a0c  ', line: 'a b c' },
    { name: 'bidi controls', text: 'user\u202egnp.exe\u2066x\u2069', line: 'user\\u202egnp.exe\\u2066x\\u2069' },
    { name: 'zero width and soft hyphen', text: 'ad\u200bmin\u00ad', line: 'ad\\u200bmin\\u00ad' },
    { name: 'terminal escapes and NUL', text: '\u001b[31mred\u0000', line: '\\u001b[31mred\\u0000' },
    { name: 'invisible tags beyond the BMP', text: 'a\u{e0041}', line: 'a\\u{e0041}' },
    { name: 'half of a surrogate pair', text: 'a\ud83db', line: 'a\\ud83db' },
    { name: 'four-byte characters, which stay', text: '𝒜𝒹𝑒𝓁𝑒 💥', line: '𝒜𝒹𝑒𝓁𝑒 💥' },
    { name: 'other scripts, which stay', text: 'Zoë Ω 山田 مثال', line: 'Zoë Ω 山田 مثال' },
  ])('shows $name', ({ text, line }) => {
    expect(neutralLine(text)).toBe(line);
  });

  it('is always one well-formed line within its length that hides nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 60 }), (text, most) => {
        const line = neutralLine(text, most);
        expect(line.length).toBeLessThanOrEqual(most);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(visible(line)).toBe(line);
      }),
    );
  });
});

describe('shortened', () => {
  it('ends with an ellipsis where something was cut, and never in half a character', () => {
    expect(shortened('abcdef', 6)).toBe('abcdef');
    expect(shortened('abcdef', 4)).toBe('abc…');
    expect(shortened('ab💥cd', 4)).toBe('ab…');
    expect(shortened('ab💥cd', 5)).toBe('ab💥…');
  });
});
