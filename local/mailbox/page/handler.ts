/**
 * Serves the pages, and the mails as JSON. A post is accepted only from these very pages (their Origin), so no other
 * site can change the mailbox.
 */
import type { MailService } from '../mail-api.ts';
import { plain, type Reply, type Request } from '../server.ts';
import { type HookMessage, WEBHOOK_PATH } from '../webhook.ts';
import { faultOf } from './fault-section.ts';
import { type Html, type Link, MAIL_HEADERS, PAGE_HEADERS } from './layout.ts';
import { copiesOf, listPage } from './list.ts';
import { mailPage, PARTS } from './mail.ts';
import { webhookPage } from './webhook.ts';

/** What the pages show. */
export interface Shown extends MailService {
  readonly messages: () => readonly HookMessage[];
}

export async function pageAnswer(service: Shown, links: readonly Link[], request: Request): Promise<Reply> {
  const { method, url, headers } = request;
  if (method === 'POST') {
    if (headers.origin === `http://${headers.host}`) return changed(service, url.pathname, request.body);
    return plain(403, 'Only the mailbox itself may change it (Origin header).');
  }
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'No such method here.', { Allow: 'GET, HEAD, POST' });
  return (await page(service, links, url)) ?? plain(404, 'Not found.');
}

async function page(service: Shown, links: readonly Link[], url: URL): Promise<Reply | null> {
  const { pathname } = url;
  if (pathname === '/favicon.ico') return { status: 204, headers: {}, body: '' };
  if (pathname === '/api/mails') return jsonOf({ mails: service.folder.all() });
  if (pathname === WEBHOOK_PATH) return await rendered(webhookPage(service.messages(), links, service.now()));
  if (pathname === '/') return await rendered(listPage(listView(service, links, url)));
  const [, n, isRaw] = /^\/mail\/([1-9]\d{0,8})(\/html)?$/.exec(pathname) ?? [];
  const mail = service.folder.byNumber(Number(n));
  if (!mail) return null;
  if (isRaw) return { status: 200, headers: MAIL_HEADERS, body: mail.html };
  const part = PARTS.find((known) => known === url.searchParams.get('part')) ?? null;
  return await rendered(mailPage({ mail, part, links, now: service.now(), ...placeOf(service, mail.n) }));
}

const listView = ({ folder, faults, now }: MailService, links: readonly Link[], url: URL) => {
  const before = Number(url.searchParams.get('before'));
  return { mails: folder.all(), before: before > 0 ? before : null, faults, links, now: now() };
};

const placeOf = ({ folder }: MailService, n: number) => ({
  copy: copiesOf(folder.all()).get(n) ?? 1,
  hasOlder: folder.byNumber(n - 1) !== undefined,
  hasNewer: folder.byNumber(n + 1) !== undefined,
});

function changed({ faults }: MailService, pathname: string, body: Buffer): Reply {
  const form = new URLSearchParams(body.toString());
  if (pathname === '/faults/remove') {
    faults.remove(Number(form.get('id')));
    return back;
  }
  if (pathname !== '/faults/add') return plain(404, 'Not found.');
  const fault = faultOf(form);
  if (typeof fault === 'string') return plain(400, fault);
  faults.add(fault);
  return back;
}

const back: Reply = { status: 303, headers: { Location: '/#faults' }, body: '' };

const rendered = async (html: Html): Promise<Reply> => ({
  status: 200,
  headers: PAGE_HEADERS,
  body: String(await html),
});

const jsonOf = (value: unknown): Reply => ({
  status: 200,
  headers: {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  },
  body: JSON.stringify(value),
});
