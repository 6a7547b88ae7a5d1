/**
 * The alert of a group of grants: who can reset whom now, by which path, how many synced users now and before, what
 * that means at this moment and what to do. Decides no rule; names people, and counts those it does not name.
 */

import type { Said } from '../../../../core/model/rule.ts';
import { alertOf } from '../../../../core/model/rule.ts';
import { idBehind } from '../../../../core/text/outside.ts';
import { joined, NO_WORDS, type Words, words } from '../../../../core/text/words.ts';
import { type Way, WORKS_NOW, widthOf } from '../../authority/resetters.ts';
import { kindWord } from '../../kinds.ts';
import { RULES } from '../../rules.ts';
import { pathOf, type StoredPath, type StoredResetter } from '../../stored.ts';
import { GRANT_TITLES } from '../../titles.ts';
import {
  counted,
  fullName,
  groupsText,
  nameLines,
  number,
  pathLine,
  pathText,
  roleText,
  someone,
  stepText,
  syncedUsers,
} from '../../words.ts';
import type { Comparison } from '../comparison.ts';
import type { ByOneAct } from '../one-act.ts';
import type { Grant } from './grants.ts';
import { todoOf } from './todo.ts';

/** @param also what the same people can do besides, by the same cause */
export function grantAlert(group: ByOneAct<Grant>, also: readonly Words[], compared: Comparison): Said {
  const { subject, members } = group;
  const [{ rule }] = members;
  const people = peopleOf(members, compared);
  const [only, ...others] = people;
  const isOne = only !== undefined && others.length === 0;
  return alertOf(RULES[rule], compared.writeback, {
    subject,
    about: leadOf(members).roleId,
    weight: Math.max(0, ...people.map(({ reachOneStep }) => widthOf(reachOneStep))),
    title: isOne ? titleOfOne(only, members, compared) : titleOfMany(people, members),
    todo: todoOf(isOne ? members.map(({ path }) => path) : [leadOf(members)]),
    lines: [
      ...(isOne ? linesOfOne(only, compared) : linesOfMany(people, members, compared)),
      ...new Set(members.filter(({ mayBeActivation }) => mayBeActivation).map(({ path }) => mayBeText(path))),
      ...also.map((means) => words`Also: ${means}`),
      ...(isOne ? members.flatMap(pathLines) : peopleLines(people, compared)),
    ],
  });
}

/** As it is, and as it was before where it was changed. */
const pathLines = ({ drift, path }: Grant): Words[] => [
  words`Path: ${pathLine(path)}`,
  ...(drift.before ? [words`Before: ${pathText(pathOf(drift.before))}`] : []),
];

type Members = readonly [Grant, ...Grant[]];

/** Those who can reset now; each once, the widest first as the verdict orders them. */
function peopleOf(members: Members, { after }: Comparison): StoredResetter[] {
  const ids = new Set(members.map(({ principal }) => principal));
  return [...after.resetters.values()].filter(({ id }) => ids.has(id));
}

function titleOfOne(who: StoredResetter, members: Members, { before }: Comparison): Words {
  const path = leadOf(members);
  const was = reachBy(before.resetters.get(who.id), path);
  const more = was !== 0 && was !== reachBy(who, path) ? words` (${number(was)} before)` : NO_WORDS;
  const users = words`${syncedUsers(reachBy(who, path))}${more}`;
  return words`${GRANT_TITLES[members[0].rule](someone(who.type), users, path)} (${rolesOf(members)}): ${fullName(who)}`;
}

function titleOfMany(people: readonly StoredResetter[], members: Members): Words {
  const path = leadOf(members);
  const who = counted(people.length, 'principal');
  const users = words`up to ${syncedUsers(mostOf(people, path))} each`;
  return words`${GRANT_TITLES[members[0].rule](who, users, path)} (${rolesOf(members)})`;
}

/** Of several paths of one person the one that takes the fewest steps, and of these the widest. */
const leadOf = (members: Members): StoredPath =>
  members
    .map(({ path }) => path)
    .reduce((a, b) =>
      (Number(WORKS_NOW.has(b.way)) - Number(WORKS_NOW.has(a.way)) || widthOf(b.reach) - widthOf(a.reach)) > 0 ? b : a,
    );

