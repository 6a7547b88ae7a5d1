/**
 * Whether every timer has finished a run that began after the last upload, and not long ago: timers can die with a
 * deployment while HTTP lives. Told by telemetry, which is minutes late; "not yet" is never taken for "dead".
 */
import { z } from 'zod';
import { intervalMs } from '../../shared/settings.ts';
import { azOptions } from '../arguments.ts';
import { type Finding, mend, ok, unseen } from './finding.ts';
import { componentId } from './resources.ts';
import type { ListedFunction, Scene, Upload } from './scene.ts';

/** How late telemetry may be. */
const LATE_MS = 10 * 60_000;
/** Telemetry is not kept for ever, and nobody waits for a longer one. */
const LOOK_BACK_MS = 2 * 24 * 3_600_000;

/** Finished runs of one timer that began after the upload. Times in ms. */
export interface Runs {
  readonly newestAt: number;
  readonly runs: number;
  readonly failed: number;
}

export async function lookAtTimers(scene: Scene): Promise<Finding[]> {
  const timers = (await scene.functions()).filter(({ schedule }) => schedule !== null);
  if (timers.length === 0) return [unseen('No timer is loaded, so none has run')];
  const component = await componentId(scene);
  if (component === null)
    return [unseen('The telemetry of the app could not be found', 'See APPLICATIONINSIGHTS_CONNECTION_STRING above')];
  const upload = await scene.upload();
  const runs = await runsSince(scene, component, upload.at);
  return timers.map((timer) => timerFinding(timer, runs.get(timer.name.toLowerCase()), upload, scene));
}

/** A timer that has run since the upload, whatever came of it; null: it cannot be told. For `--wait`. */
export async function timersThatRan(scene: Scene): Promise<{ ran: string[]; waiting: string[] }> {
  const timers = (await scene.functions()).filter(({ schedule }) => schedule !== null).map(({ name }) => name);
  const component = await componentId(scene);
  const runs = component === null ? new Map() : await runsSince(scene, component, (await scene.upload()).at);
  const hasRun = (name: string): boolean => runs.has(name.toLowerCase());
  return { ran: timers.filter(hasRun), waiting: timers.filter((name) => !hasRun(name)) };
}

function timerFinding(
  { name, schedule }: ListedFunction,
  runs: Runs | undefined,
  upload: Upload,
  scene: Scene,
): Finding {
  const now = scene.now();
  const interval = intervalMs(schedule ?? '', new Date(now));
  if (!runs) return noRun(name, now - upload.at > interval + LATE_MS, upload, scene);
  if (runs.failed === runs.runs)
    return mend(
      `${name}: every run since the ${upload.kind} failed`,
      'See the lines below, and the exceptions in Application Insights',
    );
  const age = Math.max(0, now - runs.newestAt);
  if (age > 3 * interval + LATE_MS) return mend(`${name} is silent: its last run began ${ago(age)}`, restart(scene));
  return ok(`${name}: last run began ${ago(age)}, ${runs.runs} since the ${upload.kind}, ${runs.failed} failed`);
}

function noRun(name: string, isDue: boolean, upload: Upload, scene: Scene): Finding {
  const what = `${name} has not run since the ${upload.kind} of ${new Date(upload.at).toISOString()}`;
  return isDue
    ? mend(what, restart(scene))
    : unseen(`${what} yet`, 'Wait for its next run, or use --wait: telemetry is some minutes late');
}

const restart = ({ place }: Scene): string =>
  `az functionapp restart ${azOptions(place)}; if that does not help, upload the package again`;

const ago = (ms: number): string => `${Math.round(ms / 60_000)} min ago`;

/** The names come from Azure and are matched here, so that none gets into the query; the app's own is plain. */
export const runsQuery = (app: string, since: number): string => `requests
| where timestamp > datetime(${new Date(since).toISOString()})
| where cloud_RoleName =~ '${app}'
| summarize newest = max(timestamp), runs = count(), failed = countif(tostring(success) =~ 'false') by name`;

const answerShape = z.object({
  tables: z.array(z.object({ rows: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])) })),
});

async function runsSince(scene: Scene, component: string, uploadAt: number): Promise<Map<string, Runs>> {
  const since = Math.max(uploadAt, scene.now() - LOOK_BACK_MS);
  const body = { query: runsQuery(scene.place.app, since), timespan: `P${LOOK_BACK_MS / (24 * 3_600_000)}D` };
  const answer = await scene.azure.arm.post(`${component}/query?api-version=2018-04-20`, body, answerShape);
  const rows = answer.tables[0]?.rows ?? [];
  return new Map(
    rows.map(([name, newest, runs, failed]) => [name.toLowerCase(), { newestAt: Date.parse(newest), runs, failed }]),
  );
}
