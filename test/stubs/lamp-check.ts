/**
 * A check whose facts a test turns on and off: each is a lamp that is lit. One called `bell…` rings when it is lit, which is
 * a critical event; any other is a condition as long as it is lit, critical, or a warning where it is called `dim…`.
 */
import type { Check, Finding, Source } from '../../shared/core/model/check.ts';
import { valueWords } from '../../shared/core/text/outside.ts';
import { words } from '../../shared/core/text/words.ts';

/** How bold each lamp is lit. */
export type Lamps = ReadonlyMap<string, number>;

const isBell = (key: string): boolean => key.startsWith('bell');

/** @param lamps those that are lit when it reads */
export function lampCheck(lamps: () => Lamps): Check<unknown> {
  const source: Source<unknown> = {
    name: 'lamps',
    inVerdict: 'carries',
    kind: 'state',
    version: { scheme: 1, attributes: 1 },
    shows: 'which lamps are lit',
    permissions: [],
    read: async () => ({
      facts: [...lamps()].map(([key, degree]) => ({ key, attributes: { degree } })),
    }),
  };
  return {
    name: 'agents',
    title: 'Lamps',
    place: 'agents',
    timer: { setting: 'POLL_LAMPS_SCHEDULE', otherwise: '0 * * * * *', limitMs: 45_000 },
    rules: [],
    sources: [source],
    version: 1,
    judge: ({ lamps: view }) => (view?.facts ?? []).map(({ key, attributes }) => ({ key, attributes })),
    interpret: ({ verdict }) => {
      const before = new Set((verdict?.before ?? []).map(({ key }) => key));
      const after = verdict?.after ?? [];
      return {
        findings: verdict?.before ? after.filter(({ key }) => !before.has(key) && isBell(key)).map(rung) : [],
        conditions: after
          .filter(({ key }) => !isBell(key))
          .map(({ key, attributes }) => ({
            rule: 'lit',
            subject: key,
            severity: key.startsWith('dim') ? 'warning' : 'critical',
            title: words`The lamp ${valueWords(key)} is lit`,
            why: '',
            todo: '',
            lines: [],
            parts: { [key]: Number(attributes.degree) },
          })),
      };
    },
    state: () => 'on',
    headline: (verdict) => words`${verdict?.length ?? 'no'} lamps are lit`,
    evidence: () => [],
    tenantName: () => 'Contoso',
    section: () => ({ state: 'on' }),
  };
}

const rung = ({ key }: { readonly key: string }): Finding => ({
  source: 'verdict',
  change: 'added',
  key,
  title: words`The bell ${valueWords(key)} rang`,
  severity: 'critical',
  before: null,
  after: null,
  event: {
    rule: 'rang',
    subject: key,
    severity: 'critical',
    title: words`The bell ${valueWords(key)} rang`,
    why: '',
    todo: '',
    lines: [],
  },
});
