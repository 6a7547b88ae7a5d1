import { describe, expect, it } from 'vitest';
import { writeback } from '../../../shared/checks/writeback/index.ts';
import {
  ADA,
  DAY,
  DECLARED_ON,
  disabled,
  enabled,
  INSTALL,
  later,
  MINUTE,
  ON_UNDECLARED,
  play,
  SUMMARY,
  TURNED_ON,
} from '../../stubs/poll-script.ts';
import { PureWatch } from '../../stubs/pure-watch.ts';
import { CALM, readingsOf, type Tenant } from '../../stubs/tenant.ts';

describe('a poll', () => {
  it('names in the alert and in history who turned writeback on, and when', () => {
    const [, told] = play([
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { events: [enabled(90_000)] }, mail: [TURNED_ON, ON_UNDECLARED], state: 'on' },
    ]);
    expect(told?.outcome.pending?.alerts[0]).toMatchObject({ actor: ADA, since: later(90_000) });
    expect(told?.outcome.change?.items[0]).toMatchObject({ actor: ADA, alert: told?.outcome.pending?.alerts[0]?.id });
    expect(told?.outcome.change?.wantsActor).toBe(false);
  });

  it('asks for the actor of a change that no event names', () => {
    const [, told] = play([
      { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
      { at: 2, tenant: { sspr: true }, mail: ['event warning sspr-for-admins-on'], state: 'unknown' },
    ]);
    expect(told?.outcome.change?.wantsActor).toBe(true);
    expect(told?.outcome.change?.items[0]?.activities).toEqual(['Update authorization policy']);
  });

  it('tells the mail what cannot be seen, what is known, and of which tenant', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const tenant = { events: [enabled(-DAY)], failing: { cloudSync: 'denied' } };
    const [told] = play([{ at: 1, tenant, mail: [SUMMARY, ON_UNDECLARED], state: 'on' }], watch);
    expect(told?.outcome.pending?.context).toEqual({
      tenant: { id: 'tenant-id', name: 'Contoso' },
      headline:
        'Password writeback is on (evidence of 2026-11-19 12:00:00 UTC). Nobody declared what it should be (WRITEBACK_DECLARED).',
      evidence: [
        {
          text: 'says on (strong): Audit event "Enable password writeback for directory" by user ada@contoso[.]example (id ada-id)',
          at: later(-DAY),
        },
        {
          text: 'says nothing (weak): features.passwordWritebackEnabled is false (Microsoft documents it as not in use)',
          at: later(MINUTE),
        },
      ],
      unseen: [
        {
          source: 'cloudSync',
          state: 'denied',
          shows: 'whether Cloud Sync is in use beside Connect Sync, so that one Disable event may not mean both',
          why: 'cloudSync said denied. mend cloudSync',
        },
      ],
    });
  });

  it('names in the summary each source that could not be read, and why', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const told = watch.poll(readingsOf({ ...CALM, failing: { organization: 'denied' } }), INSTALL + MINUTE);
    const lines = told.outcome.summary?.alerts[0]?.lines;
    expect(lines).toContain(
      'organization (optional): not readable: denied: organization said denied. mend organization',
    );
    expect(lines).toContain('directoryAudits (required): 0 facts');
  });

  it('keeps the last known tenant name while the organization cannot be read', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    watch.poll(readingsOf({ ...CALM, failing: { organization: 'denied' } }), INSTALL + 2 * MINUTE);
    expect(watch.head?.tenantName).toBe('Contoso');
  });
});

