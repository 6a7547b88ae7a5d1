/**
 * Answers to alerts: one row for each alert, under its ETag, in one transaction with its line of history. And the key that
 * links to answer are signed with: random, made by whoever needs it first, never replaced.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { AlertPlace, Answer } from '../core/model/answer.ts';
import type { Change } from '../core/model/history.ts';
import type { Damage, Stored } from '../core/model/stored.ts';
import { MonitorError } from '../errors.ts';
import { TableFailure } from './failures.ts';
import { demandingWrite, MISSING } from './guarded-write.ts';
import { ANSWER_KEY, ANSWERS } from './keys.ts';
import { decoded, readAnswer, reported } from './rows.ts';
import { type Session, saveChunks } from './session.ts';

export interface StoredAnswers {
  /** By the id of the alert. */
  readonly answers: ReadonlyMap<string, Stored<Answer>>;
  readonly damaged: readonly Damage[];
}

export async function readAnswers({ table, chunks }: Session): Promise<StoredAnswers> {
  const { whole, damaged } = await decoded('answer', await table.query(ANSWERS), (row) => readAnswer(row, chunks));
  const answers = whole.map(({ row, value }) => [value.alertId, { value, etag: row.etag }] as const);
  return { answers: new Map(answers), damaged: reported(damaged) };
}

/**
 * @param etag of the answer that this one replaces; null: there was none that can be read
 * @returns false when somebody else answered meanwhile or the alert is gone, and nothing of ours is stored
 */
export async function putAnswer(
  session: Session,
  answer: Answer,
  etag: string | null,
  change: Change,
  place: AlertPlace | null,
): Promise<boolean> {
  const write = randomUUID();
  const [guard, line] = [session.rows.answer(answer, write), session.rows.change(change, write)];
  await saveChunks(session, [guard, line]);
  const mustExist = place === null ? [] : [placeKey(session, answer.alertId, place)];
  const put = async (over: string | null): Promise<boolean> => {
    const wanted = { guard: guard.row, etag: over, upserts: [line.row], deletes: [], mustExist };
    const result = await demandingWrite(session.table, wanted);
    return result === null ? isOurs(session, line.row.rowKey, write) : result !== MISSING;
  };
  if (await put(etag)) return true;
  const damaged = etag === null ? await damagedEtag(session, answer.alertId) : null;
  return damaged !== null && put(damaged);
}

const placeKey = ({ keys }: Session, alertId: string, place: AlertPlace): string =>
  place === 'condition' ? keys.alert(alertId) : keys.event(place);

/** Nobody told us that it was stored, and somebody has answered since: then our line of history is there. */
async function isOurs({ table }: Session, rowKey: string, write: string): Promise<boolean> {
  return (await table.get(rowKey, ['write']))?.cells.write === write;
}

/** Of an answer that cannot be decoded: it counts as none, and must not keep the alert from being answered. */
async function damagedEtag({ table, keys, chunks }: Session, alertId: string): Promise<string | null> {
  const row = await table.get(keys.answer(alertId));
  if (!row) return null;
  const { damaged } = await decoded('answer', [row], (one) => readAnswer(one, chunks));
  return damaged.length > 0 ? row.etag : null;
}

export const knownAnswerKey = async ({ table }: Session): Promise<string | null> =>
  keyIn((await table.get(ANSWER_KEY, ['key']))?.cells);

/** 256 bits in base64url. */
export async function answerKey(session: Session): Promise<string> {
  const { table } = session;
  const known = await knownAnswerKey(session);
  if (known !== null) return known;
  const row = { rowKey: ANSWER_KEY, cells: { key: randomBytes(32).toString('base64url') } };
  await table.write([{ kind: 'insert', row }]).catch(elsewhere);
  const stored = await knownAnswerKey(session);
  if (stored === null) throw new MonitorError('contract', 'The key of answer links cannot be read', { hint: DAMAGED });
  return stored;
}

const DAMAGED =
  'Delete the row secret|answers. A new key is then made, and links that were mailed before stop working.';

const keyIn = (cells: { readonly [name: string]: unknown } | undefined): string | null =>
  typeof cells?.key === 'string' && /^[A-Za-z0-9_-]{43}$/.test(cells.key) ? cells.key : null;

/** Somebody made one at the same time, or our answer was lost: the row that is there now is read. */
function elsewhere(thrown: unknown): void {
  if (thrown instanceof TableFailure && (thrown.kind === 'exists' || thrown.kind === 'unclear')) return;
  throw thrown;
}
