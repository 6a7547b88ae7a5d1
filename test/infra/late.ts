/**
 * Stands in for what Azure alone knows before a deployment: addresses and ids that it makes. Everything else of a
 * snapshot is a plain value already; an expression that is not listed here is an error, not a guess.
 */

/** By the last name in the expression. */
const LATE: { readonly [property: string]: string } = {
  clientId: '99999999-8888-7777-6666-555555555555',
  principalId: '55555555-6666-7777-8888-999999999999',
  blob: 'https://watchaccount.blob.core.windows.net/',
  table: 'https://watchaccount.table.core.windows.net/',
  queue: 'https://watchaccount.queue.core.windows.net/',
  storage: 'core.windows.net',
  ConnectionString: 'InstrumentationKey=0;IngestionEndpoint=https://westeurope.example/',
  hostName: 'watch-mail.europe.communication.azure.com',
  fromSenderDomain: '0a1b2c3d.azurecomm.net',
  defaultHostName: 'watch-abc.westeurope-01.azurewebsites.net',
  loginEndpoint: 'https://login.microsoftonline.com/',
};

const isExpression = (text: string): boolean => /^\[[a-zA-Z]+\(.*\]$/s.test(text);

/** A value of the snapshot as it might be after the deployment. @throws Error for an expression that is not known */
export function settled(text: string): string {
  return isExpression(text) ? evaluated(text.slice(1, -1)) : text;
}

function evaluated(expression: string): string {
  if (/^'(?:[^']|'')*'$/.test(expression)) return expression.slice(1, -1).replaceAll("''", "'");
  const [, name, rest] = /^(format|uri)\((.*)\)$/s.exec(expression) ?? [];
  if (name !== undefined && rest !== undefined) {
    const [first = '', ...others] = argumentsOf(rest).map(evaluated);
    return name === 'uri' ? new URL(others[0] ?? '', first).href : formatted(first, others);
  }
  const property = /^(?:reference|environment)\(.*\)(?:\.\w+)*\.(\w+)$/s.exec(expression)?.[1];
  const value = property === undefined ? undefined : LATE[property];
  if (value === undefined) throw new Error(`nothing is known of ${expression}`);
  return value;
}

const formatted = (pattern: string, values: readonly string[]): string =>
  pattern.replaceAll(/\{(\d+)\}/g, (_, index: string) => values[Number(index)] ?? '');

/** Split at the commas that are neither in brackets nor in quotes. */
function argumentsOf(text: string): string[] {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    if (!quoted && character === '(') depth += 1;
    if (!quoted && character === ')') depth -= 1;
    if (!quoted && depth === 0 && character === ',') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
