/** The second door to the HTTP front, for tests: the same answers as over the socket, without one. */
import type { HttpFront } from './http-message.ts';

/** What `fetch` would answer for that URL; redirects are given back, not followed. */
export async function fetchWithoutSocket(answer: HttpFront, url: URL, init?: RequestInit): Promise<Response> {
  const request = new Request(url, init);
  const headers = { host: url.host, ...Object.fromEntries(request.headers) };
  const body = Buffer.from(await request.arrayBuffer());
  const {
    status,
    headers: given,
    body: bytes,
  } = await answer({ method: request.method, url: url.href, headers, body });
  const isBodyless = status === 204 || status === 304 || request.method === 'HEAD';
  return new Response(isBodyless ? null : new Uint8Array(bytes), { status, headers: given.map(([k, v]) => [k, v]) });
}
