/**
 * The real thing: a process of the watch is killed with SIGKILL while one of its calls is held, and another process
 * goes on. One kill for each kind of call, in turn before and after it was applied; the others are in `npm run sweep`.
 */
import { describe, expect, it, vi } from 'vitest';
import { KILLS, killName, runKills } from '../sweep/kill.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('a process that is killed', () => {
  it('loses no drift and repeats no mail, whichever call it was at', async () => {
    const chosen = KILLS.filter((_, n) => n % 4 === 0 || n % 4 === 3);
    const calls = (kills: typeof KILLS) => new Set(kills.map(({ call }) => call));
    expect(calls(chosen)).toEqual(calls(KILLS));
    expect(await runKills(chosen, 2)).toEqual([]);
    console.log(`killed:\n${chosen.map((kill) => `  ${killName(kill)}`).join('\n')}`);
  });
});
