/** The top of the page: whether the watch can be trusted, whether anything is wrong, and why. */
import { html } from 'hono/html';
import { ms } from '../../core/model/times.ts';
import type { Overview } from '../../core/status/overview.ts';
import { answerText, type Trust } from '../../core/status/trust.ts';
import type { Tone } from './layout.ts';
import { counted, type Html, sentence } from './text.ts';
import { age, type Clock, exact } from './times.ts';

const TONES: { readonly [trust in Trust]: Tone } = {
  full: 'good',
  begun: 'warn',
  partly: 'warn',
  halfMute: 'bad',
  mute: 'bad',
  none: 'bad',
};

/** A critical alert that nobody answered is as bad as a watch that cannot see. */
export function toneOf({ trust, alerts }: Overview): Tone {
  const open = alerts.filter(({ acknowledged }) => acknowledged === null);
  if (open.some(({ severity }) => severity === 'critical')) return 'bad';
  return TONES[trust] === 'good' && open.some(({ severity }) => severity === 'warning') ? 'warn' : TONES[trust];
}

export const answer = (overview: Overview, clock: Clock): Html => html`
<section id="answer" data-live class="card answer ${toneOf(overview)}" aria-label="In short">
<p>${answerText(
  overview.trust,
  overview.alerts.filter(({ acknowledged }) => acknowledged === null),
)}</p>
<p class="soft">As of ${exact(overview.report.checkedAt, clock)}. ${lastLook(overview, clock)}</p>
${reasons(overview.reasons)}
</section>`;

type Reasons = Overview['reasons'];

/** At once, and unfolded. */
const FIRST_REASONS = 3;

/** Each of what fails; of what only warns, what there is room for. The alerts and the sources say it again. */
function reasons(all: Reasons): Html | string {
  const fails = all.filter(({ level }) => level === 'fail').length;
  const first = all.slice(0, Math.max(fails, FIRST_REASONS));
  const more = all.slice(first.length);
  if (first.length === 0) return '';
  const rest = html`<details id="reasons"><summary>${counted(more.length, 'more reason')}, told below too</summary><ul>${more.map(reason)}</ul></details>`;
  return html`<ul>${first.map(reason)}</ul>${more.length === 0 ? '' : rest}`;
}

/** The check that looked longest ago: what happened since then nobody has seen. */
function lastLook({ checks }: Overview, clock: Clock): Html | string {
  const polled = checks.flatMap(({ title, polledAt }) => (polledAt === null ? [] : [{ title, polledAt }]));
  const oldest = polled.sort((a, b) => ms(a.polledAt) - ms(b.polledAt))[0];
  if (!oldest) return 'No check has looked yet.';
  const missing = checks.length - polled.length;
  const rest = missing === 0 ? '' : html`; ${counted(missing, 'check')} not at all yet`;
  return html`The check that looked longest ago is “${oldest.title}”, ${age(oldest.polledAt, clock)}${rest}.`;
}

const reason = ({ level, what, hint }: Reasons[number]): Html =>
  html`<li><span class="badge ${level === 'fail' ? 'bad' : 'warn'}">${level === 'fail' ? 'fails' : 'warns'}</span> <strong>${sentence(what)}</strong>${hint === '' ? '' : html` <span class="soft">${sentence(hint)}</span>`}</li>`;
