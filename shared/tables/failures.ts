/**
 * Turns whatever a storage call throws into a MonitorError that also says what may have happened to the write.
 * Only the service's own error code is ever quoted: bodies, headers and addresses may hold keys or tenant data.
 */

import { TooLarge } from '../bounded.ts';
import { own } from '../core/model/own.ts';
import { MonitorError } from '../errors.ts';

/**
 * - `exists`, `stale`, `missing`: the row was there already, has another ETag, is not there
 * - `no-table`: the table is not there
 * - `unclear`: it cannot be known whether the write was applied
 * - `refused`: nothing was applied, and trying again will not help
 */
export type FailureKind = 'exists' | 'stale' | 'missing' | 'no-table' | 'unclear' | 'refused';

export class TableFailure extends MonitorError {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, ...rest: ConstructorParameters<typeof MonitorError>) {
    super(...rest);
    this.kind = kind;
  }
}

/** The table as error messages name it. */
export interface TableName {
  readonly table: string;
  /** The setting that says where it is. */
  readonly setting: 'STATE_TABLES_URL' | 'STATE_CONNECTION_STRING';
}

/** What of a thrown SDK error is looked at. Transactions carry their code elsewhere than single calls. */
interface Thrown {
  readonly name?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly details?: { readonly errorCode?: unknown; readonly odataError?: { readonly code?: unknown } };
}

const ROW_FAILURES: { readonly [code: string]: 'exists' | 'stale' | 'missing' } = {
  EntityAlreadyExists: 'exists',
  UpdateConditionNotSatisfied: 'stale',
  ConditionNotMet: 'stale',
  ResourceNotFound: 'missing',
  EntityNotFound: 'missing',
};

export function failureOf(thrown: unknown, name: TableName): MonitorError {
  if (thrown instanceof MonitorError) return thrown;
  if (thrown instanceof TooLarge) return thrown.of === 'token' ? noToken(name) : oversized(thrown, name);
  const error = isObject(thrown) ? thrown : {};
  const status = typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const code = codeOf(error);
  if (status === undefined) return withoutAnswer(error, name);
  const row = own(ROW_FAILURES, code);
  if (row)
    return new TableFailure(row, 'conflict', `A row of table ${name.table} was changed by another run (${code})`);
  if (code === 'TableNotFound') return tableMissing(name);
  return answered(status, code, name);
}

/** The time of the run ended before storage answered. */
export const outOfTime = ({ table, setting }: TableName): TableFailure =>
  new TableFailure('unclear', 'unavailable', `Table ${table} did not answer within the time of this run`, {
    hint: `The next run tries again. If it lasts, check that the app can reach the storage account of ${setting}.`,
  });

function withoutAnswer({ name: kind, code }: Thrown, name: TableName): TableFailure {
  if (typeof kind === 'string' && /^(Credential|Authentication|AggregateAuthentication)/.test(kind)) {
    return noToken(name);
  }
  const what = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : '';
  return new TableFailure('unclear', 'unavailable', `Table ${name.table} gave no usable answer${what}`, {
    hint: `The next run tries again. If it lasts, check that the app can reach the storage account of ${name.setting}.`,
  });
}

const noToken = ({ table, setting }: TableName): TableFailure =>
  new TableFailure('refused', 'auth', `No token for table ${table} could be obtained`, {
    hint: `Check the identity (AZURE_CLIENT_ID) that reads ${setting}.`,
  });

const oversized = ({ what }: TooLarge, { table, setting }: TableName): TableFailure =>
  new TableFailure('unclear', 'contract', `Table ${table} gave an answer that is ${what}`, {
    hint: `Check that ${setting} is the table endpoint of a storage account, that nothing answers in its place, and who else writes to the table.`,
  });

const tableMissing = ({ table }: TableName): TableFailure =>
  new TableFailure('no-table', 'unavailable', `Table ${table} does not exist (TableNotFound)`, {
    hint: 'The next run creates it. If it was deleted on purpose, the watch starts over with a baseline.',
  });

function answered(status: number, code: string, name: TableName): TableFailure {
  const said = `Table ${name.table} answered ${status}${code && ` ${code}`}`;
  if (status === 401 || status === 403) return refusedAccess(said, name);
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return new TableFailure('unclear', 'unavailable', said, {
      hint: 'Storage is busy or down. The next run tries again.',
    });
  }
  if (status < 400 || status === 404) {
    const hint = `Check that ${name.setting} is the table endpoint of a storage account, and that nothing answers in its place.`;
    return new TableFailure('unclear', 'contract', `${said}, which is not an answer of Table Storage`, { hint });
  }
  return new TableFailure('refused', 'internal', said, { hint: 'This is a bug: report it with the version.' });
}

const refusedAccess = (said: string, { setting }: TableName): TableFailure =>
  new TableFailure('refused', 'denied', said, {
    hint:
      setting === 'STATE_TABLES_URL'
        ? 'Grant the identity the role Storage Table Data Contributor on the table of STATE_TABLES_URL, and check the network rules of the storage account.'
        : 'Check the account and the key in STATE_CONNECTION_STRING, or set STATE_TABLES_URL and use the role Storage Table Data Contributor.',
  });

function codeOf({ code, details }: Thrown): string {
  const found = [code, details?.odataError?.code, details?.errorCode].find((text) => typeof text === 'string' && text);
  return typeof found === 'string' && /^[A-Za-z]{1,60}$/.test(found) ? found : '';
}

const isObject = (value: unknown): value is Thrown => typeof value === 'object' && value !== null;
