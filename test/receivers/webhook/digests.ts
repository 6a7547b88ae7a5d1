/** Digests for the tests of the webhook: one of each kind, of hostile text, and more than any message holds. */
import type { Digest, DigestAlert } from '../../../shared/core/notify/digest.ts';

export const NOW = Date.parse('2026-11-20T12:00:00.000Z');

export const alert = (over: Partial<DigestAlert> = {}): DigestAlert => ({
  id: 'resetter-new~u1~7',
  kind: 'event',
  check: 'reset-admins',
  rule: 'resetter-new',
  subject: 'u1',
  severity: 'critical',
  title: '"Alex Wilber" can now reset 1,231 synced users' as DigestAlert['title'],
  why: 'Whoever can reset them can become them.' as DigestAlert['why'],
  todo: 'Ask who wanted this.' as DigestAlert['todo'],
  lines: ['Helpdesk Administrator, assigned directly'] as unknown as DigestAlert['lines'],
  since: '2026-11-20T11:59:00.000Z',
  generation: 1,
  noticedAt: '2026-11-20T11:59:10.000Z',
  ...over,
});

export const digest = (alerts: readonly DigestAlert[] = [alert()]): Digest => ({
  tenant: { id: '0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c', name: 'Contoso' },
  alerts,
  contexts: [
    {
      tenant: { id: '0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c', name: 'Contoso' },
      check: 'reset-admins',
      title: 'Reset rights',
      headline: '3 principals can reset synced users.',
      evidence: [],
      unseen: [],
      at: '2026-11-20T11:59:10.000Z',
    } as unknown as Digest['contexts'][number],
  ],
});

export const many = (count: number): Digest =>
  digest(Array.from({ length: count }, (_, n) => alert({ id: `resetter-new~u${n}~7`, subject: `u${n}` })));
