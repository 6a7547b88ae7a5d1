/**
 * Renders the periodic summary as a mail. Pure. The subject is one bounded line that says by itself whether anything is
 * wrong, so that it need not be opened.
 */
import type { Content } from '../../../core/model/outbox.ts';
import type { Summary } from '../../../core/model/summary.ts';
import { shortenedWords } from '../../../core/text/neutral.ts';
import { inLines } from '../plain.ts';
import type { RenderOptions } from '../view.ts';
import { frameOf } from './frame.ts';
import { summaryHtml } from './html.ts';
import { summaryText } from './text.ts';

const MOST_SUBJECT = 150;
const MOST_WATCH = 40;

export function renderSummary(summary: Summary, now: number, options: RenderOptions): Content {
  const frame = frameOf(summary, options);
  const clock = { now, zone: options.zone };
  const subject = subjectOf(summary, frame.watch);
  return { subject, text: summaryText(summary, frame, clock), html: summaryHtml(summary, frame, subject, clock) };
}

/** "[Summary] Contoso: You can trust the watch, and nothing is wrong." */
function subjectOf({ answer }: Summary, watch: string): string {
  const start = `[Summary] ${shortenedWords(watch, MOST_WATCH)}: `;
  return `${start}${shortenedWords(answer, MOST_SUBJECT - start.length)}`;
}

/** In words of ours alone. */
export function renderPlainSummary({ answer, tenant, slot }: Summary, { publicUrl }: RenderOptions): Content {
  const where = publicUrl === null ? 'GET /api/status of the app' : `${publicUrl}/api/status`;
  return inLines('[Summary] Writeback Watch', [
    'The service refused the summary with its text, so this one holds no text of the tenant.',
    `In one sentence: ${answer}`,
    `It was due at ${slot}.`,
    `What it would say: ${where}`,
    `Tenant: ${tenant.id}`,
  ]);
}
