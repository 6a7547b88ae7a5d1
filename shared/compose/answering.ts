/**
 * Answering an alert, put together: the key of links, the run, the page. What a link in a message looks like stands here
 * alone: `/api/alerts/{id}/answer?token=`, so that the platform can ask for its key on `/api/alerts/{id}`. The token is no
 * part of the path, because the host writes the path of each request into its log, and never the query.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FoundAlert } from '../core/model/answer.ts';
import type { ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import type { Words } from '../core/model/words.ts';
import { isGoodToken, type SameSecret, type Sign, tokenFor } from '../core/notify/tokens.ts';
import { doersIn } from '../core/status/doers.ts';
import { type AnswerDeps, answerAlert, findAlert } from '../runs/answering.ts';
import { type AlertRequest, alertAnswer } from '../web/answer/alerts.ts';
import { idInPath, pathId } from '../web/answer/path.ts';
import type { HttpAnswer } from '../web/answer.ts';
import { sha256 } from './values.ts';

export interface AnsweringParts {
  readonly store: () => Store;
  readonly now: number;
  readonly tenantId: string;
  readonly zone: string | null;
  /** Ids of what is told as one with an alert and nobody answered. */
  readonly beside: (id: string) => Promise<readonly string[]>;
  /** Null: no link was ever signed. */
  readonly key: () => Promise<string | null>;
  readonly receivers: readonly ReceiverName[];
  /** Called when something may have been stored. */
  readonly stored: () => void;
}

/** @param token null: the platform has asked for its key already */
export function alertPage(parts: AnsweringParts, request: AlertRequest, token: string | null): Promise<HttpAnswer> {
  const { now, tenantId, receivers } = parts;
  const id = idInPath(request.id);
  const mayAnswer = async (): Promise<boolean> =>
    token === null ||
    isGoodToken(token, { tenantId, alertId: id, now }, signWith((await parts.key()) ?? noKey()), same);
  const deps = () => ({ store: parts.store(), now, receivers, hash: sha256 });
  return alertAnswer(
    {
      now,
      zone: parts.zone,
      mayAnswer,
      find: (alertId) => findAlert(deps(), alertId),
      doer: (found) => doerOf(deps(), found),
      beside: async (alertId) => (token === null ? foundBeside(deps(), await parts.beside(alertId)) : []),
      answer: (alertId, wish) => answerAlert(deps(), alertId, wish).finally(parts.stored),
    },
    { ...request, id },
  );
}

async function foundBeside(deps: AnswerDeps, ids: readonly string[]): Promise<FoundAlert[]> {
  const all = await Promise.all(ids.slice(0, MOST_BESIDE).map((id) => findAlert(deps, id)));
  return all.filter((one) => one !== null);
}

/** Who cannot be named is no reason to show no form. */
async function doerOf({ store }: AnswerDeps, { alert, place, committedAt: at }: FoundAlert): Promise<Words | null> {
  if (place === null || place === 'condition' || at === undefined) return null;
  const { check, generation } = place;
  const changes = await store.changesOf([{ check, generation, at }]).catch(() => []);
  return doersIn(changes).get(alert.id) ?? null;
}

/** More than any event opens; a form is no list. */
const MOST_BESIDE = 10;

/** Where an alert is answered without a key. @param publicUrl an origin */
export const answerLink = (publicUrl: string, tenantId: string, alertId: string, now: number, key: string): string =>
  `${publicUrl}/api/alerts/${pathId(alertId)}/answer?token=${tokenFor(tenantId, alertId, now, signWith(key))}`;

/** For messages: to each alert. Without PUBLIC_URL, or while the key cannot be read, there are none. */
export const linksTo =
  (publicUrl: string | null, tenantId: string, store: Pick<Store, 'answerKey'>, now: () => number) =>
  async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (publicUrl === null || ids.length === 0) return new Map();
    try {
      const key = await store.answerKey();
      return new Map(ids.map((id) => [id, answerLink(publicUrl, tenantId, id, now(), key)]));
    } catch {
      return new Map();
    }
  };

/** As much work as with the real one, and nothing that anybody could have signed with. */
const noKey = (): string => randomBytes(32).toString('base64url');

const signWith =
  (key: string): Sign =>
  (text) =>
    createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');

/** Of another length is another; only then does the time tell anything, and only that. */
const same: SameSecret = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
