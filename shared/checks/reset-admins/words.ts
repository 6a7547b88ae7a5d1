/**
 * How mails, history and reports say who can reset whom: numbers, names, scopes and paths as words. Names come from the
 * tenant: they stand in quotes behind words of ours, shortened, so that no name pushes what it means out of sight.
 */
import { utcText } from '../../core/text/ages.ts';
import { addressWords, idWords, named, ours, quoted } from '../../core/text/outside.ts';
import { joined, listed, NO_WORDS, type Words, words } from '../../core/text/words.ts';
import type { Indirect } from './authority/indirect.ts';
import { MEANS } from './authority/indirect-means.ts';
import type { PrincipalType, ResetPath, Way } from './authority/resetters.ts';
import { objectIdIn, otherScopeIn, TENANT_SCOPE, unitIdIn } from './authority/scope.ts';
import { groupWords, roleWords, unitWords } from './names.ts';

const NUMBERS = new Intl.NumberFormat('en-US');

/** "1,240"; null: it cannot be read. */
export const number = (value: number | null): Words =>
  value === null ? words`an unknown number` : ours(NUMBERS.format(value));

/** "1 principal", "1,240 synced users". @param noun as the code spells it out */
export const counted = (value: number, noun: string, nouns = `${noun}s`): Words =>
  words`${number(value)} ${ours(value === 1 ? noun : nouns)}`;

/** "1 synced user", "an unknown number of synced users" */
export const syncedUsers = (value: number | null): Words =>
  value === null ? words`${number(value)} of synced users` : counted(value, 'synced user');

/** Who is shown, by the names that are known of them. */
export interface Shown {
  readonly id: string;
  readonly name: string | null;
  readonly upn?: string | null;
}

/** The name that people know; an id that resolves to nothing is said to be unknown. */
export function nameOf({ id, name, upn = null }: Shown): Words {
  if (name !== null) return quoted(name);
  return upn === null ? words`unknown principal ${idWords(id)}` : addressWords(upn);
}

/** `"Adele Vance" (adele@contoso[.]example)`, with the id of one that has no sign-in name. */
export const fullName = (one: Shown): Words => (one.name === null ? nameOf(one) : named(one));

const KINDS = { user: 'user', servicePrincipal: 'application', unknown: 'principal' } as const;

/** "A user": who it is stands behind what they can do. */
export const someone = (type: PrincipalType): Words =>
  type === 'servicePrincipal' ? words`An application` : words`A ${KINDS[type]}`;

const MOST_NAMES = 20;
/** As many as a line of a mail holds at their longest, so that no name is cut off by the others. */
const NAMES_A_LINE = 3;

/** The first of many names, a few to a line, and how many more there are. */
export function nameLines(names: readonly Words[]): Words[] {
  const shown = names.slice(0, MOST_NAMES);
  const lines = shown.flatMap((_, n) => (n % NAMES_A_LINE === 0 ? [listed(shown.slice(n, n + NAMES_A_LINE))] : []));
  return names.length > MOST_NAMES ? [...lines, words`and ${number(names.length - MOST_NAMES)} more`] : lines;
}

/** A path as it is listed; the name of the unit that is its scope, where it is known. */
export interface ShownPath extends ResetPath {
  readonly scopeName?: string | null;
  readonly isCustom?: boolean;
}

/** "over the whole tenant" */
function scopeText({ scope, scopeName = null }: Pick<ShownPath, 'scope' | 'scopeName'>): Words {
  const unit = unitIdIn(scope);
  if (unit !== null) return words`over the ${unitWords({ id: unit, name: scopeName })}`;
  const object = objectIdIn(scope);
  if (object !== null) return words`over the object ${idWords(object)} alone`;
  const other = otherScopeIn(scope);
  return other === null
    ? words`over the whole tenant`
    : words`over the ${ours(other.kind)} ${quoted(other.name)} alone`;
}

/** "Helpdesk Administrator", and where it does not hold everywhere "Helpdesk Administrator over …" */
export const roleText = (path: ShownPath): Words =>
  path.scope === TENANT_SCOPE ? roleWords(path) : words`${roleWords(path)} ${scopeText(path)}`;

const MOST_GROUPS = 3;

/** `the group "A" (id …)`, `the group "A" (id …), the group "B" (id …) and 2 more` */
export function groupsText({ via }: Pick<ShownPath, 'via'>): Words {
  const names = via.slice(0, MOST_GROUPS).map((group) => words`the ${groupWords(group)}`);
  const rest = via.length - names.length;
  return joined(rest > 0 ? [...names, words`${rest} more`] : names);
}

const WAY_TEXTS: { readonly [way in Way]: (path: ShownPath) => Words } = {
  direct: ({ activated }) => (activated ? words`activated through PIM` : words`assigned directly`),
  group: (path) => words`through ${groupsText(path)}${path.activated ? ', active through PIM only' : ''}`,
  application: () => words`as an application permission`,
  eligible: () => words`eligible, one activation in PIM away`,
  eligibleGroup: (path) => words`through ${groupsText(path)}, one activation in PIM away`,
  owner: (path) => words`as owner of ${groupsText(path)}, who can join it`,
};

const STEP_TEXTS: { readonly [way in Way]?: Words } = {
  eligible: words`an activation in PIM`,
  eligibleGroup: words`an activation in PIM`,
  owner: words`joining a group they own`,
};

/** What is left to do by ways that take one more step: "an activation in PIM or joining a group they own" */
export function stepText(ways: readonly Way[]): Words {
  const [one, other] = [...new Set(ways.flatMap((way) => STEP_TEXTS[way] ?? []))].sort();
  if (one === undefined) return words`one more step`;
  return other === undefined ? one : words`${one} or ${other}`;
}

/** "Helpdesk Administrator over the whole tenant, assigned directly, until 2026-11-20 18:00:00 UTC" */
export function pathText(path: ShownPath): Words {
  const until = path.until === null ? null : utcText(path.until);
  return words`${roleWords(path)} ${scopeText(path)}, ${WAY_TEXTS[path.way](path)}${until === null ? NO_WORDS : words`, until ${until}`}`;
}

/** The same with how many it reaches. */
export const pathLine = (path: ShownPath): Words =>
  words`${pathText(path)}: reaches ${syncedUsers(path.reach)}${path.undocumented ? ' (whom it reaches is not documented, so it counts as reaching everyone)' : ''}`;

/** `can grant a role or permission that resets passwords (Global Administrator)` */
export const rightWords = ({ kind, detail }: Pick<Indirect, 'kind' | 'detail'>): Words =>
  words`${MEANS[kind]} (${detail})`;
