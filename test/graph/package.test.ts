/** Pins what our middleware relies on in the published client package, and why the query is kept away from it. */
import { Client, type Context, GraphClientError, ResponseType } from '@microsoft/microsoft-graph-client';
import { describe, expect, it } from 'vitest';

class Marker {
  readonly text = 'found';
}

const requestOf = (path: string, execute: (context: Context) => Promise<void>) =>
  Client.initWithMiddleware({ middleware: { execute }, baseUrl: 'http://127.0.0.1:1' })
    .api(path)
    .version('beta')
    .headers({ ConsistencyLevel: 'eventual' })
    .middlewareOptions([new Marker()])
    .responseType(ResponseType.RAW);

async function seenOf(path: string): Promise<Context> {
  let seen: Context | undefined;
  await requestOf(path, async (context) => {
    seen = context;
    context.response = new Response('{}');
  }).get();
  return seen as Context;
}

describe('the client package 3.0.7', () => {
  it('builds origin, version and path, and hands on headers and our own options', async () => {
    const seen = await seenOf("/servicePrincipals(appId='1')/appRoleAssignedTo");
    expect(seen.request).toBe("http://127.0.0.1:1/beta/servicePrincipals(appId='1')/appRoleAssignedTo");
    expect(seen.options).toEqual({ method: 'GET', headers: { ConsistencyLevel: 'eventual' } });
    expect(seen.middlewareControl?.getMiddlewareOptions(Marker)).toMatchObject({ text: 'found' });
  });

  it('gives the raw response whatever its status and content type', async () => {
    const request = requestOf('/x', async (context) => {
      context.response = new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } });
    });
    expect(await (await request.get()).text()).toBe('<html>');
  });

  it('lets a GraphClientError through untouched and repacks every other error without its cause', async () => {
    const carrier = new GraphClientError();
    const throwing = (error: Error) => requestOf('/x', () => Promise.reject(error));
    await expect(throwing(carrier).get()).rejects.toBe(carrier);
    const repacked = throwing(new TypeError('fetch failed', { cause: new Error('ECONNRESET') })).get();
    await expect(repacked).rejects.toMatchObject({ statusCode: -1, code: 'TypeError' });
    await expect(repacked).rejects.not.toHaveProperty('cause');
  });

  it('reorders a query and takes https:// in a value for a host, so it is never given one', async () => {
    expect((await seenOf('/a?skip=1&$top=2')).request).toBe('http://127.0.0.1:1/beta/a?$top=2&skip=1');
    const lost = String((await seenOf("/a?$filter=x eq 'https://h/v/y'")).request);
    expect(lost.startsWith('http://127.0.0.1:1/beta/a')).toBe(false);
  });
});
