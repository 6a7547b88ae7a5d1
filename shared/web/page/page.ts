/**
 * The page of `GET /api/status`: everything of one status report, the history and the plots, as one document. Renders
 * what it is given, whatever is missing of it; reads nothing.
 */
import { html } from 'hono/html';
import type { NamedCheck } from '../../core/model/check.ts';
import type { Doers } from '../../core/status/doers.ts';
import type { Overview } from '../../core/status/overview.ts';
import { visible } from '../../core/text/neutral.ts';
import type { HttpAnswer } from '../answer.ts';
import { alerts } from './alerts.ts';
import { answer, toneOf } from './answer.ts';
import { type History, history } from './history.ts';
import { htmlAnswer } from './layout.ts';
import type { Asked, Links } from './links.ts';
import { type Plotted, plot } from './plot.ts';
import { ranking } from './ranking.ts';
import { sources } from './sources.ts';
import { type Beats, strips } from './strips.ts';
import { type Html, name, sentence } from './text.ts';
import { type Clock, exact } from './times.ts';
import { verdicts } from './verdicts.ts';

export interface StatusPage {
  readonly overview: Overview;
  /** HTTP. */
  readonly status: number;
  /** `WATCH_NAME`, else the tenant. */
  readonly watch: string | null;
  readonly checks: readonly NamedCheck[];
  /** Who did what the alerts tell; a text: why nobody can be named. */
  readonly doers: Doers | string;
  readonly history: History;
  readonly plots: readonly Plotted[];
  readonly beats: readonly Beats[];
  /** Why there are no plots; null: there are. */
  readonly unplotted: string | null;
  readonly asked: Asked;
  readonly links: Links;
  readonly clock: Clock;
}

export function statusPage(page: StatusPage): Promise<HttpAnswer> {
  const { overview, status } = page;
  return htmlAnswer({ status, title: titleOf(page), tone: toneOf(overview), body: bodyOf(page) });
}

const watchOf = ({ watch, overview }: StatusPage): string =>
  watch ?? overview.report.tenant.name ?? overview.report.tenant.id ?? 'unknown tenant';

/** What stands in the tab: what is open comes first. */
function titleOf(page: StatusPage): string {
  const critical = page.overview.alerts.filter(isUnansweredCritical).length;
  const state = critical > 0 ? `${critical} critical` : page.overview.report.status;
  return `${state}: ${visible(watchOf(page))}, Writeback Watch`;
}

const isUnansweredCritical = ({ severity, acknowledged }: Overview['alerts'][number]): boolean =>
  severity === 'critical' && acknowledged === null;

const bodyOf = (page: StatusPage): Html => html`
<header>
<div><p class="kicker">Writeback Watch</p><h1>${name(watchOf(page))}</h1></div>
<nav aria-label="On this page"><ul><li><a href="#alerts">Alerts</a></li><li><a href="#resetters">Who can reset</a></li><li><a href="#plots">Over time</a></li><li><a href="#history">History</a></li><li><a href="#watch">Sources and mail</a></li></ul></nav>
</header>
<main>
<p id="old" class="card" role="status" hidden>This page could not be renewed: what you see may be old.</p>
${answer(page.overview, page.clock)}
${verdicts(page.overview, page.clock)}
${alerts({ tellings: page.overview.tellings, doers: page.doers, clock: page.clock, links: page.links })}
${page.overview.ranking ? ranking(page.overview.ranking, page.asked.from, page.links) : ''}
${overTime(page)}
${history({ found: page.history, asked: page.asked, checks: page.checks, links: page.links, clock: page.clock })}
${sources(page.overview, page.clock)}
</main>
<footer id="foot" data-live>
${foot(page)}
</footer>`;

const overTime = ({ plots, beats, unplotted, clock }: StatusPage): Html => html`
<section id="plots" data-live>
<h2>Over time</h2>
<div class="card long">${unplotted === null ? html`<div class="figures">${plots.map((one) => plot(one, clock))}</div>` : html`<p>${sentence(unplotted)}</p>`}
${beats.map((one) => strips(one, clock.now))}
</div>
</section>`;

const foot = ({ overview, clock, links }: StatusPage): Html => html`
<p>As of ${exact(overview.report.checkedAt, clock)}${zoneText(clock)}. The page renews itself every minute.</p>
<p>Tenant ${overview.report.tenant.id ?? 'not set'} · version ${overview.report.version} · also as <a href="${links.answer('drift', { format: 'csv' })}">CSV of the history</a>, <a href="${links.answer('reset-admins', { format: 'csv' })}">CSV of who can reset</a>, <a href="${links.answer('status', { format: 'json' })}">JSON</a>, and <a href="${links.answer('metrics')}">metrics</a></p>
<p>This address may hold a key: whoever has it can read all of this. Do not pass it on.</p>`;

const zoneText = ({ zone }: Clock): string => (zone === null ? '' : `; times in brackets are ${zone}`);
