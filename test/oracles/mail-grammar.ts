/**
 * Reads a mail by the grammar that ARCHITECTURE, "Text from the tenant", promises, and by nothing else of the product. A
 * line that is none of the grammar's is an error, so that text which escaped its place is seen.
 */
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parse } from 'parse5';

export interface ReadAlert {
  readonly label: string;
  readonly title: string;
  readonly fields: readonly string[];
}

export interface ReadMail {
  readonly alerts: readonly ReadAlert[];
  /** What is told by name alone: label and title. */
  readonly named: readonly string[];
  /** Titles of the blocks that say what is known of a check. */
  readonly states: readonly string[];
  readonly ids: readonly string[];
}

const CONTINUATION = /^ {8}(?=\S)/;
const RULE = /^-{76}$/;
const LABEL = /^\[((?:Critical|Warning|Info)(?:, ended|, unanswered|, worse)?)\] (.*)$/;
const FIELD =
  /^ {2}(When|Since|Noticed|It was so|Who did it|Also|Ended too|Details|Why it matters|What to do|Runbook|Answer it|Answer each by itself, or all at once on the status page):(?: |$)/;
const STATE_FIELD = /^ {2}(?:Evidence|Cannot be seen):(?: |$)/;
const ITEM = /^ {4}- /;
const FOOTER = [
  'Tenant: ',
  'Composed: ',
  'Status page: ',
  'History: ',
  'Both ask for a key or a sign-in. How to get in: ',
  'Alert ids (the same if this mail is repeated):',
];

/** Lines with what continues them. */
function logical(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    if (CONTINUATION.test(line)) whole.push(`${whole.pop() ?? ''} ${line.trimStart()}`);
    else whole.push(line);
  }
  return whole;
}

export function readText(text: string): ReadMail {
  const blocks: string[][] = [[]];
  for (const line of logical(text.trimEnd().split('\n'))) {
    if (RULE.test(line)) blocks.push([]);
    else if (line !== '') blocks.at(-1)?.push(line);
  }
  const [, ...others] = blocks;
  const footer = others.pop() ?? [];
  const alerts = others.filter(([first = '']) => LABEL.test(first)).map(readAlert);
  const [rest = [], ...more] = others.filter(isRest);
  if (more.length > 0) throw unknown(String(more[0]?.[0]));
  const states = others.filter((block) => !LABEL.test(block[0] ?? '') && !isRest(block)).map(readState);
  return { alerts, named: readRest(rest), states, ids: readFooter(footer) };
}

const REST = 'Also told, by name alone:';
const NAMED = /^ {4}- (\[(?:Critical|Warning|Info)(?:, ended|, unanswered|, worse)?\] .*) \([^()]*\)$/;

const isRest = ([first = '']: readonly string[]): boolean => first === REST || isMore(first);

function readRest(lines: readonly string[]): string[] {
  for (const line of lines) if (line !== REST && !NAMED.test(line) && !isMore(line)) throw unknown(line);
  return lines.flatMap((line) => NAMED.exec(line)?.[1] ?? []);
}

/** Of the periodic summary, in their order. */
export const SECTIONS = [
  'Open alerts that nobody has answered',
  'What has changed',
  'Verdicts',
  'Reach, then and now',
  'Alerts that are answered',
  'What cannot be seen',
  'Whether everything ran',
];

/** As long as its number says, and of nothing else. */
const BAR = /^ {8}(then|now) +#{0,30} +(?:[\d,]+|not known)$/;

export interface ReadSummary {
  readonly sections: readonly string[];
  /** By section. */
  readonly items: readonly (readonly string[])[];
}

/** The periodic summary: a title of ours for each section, and items. */
export function readSummary(text: string): ReadSummary {
  const blocks: string[][] = [[]];
  const lines = text
    .trimEnd()
    .split('\n')
    .filter((line) => !BAR.test(line));
  for (const line of logical(lines)) {
    if (RULE.test(line)) blocks.push([]);
    else if (line !== '') blocks.at(-1)?.push(line);
  }
  const [[heading = '', ...opening] = [], ...others] = blocks;
  if (!/^Writeback Watch of .*: summary since /.test(heading)) throw unknown(heading);
  for (const line of opening)
    if (!/^(?:You can|The watch|Do not|This summary|Others before)\b/.test(line) && !ITEM.test(line))
      throw unknown(line);
  if (readFooter(others.pop() ?? []).length > 0) throw unknown('an id');
  for (const [title = '', ...items] of others) {
    if (!SECTIONS.includes(title)) throw unknown(title);
    for (const line of items) if (!ITEM.test(line)) throw unknown(line);
  }
  return { sections: others.map(([title = '']) => title), items: others.map(([, ...items]) => items) };
}

function readAlert([first = '', ...lines]: readonly string[]): ReadAlert {
  const [, label = '', title = ''] = LABEL.exec(first) ?? [];
  for (const line of lines) if (!FIELD.test(line) && !ITEM.test(line)) throw unknown(line);
  return { label, title, fields: lines.flatMap((line) => FIELD.exec(line)?.[1] ?? []) };
}

/** That there are more than could be named. */
const isMore = (line: string): boolean => /^And \d+ more, not named here /.test(line);

function readState([title = '', headline = '', ...lines]: readonly string[]): string {
  if (!/, as of /.test(title) || !/^ {2}\S/.test(headline)) throw unknown(title);
  for (const line of lines) if (!STATE_FIELD.test(line) && !ITEM.test(line)) throw unknown(line);
  return title.split(', as of ')[0] ?? '';
}

function readFooter(lines: readonly string[]): string[] {
  const own = lines.filter((line) => !line.startsWith('  '));
  for (const line of own) if (!FOOTER.some((start) => line.startsWith(start))) throw unknown(line);
  if (new Set(own.map((line) => line.split(':')[0])).size !== own.length) throw unknown(own.join());
  return lines.filter((line) => line.startsWith('  ')).map((line) => line.trim());
}

const unknown = (line: string): Error => new Error(`no line of a mail: ${JSON.stringify(line)}`);

type Node = DefaultTreeAdapterMap['node'];

const childrenOf = (node: Node): readonly Node[] => ('childNodes' in node ? node.childNodes : []);

const all = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(all)];

const textOf = (node: Node): string =>
  defaultTreeAdapter.isTextNode(node) ? node.value : childrenOf(node).map(textOf).join('');

const elements = (html: string, name: string) =>
  all(parse(html))
    .filter(defaultTreeAdapter.isElementNode)
    .filter(({ tagName }) => tagName === name);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** In HTML the title of each alert is an `h2`, and there are no others. */
export const titlesInHtml = (html: string): string[] => elements(html, 'h2').map((one) => oneLine(textOf(one)));

export const linksInHtml = (html: string): string[] =>
  elements(html, 'a').map(({ attrs }) => attrs.find(({ name }) => name === 'href')?.value ?? '');

/** Names of all elements: none may come of a name. */
export const elementsIn = (html: string): ReadonlySet<string> =>
  new Set(
    all(parse(html))
      .filter(defaultTreeAdapter.isElementNode)
      .map(({ tagName }) => tagName),
  );

/** What a client shows of it as one text. */
export const shownIn = (html: string): string => elements(html, 'body').map(textOf).join('\n');
