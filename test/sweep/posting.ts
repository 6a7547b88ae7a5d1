/**
 * A person who answers an alert, by the function key or by the link of a mail. Which alert is looked up beforehand, past
 * the process that gets the answer, so that its calls alone meet faults.
 */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { Monitor } from '../../shared/compose.ts';
import type { Stage } from './stage.ts';

export interface Posting {
  /** The rule of the alert that is answered. */
  readonly answers: string;
  readonly by: string;
  readonly action?: 'acknowledge' | 'snooze' | 'reopen';
  /** Ends so many minutes after the beginning of the world. */
  readonly until?: string;
  /** By the newest link to it that was mailed; else by the key. */
  readonly byLink?: true;
}

/** `failed`: it was told that it could not be stored, whatever became of it. */
export interface Posted {
  readonly kind: 'stored' | 'same' | 'worse' | 'gone' | 'failed' | 'refused';
  readonly what: string;
}

const KINDS: { readonly [status: number]: Posted['kind'] } = {
  403: 'refused',
  404: 'gone',
  409: 'worse',
  410: 'gone',
};

export async function post(stage: Stage, watch: Monitor, posting: Posting): Promise<Posted> {
  const { answers, by, action = 'acknowledge', until, byLink } = posting;
  const id = await idOf(stage, answers);
  const token = byLink ? tokenFor(stage, id) : null;
  const body = JSON.stringify({ action, by, why: 'known', ...(until && { until }) });
  return postTo(watch, id, body, token);
}

export async function postTo(watch: Monitor, id: string, text: string, token: string | null): Promise<Posted> {
  const request = { method: 'POST', id, accept: null, contentType: 'application/json', signedIn: null, body: text };
  const { status, body } = await watch.alert(request, token);
  const what = `${status} ${body}`;
  if (status !== 200) return { kind: KINDS[status] ?? 'failed', what };
  return { kind: (JSON.parse(body) as { stored: boolean }).stored ? 'stored' : 'same', what };
}

/** Of an open alert, or of one that was answered. */
export async function idOf(stage: Stage, rule: string): Promise<string> {
  const watch = stage.watch();
  const { openAlerts } = JSON.parse((await watch.status(false)).body) as { openAlerts: { id: string }[] };
  const isOfRule = (id: string) => id.startsWith(`${rule}~`);
  const open = openAlerts.find(({ id }) => isOfRule(id));
  if (open) return open.id;
  const { body } = await watch.drift(new URLSearchParams('limit=1000'), null);
  const { items } = JSON.parse(body) as { items: { source: string; key: string }[] };
  const answered = items.find(({ source, key }) => source === 'answers' && isOfRule(key));
  if (!answered) throw new Error(`no alert of the rule ${rule}`);
  return answered.key;
}

const LINK = /\/api\/alerts\/([^/\s]+)\/answer\?token=([^\s]+)/g;

const linksIn = (mails: readonly StoredMail[]): { readonly id: string; readonly token: string }[] =>
  mails.flatMap(({ text }) => [...text.matchAll(LINK)]).map(([, id = '', token = '']) => ({ id, token }));

function tokenFor(stage: Stage, alertId: string): string {
  const found = linksIn(stage.everMailed()).findLast(({ id }) => id === alertId);
  if (!found) throw new Error(`no link to ${alertId} was mailed`);
  return found.token;
}

/** Links that were mailed and do not open their alert. */
export async function brokenLinks(stage: Stage): Promise<string[]> {
  const broken: string[] = [];
  for (const { id, token } of linksIn(stage.mails())) {
    const request = { method: 'GET', id, accept: null, contentType: null, signedIn: null, body: '' };
    const { status } = await stage.watch().alert(request, token);
    if (status !== 200 && status !== 404) broken.push(`the link to ${id} answers ${status}`);
  }
  return broken;
}
