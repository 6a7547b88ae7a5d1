/** How a heartbeat is told: by its name, whether it came in time, and when it was last seen where it did not. */
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { heartbeatWords, timeText } from './names.ts';
import type { KeptHeartbeat } from './stored.ts';

const SAYS = {
  ok: 'on time',
  late: 'late (nothing for 3 intervals)',
  dead: 'silent (nothing for 6 intervals)',
} as const;

export function heartbeatText(one: KeptHeartbeat): Words {
  const says = one.state === null ? 'reports no time' : SAYS[one.state];
  const unless = one.counts || one.state === null ? '' : ', but not counted as a sign of life';
  return words`${heartbeatWords(one)}: ${says}${unless}`;
}

export const heartbeatLine = (one: KeptHeartbeat): Words =>
  words`${heartbeatText(one)}${one.at === null ? NO_WORDS : words`, last seen ${timeText(one.at)}`}`;
