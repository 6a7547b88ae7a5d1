/**
 * `/api/alerts/{id}`: shows one alert and takes an answer to it. A GET changes nothing, whoever follows the link. Whether
 * a caller may is decided before: by the platform's key, or by the token in the path.
 */
import type { AnswerResult, AnswerWish, FoundAlert } from '../../core/model/answer.ts';
import type { Words } from '../../core/model/words.ts';
import { shownAnswer } from '../../core/status/report.ts';
import { reportOf } from '../../errors.ts';
import { badRequest, errorAnswer, type HttpAnswer, jsonAnswer, prefers } from '../answer.ts';
import {
  type AnsweredBeside,
  badLinkPage,
  donePage,
  endedPage,
  failedPage,
  formPage,
  type Reader,
  wrongPage,
} from './page.ts';
import { besideIn, isForm, wishIn } from './wish.ts';

export interface AlertRequest {
  readonly method: string;
  /** As it stands in the path, decoded once. */
  readonly id: string;
  readonly accept: string | null;
  readonly contentType: string | null;
  readonly body: string;
  /** The name that the platform tells of who is signed in; null: it tells none. */
  readonly signedIn: string | null;
  /** Address of the status page, for who has its key; null or absent: none. */
  readonly status?: string | null;
}

export interface AlertDeps {
  readonly now: number;
  /** Of those who read times, an IANA name; null: none. */
  readonly zone: string | null;
  /** False: a token that is not good, whatever is wrong with it. */
  readonly mayAnswer: () => Promise<boolean>;
  readonly find: (id: string) => Promise<FoundAlert | null>;
  /** What is open beside it and told as one with it; none for whoever has the link of one alert alone. */
  readonly beside: (id: string) => Promise<readonly FoundAlert[]>;
  /** Who did what the alert tells, in words; null: the log has nothing in which to look, or cannot be read. */
  readonly doer: (found: FoundAlert) => Promise<Words | null>;
  readonly answer: (id: string, wish: AnswerWish & { readonly signedIn: boolean }) => Promise<AnswerResult>;
}

export async function alertAnswer(deps: AlertDeps, request: AlertRequest): Promise<HttpAnswer> {
  const wantsHtml = isForPeople(request);
  try {
    if (!(await deps.mayAnswer())) return wantsHtml ? await badLinkPage() : refused();
    return request.method === 'POST' ? await posted(deps, request, wantsHtml) : await shown(deps, request, wantsHtml);
  } catch (thrown) {
    const answer = errorAnswer(thrown);
    const { message, hint } = reportOf(thrown);
    return wantsHtml ? await failedPage(answer.status, message, hint) : answer;
  }
}

/** A form is sent by a person, whatever else the browser would take. */
const isForPeople = ({ accept, contentType }: AlertRequest): boolean =>
  isForm(contentType) || prefers(accept, ['application/json', 'text/html']) === 'text/html';

const refused = (): HttpAnswer =>
  jsonAnswer(403, { error: { code: 'denied', message: 'This link cannot be used. It may have expired.' } });

const gone = (): HttpAnswer =>
  jsonAnswer(404, { error: { code: 'not-found', message: 'There is no such open alert. It may have ended.' } });

const readerOf = ({ now, zone }: AlertDeps, { signedIn, status = null }: AlertRequest): Reader => ({
  clock: { now, zone },
  signedIn,
  status,
});

async function shown(deps: AlertDeps, request: AlertRequest, wantsHtml: boolean): Promise<HttpAnswer> {
  const found = await deps.find(request.id);
  if (!found) return wantsHtml ? endedPage() : gone();
  if (!wantsHtml) return jsonAnswer(200, documentOf(found));
  const [beside, doer] = await Promise.all([deps.beside(request.id), deps.doer(found)]);
  return formPage(found, readerOf(deps, request), { beside, doer });
}

/** The answer would be to something better than what is there now. */
const worsened = ({ seen }: FoundAlert): HttpAnswer =>
  jsonAnswer(409, {
    error: { code: 'conflict', message: 'The alert got worse since it was read. Read it again.' },
    seen,
  });

interface Chosen extends Pick<AnsweredBeside, 'title'> {
  readonly id: string;
  /** As bad as it was when the form was shown. */
  readonly seen: string;
}

/** What of the form's choice is open beside it. Asked before the answer: with that, an event is open no more. */
async function chosenBeside(deps: AlertDeps, request: AlertRequest, { action }: AnswerWish): Promise<Chosen[]> {
  const chosen = besideIn(request.body, request.contentType);
  if (chosen.size === 0 || action === 'reopen') return [];
  return (await deps.beside(request.id)).flatMap(({ alert: { id, title } }) => {
    const seen = chosen.get(id);
    return seen === undefined ? [] : [{ id, title, seen }];
  });
}

/** With the same words; each may have got worse meanwhile, and is then not answered. */
async function answerEach(
  deps: AlertDeps,
  chosen: readonly Chosen[],
  { signedIn }: AlertRequest,
  wish: AnswerWish,
): Promise<AnsweredBeside[]> {
  const answered: AnsweredBeside[] = [];
  for (const { id, title, seen } of chosen) {
    const { kind } = await deps.answer(id, { ...wish, seen, signedIn: signedIn !== null });
    answered.push({ title, isAnswered: kind === 'stored' || kind === 'same' });
  }
  return answered;
}

const documentOf = ({ alert, check, answer, seen }: FoundAlert) => ({
  id: alert.id,
  check,
  rule: alert.rule,
  severity: alert.severity,
  title: alert.title,
  why: alert.why,
  todo: alert.todo,
  lines: alert.lines,
  since: alert.since,
  acknowledged: shownAnswer(answer),
  seen,
});

async function posted(deps: AlertDeps, request: AlertRequest, wantsHtml: boolean): Promise<HttpAnswer> {
  const { body, contentType, signedIn, id } = request;
  const wish = wishIn(body, contentType, deps.now, signedIn);
  if (typeof wish === 'string') return wantsHtml ? wrongPage(wish) : badRequest(wish);
  const beside = await chosenBeside(deps, request, wish);
  const result = await deps.answer(id, { ...wish, signedIn: signedIn !== null });
  if (result.kind === 'gone') return wantsHtml ? endedPage() : gone();
  if (result.kind === 'worse')
    return wantsHtml ? formPage(result.found, readerOf(deps, request), { late: wish }) : worsened(result.found);
  if (wantsHtml)
    return donePage(
      result.answer,
      result.found,
      readerOf(deps, request),
      await answerEach(deps, beside, request, wish),
    );
  const { action, by, at, why, until } = result.answer;
  return jsonAnswer(200, { id, action, by, at, why, until, stored: result.kind === 'stored' });
}
