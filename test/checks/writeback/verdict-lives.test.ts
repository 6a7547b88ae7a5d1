/**
 * The verdict over seeded lives with all five kinds of evidence, gaps, two clients and a log of 7 or 30 days, against a
 * naive model: the rows of the table in ARCHITECTURE.md, one after the other, over plain lists. `RUNS=200000` for more.
 */
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../local/tenant/random.ts';
import { CLOUD_SYNC_TEMPLATE_ID } from '../../../shared/checks/entra/well-known.ts';
import { storedVerdict } from '../../../shared/checks/writeback/stored.ts';
import { judge } from '../../../shared/checks/writeback/verdict.ts';
import type { SourceView, SourceViews } from '../../../shared/core/model/check.ts';
import type { Fact } from '../../../shared/core/model/fact.ts';
import { believe } from '../../../shared/core/poll/belief.ts';

const DAY = 86_400_000;
const BEGAN = Date.parse('2026-01-01T00:00:00Z');
const iso = (day: number): string => new Date(BEGAN + day * DAY).toISOString();

interface Life {
  readonly now: number;
  readonly switches: readonly { readonly day: number; readonly says: 'on' | 'off'; readonly isDone: boolean }[];
  /** By a client by name, or by a synced user. */
  readonly proofs: readonly { readonly day: number; readonly client: string }[];
  readonly policies: readonly { readonly day: number; readonly says: 'on' | 'off' | 'nothing' }[];
  readonly declared: { readonly day: number; readonly says: 'on' | 'off' } | null;
  readonly flag: boolean | null;
  readonly cloudSync: 'none' | 'there' | 'unread';
  readonly unbrokenDay: number;
}

