/** A list that is there for three minutes and gone for three, for hours: told, told as that, and then still. */
import { expect, it } from 'vitest';
import type { Told } from '../../stubs/pure-watch.ts';
import { mailOf, ResetScript } from './script.ts';
import { assign, synced, tenantOf, user } from './tenants.ts';

const WHOLE = tenantOf({
  users: [user('ann'), user('bob'), synced('tom')],
  assignments: [assign('ann', 'helpdesk'), assign('bob', 'global')],
});
const WITHOUT_BOB = { ...WHOLE, assignments: WHOLE.assignments.filter(({ principalId }) => principalId === 'ann') };

it('mails a holder who comes and goes twice in three hours, and what is wider at once', async () => {
  const script = new ResetScript();
  script.watch.writeback = 'on';
  await script.settle(WITHOUT_BOB);
  const told: Told[] = [];
  for (let minute = 0; minute < 180; minute += 1)
    told.push(await script.poll(Math.floor(minute / 3) % 2 === 0 ? WHOLE : WITHOUT_BOB));
  expect(mailOf(told)).toEqual(['event critical resetter-new', 'opened critical flapping']);
  const wider = { ...WHOLE, assignments: [...WHOLE.assignments, assign('ann', 'global')] };
  expect(mailOf(await script.settle(wider))).toEqual(['event critical resetter-path']);
});
