/** Lays a mail out as plain text: complete on its own, wrapped for a terminal. Adds no words of the tenant. */
import type { AlertView, LabelledText, MailView, StateView } from './view.ts';

const WIDTH = 76;

export function plainText(view: MailView): string {
  const blocks = [
    wrapped(`${view.watch}: ${view.counts}`),
    ...view.alerts.map(alertBlock),
    ...(view.more === null ? [] : [wrapped(view.more)]),
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
    ...(alert.todo === '' ? [] : [namedLine({ name: 'What to do', text: alert.todo })]),
    ...(alert.runbook === '' ? [] : [namedLine({ name: 'Runbook', text: alert.runbook })]),
    ...(alert.answer === null ? [] : [namedLine({ name: 'Answer it', text: alert.answer })]),
  ];
  return [rule, title, ...parts].join('\n');
}

const rule = '-'.repeat(WIDTH);

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
    ...(links === null ? [] : [`Status: ${links.status}`, `History: ${links.drift}`]),
    'Alert ids (the same if this mail is repeated):',
    ...ids.map((id) => `  ${id}`),
  ].join('\n');
}

const namedLine = ({ name, text }: LabelledText): string => wrapped(`${name}: ${text}`, '  ', '    ');

const item = (text: string): string => wrapped(`- ${text}`, '    ', '      ');

/** Words in lines of at most `WIDTH` units; a longer word has a line of its own. */
function wrapped(text: string, first = '', next = first): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const isStart = line === first || line === next;
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = next;
    }
    line += line === first || line === next ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
