/**
 * The one monitor of this process, and how its runs meet the Functions host: a log line in, an HTTP answer out.
 * Loading this file never throws, whatever the settings.
 */

import type { HttpRequest, HttpResponseInit, InvocationContext, TimerFunctionOptions } from '@azure/functions';
import { openMonitor } from './compose.ts';
import { own } from './core/model/own.ts';
import { type ErrorReport, MonitorError, placeOf, reportOf } from './errors.ts';
import { followProxy } from './proxy.ts';
import { acceptIn, badRequest, bodiless, type HttpAnswer } from './web/answer.ts';
import { linksOf } from './web/page/links.ts';
import { folded, type Parsed, parseNoQuery, parseToken } from './web/query.ts';
import { signedInName } from './web/signed-in.ts';

export { parseListQuery, parseNoQuery, parseStatusQuery } from './web/query.ts';

followProxy(process.env);

export const monitor = openMonitor(process.env);

/** The timer of a check, on its schedule. @throws MonitorError `internal` for a check that has none */
export function pollTimer(check: string): TimerFunctionOptions {
  const schedule = own(monitor.settings.schedules, check);
  if (schedule === undefined) throw new MonitorError('internal', `The check ${check} has no timer`);
  return { schedule, handler: (_timer, context) => runTimer(context, () => monitor.poll(check)) };
}

/** Logs what a run did. One that failed fails its invocation, with the report and never the cause. */
export async function runTimer(
  context: InvocationContext,
  run: () => Promise<{ kind: string; what: string; error?: ErrorReport | null; lines: readonly string[] }>,
): Promise<void> {
  try {
    const { kind, what, error, lines } = await run();
    for (const line of lines) context.log(line);
    if (error) throw new MonitorError(error.code, `${kind === 'unchanged' ? 'unread' : kind}: ${what}`, error);
    context.log(`${kind}: ${what}`);
  } catch (thrown) {
    const report = reportOf(thrown);
    const { code, message, hint } = report;
    const place = placeOf(report);
    context.error(`failed: ${code}: ${message}${place === null ? '' : ` at ${place}`}`, hint);
    throw new MonitorError(code, message, { hint });
  }
}

/** All parameters of the address, names in small letters: the host's own view of them joins repeated ones. */
export const queryOf = ({ url }: HttpRequest): URLSearchParams => folded(new URL(url).searchParams);

/** What the client wants to be answered with. */
export const acceptOf = (request: HttpRequest): string | null =>
  acceptIn(queryOf(request), request.headers.get('accept'));

/** One alert, and an answer to it, by the platform's key. */
export const keyRequest = (request: HttpRequest): Promise<HttpResponseInit> =>
  respond(request, parseNoQuery, (_none, accept) => answered(request, accept, null));

/** The same by the token of a link. */
export const linkRequest = (request: HttpRequest): Promise<HttpResponseInit> =>
  respond(request, parseToken, (token, accept) => answered(request, accept, token));

const answered = async (request: HttpRequest, accept: string | null, token: string | null): Promise<HttpAnswer> =>
  monitor.alert(
    {
      method: request.method,
      id: request.params.id ?? '',
      accept,
      contentType: request.headers.get('content-type'),
      body: request.method === 'POST' ? await request.text() : '',
      signedIn: signedInName(request.headers, process.env),
      status: token === null ? `../${linksOf(queryOf(request)).answer('status')}` : null,
    },
    token,
  );

export function httpResponse(request: HttpRequest, answer: HttpAnswer): HttpResponseInit {
  const { status, headers, body } = request.method === 'HEAD' ? bodiless(answer) : answer;
  return { status, headers: { ...headers }, body };
}

/** Answers a request whose parameters its route understands; any other is the caller's mistake, and said. */
export async function respond<Query>(
  request: HttpRequest,
  parse: (query: URLSearchParams) => Parsed<Query>,
  answer: (query: Query, accept: string | null) => Promise<HttpAnswer>,
): Promise<HttpResponseInit> {
  const parsed = parse(queryOf(request));
  return httpResponse(request, parsed.ok ? await answer(parsed.query, acceptOf(request)) : badRequest(parsed.reason));
}