/** A watch of 100 days with a gap now and then: what the log no longer kept at the next reading was never seen. */
function lifeOf(seed: number): Life {
  const random = seeded(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <T>(...all: readonly T[]): T => all[upTo(all.length)] as T;
  const keeps = pick(7, 30);
  const now = 40 + upTo(60) + 0.25;
  const gap = { from: upTo(Math.floor(now)), days: pick(0, 0, 2, 6, 9, 35) };
  const isSeen = (day: number): boolean => day < gap.from || day >= gap.from + gap.days - keeps;
  const some = <T>(most: number, make: (day: number) => T): T[] =>
    Array.from({ length: upTo(most + 1) }, () => Math.floor(random() * now * 4) / 4)
      .filter((day) => day <= now && isSeen(day))
      .map(make);
  const end = gap.from + gap.days;
  return {
    now,
    switches: some(3, (day) => ({ day, says: pick('on', 'off'), isDone: random() > 0.2 })),
    proofs: some(2, (day) => ({ day, client: pick('CloudSync', 'Microsoft Entra Connect', 'some client') })),
    policies: some(1, (day) => ({ day, says: pick('on', 'off', 'nothing') })),
    declared: random() < 0.5 ? { day: Math.floor(random() * now), says: pick('on', 'off') } : null,
    flag: pick(true, false, null),
    cloudSync: pick('none', 'none', 'there', 'unread'),
    unbrokenDay: gap.days > 7 && end <= now ? end : 0,
  };
}

// --- the naive model -----------------------------------------------------------------------------------------------

interface Said {
  readonly day: number;
  readonly says: 'on' | 'off';
  readonly kind: string;
}

interface Answer {
  readonly state: 'on' | 'off' | 'unknown';
  readonly contradictory: boolean;
  readonly day: number | null;
  readonly kind: string | null;
}

function modelOf(life: Life): Answer {
  const { now, declared } = life;
  // Only the newest proof of a client is remembered.
  const proofs = life.proofs.filter(
    (one) => !life.proofs.some((other) => other.client === one.client && other.day > one.day),
  );
  const young = proofs.filter(({ day }) => now - day < 30);
  const aged = proofs.filter(({ day }) => now - day >= 30);
  const strong: Said[] = [];
  for (const { day, says, isDone } of life.switches) if (isDone) strong.push({ day, says, kind: 'audit' });
  for (const { day, client } of young) if (client !== 'some client') strong.push({ day, says: 'on', kind: 'effect' });
  const medium: Said[] = [];
  for (const { day, client } of young) if (client === 'some client') medium.push({ day, says: 'on', kind: 'effect' });
  for (const { day, says } of life.policies) if (says !== 'nothing') medium.push({ day, says, kind: 'policy' });
  const answer = (state: Answer['state'], contradictory: boolean, by: Said | null = null): Answer => ({
    state,
    contradictory,
    day: by?.day ?? null,
    kind: by?.kind ?? null,
  });
  const declaredAs: Said | null = declared && { ...declared, kind: 'declared' };
  const last = newestOf(strong);

  if (last?.says === 'on') {
    const off = newestOf(strong.filter(({ says }) => says === 'off'));
    const settledOn = declared?.says === 'on' && off !== null && declared.day > off.day;
    const settledAfter = declared !== null && declared.day > last.day;
    return answer('on', last.kind === 'effect' && off !== null && !settledOn && !settledAfter, last);
  }
  if (last) {
    if (declared?.says === 'on' && declared.day > last.day) return answer('on', false, declaredAs);
    if (life.cloudSync !== 'none')
      return answer(
        'unknown',
        strong.some(({ says }) => says === 'on'),
      );
    if (medium.some(({ day, says }) => says === 'on' && day > last.day)) return answer('unknown', true);
    const open = aged.filter(({ day }) => day > last.day);
    if (open.some(({ day }) => !(declared?.says === 'off' && declared.day > day))) return answer('unknown', true);
    if (last.day >= life.unbrokenDay - 7 || declared?.says === 'off') return answer('off', false, last);
    return answer('unknown', false);
  }
  const lastMedium = newestOf(medium);
  if (lastMedium?.says === 'on' && !(declared && declared.day > lastMedium.day)) return answer('on', false, lastMedium);
  if (declared?.says === 'on') return answer('on', false, declaredAs);
  if (declared) {
    if (life.flag === true || aged.some(({ day }) => day > declared.day)) return answer('unknown', true);
    return answer('off', false, declaredAs);
  }
  return life.flag === true ? { state: 'on', contradictory: false, day: null, kind: 'flag' } : answer('unknown', false);
}

/** At one time on counts as the newer one. */
function newestOf(all: readonly Said[]): Said | null {
  let found: Said | null = null;
  for (const one of all) {
    if (!found || one.day > found.day || (one.day === found.day && one.says === 'on' && found.says === 'off'))
      found = one;
  }
  return found;
}

// --- the product ---------------------------------------------------------------------------------------------------

const view = (facts: readonly Fact[] | null, unbrokenSince: string | null = null): SourceView => ({
  state: facts ? 'ok' : 'never',
  isFresh: facts !== null,
  facts: facts && believe(null, facts, 'state', iso(0)),
  unbrokenSince,
  heartbeats: [],
});

function viewsOf(life: Life): SourceViews {
  const proofs = new Map<string, number>();
  for (const { day, client } of life.proofs) proofs.set(client, Math.max(day, proofs.get(client) ?? 0));
  const { declared } = life;
  const said = declared
    ? { says: declared.says, on: iso(declared.day).slice(0, 10), by: 'Ann' }
    : { says: null, on: null, by: null };
  const cloudSync = life.cloudSync === 'there' ? [{ key: CLOUD_SYNC_TEMPLATE_ID, attributes: {} }] : [];
  return {
    directoryAudits: view(
      life.switches.map(({ day, says, isDone }, n) => ({
        key: `s${n}`,
        attributes: { says, at: iso(day), result: isDone ? 'success' : 'failure' },
      })),
      iso(life.unbrokenDay),
    ),
    ssprSettings: view(
      life.policies.map(({ day, says }, n) => ({
        key: `p${n}`,
        attributes: { says, at: iso(day), result: 'success' },
      })),
    ),
    resets: view(
      [...proofs].map(([client, day]) => ({
        key: `proof ${client}`,
        attributes: { client, weight: client === 'some client' ? 'medium' : 'strong' },
        details: { at: iso(day) },
      })),
    ),
    declaration: view([{ key: 'declaration', attributes: said }]),
    onPremisesSynchronization: view(
      life.flag === null ? [] : [{ key: 'feature:passwordWritebackEnabled', attributes: { value: life.flag } }],
    ),
    cloudSync: view(life.cloudSync === 'unread' ? null : cloudSync),
  };
}

function answerOf(life: Life): Answer {
  const at = BEGAN + life.now * DAY;
  const facts = judge(viewsOf(life), { verdict: null, at, day: Math.floor(at / DAY) });
  const { state, contradictory, since, decidedBy } = storedVerdict(believe(null, facts, 'state', iso(life.now)));
  const day = since === null || decidedBy === 'flag' ? null : (Date.parse(since) - BEGAN) / DAY;
  return { state, contradictory, day, kind: decidedBy };
}

describe('the writeback verdict', () => {
  it('is what the table says, in every life', () => {
    const runs = Number(process.env.RUNS ?? 20_000);
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= runs; seed += 1) {
      const life = lifeOf(seed);
      const model = modelOf(life);
      const word = `${model.state} ${model.kind ?? 'nobody'}${model.contradictory ? ' contradictory' : ''}`;
      seen.set(word, (seen.get(word) ?? 0) + 1);
      const answer = answerOf(life);
      // Compared by hand first: a matcher for each of so many lives is most of the time.
      if (JSON.stringify(answer) !== JSON.stringify(model))
        expect({ seed, life, answer }).toEqual({ seed, life, answer: model });
    }
    const words = [...seen].filter(([, count]) => count >= runs / 2000).map(([word]) => word);
    expect(words.sort()).toEqual([
      'off audit',
      'off declared',
      'on audit',
      'on declared',
      'on effect',
      'on effect contradictory',
      'on flag',
      'on policy',
      'unknown nobody',
      'unknown nobody contradictory',
    ]);
  });

  it('is never off from silence: evidence that grows old by itself never makes it so', () => {
    for (let seed = 1; seed <= 5_000; seed += 1) {
      const life = lifeOf(seed);
      // What the operator declared off after the last proof is a word, and no silence.
      if (life.declared?.says === 'off' || answerOf(life).state === 'off') continue;
      const later = answerOf({ ...life, now: life.now + 45 });
      expect({ seed, state: later.state }).not.toEqual({ seed, state: 'off' });
    }
  });
});
