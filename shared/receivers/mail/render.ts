/**
 * Renders one digest as subject, text and HTML. Pure: the same digest at the same time is the same mail.
 * Every text is neutral before it gets here (view.ts); how much of it there is room for is decided in fit.ts.
 */
import type { Content } from '../../core/model/outbox.ts';
import type { Digest } from '../../core/notify/digest.ts';
import type { Telling } from '../../core/notify/tellings.ts';
import { fitting } from './fit.ts';
import { htmlOf } from './html.ts';
import { subjectOf } from './subject.ts';
import { plainText } from './text.ts';
import { type RenderOptions, viewOf } from './view.ts';

export type { RenderOptions } from './view.ts';

/** @param now the time against which ages are told */
export function renderMail(digest: Digest, now: number, options: RenderOptions): Content {
  return fitting(digest, (parts) => {
    const view = viewOf(digest, parts, now, options);
    const subject = subjectOf(parts.all, view.watch);
    return { subject, text: plainText(view), html: htmlOf(view, subject), ...threadOf(parts.all[0], digest.tenant.id) };
  });
}

/** No address: the domain is reserved for what never exists. Names of the tenant in an id leave nothing but letters. */
const threadOf = (first: Telling | undefined, tenantId: string): Pick<Content, 'thread'> =>
  first ? { thread: `<${harmless(first.id)}@${harmless(tenantId)}.writeback-watch.invalid>` } : {};

const harmless = (id: string): string =>
  id
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(-120);
