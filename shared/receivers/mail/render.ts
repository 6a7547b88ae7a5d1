/**
 * Renders one digest as subject, text and HTML. Pure: the same digest at the same time is the same mail.
 * Every text is neutral before it gets here (view.ts); the subject is one line of bounded length.
 */
import type { Content } from '../../core/model/outbox.ts';
import type { Digest } from '../../core/notify/digest.ts';
import { shortenedWords } from '../../core/text/neutral.ts';
import { htmlOf } from './html.ts';
import { plainText } from './text.ts';
import { labelOf, type RenderOptions, titleOf, viewOf } from './view.ts';

export type { RenderOptions } from './view.ts';

const MOST_SUBJECT = 150;
const MOST_WATCH = 40;

/** @param now the time against which ages are told */
export function renderMail(digest: Digest, now: number, options: RenderOptions): Content {
  const view = viewOf(digest, now, options);
  const subject = subjectOf(digest, view.watch);
  return { subject, text: plainText(view), html: htmlOf(view, subject) };
}

/** "[Critical] Contoso: Password writeback was turned on +2 more" */
function subjectOf({ alerts }: Digest, watch: string): string {
  const [first] = alerts;
  const start = `[${first ? labelOf(first) : 'Info'}] ${shortenedWords(watch, MOST_WATCH)}: `;
  const end = alerts.length > 1 ? ` +${alerts.length - 1} more` : '';
  const title = first ? titleOf(first) : 'nothing to tell';
  return `${start}${shortenedWords(title, MOST_SUBJECT - start.length - end.length)}${end}`;
}
