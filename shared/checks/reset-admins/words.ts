/**
 * How mails, history and reports say who can reset whom: numbers, names, scopes and paths as plain text. Names come
 * from the tenant: they are shortened, so that no name pushes what it means out of sight, and never taken for markup.
 */
import { utcText } from '../../core/text/ages.ts';
import { neutralLine } from '../../core/text/neutral.ts';
import type { ResetPath, Way } from './authority/resetters.ts';
import { objectIdIn, otherScopeIn, TENANT_SCOPE, unitIdIn } from './authority/scope.ts';

const NUMBERS = new Intl.NumberFormat('en-US');

/** "1,240"; null: it cannot be read. */
export const number = (value: number | null): string => (value === null ? 'an unknown number' : NUMBERS.format(value));

/** "1 principal", "1,240 synced users" */
export const counted = (value: number, noun: string, nouns = `${noun}s`): string =>
  `${number(value)} ${value === 1 ? noun : nouns}`;

/** "1 synced user", "an unknown number of synced users" */
export const syncedUsers = (value: number | null): string =>
  value === null ? `${number(value)} of synced users` : counted(value, 'synced user');

const MOST_OF_A_NAME = 64;

export const shortName = (name: string): string => neutralLine(name, MOST_OF_A_NAME);

/** Who is shown, by the names that are known of them. */
export interface Shown {
  readonly id: string;
  readonly name: string | null;
  readonly upn?: string | null;
}

/** The name that people know; an id that resolves to nothing is said to be unknown. */
export const nameOf = ({ id, name, upn = null }: Shown): string => shortName(name ?? upn ?? `unknown principal ${id}`);

/** "Adele Vance (adele@contoso.example)" */
export function fullName(one: Shown): string {
  const { name, upn = null } = one;
  return name !== null && upn !== null ? `${nameOf(one)} (${shortName(upn)})` : nameOf(one);
}

/** "A", "A and B", "A, B and C" */
export function joined(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

const MOST_NAMES = 20;
/** As many as a line of a mail holds at their longest, so that no name is cut off by the others. */
const NAMES_A_LINE = 3;

/** The first of many names, a few to a line, and how many more there are. */
export function nameLines(names: readonly string[]): string[] {
  const shown = names.slice(0, MOST_NAMES);
  const lines = shown.flatMap((_, n) => (n % NAMES_A_LINE === 0 ? [shown.slice(n, n + NAMES_A_LINE).join(', ')] : []));
  return names.length > MOST_NAMES ? [...lines, `and ${number(names.length - MOST_NAMES)} more`] : lines;
}

/** A path as it is listed; the name of the unit that is its scope, where it is known. */
export interface ShownPath extends ResetPath {
  readonly scopeName?: string | null;
}

/** "over the whole tenant" */
function scopeText({ scope, scopeName }: Pick<ShownPath, 'scope' | 'scopeName'>): string {
  const unit = unitIdIn(scope);
  if (unit !== null) return `over the administrative unit ${shortName(scopeName ?? unit)}`;
  const object = objectIdIn(scope);
  if (object !== null) return `over the object ${object} alone`;
  const other = otherScopeIn(scope);
  return other === null ? 'over the whole tenant' : `over the ${other.kind} ${shortName(other.name)} alone`;
}

/** "Helpdesk Administrator", and where it does not hold everywhere "Helpdesk Administrator over …" */
export const roleText = (path: ShownPath): string =>
  path.scope === TENANT_SCOPE ? shortName(path.role) : `${shortName(path.role)} ${scopeText(path)}`;

const MOST_GROUPS = 3;

/** "the group A", "the groups A, B and 2 more" */
export function groupsText({ via }: Pick<ShownPath, 'via'>): string {
  const names = via.slice(0, MOST_GROUPS).map(({ id, name }) => shortName(name ?? id));
  const rest = via.length - names.length;
  return `the group${via.length === 1 ? '' : 's'} ${joined(rest > 0 ? [...names, `${rest} more`] : names)}`;
}

const WAY_TEXTS: { readonly [way in Way]: (path: ShownPath) => string } = {
  direct: ({ activated }) => (activated ? 'activated through PIM' : 'assigned directly'),
  group: (path) => `through ${groupsText(path)}${path.activated ? ', active through PIM only' : ''}`,
  application: () => 'as an application permission',
  eligible: () => 'eligible, one activation in PIM away',
  eligibleGroup: (path) => `through ${groupsText(path)}, one activation in PIM away`,
  owner: (path) => `as owner of ${groupsText(path)}, who can join it`,
};

const STEP_TEXTS: { readonly [way in Way]?: string } = {
  eligible: 'an activation in PIM',
  eligibleGroup: 'an activation in PIM',
  owner: 'joining a group they own',
};

/** What is left to do by ways that take one more step: "an activation in PIM or joining a group they own" */
export const stepText = (ways: readonly Way[]): string =>
  [...new Set(ways.flatMap((way) => STEP_TEXTS[way] ?? []))].sort().join(' or ') || 'one more step';

/** "Helpdesk Administrator over the whole tenant, assigned directly, until 2026-11-20 18:00:00 UTC" */
export function pathText(path: ShownPath): string {
  const until = path.until === null ? null : utcText(path.until);
  const words = [`${shortName(path.role)} ${scopeText(path)}`, WAY_TEXTS[path.way](path)];
  return [...words, ...(until === null ? [] : [`until ${until}`])].join(', ');
}

/** The same with how many it reaches. */
export const pathLine = (path: ShownPath): string =>
  `${pathText(path)}: reaches ${syncedUsers(path.reach)}${path.undocumented ? ' (no document says less, so it is taken to reach everyone)' : ''}`;
