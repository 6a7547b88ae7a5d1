/** The smallest check that has everything: a required, an optional and a log source, and a verdict over their facts. */

import type { Check, Finding, Occasion, Source, SourceViews } from '../../shared/core/model/check.ts';
import type { Fact } from '../../shared/core/model/fact.ts';
import { valueWords } from '../../shared/core/text/outside.ts';
import { words } from '../../shared/core/text/words.ts';

const source = (name: string, required: boolean, kind: 'state' | 'log'): Source<unknown> => ({
  name,
  inVerdict: required ? 'carries' : 'enriches',
  kind,
  version: { scheme: 1, attributes: 1 },
  shows: name,
  permissions: [],
  read: () => Promise.resolve({ facts: [] }),
});

const judge = (views: SourceViews): Fact[] =>
  Object.entries(views).flatMap(([name, view]) =>
    (view.facts ?? []).map(({ key, attributes }) => ({ key: `${name}:${key}`, attributes: { ...attributes } })),
  );

const findings = ({ sources, verdict }: Occasion): Finding[] => [
  ...sources.flatMap(({ source: name, drift }) => drift.map(({ change, key }) => finding(name, change, key))),
  ...(verdict && verdict.before?.length !== verdict.after.length ? [finding('verdict', 'changed', 'size')] : []),
];

const finding = (name: string, change: Finding['change'], key: string): Finding => ({
  source: name,
  change,
  key,
  title: words`${change} ${valueWords(key)}`,
  severity: 'info',
  before: null,
  after: null,
});

export const toyCheck: Check<unknown> = {
  name: 'agents',
  title: 'Toys',
  place: 'agents',
  timer: { setting: 'POLL_TOYS_SCHEDULE', otherwise: '0 * * * * *', limitMs: 45_000 },
  rules: [],
  sources: [source('needed', true, 'state'), source('extra', false, 'state'), source('events', false, 'log')],
  version: 1,
  judge,
  interpret: (occasion) => ({
    findings: findings(occasion),
    conditions: (occasion.verdict?.after ?? [])
      .filter(({ attributes }) => attributes.value === 2)
      .map(({ key }) => ({ rule: 'two', subject: key, severity: 'warning', title: key, why: '', todo: '', lines: [] })),
  }),
  state: (verdict) => (verdict.length > 0 ? 'some' : 'unknown'),
  headline: (verdict) => words`${verdict?.length ?? 'no'} facts`,
  evidence: () => [],
  tenantName: () => null,
  section: (verdict, visible) => ({ state: visible ? (verdict?.length ?? null) : 'unknown' }),
};
