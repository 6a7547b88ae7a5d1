/**
 * The report of one pass as a person reads it on a terminal: the sentences of the page, in its order. Names of the tenant
 * come in words of ours alone.
 */

import { ms } from '../../shared/core/model/times.ts';
import type { CheckOverview, OpenOverview, Overview } from '../../shared/core/status/overview.ts';
import type { VerdictTone } from '../../shared/core/status/tone.ts';
import { answerText } from '../../shared/core/status/trust.ts';
import { utcText, whenText } from '../../shared/core/text/ages.ts';
import { wordsLine } from '../../shared/core/text/neutral.ts';
import { idWords, nameOfWatch } from '../../shared/core/text/outside.ts';
import { stepsOf } from '../../shared/core/text/steps.ts';
import { toneOf } from '../../shared/web/page/answer.ts';
import { rankingLines } from './ranking-text.ts';
import { sourceBlocks } from './sources-text.ts';
import { type Style, type Terminal, wrapped } from './terminal.ts';

type Block = readonly string[];

export function reportText(found: Overview, terminal: Terminal): string {
  const blocks: Block[] = [
    head(found, terminal),
    ...found.checks.map((check) => verdict(check, found, terminal)),
    ...alerts(found, terminal),
    found.ranking ? rankingLines(found.ranking, terminal) : [],
    ...sourceBlocks(found.report.sources, terminal),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const TONES: { readonly [tone in ReturnType<typeof toneOf>]: Style } = { good: 'green', warn: 'yellow', bad: 'red' };

function head(found: Overview, { width, paint }: Terminal): Block {
  const { tenant, checkedAt } = found.report;
  const name = tenant.name === null ? 'unknown tenant' : nameOfWatch(tenant.name);
  const asOf = `As of ${utcText(checkedAt) ?? checkedAt}, from one look: nothing is stored or mailed.`;
  const answer = wrapped(answerText(found.trust, found.alerts), width);
  const reasons = found.reasons.flatMap(({ what, hint }) => [
    ...wrapped(wordsLine(what), width, '  - '),
    ...(hint === '' ? [] : wrapped(wordsLine(hint), width, '    ').map((line) => paint('dim', line))),
  ]);
  return [
    `${paint('bold', name)} ${paint('dim', tenant.id === null ? '' : idWords(tenant.id))}`.trim(),
    ...answer.map((line) => paint('bold', paint(TONES[toneOf(found)], line))),
    ...wrapped(asOf, width).map((line) => paint('dim', line)),
    ...reasons,
  ];
}

/** That writeback is on is no colour by itself: it may be meant to be. */
const VERDICTS: { readonly [tone in VerdictTone]: Style } = { good: 'green', calm: 'bold', warn: 'yellow', bad: 'red' };

/** Its state in a word, the same as a sentence, and the evidence with its age. */
function verdict(check: CheckOverview, { report }: Overview, { width, paint }: Terminal): Block {
  const now = ms(report.checkedAt);
  const headline = `${check.isVisible ? '' : 'Last known, and not seen now: '}${wordsLine(check.headline)}`;
  return [
    `${paint('bold', check.title)}: ${paint(VERDICTS[check.tone], wordsLine(check.state))}`,
    ...wrapped(headline, width, '  '),
    ...check.notes.flatMap((note) => wrapped(wordsLine(note), width, '  ')),
    ...check.evidence.flatMap(({ text, at }) => [
      ...wrapped(wordsLine(text), width, '  - '),
      ...(at === null ? [] : [paint('dim', `    ${whenText(at, now)}`)]),
    ]),
  ];
}

const SEVERITIES: { readonly [severity in OpenOverview['severity']]: Style } = {
  critical: 'red',
  warning: 'yellow',
  info: 'dim',
};

function alerts({ alerts: open, report }: Overview, terminal: Terminal): Block[] {
  if (open.length === 0) return [[`${terminal.paint('bold', 'Open alerts')}: none`]];
  const order = open.length === 1 ? '' : ', worst first';
  const title = `${terminal.paint('bold', 'Open alerts')}: ${open.length}${order}`;
  return [[title], ...open.map((one) => alert(one, ms(report.checkedAt), terminal))];
}

function alert(one: OpenOverview, now: number, { width, paint }: Terminal): Block {
  const badge = `[${one.severity}] `;
  const [first = '', ...rest] = wrapped(wordsLine(one.title), width, `  ${badge}`);
  const parts: readonly (readonly [name: string, lines: readonly string[]])[] = [
    ['Since', [whenText(one.since, now)]],
    ['Why', one.why === '' ? [] : [one.why]],
    ['Details', one.lines],
    ['What to do', numbered(stepsOf(one.todo))],
    ['Runbook', [`RUNBOOK.md, heading ${one.rule}`]],
  ];
  return [
    first.replace(badge, () => paint(SEVERITIES[one.severity], badge)),
    ...rest,
    ...parts.flatMap(([name, lines]) =>
      lines.flatMap((line, n) => {
        const label = (n === 0 ? name : '').padEnd(LABEL);
        const [start = '', ...more] = wrapped(wordsLine(line), width, `    ${label}`);
        return [start.replace(label, () => paint('dim', label)), ...more];
      }),
    ),
  ];
}

const numbered = (steps: readonly string[]): string[] =>
  steps.length < 2 ? [...steps] : steps.map((step, n) => `${n + 1}. ${step}`);

/** As wide as the longest of their names, and two blanks. */
const LABEL = 'What to do'.length + 2;
