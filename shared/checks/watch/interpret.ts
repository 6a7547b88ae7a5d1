/**
 * What a drift of the watch's own permissions or licence means, and what lasts: a permission that writes, and one that a
 * required source lacks.
 */
import type { Condition } from '../../core/model/alert.ts';
import type { Finding, Interpretation, Occasion } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { alertOf, type WritebackState } from '../../core/model/rule.ts';
import { idWords, ours, quoted, valueWords } from '../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { canWrite, permissionName } from '../entra/permissions.ts';
import { SERVICE_PLANS } from '../entra/well-known.ts';
import { findingOf, type Raised } from '../findings.ts';
import { readTime } from '../times.ts';
import { settingFindings, settings } from './own-settings.ts';
import { RULES, TITLES } from './rules.ts';
import { permissions } from './sources.ts';
import { type Gap, gaps, type ReadSource, storedVerdict, type Verdict } from './verdict.ts';

export function interpret({ sources, verdict, writeback }: Occasion, read: readonly ReadSource[]): Interpretation {
  const findings = sources.flatMap(({ source, drift }) => {
    if (source === settings.name) return settingFindings(drift);
    return drift.map((one) =>
      source === permissions.name ? grantFinding(one, read, writeback) : planFinding(one, writeback),
    );
  });
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
    title: raised?.about.title ?? quoted(key),
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
  };
  return findingOf(line, raised, writeback);
}

/** By this version's names: the fact may have been stored by one that knew fewer. */
const nameIn = ({ attributes: { roleId } }: Fact): string | null =>
  typeof roleId === 'string' ? permissionName(roleId) : null;

function shown(fact: Fact): Words {
  const name = nameIn(fact);
  if (name !== null) return ours(name);
  const { roleId } = fact.attributes;
  return typeof roleId === 'string' ? idWords(roleId) : words`one whose role is not told`;
}

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
      ...tellsOf(name),
      ...(at !== null && { happenedAt: at }),
    },
  };
}

function resourceLine({ attributes: { roleId, resourceId }, details }: Fact): Words[] {
  const resource = details?.resource ?? resourceId ?? null;
  const role = typeof roleId === 'string' ? idWords(roleId) : 'not told';
  return [words`Permission id: ${role}, of ${resource === null ? 'an API that is not told' : valueWords(resource)}`];
}

function taken(key: string, fact: Fact, read: readonly ReadSource[]): Raised {
  const name = nameIn(fact);
  const gap = gaps([], read).find(({ permission }) => permission === name);
  return {
    rule: gap ? RULES.neededTaken : RULES.unneededTaken,
    about: {
      subject: key,
      title: TITLES.taken(shown(fact)),
      lines: [...resourceLine(fact), ...(gap?.blinds ?? []).map(ours)],
      ...tellsOf(name),
    },
  };
}

/** What lasts because of it, or ends by it. */
const tellsOf = (name: string | null) =>
  name === null ? {} : { tells: [`permission-write~${name}`, `permission-missing~${name}`] };

const PLAN_MEANS: ReadonlyMap<string, { readonly name: Words; readonly lost: Words }> = new Map([
  [
    SERVICE_PLANS.p1,
    {
      name: words`Entra ID P1`,
      lost: words`Without it, Microsoft keeps audit events 7 days instead of 30, and reports of sign-ins are closed.`,
    },
  ],
  [
    SERVICE_PLANS.p2,
    {
      name: words`Entra ID P2`,
      lost: words`Without it, eligible and time-bound assignments (PIM) cannot be read.`,
    },
  ],
]);

function planFinding({ change, key, before, after }: Drift, writeback: WritebackState): Finding {
  const plan = PLAN_MEANS.get(key) ?? { name: quoted(key), lost: NO_WORDS };
  const gone = change === 'removed';
  const code = valueWords(key);
  const title = gone
    ? words`The tenant no longer has ${plan.name} (${code})`
    : words`The tenant has ${plan.name} now (${code})`;
  const line = {
    source: 'licence',
    change,
    key,
    title,
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
  };
  const why = words`${RULES.licenceGone.why} ${plan.lost}`;
  const raised = gone ? { rule: RULES.licenceGone, about: { subject: key, title, why, lines: [] } } : null;
  return findingOf(line, raised, writeback);
}

const conditionsOf = ({ writing, missing }: Verdict, writeback: WritebackState): Condition[] => [
  ...writing.map((permission) => writes(permission, writeback)),
  ...missing.filter(({ required }) => required).map((gap) => lacks(gap, writeback)),
];

const writes = (permission: string, writeback: WritebackState): Condition => ({
  ...alertOf(RULES.canWrite, writeback, { subject: permission, title: TITLES.canWrite(ours(permission)), lines: [] }),
  parts: { [permission]: 1 },
});

/** It gets worse when more sources need it. */
const lacks = ({ permission, blinds, places }: Gap, writeback: WritebackState): Condition => ({
  ...alertOf(RULES.lacks, writeback, {
    subject: permission,
    title: TITLES.lacks(ours(permission)),
    lines: blinds.map(ours),
  }),
  parts: Object.fromEntries(places.map((place) => [place, 1])),
});
