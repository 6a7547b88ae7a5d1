/** The mail for what the service refused as it was: words of ours alone, as text and as the same text in HTML. */
import { html } from 'hono/html';
import type { Content } from '../../core/model/outbox.ts';
import type { Digest } from '../../core/notify/digest.ts';
import { plainDigest } from '../../core/notify/plain.ts';
import { labelOf } from './alert-view.ts';
import type { RenderOptions } from './view.ts';

export function renderPlainMail(digest: Digest, { publicUrl }: RenderOptions): Content {
  const where = publicUrl === null ? 'GET /api/drift of the app' : `${publicUrl}/api/status#history`;
  const { severity, counts, lines } = plainDigest(digest, where);
  return inLines(`[${labelOf({ kind: 'event', severity })}] Writeback Watch: ${counts}, see the app`, lines);
}

/** @param lines of ours alone */
export function inLines(subject: string, lines: readonly string[]): Content {
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head><body>${lines.map((line) => html`<p>${line}</p>`)}</body></html>
`;
  return { subject, text: `${lines.join('\n')}\n`, html: String(body) };
}
