import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Words } from '../../../shared/core/model/words.ts';
import {
  actorWords,
  addressWords,
  alertIdWords,
  idWords,
  named,
  quoted,
  rowKeyWords,
  told,
} from '../../../shared/core/text/outside.ts';
import { joined, words } from '../../../shared/core/text/words.ts';
import {
  HOSTILE,
  hostileText,
  linksIn,
  longRunsIn,
  telephonesIn,
  testLinesIn,
  unisolatedIn,
  unseenIn,
} from '../../oracles/hostile.ts';

/** What nothing may be true of that people see. */
function expectHarmless(text: string): void {
  expect(linksIn(text)).toEqual([]);
  expect(telephonesIn(text)).toEqual([]);
  expect(unseenIn(text)).toEqual([]);
  expect(unisolatedIn(text)).toEqual([]);
  expect(testLinesIn(text)).toEqual([]);
  expect(text).not.toMatch(/[\r\n\t]/);
}

describe('a name in quotes', () => {
  it.each([
    ['an ordinary name', 'Alex Wilber', '"Alex Wilber"'],
    ['initials and an apostrophe', "J.R.R. O'Brien", `"J.R.R. O'Brien"`],
    ['other scripts', 'Zoë Ω 山田', '"Zoë Ω 山田"'],
    ['a long name, broken behind punctuation', 'SG-Helpdesk-Administrators-EMEA', '"SG-Helpdesk- Administrators-EMEA"'],
    ['a name like an address of Graph', '/v1.0/eligibilityScheduleInstances', '"/v1.0/eligibilitySch eduleInstances"'],
    ['an address', 'https://www.evil.example/x', '"https[://]www[.] evil[.]example/x"'],
    ['a scheme', 'mailto:a@b.com', '"mailto[:]a@b[.]com"'],
    ['an IP address', 'fe 10.0.0.1', '"fe 10[.]0[.]0[.]1"'],
    ['a telephone number', '+1 (555) 010-9999', '"+1·555·010·9999"'],
    ['quotation marks of its own', 'so-called “admin"', `"so-called 'admin'"`],
    ['a blank name', '\u3164\u2800', '"\\u3164\\u2800"'],
    ['a name from right to left, isolated', 'אדם', '"\u2068אדם\u2069"'],
    ['nothing', '', '""'],
  ])('shows %s', (_, text, shown) => {
    expect(quoted(text)).toBe(shown);
  });

  it('is one harmless line between two quotation marks, whatever it is', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 8, max: 120 }), (text, most) => {
        const shown = quoted(text, most);
        expectHarmless(shown);
        expect(longRunsIn(shown.slice(1, -1))).toEqual([]);
        expect(shown).toMatch(/^"[^"“”„‟«»＂]*"$/u);
        expect(shown.length).toBeLessThanOrEqual(most + 4);
      }),
    );
  });

  it('makes the same of what it made already', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const inner = quoted(text)
          .replace(/[\u2068\u2069]/gu, '')
          .slice(1, -1);
        expect(quoted(inner).replace(/[\u2068\u2069]/gu, '')).toBe(`"${inner}"`);
      }),
    );
  });
});

