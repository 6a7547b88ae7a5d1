/**
 * No silent blindness: every place where who can reset whom is read, and ways of not being read: some of them, chosen by
 * a seed; all with WHOLE=1, as the long sweep does.
 */
import { describe, it } from 'vitest';
import { chosen } from '../checks/reset-admins/chosen.ts';
import { PLACES, type Place } from './blindness-places.ts';
import { failuresAt, playEmpty, playFailure, playInstall, useStages } from './blindness-play.ts';
import { checkOf } from './blindness-seen.ts';

useStages();

const SOME = 4;

function someAt(place: Place) {
  const all = failuresAt(place);
  return chosen(all.length, SOME, `${place.source} ${place.path}`).flatMap((n) => all[n] ?? []);
}

describe.each(PLACES.filter((place) => checkOf(place) === 'reset-admins'))('$source at $path', (place) => {
  it.each(someAt(place))('that is $name', (failure) => playFailure(place, failure));
  it('that answers with nothing', () => playEmpty(place));
  it('that is denied from the install on', () => playInstall(place));
});
