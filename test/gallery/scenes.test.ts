/**
 * The gallery shows the mail of every rule: none is without a scene, no scene is of nothing, and a scene really makes the
 * whole watch mail its rule. A run plays a few, chosen by a seed; `WHOLE=1` and `npm run gallery` play all.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf, scenesToPlay } from '../../gallery/mails.ts';
import { fileOf, fingerprint, PICTURES, recorded, SHOWN, sha256 } from '../../gallery/readme.ts';
import { play } from '../../gallery/scene.ts';
import { RULES, SCENES } from '../../gallery/scenes/index.ts';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { CHECKS } from '../../shared/checks/index.ts';
import { chosen } from '../checks/reset-admins/chosen.ts';

const idsOf = (told: 'mailed' | 'recorded'): string[] =>
  [...new Set(RULES.filter((rule) => rule.told === told).map(({ id }) => id))].sort();

describe('the scenes', () => {
  it('are one or more for every rule of every check that is mailed, and none for anything else', () => {
    expect(RULES.map(({ id }) => id)).toEqual(
      expect.arrayContaining([...CHECKS.flatMap(({ rules }) => rules.map(({ id }) => id)), 'baseline', 'source-blind']),
    );
    expect(Object.keys(SCENES).sort()).toEqual(idsOf('mailed'));
    expect(idsOf('mailed').length).toBeGreaterThan(60);
    expect(Object.values(SCENES).every((scenes) => scenes.length > 0)).toBe(true);
  });

  it('are as many as the rules of one id, which differ by what they are about', () => {
    const few = idsOf('mailed').filter(
      (id) => (SCENES[id]?.length ?? 0) < RULES.filter((rule) => rule.id === id).length,
    );
    expect(few).toEqual([]);
  });
});

describe('the watch', () => {
  let tables: LocalTables;
  beforeAll(async () => {
    tables = await startAzurite();
  });
  afterAll(() => tables.close());

  const scenes = scenesToPlay();
  const some = chosen(scenes.length, 2, 'gallery').flatMap((n) => scenes[n] ?? []);

  it.each(some.map(({ rule, scene }) => [rule, scene.when, scene] as const))(
    'mails %s when %s',
    async (rule, _, scene) => {
      const played = await play(rule, scene, tables);
      expect(played.given.digest.alerts.map((alert) => alert.rule)).toContain(rule);
      expect(played.mail.html).toMatch(/^<!doctype html>/i);
      expect(JSON.parse(messageOf(played, 'json'))).toMatchObject({ version: 1, watch: expect.any(String) });
    },
  );

  it('mails what the picture in the README shows', async () => {
    const now = fingerprint(await SHOWN.mail(tables));
    expect((await recorded()).mail?.shows, 'the mail has changed: npm run gallery -- --readme').toBe(now);
  });
});

describe('the pictures in the README', () => {
  it.each(PICTURES)('%s: is small, named there, and the one that was taken', async (name) => {
    const picture = await readFile(fileOf(name));
    expect(picture.length).toBeLessThan(150_000);
    expect((await recorded())[name]?.picture).toBe(sha256(picture));
    expect(await readFile('README.md', 'utf8')).toContain(`(docs/${name}.webp)`);
  });
});
