/**
 * No silent blindness: every place where who can reset whom is read, and a way of not being read at each, chosen by a
 * seed; all with WHOLE=1, as the long sweep does.
 */
import { describe, it } from 'vitest';
import { someOf } from '../checks/reset-admins/chosen.ts';
import { PLACES } from './blindness-places.ts';
import { playEmpty, playFailure, playInstall, someFailuresAt, useStages } from './blindness-play.ts';
import { checkOf } from './blindness-seen.ts';

useStages();

const OWN = PLACES.filter((place) => checkOf(place) === 'reset-admins');

describe.each(OWN)('$source at $path', (place) => {
  it.each(someFailuresAt(place))('that is $name', (failure) => playFailure(place, failure));
  it('that answers with nothing', () => playEmpty(place));
});

// At half of the places, chosen by the seed; with WHOLE=1 at all.
describe.each(someOf(OWN, Math.ceil(OWN.length / 2), 'install'))('$source at $path', (place) => {
  it('that is denied from the install on', () => playInstall(place));
});
