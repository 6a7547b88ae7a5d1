/** The answers that stored rows give by themselves: history, and who can reset whom. They ask nothing of the tenant. */
import { resetAdmins } from '../checks/reset-admins/index.ts';
import { resetAdminsDocument } from '../checks/reset-admins/report.ts';
import type { AnyCheck } from '../core/model/check.ts';
import type { Store } from '../core/model/store.ts';
import { parseSnapshot } from '../core/poll/reading.ts';
import { sightOf } from '../core/status/report.ts';
import type { Settings } from '../settings.ts';
import { badRequest, errorAnswer, type HttpAnswer } from '../web/answer.ts';
import { driftAnswer, parseDriftQuery } from '../web/drift.ts';
import { resetAdminsAnswer } from '../web/reset-admins.ts';
import { type Base, intervalOf } from './parts.ts';
import { storeUntil } from './shown.ts';

export interface PageDeps {
  readonly settings: Settings;
  readonly checks: readonly AnyCheck[];
  /** In ms. */
  readonly now: number;
  /** Opens the store; whatever it throws is the answer. */
  readonly store: () => Store;
}

export const pageDepsOf = (base: Base): PageDeps => {
  const now = base.now();
  return { settings: base.settings, checks: base.checks, now, store: () => storeUntil(base, now) };
};

/** The stored list, with what is seen now of the sources that it was made from. */
export async function resetAdminsPage(
  { settings, checks, now, store: open }: PageDeps,
  accept: string | null,
): Promise<HttpAnswer> {
  try {
    const store = open();
    const { heads } = await store.heads(now);
    const head = heads.get(resetAdmins.name)?.value ?? null;
    const text = head?.verdict ? await store.load(head.verdict.hash) : null;
    const verdict = text === null ? null : parseSnapshot(text);
    const one = { check: resetAdmins, head, verdict, intervalMs: intervalOf(settings, resetAdmins, now) };
    const all = checks.map((check) => ({ check, head: heads.get(check.name)?.value ?? null }));
    const sight = sightOf(one, { blindAfterMinutes: settings.blindAfterMinutes, onePass: false, checks: all }, now);
    return resetAdminsAnswer(resetAdminsDocument(verdict, sight), accept);
  } catch (thrown) {
    return errorAnswer(thrown);
  }
}

export async function driftPage(
  { store, checks }: PageDeps,
  query: URLSearchParams,
  accept: string | null,
): Promise<HttpAnswer> {
  const parsed = parseDriftQuery(
    query,
    checks.map(({ name }) => name),
  );
  if (!parsed.ok) return badRequest(parsed.reason);
  try {
    return driftAnswer(await store().history(parsed.query), accept);
  } catch (thrown) {
    return errorAnswer(thrown);
  }
}
