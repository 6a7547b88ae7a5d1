/**
 * The directory of a new tenant: small enough to know by heart, with one of each thing that decides who can reset
 * whom. Pure: the same tenant and administrators give the same directory.
 */
import {
  GLOBAL_ADMINISTRATOR,
  HELPDESK_ADMINISTRATOR,
  PASSWORD_ADMINISTRATOR,
  USER_ADMINISTRATOR,
} from '../known-ids.ts';
import { guidOf } from '../random.ts';
import type { Admin } from '../state.ts';
import { type Assignment, type Directory, type Right, rightKey, type User } from './directory-state.ts';

/** Synced users in all, named ones included. */
const SYNCED_USERS = 1240;
const SALES_MEMBERS = 60;

/** Name, account, synced or not. */
const PEOPLE = [
  ['Alex Wilber', 'alexw', true],
  ['Diego Siciliani', 'diegos', true],
  ['Grady Archie', 'gradya', null],
  ['Isaiah Langer', 'isaiahl', true],
  ['Joni Sherman', 'jonis', true],
  ['Miriam Graham', 'miriamg', true],
  ['Patti Fernandez', 'pattif', true],
] as const;

/** @param admins the first two become Global Administrators, the third User Administrator */
export function newDirectory(tenantId: string, admins: readonly Admin[], now: number): Directory {
  const id = (what: string): string => guidOf(`${tenantId}|${what}`);
  const [sales, board, desk, app] = ['Sales', 'Board', 'Sales Service Desk', 'HR Onboarding'].map(id) as Ids;
  const users = [
    ...admins.map((admin, n): User => ({ ...admin, synced: n < 2 ? null : true, enabled: true })),
    ...PEOPLE.map(([displayName, name, synced]): User => {
      const userPrincipalName = `${name}@contoso.com`;
      return { id: id(name), displayName, userPrincipalName, synced, enabled: true };
    }),
  ];
  const right = (principalId = '', roleId = '', scope = '/'): Right => ({
    principalId,
    roleId,
    scope,
    startsAt: now,
    endsAt: null,
  });
  const rights = [
    ...admins.slice(0, 2).map((admin) => right(admin.id, GLOBAL_ADMINISTRATOR)),
    ...admins.slice(2, 3).map((admin) => right(admin.id, USER_ADMINISTRATOR)),
    right(desk, PASSWORD_ADMINISTRATOR, `/administrativeUnits/${sales}`),
  ];
  return {
    users: byId(users),
    unnamedSyncedUsers: SYNCED_USERS - users.filter(({ synced }) => synced).length,
    groups: byId([
      {
        id: desk,
        displayName: 'Sales Service Desk',
        isAssignableToRole: true,
        members: [id('isaiahl'), id('jonis')],
        owners: [id('gradya')],
      },
    ]),
    units: byId([
      { ...EMPTY_UNIT, id: sales, displayName: 'Sales', ranges: [{ from: 0, to: SALES_MEMBERS }] },
      {
        ...EMPTY_UNIT,
        id: board,
        displayName: 'Board',
        isRestricted: true,
        members: [id('miriamg'), id('pattif')],
        ranges: [{ from: SALES_MEMBERS, to: SALES_MEMBERS + 3 }],
      },
    ]),
    apps: byId([
      {
        id: app,
        appId: id('HR Onboarding app'),
        displayName: 'HR Onboarding',
        enabled: true,
        isOwn: true,
        granted: { 'User.Read.All': new Date(now).toISOString() },
      },
    ]),
    owners: {},
    others: {},
    customRoles: {},
    changedRoles: {},
    assignments: byKey(rights.map((each): Assignment => ({ ...each, isActivated: false }))),
    eligibilities: byKey([right(id('diegos'), HELPDESK_ADMINISTRATOR)]),
    groupEligibilities: {},
    ssprEnabledUsers: 0,
    isPimBatched: true,
  };
}

type Ids = [sales: string, board: string, desk: string, app: string];

const EMPTY_UNIT = { isRestricted: false, rule: null, isHidden: false, members: [], ranges: [] };

const byId = <T extends { readonly id: string }>(all: readonly T[]): Record<string, T> =>
  Object.fromEntries(all.map((one) => [one.id, one]));

const byKey = <T extends Right>(all: readonly T[]): Record<string, T> =>
  Object.fromEntries(all.map((one) => [rightKey(one), one]));
