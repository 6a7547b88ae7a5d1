/** No silent blindness: every place where who can reset whom is read, every way of not being read. */
import { describe, it } from 'vitest';
import { PLACES } from './blindness-places.ts';
import { failuresAt, playEmpty, playFailure, playInstall, useStages } from './blindness-play.ts';
import { checkOf } from './blindness-seen.ts';

useStages();

describe.each(PLACES.filter((place) => checkOf(place) === 'reset-admins'))('$source at $path', (place) => {
  it.each(failuresAt(place))('that is $name', (failure) => playFailure(place, failure));
  it('that answers with nothing', () => playEmpty(place));
  it('that is denied from the install on', () => playInstall(place));
});