describe('MAIL_MIN_SEVERITY', () => {
  it('keeps what is below it out of the outbox, openings and closings alike, but records it', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.floor = 'critical';
    const blind = { failing: { authorizationPolicy: 'unavailable' } };
    const [, sspr, opened, closed] = play(
      [
        { at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' },
        { at: 2, tenant: { sspr: true }, mail: [], state: 'unknown' },
        { at: 20, tenant: { sspr: true, ...blind }, mail: [], state: 'unknown' },
        { at: 21, tenant: { sspr: true }, mail: [], state: 'unknown' },
        {
          at: 22,
          tenant: { sspr: true, events: [enabled(21 * MINUTE)] },
          mail: [TURNED_ON, ON_UNDECLARED],
          state: 'on',
        },
      ],
      watch,
    );
    expect(sspr?.outcome.change?.items).toMatchObject([{ severity: 'warning', alert: null }]);
    expect(opened?.outcome.alerts).toMatchObject([{ rule: 'source-blind', mailed: false }]);
    expect(opened?.outcome.change?.items).toMatchObject([{ source: 'conditions', alert: null }]);
    expect(closed?.outcome.change?.items).toMatchObject([{ source: 'conditions', change: 'removed', alert: null }]);
  });

  it('mails a closing exactly if its opening was mailed, whatever the setting is by then', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const blind = { failing: { authorizationPolicy: 'unavailable' } };
    play([{ at: 1, tenant: {}, mail: [SUMMARY], state: 'unknown' }], watch);
    play([{ at: 20, tenant: blind, mail: ['opened warning source-blind'], state: 'unknown' }], watch);
    watch.floor = 'critical';
    play([{ at: 21, tenant: {}, mail: ['closed warning source-blind'], state: 'unknown' }], watch);
    play([{ at: 40, tenant: blind, mail: [], state: 'unknown' }], watch);
    watch.floor = 'info';
    play([{ at: 41, tenant: {}, mail: [], state: 'unknown' }], watch);
  });

  it('lets the listing of a commit hold every alert that it raised, opened or closed, mailed or not', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.floor = 'critical';
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    const blind = readingsOf({ ...CALM, failing: { cloudSync: 'unavailable' } });
    const opened = watch.poll(blind, INSTALL + 20 * MINUTE);
    const id = opened.outcome.alerts[0]?.id;
    expect(opened.outcome.change?.alerts).toEqual([id]);
    expect(watch.poll(readingsOf(CALM), INSTALL + 21 * MINUTE).outcome.change?.alerts).toEqual([id]);
  });
});

describe('lost state', () => {
  const enabledTenant: Tenant = { ...CALM, events: [enabled(-DAY)], declared: DECLARED_ON };

  function watched(tenant: Tenant = enabledTenant): PureWatch<unknown> {
    const watch = new PureWatch(writeback, INSTALL) as PureWatch<unknown>;
    watch.poll(readingsOf(tenant), INSTALL + MINUTE);
    return watch;
  }

  function lose(watch: PureWatch<unknown>, source: string): void {
    watch.texts.delete(watch.head?.sources[source]?.snapshot ?? '');
  }

  it('gives a state source a new baseline, mailed once as "state lost", and no drift', () => {
    const watch = watched();
    lose(watch, 'onPremisesSynchronization');
    const changed = { ...enabledTenant, flags: { ...CALM.flags, blockSoftMatchEnabled: false } };
    const told = watch.poll(readingsOf(changed), INSTALL + 2 * MINUTE);
    expect(told.mail).toEqual(['event warning state-lost']);
    expect(told.lines).toContain(
      'baseline onPremisesSynchronization: New baseline after lost state of onPremisesSynchronization: 4 facts',
    );
    expect(told.lines.filter((line) => line.includes('blockSoftMatch'))).toEqual([]);
    expect(watch.poll(readingsOf(changed), INSTALL + 3 * MINUTE)).toMatchObject({
      mail: [],
      lines: [],
      unchanged: true,
    });
  });

  it('reads a log anew without a bound, and mails once as "state lost"', () => {
    const watch = watched();
    lose(watch, 'directoryAudits');
    const bounded = readingsOf({ ...enabledTenant, events: [enabled(90_000)] });
    const first = watch.poll(bounded, INSTALL + 2 * MINUTE);
    expect(watch.head?.sources.directoryAudits).toMatchObject({ snapshot: null, watermark: later(-DAY) });
    expect(first.state).toBe('on');
    const whole = readingsOf({ ...enabledTenant, events: [enabled(-DAY), enabled(90_000)] });
    const second = watch.poll(whole, INSTALL + 3 * MINUTE);
    expect([...first.mail, ...second.mail]).toEqual(['event warning state-lost']);
    expect(second.lines).toContain(
      'baseline directoryAudits: New baseline after lost state of directoryAudits: 2 facts',
    );
    expect(watch.poll(whole, INSTALL + 4 * MINUTE)).toMatchObject({ mail: [], lines: [], unchanged: true });
  });

  it('tells the events that are newer than what was lost, all in their order, and no older one', () => {
    const watch = watched();
    lose(watch, 'directoryAudits');
    const events = [enabled(-DAY), disabled(100_000), enabled(100_000), disabled(140_000)];
    const bounded = watch.poll(readingsOf({ ...enabledTenant, events: events.slice(1) }), INSTALL + 2 * MINUTE);
    const whole = watch.poll(readingsOf({ ...enabledTenant, events }), INSTALL + 3 * MINUTE);
    const again = watch.poll(readingsOf({ ...enabledTenant, events }), INSTALL + 4 * MINUTE);
    expect([bounded.mail, again.mail]).toEqual([[], []]);
    expect(whole.mail.filter((mail) => mail.startsWith('event'))).toEqual([
      'event warning writeback-turned-off',
      'event critical writeback-turned-on',
      'event warning writeback-turned-off',
      'event warning state-lost',
    ]);
  });

  it('moves no snapshot while a required one is lost and cannot be read, so that nothing is swallowed', () => {
    const watch = watched();
    lose(watch, 'directoryAudits');
    const open = { ...enabledTenant, flags: { ...CALM.flags, blockSoftMatchEnabled: false } };
    const blind = { ...open, failing: { directoryAudits: 'unavailable' } };
    expect(watch.poll(readingsOf(blind), INSTALL + 2 * MINUTE)).toMatchObject({ mail: [], lines: [] });
    watch.poll(readingsOf(open), INSTALL + 3 * MINUTE);
    const told = watch.poll(readingsOf(open), INSTALL + 4 * MINUTE);
    expect(told.mail).toEqual(['event warning sync-protection-off', 'event warning state-lost']);
  });

  it('stores a new baseline even if it has the same text as the one that was lost', () => {
    const watch = watched();
    lose(watch, 'cloudSync');
    const other = readingsOf({ ...enabledTenant, sspr: true });
    expect(watch.poll(other, INSTALL + 2 * MINUTE).mail).toContain('event warning state-lost');
    expect(watch.texts.has(watch.head?.sources.cloudSync?.snapshot ?? '')).toBe(true);
    expect(watch.poll(readingsOf(enabledTenant), INSTALL + 3 * MINUTE).mail).toEqual([]);
  });

  it('makes a lost verdict again from what was believed, and mails it as "state lost", not as turned on', () => {
    const watch = watched();
    watch.texts.delete(watch.head?.verdict?.hash ?? '');
    const told = watch.poll(readingsOf({ ...enabledTenant, name: 'Fabrikam' }), INSTALL + 2 * MINUTE);
    expect(told).toMatchObject({ mail: ['event warning state-lost'], state: 'on' });
    expect(told.lines).toEqual([]);
  });

  it('tells nothing of a lost snapshot until its source can be read again', () => {
    const watch = watched();
    lose(watch, 'organization');
    const failing = readingsOf({ ...enabledTenant, failing: { organization: 'unavailable' } });
    expect(watch.poll(failing, INSTALL + 2 * MINUTE).mail).toEqual([]);
    expect(watch.poll(readingsOf(enabledTenant), INSTALL + 3 * MINUTE).mail).toEqual(['event warning state-lost']);
  });
});

