/**
 * `npm run doctor`: what a deployed app still lacks, in the order to fix it, each with the command for it. It only
 * reads. What it may not see is unknown, and is never counted as ok.
 */

import { reportOf } from '../../shared/errors.ts';
import { origin } from '../../shared/settings/endpoints.ts';
import { azOptions, options, PLACE, type Place, placeOf } from '../arguments.ts';
import { type App, findApp } from '../azure/app.ts';
import { identityOf } from '../azure/identity.ts';
import { type Surroundings, signIn } from '../azure/sign-in.ts';
import { EXIT, type ExitCode, UsageError } from '../terminal.ts';
import { type Finding, mend, ok, unseen } from './finding.ts';
import { lookAtGrants } from './grants.ts';
import { lookAtLive } from './live.ts';
import { lookAtMail } from './mail.ts';
import { lookAtPackage } from './package.ts';
import { lookAtReceivers } from './receivers.ts';
import { lookAtRoles } from './roles.ts';
import { type Scene, sceneOf, settingsOf } from './scene.ts';
import { lookAtSettings } from './settings.ts';
import { lookAtTimers } from './timers.ts';
import { lookAtVerdicts } from './verdicts.ts';
import { waitForTimers } from './wait.ts';

export const USAGE = `Usage: npm run doctor -- --app NAME --group RG [--subscription ID]
  --wait         wait until every timer has finished a run that began after the last upload
  --url ORIGIN   where the app answers, if that is not its default host name`;

interface Step {
  readonly name: string;
  readonly look: (scene: Scene) => Promise<Finding[]>;
}

/** In the order to fix: each needs what comes before it. */
const STEPS: readonly Step[] = [
  { name: 'app', look: async (scene) => [lookAtApp(scene)] },
  { name: 'package', look: lookAtPackage },
  { name: 'settings', look: lookAtSettings },
  { name: 'roles', look: lookAtRoles },
  { name: 'grants', look: lookAtGrants },
  { name: 'mail', look: lookAtMail },
  { name: 'live', look: lookAtLive },
  { name: 'timers', look: lookAtTimers },
  { name: 'receivers', look: lookAtReceivers },
  { name: 'verdicts', look: lookAtVerdicts },
];

function lookAtApp({ app, place, identity }: Scene): Finding {
  const { name, location, properties } = app.site;
  if (properties.state.toLowerCase() === 'running') return ok(`${name} runs in ${location} as ${identity.name}`);
  return mend(`${name} is ${properties.state}`, `az functionapp start ${azOptions(place)}`);
}

/** @throws UsageError; MonitorError when nothing could be looked at */
export async function doctor(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  const given = options(args, { ...PLACE, url: { type: 'string' }, wait: { type: 'boolean', default: false } });
  const place = placeOf(given, around.env);
  const url = urlOf(given.url);
  const azure = await signIn(around);
  sayFinding(around, 'sign-in', ok(`tenant ${azure.tenantId}`));
  const scene = async (): Promise<Scene> => openScene(place, url, around, azure);
  if (given.wait) await waitForTimers(scene, around);
  const opened = await scene();
  const found: Finding[] = [];
  for (const { name, look } of STEPS) {
    const findings = await look(opened).catch((error: unknown) => [notSeen(error)]);
    for (const finding of findings) sayFinding(around, name, finding);
    found.push(...findings);
  }
  return conclusion(found, around);
}

async function openScene(
  place: Place,
  url: string | null,
  around: Surroundings,
  azure: Scene['azure'],
): Promise<Scene> {
  const app: App = await findApp(azure, place);
  const settings = settingsOf(azure, app);
  const identity = await identityOf(app, settings);
  const at = url ?? `https://${app.site.properties.defaultHostName}`;
  return sceneOf({ azure, app, place, identity, settings, origin: at, now: around.now });
}

function urlOf(given: string | undefined): string | null {
  const read = given === undefined ? null : origin(given);
  if (read === undefined) throw new UsageError(`--url is "${given}"; expected an https origin without a path`);
  return read;
}

/** Of an error that is not ours, nothing but its kind is said. */
function notSeen(error: unknown): Finding {
  const { message, hint } = reportOf(error);
  return unseen(message, hint);
}

const WORDS = { ok: 'ok', mend: 'FIX', unseen: 'unknown' } as const;

function sayFinding({ say }: Surroundings, name: string, { state, what, todo }: Finding): void {
  say(`${WORDS[state]} ${name}: ${what}`);
  if (todo) say(`-> ${todo}`, 2);
}

function conclusion(found: readonly Finding[], { say }: Surroundings): ExitCode {
  const count = (state: Finding['state']): number => found.filter((one) => one.state === state).length;
  const [toMend, unknown] = [count('mend'), count('unseen')];
  say(`${toMend} to fix, ${unknown} unknown, ${count('ok')} ok`);
  if (toMend > 0) return EXIT.something;
  return unknown > 0 ? EXIT.couldNotLook : EXIT.nothing;
}
