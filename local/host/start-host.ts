/**
 * A Functions host for one machine: any app of the Node v4 model with timers and HTTP runs in it unchanged.
 * Written against the published `@azure/functions-core` contract, not against our functions. What it does not do:
 * other triggers (refused at start), hooks and retry policies (said in the log, not run), HTTP streaming (refused).
 * One host per process at a time: the library knows only one.
 */
import { randomBytes } from 'node:crypto';
import { MonitorError } from '../../shared/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import type { TypedData } from './contract.ts';
import { type CoreModule, coreModule } from './core-module.ts';
import { fetchWithoutSocket } from './fetch.ts';
import { readHostJson } from './host-json.ts';
import { httpFront } from './http.ts';
import type { HttpFront } from './http-message.ts';
import { createInvoker, type Invoker } from './invoke.ts';
import { type LoadedApp, loadApp } from './load-app.ts';
import { logLine } from './log.ts';
import { parseSchedule, resolveSettings } from './ncrontab.ts';
import { fileMonitor, forgetfulMonitor, type ScheduleMonitor } from './schedule-monitor.ts';
import { type LoopbackServer, listen } from './server.ts';
import { createTimer, type RunningTimer } from './timer.ts';
import { type HostedFunction, type HttpTrigger, hostedFunction, refused, type TimerTrigger } from './triggers.ts';

export interface HostOptions {
  /** Path of an entry file, or of a folder whose `*.ts` files are imported in the order of their names. */
  readonly app: string;
  /** 7071 unless given; 0 takes any free port; null opens no socket, so that only `fetch` reaches the functions. */
  readonly port?: number | null;
  /** How the user chooses another port, as the message for a taken port says it. */
  readonly portSetting?: string;
  /** Opens functions of the levels `function` and `admin`. Random unless given. */
  readonly key?: string;
  /** Whether timers follow their schedules; `runTimer` works either way. True unless given. */
  readonly timers?: boolean;
  /**
   * Where it is kept when timers ran, so that a slot missed while no host ran is caught up at the start. Unless given,
   * every start is the first. Two hosts must not share a folder.
   */
  readonly timersFolder?: string;
  /** App settings for `%NAME%` in schedules; the environment unless given. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Gets finished log lines, harmless to a terminal; standard output unless given. */
  readonly log?: (line: string) => void;
  /** How long `close` waits for running invocations, in ms; 10 s unless given. */
  readonly closeWithinMs?: number;
}

export interface HostedFunctionInfo {
  readonly name: string;
  readonly type: 'timer' | 'http';
  /** HTTP: the path template with its prefix. */
  readonly route?: string;
  /** Timer: NCRONTAB, settings put in. */
  readonly schedule?: string;
}

export interface LocalHost {
  /** Origin without a slash at its end. */
  readonly url: string;
  readonly key: string;
  readonly functions: readonly HostedFunctionInfo[];
  /** Runs a timer now and waits for its end. Rejects with what the function threw, or for an unknown name. */
  runTimer(name: string): Promise<void>;
  /** The same answer as over the socket, without one. A path is taken as below `url`. */
  fetch(pathOrUrl: string, init?: RequestInit): Promise<Response>;
  /** Stops the timers, waits for what runs, ends the connections. */
  close(): Promise<void>;
}

/** @throws MonitorError `config` for a taken port or an app that cannot be hosted; whatever the app throws at import. */
export async function startHost(options: HostOptions): Promise<LocalHost> {
  const core = coreModule();
  if (core.isHosting) throw new MonitorError('config', 'A host runs in this process already: close it first');
  core.isHosting = true;
  try {
    return await assemble(options, core);
  } catch (error) {
    release(core);
    throw error;
  }
}

function release(core: CoreModule): void {
  core.isHosting = false;
  core.log = () => {};
}

async function assemble(options: HostOptions, core: CoreModule): Promise<LocalHost> {
  const { clock = systemClock, log = console.log, key = randomBytes(24).toString('base64url') } = options;
  core.log = hostLog(clock, log);
  const app = await loadApp(options.app, core);
  const { routePrefix, functionTimeoutMs } = await readHostJson(app.folder);
  const functions = await vetted(app, core);
  const invoker = createInvoker({ model: app.model, clock, timeoutMs: functionTimeoutMs, log });
  const complain = (message: string): void => core.log('error', 'system', message);
  const monitor = options.timersFolder === undefined ? forgetfulMonitor : fileMonitor(options.timersFolder, complain);
  const { invoke } = invoker;
  const timerHost = { invoke, clock, monitor, settings: options.settings ?? process.env };
  const timers = functions.filter(isTimer).map((fn) => prepareTimer(fn, timerHost));
  const answer = httpFront({ functions: functions.filter(isHttp), routePrefix, key, invoke, complain });
  const server = await openServer(options, answer);
  if (options.timers !== false) for (const { timer } of timers) timer.start();
  const url = server?.url ?? 'http://127.0.0.1';
  return {
    url,
    key,
    functions: functions.map((fn) => described(fn, routePrefix, timers)),
    runTimer: (name) => runTimer(timers, name),
    fetch: (pathOrUrl, init) => fetchWithoutSocket(answer, new URL(pathOrUrl, url), init),
    close: once(() => shutDown({ core, timers, server, invoker, withinMs: options.closeWithinMs ?? 10_000 })),
  };
}

