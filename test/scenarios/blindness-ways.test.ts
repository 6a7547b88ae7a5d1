/**
 * No silent blindness of the watch as a whole: every way in which it can fail itself, and a tenant of which nothing can
 * be read from the install on.
 */
import { describe, expect, it } from 'vitest';
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import { freshStage, summariesOf, useStages } from './blindness-play.ts';
import { codesOf, kindsOf, rulesOf, verdicts } from './blindness-seen.ts';
import { FAILURES } from './blindness-table.ts';
import { WAYS } from './blindness-ways.ts';
import { HOUR, MINUTE, words } from './scene.ts';

useStages();

describe('from the install on', () => {
  it.each(FAILURES.filter(({ passes }) => !passes))(
    'all that is $name is unknown, and never a verdict',
    async (failure) => {
      const stage = await freshStage();
      const { faults } = stage.world.tenant;
      faults.add({ kind: 'delay', delayMs: 0, path: '/msi/token', count: null });
      faults.add({ ...failure.fault, path: '*', count: null });
      const mails = [...(await stage.round(MINUTE)), ...(await stage.round(16 * MINUTE))];
      const status = await stage.status();
      expect([status.http, status.status]).toEqual([503, 'fail']);
      expect(status.writeback).toMatchObject({ state: 'unknown', since: null });
      expect(status.agents).toMatchObject({ state: 'unknown', heartbeats: [] });
      expect(status.resetAdmins).toMatchObject({ state: 'unknown', readAt: null, syncedUsers: null, list: [] });
      expect(new Set(rulesOf(mails))).toEqual(summariesOf(status));
      expect(mails.map(words).join()).toContain('The watch has begun, but cannot judge yet.');
      expect(mails.map(words).join()).not.toMatch(/\bhealthy\b|\bis off\b|\bremoved\b|\bNobody can\b/);
    },
  );
});

/** A finding that is made while the watch fails. */
const MEANWHILE = 'sync-protection-off';

describe('the watch itself', () => {
  it.each(WAYS)('$what', async ({ begin, end, trouble: troubleIn, once, later }) => {
    const stage = await freshStage();
    const { world } = stage;
    await stage.round(MINUTE);
    const before = await stage.status();
    begin?.(world);
    world.tenant.setFeature('blockSoftMatchEnabled', false);
    const trouble = troubleIn?.(world) ?? {};
    const all: StoredMail[] = [];
    for (const { after, status, codes, mail, unknown } of [once, later]) {
      const mails = await stage.round(after, trouble);
      all.push(...mails);
      const found = await stage.status(trouble);
      expect(`${found.http} ${found.status}`).toBe(status);
      expect([...new Set(codesOf(found))].sort()).toEqual([...codes].sort());
      expect(kindsOf(mails).filter((rule) => rule !== MEANWHILE)).toEqual(mail);
      expect(found.writeback).toMatchObject({ state: unknown.includes('writeback') ? 'unknown' : 'on' });
      expect(found.agents).toMatchObject({ state: unknown.includes('agents') ? 'unknown' : 'healthy' });
      const resetAdmins = unknown.includes('reset-admins')
        ? 'unknown'
        : unknown.includes('partial')
          ? 'partial'
          : 'known';
      expect(found.resetAdmins).toMatchObject({ state: resetAdmins });
    }
    end?.(world);
    for (const wait of [HOUR, HOUR]) all.push(...(await stage.round(wait)));
    expect(rulesOf(all).filter((rule) => rule.startsWith(MEANWHILE))).toHaveLength(1);
    expect(verdicts(await stage.status())).toEqual(verdicts(before));
  });
});
