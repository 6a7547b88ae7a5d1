/** What Azure or Graph refuse, as one error that names the request and keeps the service's own code. */
import { errorCodeIn, withoutSecrets } from '../../shared/core/text/secrets.ts';
import { type ErrorCode, MonitorError } from '../../shared/errors.ts';

export class Refusal extends MonitorError {
  readonly status: number;
  /** The service's own, such as `AuthorizationFailed`; empty when it names none. */
  readonly reason: string;

  constructor(code: ErrorCode, message: string, status: number, reason: string) {
    super(code, message, { hint: hintOf(status) });
    this.status = status;
    this.reason = reason;
  }
}

export const isRefusal = (thrown: unknown, ...statuses: number[]): thrown is Refusal =>
  thrown instanceof Refusal && statuses.includes(thrown.status);

/** Reads what the service says; its text may name tenants and people, and is printed as one harmless line. */
export async function refusalOf(answer: Response, service: string, method: string, path: string): Promise<Refusal> {
  const { code, message } = saidBy(await answer.text().catch(() => ''));
  const label = `${service} answered ${answer.status} to ${method} ${labelOf(path)}`;
  const said = [code, message].filter((part) => part !== '').join(': ');
  return new Refusal(codeOf(answer.status), said === '' ? label : `${label}: ${said}`, answer.status, code);
}

export const unusable = (service: string, path: string, what: string): MonitorError =>
  new MonitorError('contract', `${service} answered ${labelOf(path)} with ${what}`, {
    hint: 'If it repeats, report it with the version.',
  });

const labelOf = (path: string): string => path.replace(/\?.*$/s, '').slice(0, 300);

function saidBy(text: string): { code: string; message: string } {
  try {
    const { error, Code, Message } = JSON.parse(text) ?? {};
    const code = errorCodeIn(error?.code ?? Code) ?? '';
    return { code, message: withoutSecrets(firstLine(error?.message ?? Message ?? '')) };
  } catch {
    return { code: '', message: '' };
  }
}

const firstLine = (message: unknown): string =>
  String(message)
    .split(/[\r\n]/)[0]
    ?.slice(0, 300) ?? '';

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'denied';
  if (status === 429) return 'throttled';
  return status === 408 || status >= 500 ? 'unavailable' : 'contract';
}

function hintOf(status: number): string {
  if (status === 401) return 'Sign in to the tenant of the app: az login --tenant <tenant id>';
  if (status === 403) return 'Ask for the right to read this, or ask someone who has it.';
  return status === 429 || status >= 500 ? 'Try again in a few minutes.' : '';
}
