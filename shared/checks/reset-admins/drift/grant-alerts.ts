/**
 * The alert of a group of grants: who can reset whom now, by which path, how many synced users now and before, what
 * that means at this moment and what to do. Decides no rule; names people, and counts those it does not name.
 */
import type { AlertText, Severity } from '../../../core/model/alert.ts';
import { WORKS_NOW } from '../authority/resetters.ts';
import type { StoredPath, StoredResetter } from '../stored.ts';
import type { CauseGroup } from './causes.ts';
import type { Grant, GrantRule } from './grants.ts';
import { exposure, type Scene, WRITEBACK_NOW } from './scene.ts';
import { todoOf } from './todo.ts';
import {
  counted,
  fullName,
  joined,
  nameLines,
  nameOf,
  number,
  pathLine,
  roleText,
  shortName,
  syncedUsers,
} from './words.ts';

/** @param also what the same people can do besides, by the same cause */
export function grantAlert(group: CauseGroup<Grant>, also: readonly string[], scene: Scene): AlertText {
  const { rule, subject, members } = group;
  const people = peopleOf(members, scene);
  const [only, ...others] = people;
  const isOne = only !== undefined && others.length === 0;
  return {
    rule,
    subject,
    severity: severityOf(members[0].rule, scene),
    weight: Math.max(0, ...people.map(({ reachOneStep }) => reachOneStep)),
    title: isOne ? titleOfOne(only, members, scene) : titleOfMany(people, members),
    why: `${WHY[members[0].rule]} ${WRITEBACK_NOW[scene.writeback]}`,
    todo: todoOf(isOne ? members.map(({ path }) => path) : [leadOf(members)]),
    lines: [
      ...(isOne ? linesOfOne(only, scene) : linesOfMany(people, members, scene)),
      ...new Set(members.filter(({ mayBeActivation }) => mayBeActivation).map(({ path }) => mayBeText(path))),
      ...also.map((means) => `Also: ${means}`),
      ...(isOne ? members.map(({ path }) => `Path: ${pathLine(path)}`) : nameLines(people.map(fullName))),
    ],
  };
}

/** An activation is what an eligibility is for, and the eligibility was told. */
const severityOf = (rule: GrantRule, { writeback }: Scene): Severity =>
  rule === 'pim-activated' ? 'info' : exposure(writeback);

type Members = readonly [Grant, ...Grant[]];

/** Those who can reset now; each once, the widest first as the verdict orders them. */
function peopleOf(members: Members, { after }: Scene): StoredResetter[] {
  const ids = new Set(members.map(({ principal }) => principal));
  return [...after.resetters.values()].filter(({ id }) => ids.has(id));
}

type Says = (who: string, users: string, path: StoredPath) => string;

/** `users` is what they reach now, or with one more step where nothing works before. */
const TITLES: { readonly [rule in GrantRule]: Says } = {
  'resetter-new': (who, users, path) => `${who} can ${now(path)}reset ${users}${step(path)}`,
  'resetter-path': (who, users, path) => `${who} can ${now(path)}reset ${users} in another way${step(path)}`,
  'resetter-wider': (who, users, path) => `${who} can ${now(path)}reset ${users}, over the whole tenant${step(path)}`,
  'resetter-permanent': (who, users) => `${who} can now reset ${users} without an activation in PIM`,
  'pim-activated': (who, users) => `${who} can reset ${users} by an activation in PIM`,
  'application-can-reset': (who, users) => `${who} can now reset ${users} by an application permission`,
};

const now = ({ way }: StoredPath): string => (WORKS_NOW.has(way) ? 'now ' : '');

const step = ({ way }: StoredPath): string => (WORKS_NOW.has(way) ? '' : ' after one more step');

function titleOfOne(who: StoredResetter, members: Members, { before }: Scene): string {
  const path = leadOf(members);
  const was = reachBy(before.resetters.get(who.id), path);
  const users = `${syncedUsers(reachBy(who, path))}${was > 0 && was !== reachBy(who, path) ? ` (${number(was)} before)` : ''}`;
  return `${TITLES[members[0].rule](nameOf(who), users, path)} (${rolesOf(members)})`;
}

