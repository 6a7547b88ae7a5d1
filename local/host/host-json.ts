/**
 * Reads the settings of `host.json` that matter for timers and HTTP; others are for Azure and pass by.
 * Looked for from the app's folder upwards, as the app may be a folder inside the project.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MonitorError } from '../../shared/errors.ts';

interface HostSettings {
  /** Without slashes at the ends; `''` for none. */
  readonly routePrefix: string;
  /** Null: no limit (`-1`). */
  readonly functionTimeoutMs: number | null;
}

/** The Flex Consumption plan's default, 30 minutes. */
const DEFAULT_TIMEOUT = '00:30:00';

/** @throws MonitorError `config` when there is no readable version 2.0 file. */
export async function readHostJson(folder: string): Promise<HostSettings> {
  const { file, text } = await findHostJson(folder);
  const json = parsed(file, text);
  if (member(json, 'version') !== '2.0') throw new MonitorError('config', `${file}: "version" must be "2.0"`);
  const prefix = member(member(member(json, 'extensions'), 'http'), 'routePrefix') ?? 'api';
  const timeout = member(json, 'functionTimeout') ?? DEFAULT_TIMEOUT;
  if (typeof prefix !== 'string') throw new MonitorError('config', `${file}: "routePrefix" must be a text`);
  return { routePrefix: prefix.replace(/^\/+|\/+$/g, ''), functionTimeoutMs: timeoutMs(file, timeout) };
}

async function findHostJson(folder: string): Promise<{ file: string; text: string }> {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, 'host.json');
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) return { file, text };
    if (at === path.dirname(at)) throw new MonitorError('config', `There is no host.json in ${folder} or above it`);
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MonitorError('config', `${file} is not JSON`);
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A .NET TimeSpan, `[d.]hh:mm:ss`, or `-1`. */
function timeoutMs(file: string, value: unknown): number | null {
  if (value === '-1') return null;
  const parts = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(String(value));
  if (parts === null) throw new MonitorError('config', `${file}: "functionTimeout" must be hh:mm:ss or -1`);
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
