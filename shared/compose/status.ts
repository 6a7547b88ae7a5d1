/**
 * The status as its clients prefer it: the document for programs, or the page for people with the history and the plots.
 * What cannot be read beside the status is said in its place, and never takes the status away.
 */
import type { AnyCheck } from '../core/model/check.ts';
import type { HistoryQuery } from '../core/model/history.ts';
import type { Doers } from '../core/status/doers.ts';
import type { Overview } from '../core/status/overview.ts';
import type { Report } from '../core/status/report.ts';
import { reportOf } from '../errors.ts';
import { type HttpAnswer, jsonAnswer, prefers } from '../web/answer.ts';
import { parseDriftQuery } from '../web/drift.ts';
import { type History, LINES_A_PAGE } from '../web/page/history.ts';
import { askedIn, linksOf } from '../web/page/links.ts';
import { livePage } from '../web/page/live.ts';
import { statusPage } from '../web/page/page.ts';
import { pageDepsOf } from './pages.ts';
import type { Base } from './parts.ts';
import type { Series, Shown } from './shown.ts';

/** What a browser asked for. */
export interface PageAsked {
  readonly accept: string | null;
  /** The parameters of the address, the key among them. */
  readonly query: URLSearchParams;
}

const PROGRAM: PageAsked = { accept: null, query: new URLSearchParams() };

export async function statusAnswer(
  base: Base,
  shown: Shown,
  strict: boolean,
  { accept, query }: PageAsked = PROGRAM,
): Promise<HttpAnswer> {
  const found = await shown.found.take();
  const status = statusOf(found.report(), strict);
  if (prefersPage(accept)) return pageAnswer(base, shown, found.overview(), status, query);
  return jsonAnswer(status, found.report(), { Vary: 'Accept' }, 'application/health+json');
}

/** A client without a preference is a program. */
const prefersPage = (accept: string | null): boolean =>
  prefers(accept, ['application/health+json', 'application/json', 'text/html']) === 'text/html';

function statusOf({ status, openAlerts }: Report, strict: boolean): number {
  const isUnanswered = openAlerts.some(
    ({ severity, acknowledged }) => severity === 'critical' && acknowledged === null,
  );
  const critical = strict && isUnanswered;
  return status === 'fail' || critical ? 503 : 200;
}

async function pageAnswer(
  base: Base,
  shown: Shown,
  overview: Overview,
  status: number,
  query: URLSearchParams,
): Promise<HttpAnswer> {
  const { settings, checks, now } = base;
  const [history, series, doers] = await Promise.all([
    historyFor(base, overview, query),
    seriesFor(shown),
    doersFor(shown),
  ]);
  const rows = (measure: string) => series.rows.get(measure) ?? [];
  return statusPage({
    overview,
    status,
    watch: settings.watchName,
    checks: checks.map(({ name, title }) => ({ name, title })),
    doers,
    history,
    plots: overview.plots.map(({ title, lines }) => ({
      title,
      series: lines.map(({ label, measure }) => ({ label, rows: rows(measure) })),
    })),
    beats: overview.beats.map(({ title, measure }) => ({ title, rows: rows(measure) })),
    unplotted: series.why,
    asked: askedIn(query),
    links: linksOf(query),
    clock: { now: now(), zone: settings.timeZone },
  });
}

/** The filter of the address as a query of history, with as many lines as the page shows. */
function historyQuery(query: URLSearchParams, checks: readonly AnyCheck[]): HistoryQuery | { readonly wrong: string } {
  const { from: _, ...asked } = askedIn(query);
  const given = Object.entries(asked).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  const parsed = parseDriftQuery(
    new URLSearchParams(given),
    checks.map(({ name }) => name),
  );
  return parsed.ok ? { ...parsed.query, limit: LINES_A_PAGE } : { wrong: parsed.reason };
}

async function historyFor(base: Base, { isRead }: Overview, query: URLSearchParams): Promise<History> {
  const wanted = historyQuery(query, base.checks);
  if ('wrong' in wanted) {
    const why = `The address asks for what there is not: ${wanted.wrong}`;
    return { kind: 'unread', why, hint: 'Choose a link above.' };
  }
  if (!isRead) return { kind: 'unread', why: 'The history cannot be read either.', hint: '' };
  try {
    return { kind: 'read', page: await pageDepsOf(base).store().history(wanted) };
  } catch (thrown) {
    const { message, hint } = reportOf(thrown);
    return { kind: 'unread', why: `The history cannot be read: ${message}`, hint };
  }
}

async function seriesFor({ series }: Shown): Promise<{ readonly rows: Series; readonly why: string | null }> {
  try {
    return { rows: await series.take(), why: null };
  } catch (thrown) {
    return { rows: new Map(), why: `What was recorded over time cannot be read: ${reportOf(thrown).message}` };
  }
}

async function doersFor({ doers }: Shown): Promise<Doers | string> {
  try {
    return await doers.take();
  } catch (thrown) {
    return `Who did it cannot be read: ${reportOf(thrown).message}`;
  }
}

/** For probes: pass or fail, and nothing about the tenant. */
export async function liveAnswer({ status }: Report, accept: string | null): Promise<HttpAnswer> {
  const failed = status === 'fail';
  const code = failed ? 503 : 200;
  if (prefers(accept, ['application/json', 'text/html']) === 'text/html') return livePage(code, failed);
  return jsonAnswer(code, { status: failed ? 'fail' : 'pass' }, { Vary: 'Accept' });
}
