/**
 * What is read of the state to be shown, once for all who ask within a few seconds: in every form of the status, and the
 * rows that the page plots. It asks nothing of the tenant.
 */
import pkg from '../../package.json' with { type: 'json' };
import type { MeasureRow } from '../core/model/measure.ts';
import { iso, minutesMs } from '../core/model/times.ts';
import type { CommitPlace } from '../core/notify/events.ts';
import { type Doers, doersIn } from '../core/status/doers.ts';
import { type Overview, overview, plottedMeasures } from '../core/status/overview.ts';
import { type Report, type ReportInput, report } from '../core/status/report.ts';
import type { SendPolicies } from '../core/status/telling.ts';
import { gatherHealth, gatherStatus, type StatusDeps } from '../runs/status.ts';
import { weakIn } from '../settings.ts';
import { MOST_IN_FULL, sortedTellings } from '../web/page/alerts.ts';
import { type Base, intervalOf, notifyIntervalOf } from './parts.ts';
import { type Shared, sharedFor } from './shared-for.ts';
import { once } from './values.ts';

export const VERSION = pkg.version;

/** Reading the state for a status, and again for what a page shows beside it, may take this long each, in ms. */
export const STATUS_LIMIT_MS = 5_000;

/** One reading of the state, as a document and as people are told of it; each is made when it is first asked for. */
export interface Found {
  readonly report: () => Report;
  readonly overview: () => Overview;
}

export interface Shown {
  /** For the status in every form: as JSON, as page, as metrics. */
  readonly found: Shared<Found>;
  /** Heads and mailboxes alone. Whether it fails is right; what else the report says is not known here. */
  readonly health: Shared<Report>;
  /** The newest rows of every measure that the page plots, newest first. Throws what storage throws. */
  readonly series: Shared<Series>;
  /** Who did what the open alerts tell. Throws what storage throws. */
  readonly doers: Shared<Doers>;
  /** To be called whenever this process wrote something. */
  readonly forget: () => void;
}

export type Series = ReadonlyMap<string, readonly MeasureRow[]>;

export function shownOf(base: Base): Shown {
  const inputWith = async (gather: typeof gatherStatus): Promise<ReportInput> => reportInput(gather, base);
  const found = sharedFor(async () => foundIn(await inputWith(gatherStatus)), base.now);
  const health = sharedFor(async () => report(await inputWith(gatherHealth)), base.now);
  const series = sharedFor(async () => readSeries(base, (await found.take()).overview()), base.now);
  const doers = sharedFor(async () => readDoers(base, (await found.take()).overview()), base.now);
  const shared = { found, health, series, doers };
  return {
    ...shared,
    forget: () => {
      for (const one of Object.values(shared)) one.forget();
    },
  };
}

const foundIn = (input: ReportInput): Found => ({
  report: once(() => report(input)),
  overview: once(() => overview(input)),
});

export async function reportInput(gather: typeof gatherStatus, base: Base): Promise<ReportInput> {
  const { settings, problems, checks, now: clock } = base;
  const now = clock();
  const wrong = problems.map(({ code, what, hint }) => ({ code, what, hint }));
  const about = { now, version: VERSION, tenantId: settings.tenantId, checks, settings: weakIn(base.inEffect) };
  if (!settings.state || settings.tenantId === null) return { ...about, problems: wrong, stored: null };
  const { stored, problems: unreadable } = await gather(statusDeps(base, now));
  return { ...about, problems: [...wrong, ...unreadable], stored };
}

const statusDeps = (base: Base, now: number): StatusDeps => ({
  store: () => storeUntil(base, now),
  now,
  checks: base.checks.map((check) => ({ check, intervalMs: intervalOf(base.settings, check, now) })),
  blindAfterMinutes: base.settings.blindAfterMinutes,
  notifyIntervalMs: notifyIntervalOf(base.settings, now),
  receivers: policiesOf(base.parts),
});

export const policiesOf = ({ receivers }: Base['parts']): SendPolicies =>
  new Map(receivers.map(({ name, policy }) => [name, policy]));

export const storeUntil = ({ parts }: Base, now: number) => parts.store().within({ deadline: now + STATUS_LIMIT_MS });

/** As far back as a plot goes, and as many rows as one request brings. */
const PLOTTED_MS = minutesMs(31 * 24 * 60);
const MOST_ROWS = 1000;

async function readSeries(base: Base, found: Overview): Promise<Series> {
  if (!found.isRead) return new Map();
  const now = base.now();
  const store = storeUntil(base, now);
  const since = iso(now - PLOTTED_MS);
  const read = plottedMeasures(found).map(
    async (name) => [name, await store.measures(name, since, MOST_ROWS)] as const,
  );
  return new Map(await Promise.all(read));
}

/** Of those that the page shows in full. */
async function readDoers(base: Base, { isRead, tellings }: Overview): Promise<Doers> {
  const shown = sortedTellings(tellings).slice(0, MOST_IN_FULL);
  const commits = new Map(shown.flatMap(({ lead: { commit } }) => (commit ? [[commitKey(commit), commit]] : [])));
  if (!isRead || commits.size === 0) return new Map();
  return doersIn(await storeUntil(base, base.now()).changesOf([...commits.values()]));
}

const commitKey = ({ check, generation }: CommitPlace): string => `${check}|${generation}`;
