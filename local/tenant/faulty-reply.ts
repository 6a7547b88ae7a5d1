/** What faults do to the text of an answer that was right. */
import type { Fault } from './faults.ts';
import type { Reply } from './reply.ts';

/** Raw text stands for itself; anything else is sent as JSON. */
export function faultyReply(reply: Reply, fault: Fault | null): Reply {
  if (fault?.kind === 'html') {
    const headers = { 'Content-Type': 'text/html' };
    return { status: fault.status ?? 200, headers, body: '<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1>' };
  }
  if (fault?.kind !== 'truncated') return reply;
  const text = JSON.stringify(reply.body);
  return { ...reply, body: text.slice(0, Math.floor(text.length / 2)) };
}

/** In a step of a batch, where what is no JSON is a text in base64. Null: the batch has no answer for it. */
export function faultyStep(reply: Reply, fault: Fault | null): Reply | null {
  if (fault?.kind === 'missing') return null;
  const { body, ...rest } = faultyReply(reply, fault);
  return { ...rest, body: body !== reply.body ? Buffer.from(String(body)).toString('base64') : body };
}