describe('what stands beside a name', () => {
  const id = '8f6f3c2a-1111-4222-8333-944455556666';

  it.each([
    [{ id, name: 'Alex Wilber', upn: 'alexw@contoso.example' }, '"Alex Wilber" (alexw@contoso[.]example)'],
    [{ id, name: null, upn: 'alexw@contoso.example' }, 'alexw@contoso[.]example'],
    [{ id, name: 'Payroll' }, `"Payroll" (id ${id})`],
    [{ id, name: null }, `id ${id}`],
    [{ id, name: 'x', upn: 'not an address' }, '"x" ("not an address")'],
    [{ id: 'odd.id', name: 'x' }, '"x" (id "odd[.]id")'],
    [
      { id, name: 'Guest', upn: 'bob_evil.com#EXT#@contoso.onmicrosoft.com' },
      '"Guest" (bob_evil[.]com#EXT#@contoso[.]onmicrosoft[.]com)',
    ],
  ])('%j is told as %s', (one, shown) => {
    expect(named(one)).toBe(shown);
  });

  it('tells an application that is called like a person as an application', () => {
    expect(actorWords({ id, name: 'adelev@contoso.example', type: 'application' })).toBe(
      `application "adelev@contoso[.] example" (id ${id})`,
    );
    expect(actorWords({ id, name: 'adelev@contoso.example', type: 'user' })).toBe(
      `user adelev@contoso[.]example (id ${id})`,
    );
  });

  it('is harmless, whatever name, id, sign-in name or error text it is', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (a, b, c) => {
        for (const shown of [
          named({ id: a, name: b, upn: c }),
          actorWords({ id: a, name: b, type: 'unknown' }),
          idWords(a),
          addressWords(b),
          told(c),
        ]) {
          expectHarmless(shown);
        }
      }),
    );
  });

  it('leaves whole what is searched for as it stands: addresses of Graph, ids, keys of rows', () => {
    const path = 'GET /v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances: Graph answered 403';
    expect(told(path)).toBe(path);
    const id = '11111111-2222-4333-8444-555555555555';
    expect(told(`The token is of tenant ${id}, not of Contoso`)).toBe(`The token is of tenant ${id}, not of Contoso`);
    expect(told(`Call 1${id}`)).not.toContain(id);
    expect(rowKeyWords('change|8638204834770000|reset-admins|1795165230000')).toBe(
      '"change|8638204834770000|reset-admins|1795165230000"',
    );
    expect(rowKeyWords('alert|agent-new~evil.com~3')).toBe('"alert|agent-new~ evil[.]com~3"');
    for (const text of HOSTILE) expectHarmless(rowKeyWords(`alert|${text}`));
  });

  it('is the same told twice, so that words of ours stay as they are', () => {
    expect(told('New agent: "\u2068אדם\u2069"')).toBe('\u2068New agent: "אדם"\u2069');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(told(told(text))).toBe(told(text));
      }),
    );
  });

  it('leaves a sign-in name whole only if none of its parts can say more than a name', () => {
    for (const text of HOSTILE) {
      for (const upn of [`${text}@contoso.example`, `a@${text}`, text]) {
        const shown = addressWords(upn);
        if (!shown.startsWith('"')) expect(shown).toMatch(/^[\w.'#~^![\]@+-]{1,130}$/);
        expect(shown.split(/[^A-Za-z0-9]+/).every((part) => part.length <= 20)).toBe(true);
      }
    }
  });
});

describe('a text without end', () => {
  const fragments = [
    'a-',
    '1 ',
    '(1',
    'a:',
    '/',
    '[',
    'a.',
    '\u0301',
    '1',
    'https://',
    'A.',
    '\u2068',
    '~1',
    '"',
    '@a',
  ];

  it.each(fragments)('of "%s" takes no more time than it is long', (fragment) => {
    const text = fragment.repeat(300_000 / fragment.length);
    for (const shown of [told(text), quoted(text), addressWords(text), idWords(text), alertIdWords(text)]) {
      expect(shown.length).toBeLessThanOrEqual(400);
    }
  });
});

describe('words', () => {
  it('take numbers, what the code spells out, and other words', () => {
    const state = 'late' as 'late' | 'dead';
    expect(words`${3} are ${state}: ${quoted('x')}`).toBe('3 are late: "x"');
    expect(joined([words`a`, words`b`, words`c`])).toBe('a, b and c');
    expect(joined([words`a`])).toBe('a');
    expect(joined([])).toBe('');
  });

  it('take no text of another kind: TypeScript refuses it', () => {
    const name: string = 'x';
    const title = (said: Words): Words => said;
    // @ts-expect-error a string may be a name
    words`New: ${name}`;
    // @ts-expect-error so may a template with one in it
    words`New: ${`${name}!`}`;
    // @ts-expect-error and what is put together in any other way
    title(`New: ${name}`);
    // @ts-expect-error
    title(quoted(name) + name);
    // @ts-expect-error
    title([quoted(name)].join());
    expect(title(words`New: ${quoted(name)}`)).toBe('New: "x"');
  });
});
