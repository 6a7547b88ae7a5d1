/** Mails about one alert name it as what they answer, so that clients show them together; a service that does not take that gets them without. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { openScene, type Scene } from './scene.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startAzurite();
});
afterAll(() => tables.close());

const DECLARED_ON = { WRITEBACK_DECLARED: 'on@2026-11-20 by Ann' };

const threads = (scene: Scene) =>
  scene.world.mailbox
    .mails()
    .toReversed()
    .map(({ headers }) => headers['In-Reply-To'] ?? null);

describe('the mails about one alert', () => {
  it('answer the same message id, from its opening to its end, and those about another one another', async () => {
    const scene = await openScene(tables, {}, ({ tenant }) => tenant.enableWriteback());
    await scene.minute();
    scene.settings = DECLARED_ON;
    await scene.minute();
    scene.world.tenant.setFeature('blockSoftMatchEnabled', false);
    await scene.through(12);
    const [opened, closed, other, ...more] = threads(scene);
    expect(more).toEqual([]);
    expect(opened).toMatch(/^<writeback-on-undeclared-undeclared-\d+@[0-9a-f-]{36}\.writeback-watch\.invalid>$/);
    expect(closed).toBe(opened);
    expect(other).toMatch(/^<sync-protection-off-/);
    expect(scene.world.mailbox.mails()[0]?.headers.References).toBe(other);
  });

  it('go without it to a service that refuses one, at once and in full, and so do all later ones', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.mailbox.faults.add({ kind: 'status', status: 400 });
    scene.world.tenant.enableWriteback();
    const [mail, ...others] = await scene.minute();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('[Critical] Contoso: Password writeback was turned on');
    expect(mail?.headers).toEqual({});
    scene.settings = DECLARED_ON;
    const [closing] = await scene.minute();
    expect(closing?.headers).toEqual({});
    expect((await scene.status()).problems.map(({ code }) => code)).toEqual(['open-critical']);
  });

  it('are told in words of ours where the refusal was about something else', async () => {
    const scene = await openScene(tables);
    await scene.minute();
    scene.world.mailbox.faults.add({ kind: 'status', status: 400, count: 2 });
    scene.world.tenant.enableWriteback();
    const [mail] = await scene.minute();
    expect(mail?.subject).toContain('see the app');
  });
});
