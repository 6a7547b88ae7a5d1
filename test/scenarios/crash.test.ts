/**
 * Processes that fail or die at any call to the outside: a seeded selection of the crash sweep, whose whole is
 * `npm run sweep`. And that what the sweep looks for is found when it is there.
 */
import { describe, expect, it, vi } from 'vitest';
import { seeded } from '../../local/tenant/random.ts';
import { type Met, playScene } from '../sweep/aftermath.ts';
import { KINDS } from '../sweep/calls.ts';
import { crashSweep, selection } from '../sweep/crash-sweep.ts';
import { CALM, modesOf } from '../sweep/faults.ts';
import { type Allowed, broken, NOTHING } from '../sweep/invariants.ts';
import { withReady } from '../sweep/ready.ts';
import { SCENES } from '../sweep/scenes.ts';

vi.setConfig({ testTimeout: 120_000 });

const SEED = 1;

describe('a fault at any call, and after it the next runs', () => {
  it('stores every drift once, mails it, and mails it once unless the answer of the mail was lost', async () => {
    let all = 0;
    const chosen = selection(seeded(SEED), 3);
    const found = await crashSweep({
      select: (points) => {
        all = points.length;
        return chosen(points);
      },
      storms: 1,
      stages: 4,
      seed: SEED,
    });
    expect(found.broken).toEqual([]);
    const tried = new Set(found.points.map(({ kind, mode }) => `${kind}: ${mode}`));
    expect(tried).toEqual(new Set(KINDS.flatMap((kind) => modesOf(kind).map((mode) => `${kind}: ${mode}`))));
    expect(new Set(found.points.map(({ scene }) => scene)).size).toBe(SCENES.length);
    console.log(
      `crash sweep: ${found.points.length} of ${all} points, ${found.storms} storms of ${found.stormHits} faults`,
    );
  });
});

describe('the crash sweep itself', () => {
  it('notices what a watch could break', async () => {
    const calm = await calmOf('protections change, who did it is looked up');
    expect(broken(calm, calm, NOTHING)).toEqual([]);
    for (const [what, damage, allowed = NOTHING] of DAMAGES) {
      expect(broken(damage(calm), calm, allowed).join('\n'), what).toContain(what);
    }
  });
});

const DAMAGES: readonly (readonly [what: string, damage: (calm: Met) => Met, allowed?: Allowed])[] = [
  ['drift lost', (calm) => ({ ...calm, drift: calm.drift.slice(1) })],
  ['drift invented', (calm) => ({ ...calm, drift: [...calm.drift, ...calm.drift.slice(0, 1)] })],
  [
    'not mailed in the end',
    (calm) => ({ ...calm, drift: calm.drift.map((item) => (item.mailed ? { ...item, mailed: false } : item)) }),
  ],
  ['alerts mailed lost', (calm) => ({ ...calm, mails: [] })],
  ['told in 2 different mails', (calm) => withMail(calm, (mail) => ({ ...mail, operationId: 'another' }))],
  ['a mail came 2 times', (calm) => withMail(calm, (mail) => mail)],
  [
    'a repeated mail was not the same',
    (calm) => withMail(calm, (mail) => ({ ...mail, subject: 'another' })),
    { ...NOTHING, copies: 2, repeated: 1 },
  ],
  ['left in the outbox', (calm) => ({ ...calm, rows: [...calm.rows, 'pending'] })],
  ['alert rows', (calm) => ({ ...calm, rows: [...calm.rows, 'alert'] })],
  [
    'open alerts invented: rule~subject',
    (calm) => withOpen(calm, { id: 'rule~subject~1', severity: 'warning', acknowledged: null }),
  ],
  ['status invented: status fail', (calm) => ({ ...calm, status: { ...calm.status, status: 'fail' } })],
  ['never comes to rest', (calm) => ({ ...calm, isQuiet: false })],
  ['a run went wrong: something', (calm) => ({ ...calm, wrong: ['something'] })],
];

const withOpen = (calm: Met, alert: Met['status']['openAlerts'][number]): Met => ({
  ...calm,
  status: { ...calm.status, openAlerts: [...calm.status.openAlerts, alert] },
});

/** The first mail once more, changed. */
const withMail = (calm: Met, change: (mail: Met['mails'][number]) => Met['mails'][number]): Met => ({
  ...calm,
  mails: [...calm.mails, ...calm.mails.slice(0, 1).map(change)],
});

const calmOf = (name: string): Promise<Met> =>
  withReady(
    SCENES.filter((scene) => scene.name === name),
    1,
    (stage, scene, moment) => playScene(stage, scene, moment, CALM),
    async ([ready]) => {
      if (!ready) throw new Error(`no scene ${name}`);
      return ready.calm;
    },
  );
