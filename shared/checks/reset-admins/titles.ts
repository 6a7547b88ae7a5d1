/**
 * What the alert of each rule says first: who can do what to how many. Decides nothing. Of whom it
 * speaks is named by whoever writes the title, behind it: a name at its head would push out of sight what it means.
 */
import { utcText } from '../../core/text/ages.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { WORKS_NOW } from './authority/resetters.ts';
import type { RuleId } from './rules.ts';
import type { StoredPath } from './stored.ts';
import { stepText } from './words.ts';

const now = ({ way }: StoredPath) => (WORKS_NOW.has(way) ? 'now ' : '');

const step = ({ way }: StoredPath): Words => (WORKS_NOW.has(way) ? NO_WORDS : words` after ${stepText([way])}`);

/** `users` is what they reach now, or with one more step where nothing works before. */
type SaysOfGrant = (who: Words, users: Words, path: StoredPath) => Words;

type SaysOfGrants = { readonly [rule in GrantRule]: SaysOfGrant };

/** The rules of new and wider paths. */
export type GrantRule = Extract<RuleId, `resetter-${string}` | 'pim-activated' | 'application-can-reset'>;

export const GRANT_TITLES: SaysOfGrants = {
  'resetter-new': (who, users, path) => words`${who} can ${now(path)}reset ${users}${step(path)}`,
  'resetter-path': (who, users, path) => words`${who} can ${now(path)}reset ${users} in another way${step(path)}`,
  'resetter-wider': (who, users, path) =>
    words`${who} can ${now(path)}reset ${users}${step(path)}, over the whole tenant`,
  'resetter-sooner': (who, users) => words`${who} can now reset ${users} without joining a group first`,
  'resetter-permanent': (who, users) => words`${who} can now reset ${users} without an activation in PIM`,
  'resetter-maybe-pim': (who, users) =>
    words`${who} can now reset ${users}, either by activating a membership in PIM or for good`,
  'resetter-lasting': (who, users, path) => words`${who} can reset ${users}${step(path)}, now with no end date`,
  'resetter-longer': (who, users, path) => words`${who} can reset ${users}${step(path)} for longer${untilText(path)}`,
  'resetter-group': (who, users, path) => words`${who} can reset ${users}${step(path)} through one more group`,
  'pim-activated': (who, users) => words`${who} can reset ${users} for a time, by an activation in PIM`,
  'application-can-reset': (who, users) => words`${who} can now reset ${users} by its own permission`,
};

export const untilText = ({ until }: Pick<StoredPath, 'until'>): Words =>
  until === null ? NO_WORDS : words`, until ${utcText(until) ?? 'an unknown time'}`;

/** @param holders who comes by it; null: nobody */
export const roleTitle = (role: Words, holders: Words | null): Words =>
  words`A role can now reset passwords; ${holders ?? 'nobody holds it yet'}: ${role}`;

/** @param condition what it resets under now; null: nothing */
export const conditionTitle = (role: Words, condition: Words | null): Words =>
  condition === null
    ? words`A role can now reset passwords without any condition: ${role}`
    : words`A role can now reset passwords under another condition: ${role}, under ${condition}`;

/** @param members how many are seen in it; null: nobody could read it */
export function groupTitle(users: Words, path: StoredPath, members: number | null): Words {
  const who = members === null ? 'who they are cannot be read' : 'none are visible yet';
  return words`${IN_GROUP} can ${now(path)}reset ${users}${step(path)}; ${members ? 'all that are visible could before' : who}`;
}

/** Which group stands behind. */
export const IN_GROUP = words`The members of a group`;

interface Span {
  readonly from: Words;
  readonly to: Words;
}

export const spanWords = ({ from, to }: Span): Words =>
  from === to ? words`at ${from}` : words`from ${from} to ${to}`;

/** For a line of history, which has no room for times but its title. */
export const briefLine = (someone: Words, what: Words, span: Span, who: Words): Words =>
  words`${someone} held ${what} ${spanWords(span)}, and no reading showed it: ${who}`;

/** Nothing tells of its end: it was over by then. */
export const endlessLine = (someone: Words, what: Words, { from, to }: Span, who: Words): Words =>
  words`${someone} was given ${what} at ${from} and was without it by ${to}; no reading showed it, and no event tells of its end: ${who}`;

export const briefTitle = (someone: Words, what: Words, who: Words): Words =>
  words`${someone} briefly held ${what}, and no reading showed it: ${who}`;

export const lapseLine = (what: Words, span: Span, who: Words): Words =>
  words`A user was without ${what} ${spanWords(span)}, and no reading showed it: ${who}`;

export const lapseTitle = (what: Words, who: Words): Words =>
  words`A user was briefly without ${what}, and no reading showed it: ${who}`;

export const enabledTitle = (someone: Words, what: Words, who: Words): Words =>
  words`${someone} is enabled again and ${what}: ${who}`;

export const identifiedTitle = (id: Words, who: Words, kind: Words): Words =>
  words`An earlier alert named only the id ${id}; it is ${kind}: ${who}`;

/** The rules of protections that are gone. */
export type LossRule = Extract<RuleId, `${string}-lost`>;

/** Who is counted, or a user who is named behind. */
export const LOSS_TITLES: { readonly [rule in LossRule]: (whom: Words) => Words } = {
  'restricted-lost': (whom) => words`A restricted unit no longer shields ${whom} from resets`,
  'protection-lost': (whom) => words`More principals can now reset ${whom}, because a protection is gone`,
};

/** A unit that hides its members may shield them still. */
export const hiddenTitle = (whom: Words): Words =>
  words`Whether a restricted unit still shields ${whom} from resets can no longer be seen, because it hides its members`;

/** @param says what else is to say; @param who the one who is named, null: they are counted */
export const rightTitle = (someone: Words, means: Words, says: Words, who: Words | null, detail: Words): Words =>
  words`${someone} ${means}${says} (${detail})${who === null ? NO_WORDS : words`: ${who}`}`;

/** Of a right that is held by activation, where the eligibility was known. */
export const activationTitle = words`, by an activation in PIM`;

/** @param does what whoever holds the secret can do as the application */
export const secretTitle = (does: Words, what: Words, application: Words): Words =>
  words`An application ${does} has ${what}: ${application}`;

export const unitTitle = (unit: Words, users: Words, before: Words, resetters: Words): Words =>
  words`An administrative unit in which ${resetters} can reset passwords grew from ${before} to ${users}: ${unit}`;

/** The rules of measures that grew. */
export type MeasureRule = 'reach-grew' | 'sspr-grew';

export const MEASURE_TITLES: { readonly [rule in MeasureRule]: (users: Words, before: Words) => Words } = {
  'reach-grew': (users, before) => words`There are now ${users}, up from ${before}`,
  'sspr-grew': (users, before) => words`${users} may now reset their own password, up from ${before}`,
};
