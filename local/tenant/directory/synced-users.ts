/**
 * Synced users that nothing names: a number in the state, and here what each of them is, from the tenant and an index
 * alone. The index can be told from the id and from the name, so none is ever stored or searched for.
 */
import { guidOf } from '../random.ts';
import type { TenantState } from '../state.ts';
import type { Range, User } from './directory-state.ts';

/** Odd: multiplying by the first spreads 32 bits without giving two indexes one number, the second undoes it. */
const SPREAD = 0x9e3779b1;
const GATHER = 0x0e8b2f51;

const prefixes = new Map<string, string>();

/** What the ids of one tenant begin with: all but the last eight digits. */
function prefixOf(tenantId: string): string {
  const known = prefixes.get(tenantId);
  if (known !== undefined) return known;
  const prefix = guidOf(`${tenantId}|synced users`).slice(0, -8);
  prefixes.set(tenantId, prefix);
  return prefix;
}

export const syncedUserId = (tenantId: string, index: number): string =>
  prefixOf(tenantId) + (Math.imul(index, SPREAD) >>> 0).toString(16).padStart(8, '0');

/** The synced user of this id or user principal name; null: it is none of them. */
export function syncedUserOf({ tenantId, directory }: TenantState, name: string): User | null {
  const index = indexOfId(tenantId, name) ?? indexOfName(name);
  return index !== null && index < directory.unnamedSyncedUsers ? syncedUser(tenantId, index) : null;
}

function indexOfId(tenantId: string, id: string): number | null {
  const prefix = prefixOf(tenantId);
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^[0-9a-f]{8}$/.test(digits) ? Math.imul(Number.parseInt(digits, 16), GATHER) >>> 0 : null;
}

const indexOfName = (name: string): number | null => {
  const digits = /^[a-z]+\.[a-z]+\.(\d{1,7})@contoso\.com$/.exec(name)?.[1];
  return digits === undefined || syncedUserName(Number(digits)) !== name ? null : Number(digits);
};

export function syncedUser(tenantId: string, index: number): User {
  const [first, last] = namesOf(index);
  return {
    id: syncedUserId(tenantId, index),
    displayName: `${first} ${last} (${index})`,
    userPrincipalName: syncedUserName(index),
    synced: true,
    enabled: true,
  };
}

const syncedUserName = (index: number): string => `${namesOf(index).join('.').toLowerCase()}.${index}@contoso.com`;

const FIRST_NAMES = 'Ada Ben Cara Dan Emma Finn Gina Hugo Iris Jack Kate Liam Mona Noah Olga Paul Quinn Rosa Sam Tess';
const LAST_NAMES = 'Adams Baker Clark Davis Evans Foster Green Harris Irwin Jones Kelly Lewis Moore Nolan Owens Price';
const [FIRST, LAST] = [FIRST_NAMES, LAST_NAMES].map((names) => names.split(' ')) as [string[], string[]];

const namesOf = (index: number): [string, string] => [
  FIRST[index % FIRST.length] ?? '',
  LAST[Math.floor(index / FIRST.length) % LAST.length] ?? '',
];

/** How many of the users there are lie in the ranges, which never overlap. */
export const countIn = (ranges: readonly Range[], users: number): number =>
  ranges.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, users) - from), 0);

/** The index of the user at a position within the ranges. */
export function indexAt(ranges: readonly Range[], position: number): number {
  let left = position;
  for (const { from, to } of ranges) {
    if (left < to - from) return from + left;
    left -= to - from;
  }
  return -1;
}
