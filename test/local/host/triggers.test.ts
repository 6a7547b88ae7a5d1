import { expect, test } from 'vitest';
import type { BindingInfo } from '../../../local/host/contract.ts';
import { hostedFunction } from '../../../local/host/triggers.ts';

const read = (bindings: Record<string, BindingInfo>, name = 'fn') =>
  hostedFunction({ metadata: { name, bindings }, callback: () => {} }).trigger;

test('a timer is read with what it leaves out', () => {
  const trigger = read({ t: { type: 'timerTrigger', direction: 'in', schedule: '0 * * * * *' } });
  expect(trigger).toEqual({
    type: 'timer',
    binding: 't',
    schedule: '0 * * * * *',
    runOnStartup: false,
    useMonitor: true,
  });
});

test('an HTTP function is read; its route is its name unless given', () => {
  const trigger = read({
    h: { type: 'httpTrigger', direction: 'in', methods: ['get', 'HEAD'], authLevel: 'anonymous' },
    $return: { type: 'http', direction: 'out' },
  });
  expect(trigger).toMatchObject({
    type: 'http',
    authLevel: 'anonymous',
    route: 'fn',
    methods: new Set(['GET', 'HEAD']),
  });
});

test.each<[string, Record<string, BindingInfo>, string]>([
  [
    'a queue trigger',
    { q: { type: 'queueTrigger', direction: 'in' } },
    'Function fn cannot be hosted: the binding type queueTrigger',
  ],
  [
    'a queue output of a timer',
    { t: { type: 'timerTrigger', schedule: '* * * * *' }, q: { type: 'queue', direction: 'out' } },
    'Function fn cannot be hosted: the binding type queue',
  ],
  [
    'a table input',
    { t: { type: 'timerTrigger', schedule: '* * * * *' }, q: { type: 'table', direction: 'in' } },
    'Function fn cannot be hosted: the binding type table',
  ],
  ['no trigger', {}, 'Function fn cannot be hosted: it has no trigger'],
  [
    'a timer without a schedule',
    { t: { type: 'timerTrigger' } },
    'Function fn cannot be hosted: its timer has no schedule',
  ],
  [
    'an unknown level',
    { h: { type: 'httpTrigger', authLevel: 'system' } },
    'Function fn cannot be hosted: authLevel system',
  ],
])('%s is refused, naming the function', (_, bindings, message) => {
  expect(() => read(bindings)).toThrow(message);
});

test('a name that Azure would refuse is refused', () => {
  expect(() => read({ t: { type: 'timerTrigger', schedule: '* * * * *' } }, 'a b')).toThrow('its name is not one');
});
