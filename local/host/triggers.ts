/**
 * Reads what a registered function is triggered by. Timers and HTTP are all this host offers: anything else,
 * also as an extra input or output, is refused with the function's name, never silently ignored.
 */
import { MonitorError } from '../../shared/errors.ts';
import type { BindingInfo } from './contract.ts';
import type { Registration } from './core-module.ts';

export interface TimerTrigger {
  readonly type: 'timer';
  readonly binding: string;
  /** As registered: NCRONTAB, or the name of a setting between percent signs. */
  readonly schedule: string;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
}

export interface HttpTrigger {
  readonly type: 'http';
  readonly binding: string;
  /** Upper case; null means every method. */
  readonly methods: ReadonlySet<string> | null;
  readonly authLevel: 'anonymous' | 'function' | 'admin';
  /** Below the route prefix, without slashes at the ends. */
  readonly route: string;
}

export type Trigger = TimerTrigger | HttpTrigger;

export interface HostedFunction<T extends Trigger = Trigger> extends Registration {
  readonly name: string;
  readonly trigger: T;
}

/** @throws MonitorError `config`, naming the function, for anything this host cannot run as Azure would. */
export function hostedFunction(registration: Registration): HostedFunction {
  const { name, bindings } = registration.metadata;
  if (!/^[a-z][\w-]{0,127}$/i.test(name)) throw refused(name, 'its name is not one that Azure Functions accepts');
  let trigger: Trigger | undefined;
  for (const [binding, info] of Object.entries(bindings)) {
    const type = String(info.type).toLowerCase();
    if (type === 'timertrigger') trigger = timerTrigger(name, binding, info);
    else if (type === 'httptrigger') trigger = httpTrigger(name, binding, info);
    else if (type !== 'http' || info.direction !== 'out') {
      throw refused(name, `the binding type ${info.type} is not offered here: this host has timers and HTTP only`);
    }
  }
  if (trigger === undefined) throw refused(name, 'it has no trigger');
  return { ...registration, name, trigger };
}

/** The error for a function that cannot be hosted. */
export function refused(name: string, why: string): MonitorError {
  return new MonitorError('config', `Function ${name} cannot be hosted: ${why}`);
}

function timerTrigger(name: string, binding: string, info: BindingInfo): TimerTrigger {
  const { schedule } = info;
  if (typeof schedule !== 'string') throw refused(name, 'its timer has no schedule');
  const runOnStartup = info.runOnStartup === true;
  return { type: 'timer', binding, schedule, runOnStartup, useMonitor: info.useMonitor !== false };
}

function httpTrigger(name: string, binding: string, info: BindingInfo): HttpTrigger {
  const { methods, authLevel, route } = info;
  const level = String(authLevel ?? 'function').toLowerCase();
  if (level !== 'anonymous' && level !== 'function' && level !== 'admin') {
    throw refused(name, `authLevel ${level} is not anonymous, function or admin`);
  }
  const own = typeof route === 'string' ? route.trim().replace(/^\/+|\/+$/g, '') : '';
  const listed = Array.isArray(methods) && methods.length > 0 ? methods.map((m) => String(m).toUpperCase()) : null;
  return {
    type: 'http',
    binding,
    methods: listed === null ? null : new Set(listed),
    authLevel: level,
    route: own === '' ? name : own,
  };
}
