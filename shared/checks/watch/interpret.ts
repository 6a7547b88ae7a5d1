/**
 * What a drift of the watch's own permissions or licence means, and what lasts: a permission that writes, and one that a
 * required source lacks.
 */
import type { Condition } from '../../core/model/alert.ts';
import type { Finding, Interpretation, Occasion } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { alertOf, type WritebackState } from '../../core/model/rule.ts';
import { canWrite, permissionName } from '../entra/permissions.ts';
import { SERVICE_PLANS } from '../entra/well-known.ts';
import { findingOf, type Raised } from '../findings.ts';
import { readTime } from '../times.ts';
import { RULES, TITLES } from './rules.ts';
import { type Gap, gaps, type ReadSource, storedVerdict, type Verdict } from './verdict.ts';

export function interpret({ sources, verdict, writeback }: Occasion, read: readonly ReadSource[]): Interpretation {
  const findings = sources.flatMap(({ source, drift }) =>
    drift.map((one) => (source === 'permissions' ? grantFinding(one, read, writeback) : planFinding(one, writeback))),
  );
  return { findings, conditions: verdict ? conditionsOf(storedVerdict(verdict.after), writeback) : [] };
}

function grantFinding(drift: Drift, read: readonly ReadSource[], writeback: WritebackState): Finding {
  const { change, key, before, after } = drift;
  const fact = after ?? before;
  const raised = fact === null ? null : change === 'removed' ? taken(key, fact, read) : granted(key, fact);
  const line = {
    source: 'permissions',
    change,
    key,
    title: raised?.about.title ?? key,
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
  };
  return findingOf(line, raised, writeback);
}

/** By this version's names: the fact may have been stored by one that knew fewer. */
const nameIn = ({ attributes: { roleId } }: Fact): string | null =>
  typeof roleId === 'string' ? permissionName(roleId) : null;

const shown = (fact: Fact): string => nameIn(fact) ?? String(fact.attributes.roleId ?? 'one whose role is not told');

function granted(key: string, fact: Fact): Raised {
  const name = nameIn(fact);
  const writes = canWrite(name);
  const { at } = readTime('createdDateTime', fact.details?.grantedAt);
  return {
    rule: writes ? RULES.writeGranted : name === null ? RULES.unknownGranted : RULES.readGranted,
    about: {
      subject: key,
      title: writes ? TITLES.writeGranted(shown(fact)) : TITLES.granted(shown(fact)),
      lines: resourceLine(fact),
      ...(at !== null && { happenedAt: at }),
    },
  };
}

const resourceLine = ({ attributes, details }: Fact): string[] => [
  `App role ${String(attributes.roleId ?? 'not told')} of ${String(details?.resource ?? attributes.resourceId ?? 'a resource that is not told')}`,
];

function taken(key: string, fact: Fact, read: readonly ReadSource[]): Raised {
  const name = nameIn(fact);
  const gap = gaps([], read).find(({ permission }) => permission === name);
  return {
    rule: gap ? RULES.neededTaken : RULES.unneededTaken,
    about: { subject: key, title: TITLES.taken(shown(fact)), lines: [...resourceLine(fact), ...(gap?.blinds ?? [])] },
  };
}

const PLAN_MEANS: { readonly [plan: string]: { readonly name: string; readonly lost: string } } = {
  [SERVICE_PLANS.p1]: {
    name: 'Entra ID P1',
    lost: 'Without it Microsoft keeps audit events 7 days instead of 30, and reports of sign-ins are closed.',
  },
  [SERVICE_PLANS.p2]: {
    name: 'Entra ID P2',
    lost: 'Without it eligible and time-bound assignments (PIM) cannot be read.',
  },
};

function planFinding({ change, key, before, after }: Drift, writeback: WritebackState): Finding {
  const plan = PLAN_MEANS[key] ?? { name: key, lost: '' };
  const gone = change === 'removed';
  const title = gone ? `${plan.name} is not seen any more (${key})` : `${plan.name} is seen (${key})`;
  const line = {
    source: 'licence',
    change,
    key,
    title,
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
  };
  const why = `${RULES.licenceGone.why} ${plan.lost}`.trim();
  const raised = gone ? { rule: RULES.licenceGone, about: { subject: key, title, why, lines: [] } } : null;
  return findingOf(line, raised, writeback);
}

const conditionsOf = ({ writing, missing }: Verdict, writeback: WritebackState): Condition[] => [
  ...writing.map((permission) => writes(permission, writeback)),
  ...missing.filter(({ required }) => required).map((gap) => lacks(gap, writeback)),
];

const writes = (permission: string, writeback: WritebackState): Condition => ({
  ...alertOf(RULES.canWrite, writeback, { subject: permission, title: TITLES.canWrite(permission), lines: [] }),
  parts: { [permission]: 1 },
});

/** It gets worse when more sources need it. */
const lacks = ({ permission, blinds, places }: Gap, writeback: WritebackState): Condition => ({
  ...alertOf(RULES.lacks, writeback, { subject: permission, title: TITLES.lacks(permission), lines: blinds }),
  parts: Object.fromEntries(places.map((place) => [place, 1])),
});
