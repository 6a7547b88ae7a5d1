/** What the doctor looks at: the app, its identity, and what several steps need, each asked for once. Reading only. */
import { z } from 'zod';
import type { Place } from '../arguments.ts';
import { type App, below } from '../azure/app.ts';
import { type AppSettings, appSettings, type Identity } from '../azure/identity.ts';
import { isRefusal, unusable } from '../azure/refusal.ts';
import type { Azure } from '../azure/sign-in.ts';
import { askStatus } from './status.ts';

export interface ListedFunction {
  readonly name: string;
  readonly isDisabled: boolean;
  /** NCRONTAB; null: no timer. */
  readonly schedule: string | null;
}

export interface Scene {
  readonly azure: Azure;
  readonly app: App;
  readonly place: Place;
  readonly identity: Identity;
  /** Where the app answers, without a slash at its end. */
  readonly origin: string;
  readonly now: () => number;
  readonly settings: () => Promise<AppSettings>;
  readonly functions: () => Promise<readonly ListedFunction[]>;
  readonly upload: () => Promise<Upload>;
  readonly status: () => ReturnType<typeof askStatus>;
}

/** When what runs now was put there. `kind` `change`: no upload is on record, so the last change of the app counts. */
export interface Upload {
  readonly at: number;
  readonly kind: 'upload' | 'change';
}

/** @param app as found; `settings` as they were read already, if they were */
export function sceneOf(parts: Omit<Scene, 'functions' | 'upload' | 'status'>): Scene {
  const { azure, app } = parts;
  return {
    ...parts,
    functions: once(() => listedFunctions(azure, app)),
    upload: once(() => lastUpload(azure, app)),
    status: once(() => askStatus(parts)),
  };
}

/** Asked for once, failures too. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

export const settingsOf = (azure: Azure, app: App): (() => Promise<AppSettings>) =>
  once(() => appSettings(azure.arm, app));

const functionShape = z.object({
  name: z.string(),
  properties: z.object({
    isDisabled: z.boolean().nullish(),
    config: z
      .object({ bindings: z.array(z.object({ type: z.string(), schedule: z.string().nullish() })).nullish() })
      .nullish(),
  }),
});

async function listedFunctions({ arm }: Azure, app: App): Promise<ListedFunction[]> {
  const listed = await arm.list(below(app, 'functions'), functionShape);
  return listed.map(({ name, properties: { isDisabled, config } }) => ({
    // Azure names it app/function.
    name: name.split('/').at(-1) ?? name,
    isDisabled: isDisabled ?? false,
    schedule: config?.bindings?.find(({ type }) => type.toLowerCase() === 'timertrigger')?.schedule ?? null,
  }));
}

const deploymentShape = z.object({
  properties: z.object({ status: z.number().nullish(), end_time: z.string().nullish() }),
});
/** Kudu's word for a deployment that went through. */
const SUCCESS = 4;

/** Azure leaves the zone out of times that it calls UTC. */
const utc = (time: string): number => Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`);

/** No record of uploads is an answer of Azure; that the record could not be read is an error like any other. */
async function uploadsOf({ arm }: Azure, path: string): Promise<z.infer<typeof deploymentShape>[]> {
  try {
    return await arm.list(path, deploymentShape);
  } catch (thrown) {
    if (isRefusal(thrown, 404)) return [];
    throw thrown;
  }
}

/** @throws MonitorError also when Azure names neither an upload nor a change: then no run is known to be younger */
async function lastUpload(azure: Azure, app: App): Promise<Upload> {
  const path = below(app, 'deployments');
  const ends = (await uploadsOf(azure, path)).flatMap(({ properties: { status, end_time } }) =>
    status === SUCCESS ? [Date.parse(end_time ?? '')] : [],
  );
  const at = Math.max(...ends.filter(Number.isFinite));
  if (Number.isFinite(at)) return { at, kind: 'upload' };
  const changed = utc(app.site.properties.lastModifiedTimeUtc ?? '');
  if (Number.isFinite(changed)) return { at: changed, kind: 'change' };
  throw unusable('Azure', path, 'no upload, and the app has no time of its last change');
}
