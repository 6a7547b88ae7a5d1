/**
 * The findings about paths: a line of history for each path that came, changed or went, and one alert for each act.
 * Everyone who gained a path is in exactly one alert, or counted in the one line of a first reading.
 */

import type { Finding } from '../../../../core/model/check.ts';
import type { Drift } from '../../../../core/model/drift.ts';
import type { Said } from '../../../../core/model/rule.ts';
import { named, quoted } from '../../../../core/text/outside.ts';
import { type Words, words } from '../../../../core/text/words.ts';
import { EXTENDED } from '../../../entra/role-activities.ts';
import { basisText } from '../../authority/basis.ts';
import { roleWords } from '../../names.ts';
import { ROLE_ACTIVITIES } from '../../rules.ts';
import { indirectOf, pathOf, roleOf, type StoredPath } from '../../stored.ts';
import { pathText, rightWords } from '../../words.ts';
import { pathActivities } from '../activities.ts';
import type { Comparison } from '../comparison.ts';
import { isFirstSight } from '../first-readings.ts';
import { split, verdictLine } from '../lines.ts';
import { type ByOneAct, byOneAct } from '../one-act.ts';
import { grantAlert } from './grant-alert.ts';
import { type Grant, grantOf, isOfNewRole } from './grants.ts';
import { groupFindings } from './group-findings.ts';
import { conditionFinding, roleAlert } from './role-alert.ts';

interface GrantFindings {
  readonly findings: readonly Finding[];
  /** What a first reading explains, and is told as one line. */
  readonly firstSeen: readonly Drift[];
  /** Rights beside a reset that these alerts name already. */
  readonly folded: ReadonlyMap<Drift, Said>;
}

/** @param rights new rights beside a reset that are worth an alert */
export function grantFindings(compared: Comparison, rights: readonly Drift[]): GrantFindings {
  const [firstSeen, seen] = split(compared.drift('path'), (drift) => isFirstSight(drift, compared));
  const [ofNewRoles, others] = split(seen, (drift) => isOfNewRole(drift, compared));
  const [, groups] = split(compared.drift('holder'), (drift) => isFirstSight(drift, compared));
  const [newGroups, otherGroups] = split(groups, (drift) => isOfNewRole(drift, compared));
  const told = others.map((drift) => ({ drift, grant: grantOf(drift, compared) }));
  const grants = told.flatMap(({ grant }) => grant ?? []);
  const alerts = byOneAct(grants).map((group) => alertOf(group, rights, compared));
  return {
    findings: [
      ...compared.drift('role').flatMap((drift) => roleFindings(drift, ofNewRoles, newGroups, compared)),
      ...alerts.flatMap(({ group, event }) => group.members.map((grant) => grantFinding(grant, group, event))),
      ...told.flatMap(({ drift, grant }) => (grant ? [] : [plainFinding(drift)])),
      ...groupFindings(
        otherGroups,
        grants.map(({ path }) => path),
        compared.drift('path'),
        compared,
      ),
    ],
    firstSeen,
    folded: new Map(alerts.flatMap(({ event, folded }) => folded.map((drift) => [drift, event] as const))),
  };
}

/** A right that came with the very role that resets, or with a group that holds it, is told with it. */
function alertOf(group: ByOneAct<Grant>, rights: readonly Drift[], compared: Comparison) {
  const assigned = new Set(group.members.flatMap(({ path }) => comesWith(path)));
  const named = rights.map((drift) => ({ drift, right: drift.after && indirectOf(drift.after) }));
  const folded = named.filter(({ right }) => right && assigned.has(`${right.id} ${basisText(right.by)}`));
  const also = new Set(folded.flatMap(({ right }) => (right ? [rightWords(right)] : [])));
  return { group, event: grantAlert(group, [...also], compared), folded: folded.map(({ drift }) => drift) };
}

function comesWith({ principal, via, ...role }: StoredPath): string[] {
  const byRole = `${principal} ${basisText({ kind: 'role', ...role })}`;
  return role.way === 'owner' ? [byRole, ...via.map(({ id }) => `${principal} ${id}`)] : [byRole];
}

/** The right was held already: its end alone was moved. */
const LONGER: ReadonlySet<Grant['rule']> = new Set(['resetter-lasting', 'resetter-longer']);

function grantFinding({ drift, path, rule }: Grant, { members }: ByOneAct<Grant>, event: Said): Finding {
  return {
    ...verdictLine(drift),
    title: members.length === 1 ? event.title : memberTitle(event, drift),
    severity: event.severity,
    activities: [...pathActivities(path), ...(LONGER.has(rule) ? EXTENDED : [])],
    event,
  };
}

function roleFindings(
  drift: Drift,
  paths: readonly Drift[],
  groups: readonly Drift[],
  compared: Comparison,
): Finding[] {
  const line = { ...verdictLine(drift), activities: ROLE_ACTIVITIES };
  const known = drift.after ?? drift.before;
  const role = known ? roleWords(roleOf(known)) : quoted(drift.key);
  if (!drift.after) return [{ ...line, title: words`A role can no longer reset passwords: ${role}`, severity: 'info' }];
  if (drift.before) return [conditionFinding(drift, compared)];
  const isOwn = ({ after }: Drift) => after !== null && drift.key === `role:${pathOf(after).roleId}`;
  const own = paths.filter(isOwn);
  const event = roleAlert(drift, own, groups.filter(isOwn), compared);
  const { title, severity } = event;
  return [
    { ...line, title, severity, event },
    ...own.map((path) => ({ ...verdictLine(path), title: memberTitle(event, path), severity, event })),
  ];
}

/** One of several lines of one alert. */
const memberTitle = ({ title }: Said, drift: Drift): Words => words`${title}: ${pathTitle(drift)}`;

function plainFinding(drift: Drift): Finding {
  const says = ({ added: 'new', changed: 'changed', removed: 'gone' } as const)[drift.change];
  return { ...verdictLine(drift), title: words`Path ${says}: ${pathTitle(drift)}`, severity: 'info' };
}

/** `"Adele Vance" (id …), Helpdesk Administrator over the whole tenant, assigned directly` */
function pathTitle({ key, before, after }: Drift): Words {
  const fact = after ?? before;
  if (!fact) return quoted(key);
  const path = pathOf(fact);
  return words`${named({ id: path.principal, name: fact.label ?? null })}, ${pathText(path)}`;
}
