/**
 * `npm run infra`: compiles, lints, formats and expands the templates with the real Bicep compiler and compares them
 * with what is committed. `-- --write` puts right what can be. Exit 0 nothing, 1 findings, 2 no compiler, 64 usage.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkTemplates } from './check.ts';
import { getBicep, NoCompiler } from './compiler.ts';
import { ENVIRONMENT } from './expand.ts';

const FOLDER = path.resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const write = isWriting(args);
  if (write === undefined) return 64;
  try {
    return report(await checkTemplates(await getBicep(ENVIRONMENT), FOLDER, write), write);
  } catch (thrown) {
    if (!(thrown instanceof NoCompiler)) throw thrown;
    console.error('\n*** NOTHING IN infra/ WAS CHECKED: there is no Bicep compiler. ***');
    console.error(`${thrown.message}\n`);
    return 2;
  }
}

function isWriting(args: readonly string[]): boolean | undefined {
  try {
    return parseArgs({ args: [...args], options: { write: { type: 'boolean', default: false } } }).values.write;
  } catch (thrown) {
    console.error(`${(thrown as Error).message}\nUsage: npm run infra [-- --write]`);
    return undefined;
  }
}

function report(findings: readonly string[], write: boolean): number {
  for (const finding of findings) console.error(`infra/${finding}`);
  if (findings.length === 0) {
    console.log(
      write ? 'The templates are written.' : 'The templates compile, and the committed files are what they make.',
    );
    return 0;
  }
  const hint = write ? '' : '; npm run infra -- --write formats and compiles again';
  console.error(`${findings.length} findings${hint}`);
  return 1;
}
