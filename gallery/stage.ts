/**
 * A stage on which scenes are played: a world of its own with the whole watch in it, everything mailed, links included.
 * Nothing here makes an alert; it only lets time pass until the watch has told one.
 */
import { TableClient } from '@azure/data-tables';
import type { LocalTables } from '../local/azurite.ts';
import type { StoredMail } from '../local/mailbox/stored-mail.ts';
import type { SimulatedTenant } from '../local/tenant/tenant.ts';
import { CHECKS } from '../shared/checks/index.ts';
import type { ConfiguredReceiver } from '../shared/compose/receivers.ts';
import type { Seams } from '../shared/compose.ts';
import type { Summary } from '../shared/core/model/summary.ts';
import type { Digest } from '../shared/core/notify/digest.ts';
import { adminCenterOf } from '../shared/core/text/portal.ts';
import type { RenderOptions } from '../shared/receivers/mail/view.ts';
import { openWorld, type World } from '../test/world/world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What a receiver is given, and when in ms: all that a message is laid out from. */
export interface Given {
  readonly digest: Digest;
  readonly now: number;
}

/** The same of a periodic summary. */
export interface GivenSummary {
  readonly summary: Summary;
  readonly now: number;
}

/** As a person answers: the reason, and for how long it is snoozed, or without that acknowledged. */
export interface Reply {
  readonly why: string;
  readonly hours?: number;
}

export interface Stage {
  readonly world: World;
  readonly tenant: SimulatedTenant;
  /** Rows of the watch, for scenes in which somebody touches them. */
  readonly rows: TableClient;
  /** What the operator has set; the next run sees a change. */
  settings: Readonly<Record<string, string>>;
  /** What the next runs stand on. */
  seams: Seams;
  /** Whether there is a webhook, which refuses all that it is sent. */
  hasDeadHook: boolean;
  /** Checks whose timers do not run. */
  dead: ReadonlySet<string>;
  /** Each minute every check is polled, then the notifier runs. */
  minutes(count: number): Promise<void>;
  /** No run for so long, then a minute as usual. */
  after(ms: number): Promise<void>;
  /** Whoever has the key answers the open alert of a rule. */
  answer(rule: string, reply: Reply): Promise<void>;
  /** Newest first. */
  mails(): readonly StoredMail[];
  /** What receivers were given to tell, newest first. */
  given(): readonly Given[];
  summaries(): readonly GivenSummary[];
  close(): Promise<void>;
}

/** All that is well: writeback is on and declared, everything can be read. */
export const DECLARED = { WRITEBACK_DECLARED: 'on@2026-11-01 by Ann' };

export const well = (tenant: SimulatedTenant): void => {
  tenant.agents.setReadable(true);
  tenant.enableWriteback({ at: tenant.clock() - DAY });
};

/** The origin in links. */
export const PUBLIC_URL = 'https://watch.contoso.example';

/** How mails are laid out where the tenant is one of Microsoft's public cloud. */
export const PUBLIC_CLOUD: RenderOptions = {
  watchName: null,
  publicUrl: PUBLIC_URL,
  zone: null,
  adminCenter: adminCenterOf('https://graph.microsoft.com'),
};

const SHOWN = { MAIL_MIN_SEVERITY: 'info', PUBLIC_URL };

const POLLED = ['writeback', 'agents', 'reset-admins'];

export async function openStage(tables: LocalTables, settings: Readonly<Record<string, string>>): Promise<Stage> {
  const world = await openWorld({ tables, checks: CHECKS });
  const { receiver, given, summaries } = listener('gallery');
  const instance = () =>
    world.watch(
      { receivers: stage.hasDeadHook ? [receiver, deadHook()] : [receiver], ...stage.seams },
      { ...SHOWN, ...stage.settings },
    );
  const stage: Stage = {
    world,
    tenant: world.tenant,
    rows: TableClient.fromConnectionString(tables.connectionString, world.env.STATE_TABLE ?? '', {
      allowInsecureConnection: true,
    }),
    settings,
    seams: {},
    hasDeadHook: false,
    dead: new Set(),
    async minutes(count) {
      for (let n = 0; n < count; n += 1) {
        world.wait(MINUTE / 2);
        await Promise.all(POLLED.filter((name) => !stage.dead.has(name)).map((name) => instance().poll(name)));
        world.wait(MINUTE / 2);
        if (!stage.dead.has('watch')) await instance().notify();
      }
    },
    async after(ms) {
      world.wait(ms - MINUTE);
      await stage.minutes(1);
    },
    async answer(rule, { why, hours }) {
      const { openAlerts } = JSON.parse((await instance().status(false)).body) as { openAlerts: { id: string }[] };
      const id = openAlerts.find((alert) => alert.id.startsWith(`${rule}~`))?.id ?? '';
      const action = hours === undefined ? { action: 'acknowledge' } : { action: 'snooze', hours: String(hours) };
      const form = new URLSearchParams({ by: 'Kim', why, ...action });
      const contentType = 'application/x-www-form-urlencoded';
      const asked = { accept: 'text/html', contentType, signedIn: null, method: 'POST', id, body: String(form) };
      const { status } = await instance().alert(asked, null);
      if (status !== 200) throw new Error(`The alert of ${rule} could not be answered: ${status}`);
    },
    mails: () => world.mailbox.mails(),
    given: () => [...given],
    summaries: () => [...summaries],
    close: () => world.close(),
  };
  return stage;
}

const GONE = {
  kind: 'refused',
  why: 'access',
  code: 'denied',
  message: 'The webhook answered 410',
  hint: 'Make a new webhook, and set WEBHOOK_URL to its address.',
} as const;

function deadHook(): ConfiguredReceiver {
  const { receiver } = listener('webhook');
  return { ...receiver, open: () => ({ ...receiver.open(), send: async () => GONE }) };
}

/** A receiver that keeps what it is asked to tell, so that every form of it can be laid out. */
function listener(name: string) {
  const given: Given[] = [];
  const summaries: GivenSummary[] = [];
  const policy = { perMinute: 60, perHour: 600 };
  const keep = (digest: Digest, now: number) => {
    given.unshift({ digest, now });
    return { subject: 'kept', text: 'kept', html: '' };
  };
  const keepSummary = (summary: Summary, now: number) => {
    summaries.unshift({ summary, now });
    return { subject: 'kept', text: 'kept', html: '' };
  };
  const open = () => ({
    name,
    settings: '',
    policy,
    render: keep,
    renderPlain: keep,
    renderSummary: keepSummary,
    renderPlainSummary: keepSummary,
    send: async () => ({ kind: 'accepted' }) as const,
    outcome: async () => ({ kind: 'delivered' }) as const,
  });
  const receiver: ConfiguredReceiver = { name, policy, open };
  return { receiver, given, summaries };
}
