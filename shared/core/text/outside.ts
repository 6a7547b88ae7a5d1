/**
 * The one door by which text from outside gets into words of ours: names, keys and values of the tenant, errors of
 * services. What comes out is one line that cannot pass for ours: in quotes that it cannot close, bounded, without links,
 * and with nothing in it that is unseen or turns the order of writing. ARCHITECTURE, "Text from the tenant", has the rules.
 */

import type { Actor, OneActor } from '../model/alert.ts';
import type { Attributes } from '../model/fact.ts';
import { canonical, type Json, sameJson } from '../model/json.ts';
import { own } from '../model/own.ts';
import { defanged, defangedText, unlinked } from './defang.ts';
import { neutralLine, shortened, withoutIsolates } from './neutral.ts';
import { listed, NO_WORDS, type Words, words } from './words.ts';

/** What these functions have made harmless; the only place where a text becomes `Words`. */
const made = (harmless: string): Words => harmless as Words;

const MOST_OF_A_NAME = 64;
const MOST_OF_A_TEXT = 300;

/** Quotation marks that could close ours, or look as if. */
const DOUBLE_QUOTES =
  /["\u201c-\u201f\u00ab\u00bb\u2033\u2036\u2034\u2057\u3003\u301d-\u301f\uff02\u02ba\u02ee\u02dd\u05f4]/gu;

/** A text in quotes: `"Alex Wilber"`. Stable: the same text is always quoted alike. */
export const quoted = (text: string, most = MOST_OF_A_NAME): Words =>
  made(`"${isolated(harmless(text, most).replace(DOUBLE_QUOTES, "'"))}"`);

/** Made harmless before it is cut, and cut again where that made it longer. */
const harmless = (text: string, most: number): string => shortened(defanged(neutralLine(text, most)), most);

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What is written from right to left moves nothing around it. */
const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);

/** Above every name of ours, and below the test lines of filters. */
const MOST_UNBROKEN = 60;

/**
 * A sentence of ours that may hold text of a service, or that an older version stored: without quotes around it, so only
 * for what stands behind a name of ours and a colon. Told twice it is the same.
 */
export const told = (text: string, most = MOST_OF_A_TEXT): Words =>
  made(isolated(shortened(defangedText(neutralLine(withoutIsolates(text), most), MOST_UNBROKEN), most)));

/** A name or sentence that is spelled out elsewhere in the code: of a check, a source, a permission. Never what was read. */
export const ours = (text: string): Words => made(text);

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Too short to say anything, and no telephone number. */
const SHORT_ID = /^(?!.*\d{7})[A-Za-z0-9_-]{1,20}$/;

/** An id: as it is if it is a GUID or a short word, else in quotes. */
export const idWords = (id: string): Words => (GUID.test(id) || SHORT_ID.test(id) ? made(id) : quoted(id));

