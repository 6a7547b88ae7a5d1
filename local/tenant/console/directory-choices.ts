/** What forms about the directory choose from, and what ids are called. Of a large tenant only the first few of a kind. */
import { html } from 'hono/html';
import { objectOf } from '../directory/objects.ts';
import { roleOf, rolesOf } from '../directory/role-definitions.ts';
import { syncedUser } from '../directory/synced-users.ts';
import { HELPDESK_ADMINISTRATOR } from '../known-ids.ts';
import type { TenantState } from '../state.ts';
import { type Html, options } from './section.ts';

/** Of one kind; a select of thousands helps nobody. */
const MOST_SHOWN = 100;
const UNNAMED = 3;

interface Choice {
  readonly id: string;
  readonly displayName: string;
}

const entries = (all: Readonly<Record<string, Choice>>): [string, string][] =>
  Object.values(all)
    .slice(0, MOST_SHOWN)
    .map(({ id, displayName }) => [id, displayName]);

export const nameOf = (state: TenantState, id: string): string => objectOf(state, id)?.object.displayName ?? id;

export const roleName = (state: TenantState, id: string): string => roleOf(state, id)?.displayName ?? 'a deleted role';

export function scopeName(state: TenantState, scope: string): string {
  return scope === '/' ? 'whole tenant' : nameOf(state, scope.split('/').at(-1) ?? '');
}

/** A select of everyone who can hold, be in or own something; first one who holds nothing yet. */
export function principalSelect({ tenantId, directory }: TenantState): Html {
  const { users, groups, apps, unnamedSyncedUsers } = directory;
  const holders = new Set(Object.values(directory.assignments).map(({ principalId }) => principalId));
  const chosen = Object.keys(users).find((id) => !holders.has(id));
  const unnamed = Array.from({ length: Math.min(UNNAMED, unnamedSyncedUsers) }, (_, n) => syncedUser(tenantId, n));
  return html`<select name="principal">
    <optgroup label="Users">${options(entries(users), chosen)}</optgroup>
    <optgroup label="Groups">${options(entries(groups))}</optgroup>
    <optgroup label="Applications">${options(entries(apps))}</optgroup>
    <optgroup label="Some of the other synced users">${options(unnamed.map(({ id, displayName }) => [id, displayName]))}</optgroup>
  </select>`;
}

export const roleSelect = (state: TenantState): Html =>
  html`<select name="role">${options(
    rolesOf(state).map(({ id, displayName }) => [id, displayName]),
    HELPDESK_ADMINISTRATOR,
  )}</select>`;

export const scopeSelect = ({ directory }: TenantState): Html =>
  html`<select name="scope">${options([
    ['/', 'whole tenant'],
    ...Object.values(directory.units)
      .slice(0, MOST_SHOWN)
      .map(
        ({ id, displayName, isRestricted }) =>
          [`/administrativeUnits/${id}`, `${displayName}${isRestricted ? ' (restricted)' : ''}`] as const,
      ),
  ])}</select>`;

export const groupSelect = ({ directory }: TenantState): Html =>
  html`<select name="group">${options(entries(directory.groups))}</select>`;

export const unitSelect = ({ directory }: TenantState): Html =>
  html`<select name="unit">${options(entries(directory.units))}</select>`;

export const appSelect = ({ directory }: TenantState): Html =>
  html`<select name="app">${options(entries(directory.apps))}</select>`;

/** Some names, and how many more. */
export function namesOf(state: TenantState, ids: readonly string[], more = 0): string {
  const shown = ids.slice(0, SHOWN_NAMES).map((id) => nameOf(state, id));
  const others = ids.length - shown.length + more;
  if (others === 0) return shown.length === 0 ? 'nobody' : shown.join(', ');
  const count = others.toLocaleString('en-US');
  return shown.length === 0 ? `${count} users` : `${shown.join(', ')} and ${count} more`;
}

const SHOWN_NAMES = 8;

/** Rows up to a limit, and a line about the rest. */
export function firstRows<T>(all: readonly T[], row: (one: T) => Html): Html {
  const rest = all.length - MOST_SHOWN;
  return html`${all.slice(0, MOST_SHOWN).map(row)}${rest > 0 ? html`<tr><td colspan="9">and ${rest.toLocaleString('en-US')} more</td></tr>` : ''}`;
}
