/** What faults do to the text of an answer that was right. */
import type { Fault, TimeForm } from './faults.ts';
import type { Reply } from './reply.ts';

/** Raw text stands for itself; anything else is sent as JSON. */
export function faultyReply(reply: Reply, fault: Fault | null): Reply {
  if (fault?.kind === 'html') {
    const headers = { 'Content-Type': 'text/html' };
    return { status: fault.status ?? 200, headers, body: '<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1>' };
  }
  if (fault?.kind === 'times') return { ...reply, body: otherTimes(reply.body, fault.times ?? 'no zone') };
  if (fault?.kind !== 'truncated') return reply;
  const text = JSON.stringify(reply.body);
  return { ...reply, body: text.slice(0, Math.floor(text.length / 2)) };
}

/** In a step of a batch, where what is no JSON is a text in base64. Null: the batch has no answer for it. */
export function faultyStep(reply: Reply, fault: Fault | null): Reply | null {
  if (fault?.kind === 'missing') return null;
  if (fault?.kind === 'times') return faultyReply(reply, fault);
  const { body, ...rest } = faultyReply(reply, fault);
  return { ...rest, body: body !== reply.body ? Buffer.from(String(body)).toString('base64') : body };
}

/** Whole values alone: a next link with a time in it stays. */
const TIME = /"(\d{4}-\d\d-\d\dT[\d:.]+)Z"/g;

const otherTimes = (body: unknown, form: TimeForm): unknown =>
  JSON.parse(JSON.stringify(body).replace(TIME, (_, time: string) => `"${FORMS[form](time)}"`));

const FORMS: { readonly [form in TimeForm]: (time: string) => string } = {
  'no zone': (time) => time,
  offset: (time) => new Date(Date.parse(`${time}Z`) + OFFSET_MS).toISOString().replace('Z', '+02:00'),
  'year 1': () => '0001-01-01T00:00:00Z',
  'no time': () => 'soon',
};

const OFFSET_MS = 2 * 3600_000;
