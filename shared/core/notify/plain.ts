/**
 * A digest in words of ours alone, for a service that refuses it as it is: how many alerts of which severity, their
 * rules and ids, and where the rest is. No name, title or other text of the tenant is in it.
 */
import type { Severity } from '../model/alert.ts';
import { compareText } from '../model/fact.ts';
import type { Digest, DigestAlert } from './digest.ts';

export interface PlainDigest {
  readonly severity: Severity;
  /** "2 critical, 1 warning alerts" */
  readonly counts: string;
  /** Complete sentences and lines, in order. */
  readonly lines: readonly string[];
}

/** Ids in one message; the others are in the history. */
const MOST_IDS = 100;
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** @param where the history, as a link or in words */
export function plainDigest({ alerts, tenant }: Digest, where: string): PlainDigest {
  const rules = [...new Set(alerts.map(({ rule }) => rule))].sort(compareText);
  const ids = alerts.slice(0, MOST_IDS).map(plainId);
  return {
    severity: SEVERITIES.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? 'info',
    counts: countsOf(alerts),
    lines: [
      `The service refused the message that told these alerts, so this one holds no text of the tenant: ${countsOf(alerts)}.`,
      `What they say: ${where}`,
      `What their rules mean: RUNBOOK.md, under ${rules.join(', ')}`,
      `Tenant: ${tenant.id}`,
      ...(alerts.length > MOST_IDS ? [`${alerts.length - MOST_IDS} of them are not among the ids below.`] : []),
      'Alert ids (the same if this message is repeated):',
      ...ids,
    ],
  };
}

function countsOf(alerts: readonly DigestAlert[]): string {
  const counts = SEVERITIES.map((severity) => [severity, alerts.filter((one) => one.severity === severity).length]);
  const named = counts.filter(([, count]) => count !== 0).map(([severity, count]) => `${count} ${severity}`);
  return `${named.join(', ')} ${alerts.length === 1 ? 'alert' : 'alerts'}`;
}

const HARMLESS = /^[A-Za-z0-9~/+_.-]{1,200}$/;

/** What an alert is about may come from the tenant: an id that is no plain word is told without it. */
export function plainId({ id, rule }: DigestAlert): string {
  if (HARMLESS.test(id)) return id;
  return `${rule}~…~${id.slice(id.lastIndexOf('~') + 1).replace(/\D/g, '')}`;
}
