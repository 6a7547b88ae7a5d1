/**
 * Lays a mail out as plain text: complete on its own, wrapped for a terminal. Adds no words of the tenant. Each line is
 * one of these, told by how it begins; only a continuation may begin with text of the tenant, and nothing else is
 * indented like it.
 *
 * | line | begins with |
 * |---|---|
 * | heading, footer | a word of ours at the margin |
 * | rule between blocks | 76 dashes |
 * | title of an alert | `[Severity] ` and a word of ours |
 * | field, and the headline of a check | two blanks and a word of ours |
 * | item of a list, step, and an alert that is only named | four blanks, a dash and a blank |
 * | continuation of any of these | eight blanks |
 */
import type { AlertView, LabelledText, Step } from './alert-view.ts';
import type { MailLinks } from './links.ts';
import type { MailView, RestView, StateView } from './view.ts';

const WIDTH = 76;

export function plainText(view: MailView): string {
  const blocks = [
    wrapped(`Writeback Watch of ${view.watch}: ${view.counts}`),
    ...view.alerts.map(alertBlock),
    ...restBlock(view),
    ...view.states.map(stateBlock),
    footer(view),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function alertBlock(alert: AlertView): string {
  const title = wrapped(`[${alert.label}] ${alert.title}`);
  const parts = [
    ...alert.facts.map(namedLine),
    ...(alert.lines.length > 0 ? ['  Details:', ...alert.lines.map(item)] : []),
    ...(alert.why === '' ? [] : [namedLine({ name: 'Why it matters', text: alert.why })]),
    ...(alert.steps.length === 0 ? [] : ['  What to do:', ...alert.steps.map(stepLine)]),
    ...(alert.runbook === '' ? [] : [namedLine({ name: 'Runbook', text: alert.runbook })]),
    ...answerLines(alert.answers),
  ];
  return [rule, title, ...parts].join('\n');
}

/** Several are told as one, and answered each by itself. */
function answerLines(answers: readonly LabelledText[]): string[] {
  const [first, ...others] = answers;
  if (!first) return [];
  if (others.length === 0) return [namedLine({ name: 'Answer it', text: first.text })];
  return [`  ${ANSWER_EACH}:`, ...answers.map(({ name, text }) => item(`${name}: ${text}`))];
}

export const ANSWER_EACH = 'Answer each by itself, or all at once on the status page';

const stepLine = ({ text, link }: Step): string => item(link === null ? text : `${text} ${link}`);

export const rule = '-'.repeat(WIDTH);

/** Each by one line, and how many even these leave out. */
function restBlock({ rest, more }: MailView): string[] {
  if (rest.length === 0 && more === null) return [];
  return [
    [
      rule,
      ...(rest.length > 0 ? [REST_HEADING, ...rest.map(restLine)] : []),
      ...(more === null ? [] : [wrapped(more)]),
    ].join('\n'),
  ];
}

export const REST_HEADING = 'Also told, by name alone:';

const restLine = ({ label, title, when }: RestView): string => item(`[${label}] ${title} (${when})`);

function stateBlock(state: StateView): string {
  const evidence = state.evidence.map(({ name, text }) => item(name === '' ? text : `${name}: ${text}`));
  const unseen = state.unseen.map(({ name, text }) => item(`${name}: ${text}`));
  return [
    rule,
    wrapped(`${state.title}, as of ${state.asOf}`),
    wrapped(state.headline, '  '),
    ...(evidence.length > 0 ? ['  Evidence:', ...evidence] : ['  Evidence: none.']),
    ...(unseen.length > 0 ? ['  Cannot be seen:', ...unseen] : ['  Cannot be seen: nothing, every source was read.']),
  ].join('\n');
}

function footer({ tenant, composedAt, links, ids }: MailView): string {
  return [
    rule,
    wrapped(`Tenant: ${tenant}`),
    `Composed: ${composedAt}`,
    ...footLinks(links),
    'Alert ids (the same if this mail is repeated):',
    ...ids.map((id) => `  ${id}`),
  ].join('\n');
}

/** Who has no way in yet shall not end at an empty answer. */
export const footLinks = (links: MailLinks | null): string[] =>
  links === null
    ? []
    : [`Status page: ${links.status}`, `History: ${links.history}`, wrapped(`${WAY_IN}: ${links.live}`)];

export const WAY_IN = 'Both ask for a key or a sign-in. How to get in';

const namedLine = ({ name, text }: LabelledText): string => wrapped(`${name}: ${text}`, '  ');

export const item = (text: string): string => wrapped(`- ${text}`, '    ');

const CONTINUED = ' '.repeat(8);

/** Words in lines of at most `WIDTH` units; a longer word has a line of its own. */
export function wrapped(text: string, first = ''): string {
  const [start = '', ...others] = text.split(' ');
  const lines = [`${first}${start}`];
  for (const word of others) {
    const line = lines.at(-1) ?? '';
    if (line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${CONTINUED}${word}`);
  }
  return lines.join('\n');
}
