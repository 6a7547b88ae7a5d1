/**
 * What the alert of each rule says first: who can do what to how many. Plain text; decides nothing. Names come shortened,
 * numbers as words.
 */
import { utcText } from '../../core/text/ages.ts';
import { WORKS_NOW } from './authority/resetters.ts';
import type { RuleId } from './rules.ts';
import type { StoredPath } from './stored.ts';
import { stepText } from './words.ts';

const now = ({ way }: StoredPath): string => (WORKS_NOW.has(way) ? 'now ' : '');

const step = ({ way }: StoredPath): string => (WORKS_NOW.has(way) ? '' : ` after ${stepText([way])}`);

/** `users` is what they reach now, or with one more step where nothing works before. */
type SaysOfGrant = (who: string, users: string, path: StoredPath) => string;

type SaysOfGrants = { readonly [rule in GrantRule]: SaysOfGrant };

/** The rules of new and wider paths. */
export type GrantRule = Extract<RuleId, `resetter-${string}` | 'pim-activated' | 'application-can-reset'>;

export const GRANT_TITLES: SaysOfGrants = {
  'resetter-new': (who, users, path) => `${who} can ${now(path)}reset ${users}${step(path)}`,
  'resetter-path': (who, users, path) => `${who} can ${now(path)}reset ${users} in another way${step(path)}`,
  'resetter-wider': (who, users, path) => `${who} can ${now(path)}reset ${users}, over the whole tenant${step(path)}`,
  'resetter-sooner': (who, users) => `${who} can now reset ${users} without joining a group first`,
  'resetter-permanent': (who, users) => `${who} can now reset ${users} without an activation in PIM`,
  'resetter-maybe-pim': (who, users) =>
    `${who} can now reset ${users}: by an activation of a membership in PIM, or for good`,
  'resetter-lasting': (who, users, path) => `${who} can reset ${users}${step(path)} without an end now`,
  'resetter-longer': (who, users, path) => `${who} can reset ${users}${step(path)} for longer${untilText(path)}`,
  'resetter-group': (who, users, path) => `${who} can reset ${users}${step(path)} through one more group`,
  'pim-activated': (who, users) => `${who} can reset ${users} by an activation in PIM`,
  'application-can-reset': (who, users) => `${who} can now reset ${users} by an application permission`,
};

export const untilText = ({ until }: Pick<StoredPath, 'until'>): string =>
  until === null ? '' : `, until ${utcText(until)}`;

export const roleTitle = (role: string, holders: string | null): string =>
  `The role ${role} can now reset passwords: ${holders ?? 'nobody holds it yet'}`;

/** @param condition what it resets under now; null: nothing */
export const conditionTitle = (role: string, condition: string | null): string =>
  condition === null
    ? `The role ${role} resets passwords without a condition now`
    : `The role ${role} resets passwords under another condition now: ${condition}`;

/** @param members how many are seen in it; null: nobody could read it */
export function groupTitle(group: string, users: string, path: StoredPath, members: number | null): string {
  const who = members === null ? 'who is in it cannot be read' : 'nobody is seen in it yet';
  return `Whoever is in the group ${group} can ${now(path)}reset ${users}${step(path)}: ${members ? 'all who are seen in it could before' : who}`;
}

export const enabledTitle = (who: string, what: string): string => `${who} is enabled again and ${what}`;

/** Times in words. */
export const briefTitle = (who: string, what: string, { from, to }: { from: string; to: string }): string =>
  `${who} was given ${what} at ${from} and lost it at ${to}: no reading showed it`;

export const identifiedTitle = (id: string, who: string, kind: string): string =>
  `Who was told as unknown principal ${id} is ${who}, ${kind}`;

/** The rules of protections that are gone. */
export type LossRule = Extract<RuleId, `${string}-lost`>;

export const LOSS_TITLES: { readonly [rule in LossRule]: (who: string) => string } = {
  'restricted-lost': (who) => `A restricted unit no longer shields ${who} from resets`,
  'protection-lost': (who) => `More resetters reach ${who}: a protection is gone`,
};

/** A unit that hides its members may shield them still. */
export const hiddenTitle = (who: string): string =>
  `Whether a restricted unit still shields ${who} from resets cannot be seen any more: it hides its members`;

export const rightTitle = (who: string, means: string, detail: string): string => `${who} ${means} (${detail})`;

/** Of a right that is held by activation, where the eligibility was known. */
export const activationTitle = ', by an activation in PIM';

/** @param does what whoever holds the secret can do as the application */
export const secretTitle = (name: string, what: string, does: string): string =>
  `The application ${name}, which ${does}, has ${what}`;

export const unitTitle = (unit: string, users: string, before: string, resetters: string): string =>
  `The administrative unit ${unit} grew to ${users}, ${before} before: more to reset for ${resetters}`;

/** The rules of measures that grew. */
export type MeasureRule = 'reach-grew' | 'sspr-grew';

export const MEASURE_TITLES: { readonly [rule in MeasureRule]: (users: string, before: string) => string } = {
  'reach-grew': (users, before) => `There are ${users} now, ${before} before`,
  'sspr-grew': (users, before) => `${users} may reset their own password now, ${before} before`,
};