describe('time in history', () => {
  it('goes forward by a millisecond when the clock stands still or falls back', () => {
    const watch = new PureWatch(writeback, INSTALL);
    const sspr = (value: boolean, now: number) => watch.poll(readingsOf({ ...CALM, sspr: value }), now);
    expect(sspr(false, INSTALL).outcome.change?.at).toBe(later(0));
    expect(sspr(true, INSTALL).outcome.change?.at).toBe(later(1));
    expect(sspr(false, INSTALL - DAY).outcome.change?.at).toBe(later(2));
    expect(sspr(false, INSTALL + MINUTE).outcome.change).toBeNull();
    expect(watch.head?.lastHistoryAt).toBe(later(2));
    expect(sspr(true, INSTALL + 2 * MINUTE).outcome.change?.at).toBe(later(2 * MINUTE));
  });

  it('lets no condition end before it began', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf({ ...CALM, events: [enabled(-DAY)] }), INSTALL + 60 * MINUTE);
    const declared = { ...CALM, events: [enabled(-DAY)], declared: DECLARED_ON };
    const told = watch.poll(readingsOf(declared), INSTALL);
    const closing = told.outcome.pending?.alerts.find(({ kind }) => kind === 'closed');
    expect(closing).toMatchObject({ since: later(60 * MINUTE), until: later(60 * MINUTE + 1) });
  });

  it('starts the generation of a new head at its time, and counts on from there', () => {
    const watch = new PureWatch(writeback, INSTALL);
    watch.poll(readingsOf(CALM), INSTALL + MINUTE);
    expect(watch.head?.generation).toBe(INSTALL + MINUTE);
    watch.poll(readingsOf(CALM), INSTALL + 2 * MINUTE);
    expect(watch.head?.generation).toBe(INSTALL + MINUTE + 1);
  });
});
