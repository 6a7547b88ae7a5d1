/** One measured load in a fresh process: prints the milliseconds that the entry given as argument takes to load. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { coreModule } from '../local/host/core-module.ts';

const [entry = ''] = process.argv.slice(2);
const file = path.resolve(entry);
let elapsedMs = 0;
const { functions } = await coreModule().record(async () => {
  const startedMs = performance.now();
  if (file.endsWith('.cjs')) createRequire(file)(file);
  else await import(pathToFileURL(file).href);
  elapsedMs = performance.now() - startedMs;
});
if (functions.length === 0) throw new Error(`${entry} registered no function`);
console.log(elapsedMs);