/** A sign-in name or address by its grammar, in which no part is long enough to say something else. */
const ADDRESS =
  /^(?=.{3,113}$)[A-Za-z0-9]{1,20}(?:[._'#~^!+-]{1,2}[A-Za-z0-9]{1,20}){0,8}(?:#EXT#)?@[A-Za-z0-9]{1,20}(?:[.-]{1,2}[A-Za-z0-9]{1,20}){1,8}$/;

/** `alexw@contoso[.]example`; what is none by its grammar, in quotes. */
export const addressWords = (upn: string): Words => (ADDRESS.test(upn) ? made(unlinked(upn)) : quoted(upn, 113));

/** Something of the tenant with the name that people know and the one that tells it apart. */
export interface Named {
  readonly id: string;
  readonly name: string | null;
  readonly upn?: string | null;
}

/** `"Alex Wilber" (alexw@contoso[.]example)`; without a UPN its id; without a name the UPN or the id alone. */
export function named({ id, name, upn = null }: Named): Words {
  const unique = upn === null ? words`id ${idWords(id)}` : addressWords(upn);
  return name === null ? unique : words`${quoted(name)} (${unique})`;
}

/** `, id …` behind one who is named by a sign-in name; others are named by their id already. */
export const idBehind = ({ id, upn = null }: Pick<Named, 'id' | 'upn'>): Words =>
  upn === null ? NO_WORDS : words`, id ${idWords(id)}`;

/** `user adelev@contoso[.]example (id …)`: an application may be called like a user, so what it is stands first. */
export function actorWords({ id, name, type }: OneActor): Words {
  const called = {
    user: words`user ${addressWords(name)}`,
    application: words`application ${quoted(name)}`,
    unknown: words`someone called ${quoted(name)}`,
  }[type];
  return id === '' || id === name ? called : words`${called} (id ${idWords(id)})`;
}

/** Whoever repeats an act with more accounts shall not fill a message with them. */
const MOST_ACTORS = 20;

/** All who may have done it, oldest first: none of them is chosen, and of very many the last are only counted. */
export function actorsWords(actor: Actor): Words {
  const all = actor.candidates ?? [actor];
  const shown = all.slice(0, MOST_ACTORS);
  const rest = all.length - shown.length;
  return listed([
    ...shown.map((one, n) => (n === 0 ? actorWords(one) : words`then ${actorWords(one)}`)),
    ...(rest > 0 ? [words`then ${rest} more`] : []),
  ]);
}

/** Kinds of rows whose keys are of checks, receivers and times alone; those of others hold what the tenant named. */
const ROW_KEY = /^(?:head|change|event|pending|mailbox)(?:\|(?:[a-z][a-z-]{0,30}|\d{1,16}))*$/;

/** The key of a row, by which it is found in the table: as it is if no part of it can be a name of the tenant. */
export const rowKeyWords = (key: string): Words => (ROW_KEY.test(key) ? made(`"${key}"`) : quoted(key, 200));

/** Letters, digits and blanks: it can look like nothing of ours. */
const PLAIN_NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} '&-]{0,38}[\p{L}\p{N}]$/u;

/** What the operator calls the watch, or the tenant's name or id: as it is if it is plain, else in quotes. */
export const nameOfWatch = (name: string): Words =>
  GUID.test(name) || (PLAIN_NAME.test(name) && quoted(name) === `"${name}"`) ? made(name) : quoted(name);

/** An id that no part of could be a link, a telephone number or a test line. */
const PLAIN_ID = /^[A-Za-z0-9~/+_-]{1,200}$/;
const GENERATION = /~\d{1,16}$/;
const GUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The id of an alert, `rule~subject~3`; its subject may be a key of the tenant. */
export const alertIdWords = (id: string): Words =>
  PLAIN_ID.test(id) && unlinked(id) === id && !/\d{7}/.test(id.replace(GENERATION, '').replace(GUIDS, ''))
    ? made(id)
    : inParts(id);

const PARTS = /^([a-z-]{1,60})~(.*)~(\d{1,16})$/s;

/** Rule and generation are ours and stay as they are searched for; only the subject may be a text of the tenant. */
function inParts(id: string): Words {
  const [, rule, subject, generation] = PARTS.exec(id) ?? [];
  return rule === undefined ? told(id) : made(`${rule}~${told(subject ?? '')}~${generation}`);
}

/** One word of letters: it is no link and no test line, however long a flag is called. */
const PLAIN_WORD = /^[A-Za-z]{1,64}$/;

/** A value of a fact: `not set`, `true`, `active`, `"Sign-in blocked"`; lists and the like as JSON in quotes. */
export function valueWords(value: Json | undefined): Words {
  if (value === null || value === undefined) return words`not set`;
  if (typeof value === 'boolean' || typeof value === 'number') return made(String(value));
  if (typeof value !== 'string') return quoted(canonical(value), 200);
  return PLAIN_WORD.test(value) ? made(value) : quoted(value);
}

/** What is other than before, attribute by attribute: `status active → inactive`. */
export const changesWords = (was: Attributes = {}, is: Attributes = {}): Words =>
  listed(
    Object.keys(is)
      .filter((name) => !sameJson(own(was, name) ?? null, own(is, name) ?? null))
      .map((name) => words`${valueWords(name)} ${valueWords(own(was, name))} → ${valueWords(own(is, name))}`),
  );

/** Also those by which the host starts Node.js. */
const SETTING = /^(?:[A-Z][A-Z_]{1,39}|languageWorkers__[A-Za-z_]{1,40})$/;

/** A name of a setting, such as `MAIL_TO`: by its grammar it cannot be anything else. */
export const plainWords = (text: string): Words => (SETTING.test(text) ? made(text) : quoted(text));