function titleOfMany(people: readonly StoredResetter[], members: Members): string {
  const path = leadOf(members);
  const who = counted(people.length, 'principal');
  const users = `up to ${syncedUsers(mostOf(people, path))} each`;
  return `${TITLES[members[0].rule](who, users, path)} (${rolesOf(members)})`;
}

/** Of several paths of one person the one that takes the fewest steps, and of these the widest. */
const leadOf = (members: Members): StoredPath =>
  members
    .map(({ path }) => path)
    .reduce((a, b) => ((Number(WORKS_NOW.has(b.way)) - Number(WORKS_NOW.has(a.way)) || b.reach - a.reach) > 0 ? b : a));

const reachBy = (who: StoredResetter | undefined, { way }: StoredPath): number =>
  (WORKS_NOW.has(way) ? who?.reach : who?.reachOneStep) ?? 0;

const mostOf = (people: readonly StoredResetter[], path: StoredPath): number =>
  people.reduce((most, who) => Math.max(most, reachBy(who, path)), 0);

const MOST_ROLES = 2;

/** Those that take as few steps as the number that is told with them. */
function rolesOf(members: Members): string {
  const isNow = WORKS_NOW.has(leadOf(members).way);
  const alike = members.filter(({ path }) => WORKS_NOW.has(path.way) === isNow);
  const roles = [...new Set(alike.map(({ path }) => roleText(path)))];
  const shown = roles.slice(0, MOST_ROLES);
  return joined(roles.length > MOST_ROLES ? [...shown, `${roles.length - MOST_ROLES} more`] : shown);
}

const TYPES = { user: 'a user', servicePrincipal: 'an application', unknown: 'not found in this tenant' } as const;

function linesOfOne(who: StoredResetter, { before }: Scene): string[] {
  return [
    `Who: ${fullName(who)}, ${TYPES[who.type]}${who.enabled === false ? ', disabled now' : ''}, id ${who.id}`,
    ...reachLines(who, before.resetters.get(who.id)),
  ];
}

function reachLines(is: StoredResetter, was: StoredResetter | undefined): string[] {
  const oneStep = `With one more step: ${syncedUsers(is.reachOneStep)}, before ${syncedUsers(was?.reachOneStep ?? 0)}`;
  return [
    `In reach now: ${syncedUsers(is.reach)}, before ${syncedUsers(was?.reach ?? 0)}`,
    ...(is.reachOneStep === is.reach && (was?.reachOneStep ?? 0) === (was?.reach ?? 0) ? [] : [oneStep]),
  ];
}

function linesOfMany(people: readonly StoredResetter[], members: Members, { before }: Scene): string[] {
  const path = leadOf(members);
  const now = mostOf(people, path);
  const was = mostOf(
    people.flatMap(({ id }) => before.resetters.get(id) ?? []),
    path,
  );
  return [
    `Path of each: ${pathLine(path)}`,
    `In reach of each: up to ${syncedUsers(now)}, before up to ${syncedUsers(was)}`,
  ];
}

const mayBeText = ({ way, via }: StoredPath): string =>
  way === 'group'
    ? `May be an activation through PIM: this cannot be told from lasting membership of ${joined(via.map(({ id, name }) => shortName(name ?? id)))}`
    : 'May be an activation through PIM: the schedules cannot be read';

const WHY: { readonly [rule in GrantRule]: string } = {
  'resetter-new': 'Until now no path led from here to a synced user.',
  'resetter-path': 'It stays when the other way is taken away.',
  'resetter-wider': 'The same role was held over less until now.',
  'resetter-permanent': 'An activation ends by itself and leaves its reason behind; this does not.',
  'pim-activated': 'The eligibility for it was known. It ends by itself.',
  'application-can-reset':
    'Whoever holds a secret of the application can reset passwords, without a person signing in.',
};
