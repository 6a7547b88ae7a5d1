/** Asks the app something over HTTP, in bounded time. That it does not answer is an answer. */
const LIMIT_MS = 30_000;

/** One GET of the app. Null: no answer in time. */
export async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response | null> {
  try {
    return await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
  } catch {
    return null;
  }
}
