/**
 * What a drift of the watch's own permissions or licence means. Any change of its permissions is mailed: who can change
 * what the watch may do can blind it, or make a weapon of it.
 */
import type { AlertText, Condition } from '../../core/model/alert.ts';
import type { Finding, Interpretation, Occasion } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import { PERMISSION_ACTIVITIES } from '../entra/activities.ts';
import { canWrite, permissionName } from '../entra/permissions.ts';
import { SERVICE_PLANS } from '../entra/well-known.ts';
import { type Gap, gaps, type ReadSource, storedVerdict, type Verdict } from './verdict.ts';

export function interpret({ sources, verdict }: Occasion, read: readonly ReadSource[]): Interpretation {
  const findings = sources.flatMap(({ source, drift }) =>
    drift.map((one) => (source === 'permissions' ? grantFinding(one, read) : planFinding(one))),
  );
  return { findings, conditions: verdict ? conditionsOf(storedVerdict(verdict.after)) : [] };
}

function grantFinding(drift: Drift, read: readonly ReadSource[]): Finding {
  const { change, key, before, after } = drift;
  const fact = after ?? before;
  const event = fact === null ? null : change === 'removed' ? taken(key, fact, read) : granted(key, fact);
  return {
    source: 'permissions',
    change,
    key,
    title: event?.title ?? key,
    severity: event?.severity ?? 'info',
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
    ...(event && { event }),
  };
}

/** By this version's names: the fact may have been stored by one that knew fewer. */
const nameIn = ({ attributes }: Fact): string | null => permissionName(String(attributes.roleId));

const shown = (fact: Fact): string => nameIn(fact) ?? String(fact.attributes.roleId);

const LOOK = `In the audit log look for "${PERMISSION_ACTIVITIES.granted}" and "${PERMISSION_ACTIVITIES.taken}", and for what else the same account did.`;

function granted(key: string, fact: Fact): AlertText {
  const name = nameIn(fact);
  const writes = canWrite(name);
  const at = fact.details?.grantedAt;
  return {
    rule: 'permission-granted',
    subject: key,
    severity: writes ? 'critical' : 'warning',
    title: writes
      ? `The watch was granted a permission to write: ${name}`
      : `The watch was granted a permission: ${shown(fact)}`,
    why: writes
      ? 'It needs none. Whoever can run code as this app can now change the tenant: reset passwords, or grant themselves what does.'
      : name === null
        ? 'This version does not know the permission by name, so it cannot say whether it lets the watch write. It needs none but those in the README.'
        : 'It reads only, but it was not granted before. What the watch may do should change only when you change it.',
    todo: `${writes ? 'Take it away, unless you know better; find out who granted it. ' : 'If you did not grant it, take it away. '}${LOOK}`,
    lines: resourceLine(fact),
    ...(typeof at === 'string' && !Number.isNaN(Date.parse(at)) && { happenedAt: new Date(at).toISOString() }),
  };
}

const resourceLine = ({ attributes, details }: Fact): string[] => [
  `App role ${String(attributes.roleId)} of ${String(details?.resource ?? attributes.resourceId)}`,
];

function taken(key: string, fact: Fact, read: readonly ReadSource[]): AlertText {
  const name = nameIn(fact);
  const gap = gaps([], read).find(({ permission }) => permission === name);
  return {
    rule: 'permission-taken',
    subject: key,
    severity: 'warning',
    title: `A permission was taken from the watch: ${shown(fact)}`,
    why: gap
      ? 'Unless a wider permission covers it, the watch is blind to what is named below as soon as its token is renewed (up to a day).'
      : 'No source of this version is read with it.',
    todo: `${gap ? 'Grant it again if you did not mean to. ' : ''}${LOOK}`,
    lines: [...resourceLine(fact), ...(gap?.blinds ?? [])],
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

function planFinding({ change, key, before, after }: Drift): Finding {
  const plan = PLAN_MEANS[key] ?? { name: key, lost: '' };
  const gone = change === 'removed';
  const title = gone ? `${plan.name} is not seen any more (${key})` : `${plan.name} is seen (${key})`;
  const line: Finding = {
    source: 'licence',
    change,
    key,
    title,
    severity: gone ? 'warning' : 'info',
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
  };
  return gone ? { ...line, event: planGone(key, title, plan.lost) } : line;
}

const planGone = (subject: string, title: string, lost: string): AlertText => ({
  rule: 'licence-gone',
  subject,
  severity: 'warning',
  title,
  why: `No subscription with this service plan has enabled units. ${lost}`,
  todo: 'Look at the subscriptions of the tenant: did one run out? If it was meant, expect the sources that need it to become unlicensed.',
  lines: [],
});

const conditionsOf = (verdict: Verdict): Condition[] => [
  ...verdict.writing.map(writing),
  ...verdict.missing.filter(({ required }) => required).map(missing),
];

const writing = (permission: string): Condition => ({
  rule: 'permission-write',
  subject: permission,
  severity: 'critical',
  title: `The identity of the watch can write: it holds ${permission}`,
  why: 'The watch only ever reads. Whoever can run code as this app can use this permission to change the tenant.',
  todo: 'Take the permission away from the identity of the app; the README lists all that it needs.',
  lines: [],
});

const missing = ({ permission, blinds }: Gap): Condition => ({
  rule: 'permission-missing',
  subject: permission,
  severity: 'warning',
  title: `The identity of the watch lacks ${permission}`,
  why: 'A required source is read with it: without it a check cannot judge, at the latest when the token is renewed.',
  todo: 'Grant it to the identity of the app, see README.',
  lines: blinds,
});
