import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import { stepsOf, stopped } from '../../../shared/core/text/steps.ts';

describe('what there is to do, step by step', () => {
  it.each([
    ['Look at it. Undo it.', ['Look at it.', 'Undo it.']],
    ['Nothing.', ['Nothing.']],
    ['', []],
    ['Remove "A. B. C" from it. Then ask.', ['Remove "A. B. C" from it.', 'Then ask.']],
    ['Set X, for example to `on. Or off`. Deploy.', ['Set X, for example to `on. Or off`.', 'Deploy.']],
    ['Grant Directory.Read.All to it. See README.', ['Grant Directory.Read.All to it.', 'See README.']],
    ['Is it running? If not, start it', ['Is it running?', 'If not, start it']],
    ['A quote that never " ends. Still one.', ['A quote that never " ends. Still one.']],
  ])('%j', (todo, steps) => {
    expect(stepsOf(todo)).toEqual(steps);
  });

  it.each(['"a" ', '`a` ', '"a. ', 'a ', '. '])(
    'takes no more time than a text is long, also where no sentence ends: %j',
    (part) => {
      const text = `${part.repeat(300)}\n`;
      expect(stepsOf(text).join(' ').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    },
  );

  it('loses no word of any rule', () => {
    for (const { todo } of CHECKS.flatMap(({ rules }) => rules)) expect(stepsOf(todo).join(' ')).toBe(todo);
  });
});

describe('a message before its hint', () => {
  it.each([
    ['Graph answered 403 (Authorization_RequestDenied)', 'Graph answered 403 (Authorization_RequestDenied).'],
    ['It ended.', 'It ended.'],
    ['It was cut…', 'It was cut…'],
    ['', ''],
  ])('%j ends as %j', (message, is) => {
    expect(stopped(message)).toBe(is);
  });
});
