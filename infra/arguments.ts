/** What a person says to `grant` and `doctor`: which app, and what is special about it. Reads no setting of the app. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './terminal.ts';

/** Which app. `subscription` null: look in all that the sign-in sees. */
export interface Place {
  readonly app: string;
  readonly group: string;
  readonly subscription: string | null;
}

/** Given by name, and part of an ARM path: nothing else may get in there. */
const APP = /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/;
const GROUP = /^[\p{L}\p{N}_().-]{1,90}$/u;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws UsageError for an option that is not known or has no value */
export function options<const T extends ParseArgsOptionsConfig>(args: readonly string[], known: T) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const PLACE = {
  app: { type: 'string' },
  group: { type: 'string' },
  subscription: { type: 'string' },
} as const;

interface Given {
  readonly app?: string | undefined;
  readonly group?: string | undefined;
  readonly subscription?: string | undefined;
}

/** @throws UsageError naming the option */
export function placeOf({ app, group, subscription }: Given, env: NodeJS.ProcessEnv): Place {
  return {
    app: valid('--app', app, APP, 'the name of the function app'),
    group: valid('--group', group, GROUP, 'the name of its resource group'),
    subscription: optionalGuid('--subscription', subscription || env.AZURE_SUBSCRIPTION_ID, 'the id of a subscription'),
  };
}

export function optionalGuid(option: string, given: string | undefined, what: string): string | null {
  return given ? valid(option, given, GUID, `${what}, a GUID`).toLowerCase() : null;
}

function valid(option: string, given: string | undefined, form: RegExp, what: string): string {
  if (given !== undefined && form.test(given)) return given;
  throw new UsageError(`${option} ${given === undefined ? 'is missing' : `is "${given}"`}; expected ${what}`);
}

const quoted = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text}'`);

/** The app as the options of an `az` command, for commands that a person is told to run. */
export const azOptions = ({ app, group }: Place): string => `--resource-group ${quoted(group)} --name ${app}`;

/** The app as the options of our own commands. */
export function again({ app, group, subscription }: Place): string {
  const place = `--app ${app} --group ${quoted(group)}`;
  return subscription === null ? place : `${place} --subscription ${subscription}`;
}
