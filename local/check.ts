/**
 * `npm run check`: one pass over the tenant that the credential belongs to, as a report on the terminal or as JSON.
 * Progress goes to standard error, so that standard output holds the report alone.
 */
import { parseArgs } from 'node:util';
import { checkOnce } from '../shared/compose/check-once.ts';
import { VERSION } from '../shared/compose.ts';
import type { Reading } from '../shared/core/model/source.ts';
import { factsText } from '../shared/core/poll/beginning.ts';
import type { Report } from '../shared/core/status/report.ts';
import { told } from '../shared/core/text/outside.ts';
import { reportOf } from '../shared/errors.ts';
import { followProxy } from '../shared/proxy.ts';
import { jsonText } from '../shared/web/answer.ts';
import { reportText } from './check/report-text.ts';
import { terminalOf, wrapped } from './check/terminal.ts';
import { withCredentialChoice } from './credential-choice.ts';
import { SIGN_IN_HINT } from './sign-in.ts';

const USAGE = `Usage: npm run check                          a report on the terminal
       npm run --silent check -- --json       the document of GET /api/status, alone on standard output`;

/** BSD's EX_USAGE: wrong usage or settings. */
const EXIT_USAGE = 64;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function progress(source: string, reading: Reading): void {
  const outcome = reading.ok
    ? factsText(reading.facts)
    : `not readable: ${reading.error.code}: ${told(reading.error.message)}`;
  say(`  ${source}: ${outcome}`);
}

async function main(): Promise<number> {
  const json = wantsJson();
  if (json === null) return EXIT_USAGE;
  const quiet = json || !process.stderr.isTTY;
  if (!quiet) say('Reading the tenant:');
  followProxy(process.env);
  const result = await checkOnce(withCredentialChoice(process.env), VERSION, quiet ? () => {} : progress);
  if (result.kind === 'settings') {
    const { width } = terminalOf(process.stderr);
    for (const { what, hint } of result.problems)
      say([...wrapped(what, width), ...(hint ? wrapped(hint, width, '  ') : [])].join('\n'));
    return EXIT_USAGE;
  }
  const { report } = result.overview;
  // A machine with a managed identity is not signed in to by hand.
  const refused = process.env.IDENTITY_ENDPOINT
    ? undefined
    : report.sources.find(({ error }) => error?.code === 'auth');
  if (json) process.stdout.write(`${jsonText(report, 2)}\n`);
  else if (refused && readNothing(report))
    process.stdout.write(`Nothing could be read. ${told(refused.error?.message ?? '')}.\n`);
  else process.stdout.write(reportText(result.overview, terminalOf(process.stdout)));
  if (refused) say(SIGN_IN_HINT);
  return result.exitCode;
}

/** A report would say the same of every source, with what an app is to do, and not who is to sign in. */
const readNothing = ({ sources }: Report): boolean =>
  sources.every(({ required, state }) => !required || state !== 'ok');

/** Null: wrong usage, which has been said. */
function wantsJson(): boolean | null {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return null;
  }
}

/** Ends the process once all is written: a credential that hangs would keep it alive. */
function end(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

try {
  end(await main());
} catch (thrown) {
  const { code, message, hint } = reportOf(thrown);
  say(`${code}: ${message}\n${hint}`);
  end(2);
}
