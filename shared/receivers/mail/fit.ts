/**
 * Decides how much of a digest one mail shows: the worst in full, all others by name, and only when even the names do not
 * fit, how many are left. Text and HTML each stay below what Gmail shows whole (102 kB).
 */
import type { Digest, DigestAlert } from '../../core/notify/digest.ts';
import { type Telling, tellingsOf } from '../../core/notify/tellings.ts';
import type { Parts } from './view.ts';

const MOST_BYTES = 100_000;
/** In full, of all and of one rule and severity: more of them say little that is new. */
const MOST_FULL = 10;
const MOST_ALIKE = 5;
/** A name takes more bytes than this many of a mail could. */
const MOST_NAMED = 1_500;
/** How many stay in full where not all can be named anyway. */
const FEWEST_FULL = 5;

interface Laid {
  readonly text: string;
  readonly html: string;
}

/** The first that fits of these: all; without the ids of those that are only named; fewer in full; fewer named. */
export function fitting<Mail extends Laid>(digest: Digest, lay: (parts: Parts) => Mail): Mail {
  const tellings = tellingsOf(digest);
  const first = inFull(tellings);
  const attempt = (full: number, named: number, withIds = false): Mail =>
    lay(partsOf(tellings, first.slice(0, full), named, withIds));
  const whole = attempt(MOST_FULL, MOST_NAMED, true);
  if (fits(whole)) return whole;
  for (const full of [MOST_FULL, 5, 3, 2, 1]) {
    const mail = attempt(full, MOST_NAMED);
    if (fits(mail)) return mail;
  }
  return fewer(attempt);
}

function fewer<Mail extends Laid>(attempt: (full: number, named: number) => Mail): Mail {
  for (let named = MOST_NAMED; named >= 1; named = Math.floor(named * 0.8)) {
    const mail = attempt(FEWEST_FULL, named);
    if (fits(mail)) return mail;
  }
  for (let full = FEWEST_FULL - 1; full > 0; full -= 1) {
    const mail = attempt(full, 0);
    if (fits(mail)) return mail;
  }
  return attempt(0, 0);
}

const fits = ({ text, html }: Laid): boolean => [text, html].every((one) => Buffer.byteLength(one) < MOST_BYTES);

/** Of those alike the most pressing; one more than that is shown too, since naming it takes as much room. */
function inFull(tellings: readonly Telling[]): Telling[] {
  const alike = Map.groupBy(tellings, ({ kind, rule, severity }) => `${kind}|${severity}|${rule}`);
  const chosen = new Set(
    [...alike.values()].flatMap((all) => (all.length === MOST_ALIKE + 1 ? all : all.slice(0, MOST_ALIKE))),
  );
  return tellings.filter((telling) => chosen.has(telling)).slice(0, MOST_FULL);
}

function partsOf(tellings: readonly Telling[], full: readonly Telling[], most: number, withIds: boolean): Parts {
  const shown = new Set(full);
  const rest = tellings.filter((telling) => !shown.has(telling)).flatMap(each);
  const named = rest.slice(0, most);
  return {
    all: tellings,
    full,
    named,
    left: rest.slice(most),
    ids: [...full.flatMap(each), ...(withIds ? named : [])],
  };
}

/** Each by itself, as where only names are shown. */
const each = ({ also, ...telling }: Telling): DigestAlert[] => [telling, ...also];
