import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linksOf } from '../../shared/web/page/links.ts';

const KEY = 'aB+/=c&d%20 e';
const linksFor = (query: string) => linksOf(new URLSearchParams(query));
const parameters = (address: string) => [...new URL(address, 'https://watch.example/api/status').searchParams];

describe('a link of the page', () => {
  it('carries the key where the address had it, whole', () => {
    const links = linksOf(new URLSearchParams({ code: KEY, check: 'agents' }));
    expect(parameters(links.page({ cursor: 'x' }, 'history'))).toEqual([
      ['check', 'agents'],
      ['cursor', 'x'],
      ['code', KEY],
    ]);
    expect(parameters(links.answer('drift', { format: 'csv' }))).toEqual([
      ['format', 'csv'],
      ['code', KEY],
    ]);
  });

  it('holds no key where the request had none in its address: it came as a header, or by signing in', () => {
    const links = linksFor('check=agents');
    expect(links.page({ check: null }, 'history')).toBe('status#history');
    expect(links.answer('reset-admins')).toBe('reset-admins');
  });

  it('knows the key in any case, as the host does, and carries the first one alone', () => {
    expect(parameters(linksFor('Code=first&CODE=second').answer('metrics'))).toEqual([['code', 'first']]);
  });

  it('keeps a strict page strict, and nothing else of the address', () => {
    expect(linksFor('strict=1&utm=x&limit=7&code=k').page({}, 'history')).toBe('status?code=k&strict=1#history');
  });

  it.each([
    ['history', { check: 'agents', cursor: null }, 'status?check=agents&since=2026-11-01&from=20#history'],
    ['resetters', { from: '40' }, 'status?check=writeback&since=2026-11-01&cursor=abc&from=40#resetters'],
    ['resetters', { from: null }, 'status?check=writeback&since=2026-11-01&cursor=abc#resetters'],
  ] as const)('changes what it is for in %s and keeps the rest', (section, changed, address) => {
    const links = linksFor('check=writeback&since=2026-11-01&cursor=abc&from=20');
    expect(links.page(changed, section)).toBe(address);
  });

  it('stays on the page, whatever the address holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('check', 'since', 'cursor', 'from', 'code', 'strict'), fc.string())),
        (pairs) => {
          const address = new URL(
            linksOf(new URLSearchParams(pairs)).page({}, 'history'),
            'https://watch.example/api/status?x',
          );
          expect(address.origin + address.pathname + address.hash).toBe('https://watch.example/api/status#history');
        },
      ),
    );
  });
});
