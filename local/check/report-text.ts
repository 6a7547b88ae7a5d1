/** The report of one pass as a person reads it on a terminal. Tenant text is shown on one line, its control characters as escapes. */

import type { Json } from '../../shared/core/model/json.ts';
import type { SourceError } from '../../shared/core/model/source.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { neutralLine, wordsLine } from '../../shared/core/text/neutral.ts';
import { idWords, nameOfWatch, quoted, told, valueWords } from '../../shared/core/text/outside.ts';
import { resetAdminLines } from './reset-admins-text.ts';

interface Evidence {
  readonly says: string;
  readonly at: string | null;
  readonly weight: string;
  readonly detail: string;
}

const CODES = { bold: 1, red: 31, green: 32, yellow: 33, dim: 2 };

type Paint = (style: keyof typeof CODES, text: string) => string;

/** @param scopeNames names of units by scope */
export function reportText(
  report: Report,
  colours: boolean,
  scopeNames: ReadonlyMap<string, string> = new Map(),
): string {
  const paint: Paint = (style, text) => (colours ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
  const blocks = [
    head(report, paint),
    writeback(report, paint),
    agents(report, paint),
    report.resetAdmins === undefined ? [] : resetAdminLines(report.resetAdmins as Json, paint, scopeNames),
    alerts(report, paint),
    ...sources(report, paint),
    problems(report, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const STATUS = { pass: 'green', warn: 'yellow', fail: 'red' } as const;

function head({ status, tenant, checkedAt }: Report, paint: Paint): string[] {
  const name = tenant.name === null ? 'unknown tenant' : nameOfWatch(tenant.name);
  return [
    `${paint('bold', name)} ${paint('dim', tenant.id === null ? '' : idWords(tenant.id))}`.trim(),
    `${paint(STATUS[status], status)} at ${checkedAt}`,
  ];
}

interface Writeback {
  readonly state: string;
  readonly since: string | null;
  readonly declared: string | null;
  readonly evidence: readonly Evidence[];
  /** Absent: there were none. */
  readonly resets?: { readonly byAdministrators: number; readonly byThemselves: number };
}

/** Nothing of a check that is not built. */
function writeback(report: Report, paint: Paint): string[] {
  const found = report.writeback as Writeback | undefined;
  if (!found) return [];
  const colour = found.state === 'on' ? 'red' : found.state === 'off' ? 'green' : 'yellow';
  const since = found.since === null ? '' : ` (evidence of ${found.since})`;
  const evidence = found.evidence.map(
    (one) =>
      `  ${one.at ?? 'no time'.padEnd(24)}  ${one.says.padEnd(7)}  ${one.weight.padEnd(6)}  ${wordsLine(one.detail)}`,
  );
  return [
    `${paint('bold', 'Password writeback')}: ${paint(colour, found.state)}${since}, declared ${found.declared ?? 'nothing'}`,
    ...(evidence.length > 0 ? evidence : ['  No evidence: nothing that could be read says anything.']),
    ...(found.resets ? [resetsLine(found.resets)] : []),
  ];
}

const resetsLine = ({ byAdministrators, byThemselves }: NonNullable<Writeback['resets']>): string =>
  `  Resets of synced users in 24 h: ${byAdministrators} by administrators, ${byThemselves} by the users themselves`;

interface Agents {
  readonly state: string;
  readonly agents: readonly { readonly name: string; readonly type: string; readonly status: string }[];
  readonly heartbeats: readonly { readonly kind: string; readonly at: string | null; readonly state: string | null }[];
}

const LIFE: { readonly [state: string]: keyof typeof CODES } = { healthy: 'green', degraded: 'yellow', out: 'red' };

function agents(report: Report, paint: Paint): string[] {
  const found = report.agents as Agents | undefined;
  if (!found) return [];
  const beats = found.heartbeats.map(
    ({ kind, at, state }) => `  ${at ?? 'no time'.padEnd(24)}  ${(state ?? 'not judged').padEnd(10)}  ${kind}`,
  );
  const listed = found.agents.map(
    ({ name, type, status }) => `  ${valueWords(status).padEnd(24)}  ${type} agent ${quoted(name)}`,
  );
  return [
    `${paint('bold', 'Connector agents')}: ${paint(LIFE[found.state] ?? 'yellow', found.state)}`,
    ...(beats.length > 0 ? beats : ['  No sign of life: nothing that could be read shows one.']),
    ...listed,
  ];
}

function alerts({ openAlerts }: Report, paint: Paint): string[] {
  if (openAlerts.length === 0) return [];
  const lines = openAlerts.map(
    ({ severity, title }) =>
      `  ${paint(severity === 'critical' ? 'red' : 'yellow', severity.padEnd(8))}  ${wordsLine(title)}`,
  );
  return [paint('bold', 'Conditions that hold'), ...lines];
}

/** A block for each check. What was said of another source is not said again. */
function sources({ sources: all }: Report, paint: Paint): string[][] {
  const width = Math.max(...all.map(({ name }) => name.length));
  const checks = [...new Set(all.map(({ check }) => check))];
  const said = new Set<string>();
  return checks.map((check) => [
    paint('bold', `Sources of ${check}`),
    ...all
      .filter((one) => one.check === check)
      .flatMap(({ name, required, state, error }) => [
        `  ${name.padEnd(width)}  ${required ? 'required' : 'optional'}  ${paint(state === 'ok' ? 'green' : 'yellow', state)}`,
        ...(error ? reason(error, said) : []),
      ]),
  ]);
}

function reason({ code, message, hint }: SourceError, said: Set<string>): string[] {
  const lines = [`    ${told(`${code}: ${message}`)}`, `    ${neutralLine(hint)}`];
  const text = lines.join();
  if (said.has(text)) return ['    the same as above'];
  said.add(text);
  return lines;
}

function problems({ problems: all }: Report, paint: Paint): string[] {
  if (all.length === 0) return [];
  return [paint('bold', 'Why it is not pass'), ...all.map(({ what }) => `  ${wordsLine(what)}`)];
}
