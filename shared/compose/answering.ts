/**
 * Answering an alert, put together: the key of links, the run, the page. What a link in a message looks like stands here
 * alone: `/api/alerts/{id}/{token}`, so that the platform can ask for its key on `/api/alerts/{id}`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import { isGoodToken, type SameSecret, type Sign, tokenFor } from '../core/notify/tokens.ts';
import { answerAlert, findAlert } from '../runs/answering.ts';
import { type AlertRequest, alertAnswer } from '../web/answer/alerts.ts';
import { idInPath, pathId } from '../web/answer/path.ts';
import type { HttpAnswer } from '../web/answer.ts';
import { sha256 } from './values.ts';

export interface AnsweringParts {
  readonly store: () => Store;
  readonly now: number;
  readonly tenantId: string;
  readonly receivers: readonly ReceiverName[];
}

/** @param token null: the platform has asked for its key already */
export function alertPage(parts: AnsweringParts, request: AlertRequest, token: string | null): Promise<HttpAnswer> {
  const { now, tenantId, receivers } = parts;
  const id = idInPath(request.id);
  const mayAnswer = async (): Promise<boolean> =>
    token === null ||
    isGoodToken(token, { tenantId, alertId: id, now }, signWith(await parts.store().answerKey()), same);
  const deps = () => ({ store: parts.store(), now, receivers, hash: sha256 });
  return alertAnswer(
    {
      now,
      mayAnswer,
      find: (alertId) => findAlert(deps(), alertId),
      answer: (alertId, wish) => answerAlert(deps(), alertId, wish),
    },
    { ...request, id },
  );
}

/** Where an alert is answered without a key. @param publicUrl an origin */
export const answerLink = (publicUrl: string, tenantId: string, alertId: string, now: number, key: string): string =>
  `${publicUrl}/api/alerts/${pathId(alertId)}/${tokenFor(tenantId, alertId, now, signWith(key))}`;

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

const signWith =
  (key: string): Sign =>
  (text) =>
    createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');

/** Of another length is another; only then does the time tell anything, and only that. */
const same: SameSecret = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
