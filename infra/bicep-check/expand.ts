/**
 * What the templates become: the compiled template, and for each parameter file every resource that would be deployed.
 * Ids are fixed, so that the same templates give the same bytes everywhere.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Bicep } from './compiler.ts';

/** Where the expansion believes to be; nothing is asked of Azure. */
const PLACE = [
  ['--subscription-id', '00000000-0000-0000-0000-0000000000aa'],
  ['--tenant-id', '00000000-0000-0000-0000-0000000000bb'],
  ['--resource-group', 'watch'],
  ['--location', 'westeurope'],
].flat();

/** What parameter files read from the environment. */
export const ENVIRONMENT = { MAIL_TO: 'oncall@example.com' };

export const snapshotOf = (parameters: string): string => parameters.replace(/\.bicepparam$/, '.snapshot.json');

/** @throws Error with what the compiler said */
export async function build(bicep: Bicep, template: string, out: string): Promise<void> {
  const { code, stderr } = await bicep('build', template, '--outfile', out);
  if (code !== 0) throw new Error(`${path.basename(template)} does not compile:\n${stderr}`);
  await endWithNewline(out);
}

/** Writes `X.snapshot.json` beside `X.bicepparam`. @throws Error with what the compiler said */
export async function snapshot(bicep: Bicep, parameters: string): Promise<void> {
  const { code, stderr } = await bicep('snapshot', parameters, '--mode', 'overwrite', ...PLACE);
  if (code !== 0) throw new Error(`${path.basename(parameters)} cannot be expanded:\n${stderr}`);
  const file = snapshotOf(parameters);
  const { outputs, ...rest } = JSON.parse(await readFile(file, 'utf8'));
  // Outputs come in another order every time.
  const sorted = Object.fromEntries(Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(file, `${JSON.stringify({ ...rest, outputs: sorted }, null, 2)}\n`);
}

async function endWithNewline(file: string): Promise<void> {
  const text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  await writeFile(file, text.endsWith('\n') ? text : `${text}\n`);
}
