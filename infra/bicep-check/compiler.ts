/**
 * The real Bicep compiler: fetched from NuGet by `dotnet restore` in the version that `compiler.csproj` pins, kept under
 * `node_modules`, and run. It never falls back to another version: what is committed compares equal to no other.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PROJECT = path.join(import.meta.dirname, 'compiler.csproj');
const KEPT = path.resolve(import.meta.dirname, '../../node_modules/.cache/bicep');

/** What a run of the compiler said. Warnings end with code 0, too. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Bicep = (...args: readonly string[]) => Promise<Said>;

/** Without it nothing of the templates is known, neither good nor bad. */
export class NoCompiler extends Error {
  override readonly name = 'NoCompiler';
}

/**
 * @param env what parameter files may read; the rest of the environment is left out, so that no run depends on it
 * @throws NoCompiler
 */
export async function getBicep(env: Readonly<Record<string, string>>): Promise<Bicep> {
  const version = await pinnedVersion();
  const platform = platformOf(process.platform, process.arch);
  await restore(platform);
  const name = `azure.bicep.commandline.${platform}`;
  const binary = path.join(KEPT, name, version, 'tools', process.platform === 'win32' ? 'bicep.exe' : 'bicep');
  const bicep: Bicep = (...args) => said(binary, args, env);
  const { stdout } = await bicep('--version');
  if (!stdout.includes(`version ${version} `)) throw new NoCompiler(`expected version ${version}, found: ${stdout}`);
  return bicep;
}

async function pinnedVersion(): Promise<string> {
  const version = /<BicepVersion>(.+)<\/BicepVersion>/.exec(await readFile(PROJECT, 'utf8'))?.[1];
  if (version === undefined) throw new NoCompiler(`${PROJECT} names no BicepVersion`);
  return version;
}

/** As the packages are named: `linux-x64`, `osx-arm64`, `win-x64`. */
export function platformOf(platform: string, arch: string): string {
  const system = { linux: 'linux', darwin: 'osx', win32: 'win' }[platform];
  if (system === undefined) throw new NoCompiler(`there is none for ${platform}`);
  return `${system}-${arch}`;
}

async function restore(platform: string): Promise<void> {
  const scratch = path.join(KEPT, 'obj');
  try {
    await run('dotnet', [
      'restore',
      PROJECT,
      `-p:BicepPlatform=${platform}`,
      `-p:MSBuildProjectExtensionsPath=${scratch}${path.sep}`,
      '--packages',
      KEPT,
    ]);
  } catch (thrown) {
    throw new NoCompiler(whyNot(thrown));
  }
}

function whyNot(thrown: unknown): string {
  const { code, stdout = '', message } = thrown as Error & { code?: unknown; stdout?: string };
  if (code === 'ENOENT') return 'dotnet is not installed; the .NET SDK 8 or newer brings it';
  const errors = stdout.split('\n').filter((line) => line.includes('error'));
  return `dotnet restore: ${errors.join('\n') || message}`;
}

async function said(binary: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Said> {
  const { HOME, PATH, TMPDIR, USERPROFILE, TEMP } = process.env;
  const surroundings = Object.entries({ HOME, PATH, TMPDIR, USERPROFILE, TEMP }).filter(([, value]) => value);
  const options = { env: { ...Object.fromEntries(surroundings), ...env }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return { code: 0, ...(await run(binary, [...args], options)) };
  } catch (thrown) {
    const { code, stdout, stderr, message } = thrown as Error & { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw new NoCompiler(message);
    return { code, stdout: stdout ?? '', stderr: stderr ?? '' };
  }
}
