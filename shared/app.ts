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
import { folded, type Parsed, parseNoQuery } from './web/query.ts';

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

/** @param token from the path of a link; null: the platform asks for its key */
export const answerRequest = (request: HttpRequest, token: string | null): Promise<HttpResponseInit> =>
  respond(request, parseNoQuery, async (_none, accept) =>
    monitor.alert(
      {
        method: request.method,
        id: request.params.id ?? '',
        accept,
        contentType: request.headers.get('content-type'),
        body: request.method === 'POST' ? await request.text() : '',
        signedIn: signedInName(request),
      },
      token,
    ),
  );

/**
 * The platform sets this header, and this setting where it does; elsewhere anybody can send the header. Whether Flex
 * Consumption sets the setting is unconfirmed: without it a name counts as typed.
 */
const signedInName = ({ headers }: HttpRequest): string | null =>
  process.env.WEBSITE_AUTH_ENABLED === 'True' ? headers.get('x-ms-client-principal-name') : null;

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
