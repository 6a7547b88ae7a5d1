/**
 * `$batch`: up to 20 GETs with unique ids and relative urls, each answered on its own, in any order. A malformed
 * batch is refused whole. The words of those refusals are not documented.
 */
import { z } from 'zod';
import type { Fault } from './faults.ts';
import { faultyStep } from './faulty-reply.ts';
import type { GraphRequest } from './graph-request.ts';
import { shuffled } from './random.ts';
import { badRequest, GraphRefusal, jsonReply, type Reply } from './reply.ts';
import type { World } from './world.ts';

const MAX_STEPS = 20;

const Batch = z.strictObject({
  requests: z.array(
    z.strictObject({
      id: z.string().min(1),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

type Step = z.infer<typeof Batch>['requests'][number];
type AnswerRequest = (world: World, request: GraphRequest, fault: Fault | null) => Reply;

/** @throws GraphRefusal 400 for a malformed batch */
export function answerBatch(world: World, request: GraphRequest, answer: AnswerRequest): Reply {
  if (request.method !== 'POST') throw badRequest('Specified HTTP method is not allowed for the request target.');
  const steps = stepsOf(request.body);
  const responses = steps.flatMap((step) => {
    const reply = answerStep(world, request, step, answer);
    return reply ? [{ id: step.id, ...reply }] : [];
  });
  return jsonReply({ responses: shuffled(responses, Math.floor(world.random() * 2 ** 31), ({ id }) => id) });
}

function stepsOf(body: string): readonly Step[] {
  const batch = Batch.safeParse(parsed(body));
  if (!batch.success) throw badRequest(`Invalid batch payload format: ${z.prettifyError(batch.error)}`);
  const steps = batch.data.requests;
  if (steps.length > MAX_STEPS) throw badRequest('Number of batch request steps exceeds the maximum value of 20.');
  if (steps.length === 0) throw badRequest('Invalid batch payload format: no requests.');
  // Ids are compared without case (the page on JSON batching).
  if (new Set(steps.map(({ id }) => id.toLowerCase())).size < steps.length) {
    throw badRequest('Duplicate request ids in the batch.');
  }
  const absolute = steps.find(({ url }) => !/^\/?[A-Za-z$]/.test(url) || url.includes('://'));
  if (absolute)
    throw new GraphRefusal(400, 'BadRequest', `Invalid request url '${absolute.url}': it must be relative.`);
  return steps;
}

/** Null: the batch has no answer for it. */
function answerStep(world: World, batch: GraphRequest, step: Step, answer: AnswerRequest): Reply | null {
  const [path = '', query = ''] = split(step.url.startsWith('/') ? step.url : `/${step.url}`);
  const params = new URLSearchParams(query);
  const isEventual = Object.entries(step.headers ?? {}).some(
    ([name, value]) => name.toLowerCase() === 'consistencylevel' && value.toLowerCase() === 'eventual',
  );
  const request = { ...batch, method: step.method, path, params, body: '', step: true, isEventual };
  const shownQuery = query === '' ? '' : `?${[...params].map((pair) => pair.join('=')).join('&')}`;
  const laterPage = params.has('$skiptoken');
  const fault = world.faults.take({ path, query: shownQuery, step: true, laterPage });
  const reply = answer(world, request, fault);
  const at = new Date(world.clock()).toISOString();
  const shownPath = `/${batch.version}${path}${shownQuery}`;
  world.requests.add({ at, method: step.method, path: shownPath, status: reply.status, step: true });
  return faultyStep(reply, fault);
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
