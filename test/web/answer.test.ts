import { describe, expect, it } from 'vitest';
import { MonitorError } from '../../shared/errors.ts';
import { acceptIn, badRequest, bodiless, errorAnswer, jsonAnswer, jsonText, prefers } from '../../shared/web/answer.ts';
import { HOSTILE } from './hostile.ts';

describe('prefers', () => {
  const offered = ['application/json', 'text/csv', 'text/html'] as const;
  const cases: readonly [string, string | null, (typeof offered)[number]][] = [
    ['no header', null, 'application/json'],
    ['an empty header', '', 'application/json'],
    ['anything', '*/*', 'application/json'],
    ['CSV', 'text/csv', 'text/csv'],
    ['CSV with a parameter', 'text/csv; header=present', 'text/csv'],
    ['CSV in capitals', 'TEXT/CSV', 'text/csv'],
    ['CSV, else anything', 'text/csv, */*', 'text/csv'],
    ['CSV, else anything, the other way round', '*/*, text/csv', 'text/csv'],
    ['JSON before CSV by quality', 'text/csv;q=0.5, application/json', 'application/json'],
    ['anything rather than CSV', '*/*;q=0.8, text/csv;q=0.3', 'application/json'],
    ['a family', 'text/*', 'text/csv'],
    ['a family without one of it', 'text/*, text/csv;q=0', 'text/html'],
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['equals, in the order of the header', 'text/html, text/csv', 'text/html'],
    ['JSON refused', 'application/json;q=0, */*;q=0.1', 'text/csv'],
    ['nothing that is offered', 'image/png', 'application/json'],
    ['everything refused', '*/*;q=0', 'application/json'],
    ['not a header at all', ';;;,"=q', 'application/json'],
  ];
  it.each(cases)('%s', (_name, accept, expected) => {
    expect(prefers(accept, offered)).toBe(expected);
  });
});

describe('answers', () => {
  it('are never cached and never guessed at', () => {
    expect(jsonAnswer(200, { a: 1 })).toEqual({
      status: 200,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      },
      body: '{"a":1}',
    });
    expect(jsonAnswer(200, {}, {}, 'application/health+json').headers['Content-Type']).toBe(
      'application/health+json; charset=utf-8',
    );
  });

  it('to HEAD have the headers and no body', () => {
    expect(bodiless(badRequest('x'))).toEqual({ ...badRequest('x'), body: '' });
  });

  it('say what the caller did wrong', () => {
    const { status, body } = badRequest('limit is "0"');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ error: { code: 'bad-request', message: 'limit is "0"' } });
  });

  it('say code, message and hint of an error, and how long to wait', () => {
    const error = new MonitorError('throttled', 'The table asked to wait', { hint: 'Wait.', retryAfterMs: 1500 });
    const { status, headers, body } = errorAnswer(error);
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'Retry-After': '2', 'Cache-Control': 'no-store' });
    expect(JSON.parse(body)).toEqual({
      error: { code: 'throttled', message: 'The table asked to wait', hint: 'Wait.' },
    });
  });

  it('keep back the text of an error that is not ours', () => {
    const { status, headers, body } = errorAnswer(new TypeError('AccountKey=abc'));
    expect(status).toBe(500);
    expect(headers).not.toHaveProperty('Retry-After');
    expect(body).toContain('Unexpected TypeError');
    expect(body).not.toContain('abc');
  });
});

describe('JSON text', () => {
  it.each(Object.entries(HOSTILE))('holds %s without loss and without harm', (_name, text) => {
    const written = jsonText({ [text]: text });
    expect(JSON.parse(written)).toEqual({ [text]: text });
    expect(written).not.toMatch(/[<>&\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
  });

  it('writes characters of four bytes as two escapes', () => {
    expect(jsonText('\u{e0041}')).toBe('"\\udb40\\udc41"');
  });
});

describe('what a link asks for', () => {
  it.each([
    ['format=csv', 'text/html,*/*;q=0.8', 'text/csv'],
    ['format=csv', null, 'text/csv'],
    ['format=json', 'text/html,*/*;q=0.8', 'application/json'],
    ['format=xml', 'text/csv', 'text/csv'],
    ['', 'text/csv', 'text/csv'],
    ['', null, null],
  ])('%j with Accept %j is %j', (query, accept, wanted) => {
    expect(acceptIn(new URLSearchParams(query), accept)).toBe(wanted);
  });
});