/** Nobody for one who could not reset at all. */
function reachBy(who: StoredResetter | undefined, { way }: StoredPath): number | null {
  if (!who) return 0;
  return WORKS_NOW.has(way) ? who.reach : who.reachOneStep;
}

const mostOf = (people: readonly StoredResetter[], path: StoredPath): number | null =>
  people.map((who) => reachBy(who, path)).reduce((most, one) => (widthOf(one) > widthOf(most) ? one : most), 0);

const MOST_ROLES = 2;

/** Those that take as few steps as the number that is told with them. */
function rolesOf(members: Members): Words {
  const isNow = WORKS_NOW.has(leadOf(members).way);
  const alike = members.filter(({ path }) => WORKS_NOW.has(path.way) === isNow);
  const roles = [...new Set(alike.map(({ path }) => roleText(path)))];
  const shown = roles.slice(0, MOST_ROLES);
  return joined(roles.length > MOST_ROLES ? [...shown, words`${roles.length - MOST_ROLES} more`] : shown);
}

/** Odd ones stand each by themselves, with what they are. */
function peopleLines(people: readonly StoredResetter[], { kinds }: Comparison): Words[] {
  const odd = people.flatMap((one) => {
    const kind = kinds.get(one.id);
    return kind === undefined ? [] : [words`${fullName(one)}, ${kindWord(kind)}`];
  });
  return [...nameLines(people.filter(({ id }) => !kinds.has(id)).map(fullName)), ...odd.slice(0, MOST_ODD)];
}

const MOST_ODD = 10;

const TYPES = { user: words`a user`, servicePrincipal: words`an application` } as const;

function typeText({ id, type, name }: StoredResetter, { principalsRead, kinds }: Comparison): Words {
  const odd = kinds.get(id);
  if (odd !== undefined) return kindWord(odd);
  if (type !== 'unknown') return TYPES[type];
  if (name !== null) return words`of a kind that this version does not know`;
  return principalsRead
    ? words`not found in this tenant: deleted, of a partner, or not there yet`
    : words`not looked up yet: who it is cannot be read now`;
}

function linesOfOne(who: StoredResetter, compared: Comparison): Words[] {
  const { before } = compared;
  return [
    words`Who: ${fullName(who)}, ${typeText(who, compared)}${who.enabled === false ? ', disabled now' : ''}${idBehind(who)}`,
    ...reachLines(who, before.resetters.get(who.id), waysOf(who.id, compared)),
  ];
}

const NOBODY = { reach: 0, reachOneStep: 0 };

/** By which they can reset, or could. */
const waysOf = (id: string, { before, after }: Comparison): Way[] =>
  [...(after.paths.get(id) ?? []), ...(before.paths.get(id) ?? [])].map(({ way }) => way);

function reachLines(
  is: StoredResetter,
  was: Pick<StoredResetter, 'reach' | 'reachOneStep'> = NOBODY,
  ways: readonly Way[] = [],
): Words[] {
  const oneStep = words`In reach after ${stepText(ways)}: ${comparedUsers(was.reachOneStep, is.reachOneStep)}`;
  return [
    words`In reach now: ${comparedUsers(was.reach, is.reach)}`,
    ...(is.reachOneStep === is.reach && was.reachOneStep === was.reach ? [] : [oneStep]),
  ];
}

/** `1,232 synced users (60 before)` */
const comparedUsers = (was: number | null, is: number | null): Words =>
  words`${syncedUsers(is)} (${was === is ? 'as before' : words`${number(was)} before`})`;

function linesOfMany(people: readonly StoredResetter[], members: Members, { before }: Comparison): Words[] {
  const path = leadOf(members);
  const now = mostOf(people, path);
  const was = mostOf(
    people.flatMap(({ id }) => before.resetters.get(id) ?? []),
    path,
  );
  return [
    words`Path of each: ${pathLine(path)}`,
    words`In reach of each: up to ${syncedUsers(now)} (${was === 0 ? 'nobody before' : words`up to ${number(was)} before`})`,
  ];
}

const mayBeText = ({ way, via }: StoredPath): Words =>
  way === 'group'
    ? words`It may be an activation through PIM: this looks the same as lasting membership of ${groupsText({ via })}`
    : words`It may be an activation through PIM: the schedules cannot be read`;
