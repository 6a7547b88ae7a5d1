/**
 * Decides to whom a message goes beside those whom the settings name: who was told until a day ago is told on, so that
 * nobody is cut off by the very change that he should hear of. It never leaves out anybody whom the settings name, except
 * newcomers beyond what one message can carry.
 */
import type { Audience, Mailbox } from '../model/outbox.ts';
import { iso, minutesMs, ms } from '../model/times.ts';

/** How long who is no longer named is told on. */
const FAREWELL_MS = minutesMs(24 * 60);
/** Recipients of one message. */
const MOST_RECIPIENTS = 50;
/** In a row. From then on it may be an old address that the service refuses: nothing of ours may wait for it. */
const REFUSALS_FOR_FORMER = 3;

const folded = (address: string): string => address.toLowerCase();

/** Who is told now, who was told before that, and who has come since. The same object where nothing has changed. */
export function audienceOf({ audience }: Pick<Mailbox, 'audience'>, named: readonly string[], now: number): Audience {
  if (!audience) return { named, former: [], come: [] };
  const isNamed = includes(named);
  const still = audience.former.filter(({ address, until }) => !isNamed(address) && !isOver(until, now));
  const isStill = includes(still.map(({ address }) => address));
  const gone = audience.named.filter((address) => !isNamed(address) && !isStill(address));
  // Who was there first stays first, however often the list is changed.
  const former = [...still, ...gone.map((address) => ({ address, until: iso(now + FAREWELL_MS) }))];
  if (gone.length === 0 && still.length === audience.former.length && sameList(audience.named, named)) return audience;
  const isNew = includes(audience.come);
  const wasThere = includes([
    ...audience.named.filter((address) => !isNew(address)),
    ...audience.former.map(({ address }) => address),
  ]);
  const come = former.length === 0 ? [] : named.filter((address) => !wasThere(address));
  return { named, former: former.slice(0, MOST_RECIPIENTS), come };
}

const includes = (addresses: readonly string[]): ((address: string) => boolean) => {
  const all = new Set(addresses.map(folded));
  return (address) => all.has(folded(address));
};

const isOver = (until: string, now: number): boolean => ms(until) <= now || ms(until) > now + FAREWELL_MS;

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((address, index) => address === b[index]);

/** A message that is full leaves out whom the change brought in, never whom it would cut off. */
export function recipientsOf({ named, former, come }: Audience, { refused }: Pick<Mailbox, 'refused'>): string[] {
  if (former.length === 0 || (refused?.times ?? 0) >= REFUSALS_FOR_FORMER) return [...named];
  const stayed = named.filter((address) => !includes(come)(address));
  return [...stayed, ...former.map(({ address }) => address), ...come].slice(0, MOST_RECIPIENTS);
}
