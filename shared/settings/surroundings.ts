/**
 * What is no setting of ours, and decides through whom all is sent and whom the process trusts. Whoever can write the
 * settings of the app can read its tokens on the way by these, so that one is set or changed is told like any setting.
 * Values are never shown: the address of a proxy may hold a password.
 */
import { own } from '../core/model/own.ts';
import type { SettingInEffect } from '../core/model/setting.ts';
import { isProxyAddress, PROXY_NAMES } from '../proxy.ts';
import { hidden, type Reader, type SettingProblem } from './problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const DECIDES: { readonly [name: string]: string } = {
  ...Object.fromEntries(PROXY_NAMES.map((name) => [name, 'through which proxy the app sends'])),
  AZURE_AUTHORITY_HOST: 'where the app signs in',
  languageWorkers__node__arguments: 'what else Node.js runs and trusts',
  languageWorkers__node__defaultExecutablePath: 'what runs in place of Node.js',
  languageWorkers__node__workerDirectory: 'what runs the functions',
  languageWorkers__workersDirectory: 'what runs the functions',
  LD_LIBRARY_PATH: 'what else the process loads',
  LD_PRELOAD: 'what else the process loads',
  NODE_EXTRA_CA_CERTS: 'whose certificates the app trusts',
  NODE_OPTIONS: 'what else Node.js runs and trusts',
  NODE_TLS_REJECT_UNAUTHORIZED: 'whether the app looks at certificates',
  OPENSSL_CONF: 'what the app trusts, and how it encrypts',
  SSL_CERT_DIR: 'whose certificates the app trusts',
  SSL_CERT_FILE: 'whose certificates the app trusts',
  WEBSITE_AUTH_ENABLED: 'whether a request is believed to say who is signed in',
};

const given = (env: Environment, name: string): string =>
  own(env, name)?.trim() || own(env, name.toLowerCase())?.trim() || '';

/**
 * All that is set under a name. The host reads its own in any case, and with colons for its underscores
 * (https://learn.microsoft.com/azure/azure-functions/functions-app-settings#app-setting-considerations).
 */
function allGiven(env: Environment, name: string): string {
  const spelled = (one: string): string => one.toLowerCase().replaceAll(':', '__');
  const values = Object.entries(env).flatMap(([one, value]) => {
    const text = value?.trim() ?? '';
    return text !== '' && spelled(one) === spelled(name) && !isPlatformsNo(name, text) ? [text] : [];
  });
  return [...new Set(values)].sort().join('\n');
}

/** The platform sets it to `False` where it authenticates nobody. */
const isPlatformsNo = (name: string, text: string): boolean =>
  name === 'WEBSITE_AUTH_ENABLED' && text.toLowerCase() !== 'true';

/** @param mark makes the mark of a secret */
export const surroundings = (env: Environment, mark: (secret: string) => string): SettingInEffect[] =>
  Object.entries(DECIDES).map(([name, decides]) => {
    const text = allGiven(env, name);
    const set = text === '' ? null : mark(`${name}=${text}`);
    return { name, decides, value: null, mark: set, wrong: false, usual: null, weaker: false };
  });

export function surroundingProblems(env: Environment, reader: Reader): SettingProblem[] {
  const where = reader === 'app' ? ' in the app settings' : '';
  const proxies = PROXY_NAMES.filter((name) => given(env, name) !== '' && !isProxyAddress(given(env, name)));
  return [
    ...proxies.map((name) =>
      problem(
        name,
        hidden(`${name} is not valid; expected an http or https address, such as http://proxy.contoso.com:8080`),
        `Correct ${name}${where}, or remove it. Until then nothing can be sent.`,
      ),
    ),
    ...(given(env, TLS) === '0'
      ? [
          problem(
            TLS,
            `${TLS} is "0"; expected it not to be set: anyone on the network path can read and forge everything that the app sends and receives`,
            `Remove ${TLS}${where}. Find out who set it: tokens that were sent meanwhile may be in other hands.`,
          ),
        ]
      : []),
  ];
}

const TLS = 'NODE_TLS_REJECT_UNAUTHORIZED';

const problem = (setting: string, what: string, hint: string): SettingProblem => ({
  code: 'config',
  setting,
  what,
  hint,
});
