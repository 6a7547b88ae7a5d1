/**
 * Behind a proxy: `HTTPS_PROXY` alone is for all that leaves this process. The SDKs read it by themselves; here `fetch`, by
 * which Graph is read and webhooks are posted, is made to follow. What is near is asked directly, whatever is set: the
 * endpoint of the app's identity takes a secret, which is nobody's on the way.
 */

import http from 'node:http';
import { own } from './core/model/own.ts';

type Environment = Record<string, string | undefined>;

const NEAR = ['localhost', '127.0.0.1', '169.254.169.254'];

/** Of this process, as `fetch` is. */
let followed: { readonly direct: readonly string[] } | null = null;

/**
 * Called once, before anything is sent. A proxy that is no address changes nothing: the SDKs refuse it, and settings say so.
 *
 * @param env its `NO_PROXY` is completed, for the SDKs
 */
export function followProxy(env: Environment): void {
  const proxy = proxyIn(env);
  // Before Node.js 24.14 `fetch` follows by NODE_USE_ENV_PROXY alone.
  if (proxy === null || !('setGlobalProxyFromEnv' in http)) return;
  const named = listed(given(env, 'NO_PROXY'));
  if (named.includes('*')) return;
  const direct = [...named, ...NEAR, ...hostOf(env.IDENTITY_ENDPOINT)];
  env.NO_PROXY = [...new Set(direct)].join(',');
  // Not for plain http, which settings admit on this machine alone.
  http.setGlobalProxyFromEnv({ https_proxy: proxy, no_proxy: env.NO_PROXY });
  followed = { direct };
}

/** Whether `fetch` asks a proxy for what is at the address. */
export function isProxied(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  const isDirect = (pattern: string): boolean => `.${hostname}`.endsWith(`.${bare(pattern)}`);
  return protocol === 'https:' && followed !== null && !followed.direct.some(isDirect);
}

/** What the proxy answered when it was asked for a tunnel, such as 407; null: it was not the proxy that failed. */
export function proxyStatus(thrown: unknown): number | null {
  if (!(thrown instanceof Error)) return null;
  const status = /^Proxy response \((\d{3})\)/.exec(thrown.message)?.[1];
  return status === undefined ? proxyStatus(thrown.cause) : Number(status);
}

export const PROXY_HINT =
  'Check that the proxy in HTTPS_PROXY runs and lets this app through. NO_PROXY names the hosts that need no proxy.';

/** In the order in which the SDKs look for one. */
export const PROXY_NAMES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'] as const;

export const isProxyAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** As the SDKs choose it. */
function proxyIn(env: Environment): string | null {
  const proxy = PROXY_NAMES.map((name) => given(env, name)).find((text) => text !== '');
  return proxy !== undefined && isProxyAddress(proxy) ? proxy : null;
}

const given = (env: Environment, name: string): string => own(env, name) || own(env, name.toLowerCase()) || '';

const listed = (list: string): string[] => list.split(/[\s,]+/).filter((one) => one !== '');

function hostOf(address: string | undefined): string[] {
  const host = URL.parse(address ?? '')?.hostname;
  return host ? [host] : [];
}

/** `*.contoso.com`, `.contoso.com` and `contoso.com:443` are all of `contoso.com`. */
const bare = (pattern: string): string =>
  pattern
    .replace(/^\*?\./, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