function hostLog(clock: Clock, log: (line: string) => void): CoreModule['log'] {
  return (level, _category, message) => {
    const line = logLine({ atMs: clock.now(), level, message });
    if (line !== null) log(line);
  };
}

async function runTimer(timers: readonly PreparedTimer[], name: string): Promise<void> {
  const found = timers.find(({ fn }) => fn.name === name);
  if (found === undefined) throw new RangeError(`There is no timer ${name}`);
  await found.timer.fire();
}

interface Running {
  readonly core: CoreModule;
  readonly timers: readonly PreparedTimer[];
  readonly server: LoopbackServer | null;
  readonly invoker: Invoker;
  readonly withinMs: number;
}

async function shutDown({ core, timers, server, invoker, withinMs }: Running): Promise<void> {
  for (const { timer } of timers) timer.stop();
  server?.stop();
  const left = await invoker.idle(withinMs);
  if (left.length > 0) core.log('warning', 'system', `Closed while these were running: ${left.join(', ')}`);
  await server?.close();
  release(core);
}

const isTimer = (fn: HostedFunction): fn is HostedFunction<TimerTrigger> => fn.trigger.type === 'timer';
const isHttp = (fn: HostedFunction): fn is HostedFunction<HttpTrigger> => fn.trigger.type === 'http';

/** The app's functions, if this host can run all of them; says what it will leave out. */
async function vetted(app: LoadedApp, core: CoreModule): Promise<HostedFunction[]> {
  const capabilities = (await app.model.getCapabilities?.({})) ?? {};
  if (capabilities.HttpUri !== undefined) {
    throw new MonitorError('config', 'The app sets enableHttpStream: this host does not offer HTTP streaming');
  }
  const functions = app.functions.map(hostedFunction);
  for (const warning of notOffered(app)) core.log('warning', 'system', warning);
  return functions;
}

function notOffered({ hooks, functions }: LoadedApp): string[] {
  const retried = functions.filter(({ metadata }) => metadata.retryOptions !== undefined);
  return [
    ...hooks.map((hook) => `The hook ${hook} is registered; this host does not run hooks`),
    ...retried.map(({ metadata }) => `${metadata.name} has a retry policy; this host does not retry`),
  ];
}

interface PreparedTimer {
  readonly fn: HostedFunction<TimerTrigger>;
  readonly schedule: string;
  readonly timer: RunningTimer;
}

interface TimerHost {
  readonly invoke: Invoker['invoke'];
  readonly clock: Clock;
  readonly monitor: ScheduleMonitor;
  readonly settings: NonNullable<HostOptions['settings']>;
}

function prepareTimer(fn: HostedFunction<TimerTrigger>, { invoke, settings, ...host }: TimerHost): PreparedTimer {
  try {
    const schedule = parseSchedule(resolveSettings(fn.trigger.schedule, settings));
    const run = async (input: TypedData): Promise<void> => void (await invoke(fn, input, 'timer'));
    const { runOnStartup, useMonitor } = fn.trigger;
    const timer = createTimer({ ...host, name: fn.name, schedule, runOnStartup, useMonitor, run });
    return { fn, schedule: schedule.text, timer };
  } catch (error) {
    throw refused(fn.name, error instanceof Error ? error.message : String(error));
  }
}

async function openServer(
  { port = 7071, portSetting = 'the option `port`, or 0 for any that is free' }: HostOptions,
  answer: HttpFront,
): Promise<LoopbackServer | null> {
  return port === null ? null : listen(port, portSetting, answer);
}

function described(fn: HostedFunction, prefix: string, timers: readonly PreparedTimer[]): HostedFunctionInfo {
  const { name, trigger } = fn;
  if (trigger.type === 'http') {
    return { name, type: 'http', route: `/${[prefix, trigger.route].filter((part) => part !== '').join('/')}` };
  }
  const prepared = timers.find((timer) => timer.fn.name === name);
  return { name, type: 'timer', schedule: prepared?.schedule ?? trigger.schedule };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
