/**
 * Whether the uploaded package was loaded: the functions that Azure lists against those of this checkout. A failed
 * upload leaves an app that runs and holds nothing.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { azOptions } from '../arguments.ts';
import { type Finding, mend, orOk } from './finding.ts';
import type { Scene } from './scene.ts';

const FUNCTIONS = path.resolve(import.meta.dirname, '../../functions');

/** One file is one function, of the same name. */
async function ourFunctions(): Promise<string[]> {
  return (await readdir(FUNCTIONS))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

export async function lookAtPackage(scene: Scene): Promise<Finding[]> {
  const [listed, ours] = [await scene.functions(), await ourFunctions()];
  const upload = uploadCommand(scene);
  if (listed.length === 0)
    return [mend('No function is loaded: no package was uploaded, or the app could not read it', upload)];
  const names = listed.map(({ name }) => name);
  const lacking = ours.filter((name) => !names.includes(name));
  const foreign = names.filter((name) => !ours.includes(name));
  return orOk(
    [
      ...lacking.map((name) => mend(`The function ${name} is not loaded: another version is deployed`, upload)),
      ...foreign.map((name) => mend(`The function ${name} is loaded, but this version does not have it`, upload)),
      ...listed.filter(({ isDisabled }) => isDisabled).map(({ name }) => disabled(name, scene)),
    ],
    `${listed.length} functions are loaded`,
  );
}

const disabled = (name: string, { place }: Scene): Finding =>
  mend(
    `The function ${name} is disabled`,
    `az functionapp config appsettings delete ${azOptions(place)} --setting-names AzureWebJobs.${name}.Disabled`,
  );

export const uploadCommand = ({ place }: Scene): string =>
  `npm run package && az functionapp deployment source config-zip ${azOptions(place)} --src dist/writeback-watch.zip`;
