/**
 * No silent blindness: every place where who can reset whom is read, and a way of not being read at each, chosen by a
 * seed; all with WHOLE=1, as the long sweep does.
 */
import { describe, it } from 'vitest';
import { PLACES } from './blindness-places.ts';
import { playEmpty, playFailure, playInstall, someFailuresAt, useStages } from './blindness-play.ts';
import { checkOf } from './blindness-seen.ts';

useStages();

describe.each(PLACES.filter((place) => checkOf(place) === 'reset-admins'))('$source at $path', (place) => {
  it.each(someFailuresAt(place))('that is $name', (failure) => playFailure(place, failure));
  it('that answers with nothing', () => playEmpty(place));
  it('that is denied from the install on', () => playInstall(place));
});
