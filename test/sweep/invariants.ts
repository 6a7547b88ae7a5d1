/**
 * What must hold whatever went wrong, told against an undisturbed run of the same scene: every drift once, every
 * alert mailed, no mail twice but the one in flight, nothing left over. Names what is broken; never throws.
 */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';
import type { DriftItem, Observed } from './aftermath.ts';

/** What may differ from an undisturbed run. */
export interface Allowed {
  /** How often the same mail may come. */
  readonly copies: number;
  /** How many different mails may come more than once. */
  readonly repeated: number;
  /** A source may have its first reading after the first poll, and then says so in a line of mail of its own. */
  readonly laterReadings: boolean;
  /** Who answered and was told that it is stored; absent: those of an undisturbed run. */
  readonly answered?: readonly string[];
  /** The status may end otherwise, as long as it is that of the history. */
  readonly otherStatus?: true | undefined;
}

export const NOTHING: Allowed = { copies: 1, repeated: 0, laterReadings: false };

/** @returns one line for each promise that is broken */
export function broken(found: Observed, calm: Observed, allowed: Allowed): string[] {
  return [
    ...found.wrong.map((what) => `a run went wrong: ${what}`),
    ...(found.isQuiet ? [] : ['the watch never comes to rest']),
    ...driftOnce(found, calm),
    ...alertsOnce(found, calm, allowed),
    ...repeats(found.mails, allowed),
    ...leftovers(found, calm),
    ...openAsTold(found),
    ...answersOnce(found, allowed.answered ?? linesOf(calm).map(({ by }) => by)),
    ...(allowed.otherStatus ? [] : statusAgain(found, calm)),
  ];
}

function driftOnce(found: Observed, calm: Observed): string[] {
  const items = ({ drift }: Observed) => drift.filter((item) => !isVerdictBaseline(item) && item.source !== ANSWERS);
  const verdicts = ({ drift }: Observed) => (drift.some(isVerdictBaseline) ? ['a first verdict'] : []);
  return [
    ...difference('drift', items(found).map(lineOf), items(calm).map(lineOf)),
    ...difference('drift', verdicts(found), verdicts(calm)),
    ...found.drift.filter(({ mailed }) => mailed === false).map(({ title }) => `not mailed in the end: ${title}`),
  ];
}

/** What later first readings add to the verdict is a baseline each time. */
const isVerdictBaseline = ({ source, change }: DriftItem): boolean => source === 'verdict' && change === 'baseline';

/** Times of conditions and of the verdict's evidence hang on when a poll got through. */
function lineOf({ source, change, key, title, severity, before, after, actor, mailed }: DriftItem): string {
  const values = source === 'conditions' || source === 'verdict' ? {} : { before, after };
  return JSON.stringify({
    source,
    change,
    key,
    title,
    severity,
    ...values,
    actor: actor?.name,
    mailed: mailed !== null,
  });
}

/** Generations tell when something was stored, not what. */
const aboutOf = (alertId: string): string => alertId.split('~').slice(0, -1).join('~');

const IDS = /Alert ids \(the same if this (?:mail|message) is repeated\):\n/;

export const alertIds = ({ text }: StoredMail): string[] =>
  (text.split(IDS).at(-1) ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Each alert is told, under one id, and in no more mails than without a fault. */
function alertsOnce(found: Observed, calm: Observed, { laterReadings }: Allowed): string[] {
  const told = tellings(found.mails);
  const expected = tellings(calm.mails);
  const wanted = [...told.keys()].filter((id) => !(laterReadings && id.startsWith('first-reading~')));
  const tooOften = wanted.flatMap((id) => {
    const most = [...expected].find(([other]) => aboutOf(other) === aboutOf(id))?.[1] ?? 0;
    const times = told.get(id) ?? 0;
    return times > most ? [`told in ${times} different mails, not ${most}: ${id}`] : [];
  });
  return [...difference('alerts mailed', wanted.map(aboutOf), [...expected.keys()].map(aboutOf)), ...tooOften];
}

/** In how many different mails each alert id is. */
function tellings(mails: readonly StoredMail[]): Map<string, number> {
  const operations = new Map(mails.map((mail) => [mail.operationId, mail]));
  const counts = new Map<string, number>();
  for (const id of [...operations.values()].flatMap(alertIds)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** A mail that comes again is the same, and only as many come again as may. */
function repeats(mails: readonly StoredMail[], { copies, repeated }: Allowed): string[] {
  const groups = [...Map.groupBy(mails, ({ operationId }) => operationId).values()];
  const again = groups.filter(({ length }) => length > 1);
  return [
    ...again.filter(({ length }) => length > copies).map((group) => `a mail came ${group.length} times`),
    ...(again.length > repeated ? [`${again.length} different mails were repeated`] : []),
    ...again.filter((group) => new Set(group.map(contentOf)).size > 1).map(() => 'a repeated mail was not the same'),
  ];
}

const contentOf = ({ subject, text, html, to }: StoredMail): string => JSON.stringify([subject, text, html, to]);

function leftovers(found: Observed, calm: Observed): string[] {
  const count = ({ rows }: Observed, kind: string) => rows.filter((row) => row === kind).length;
  const waiting = count(found, 'pending') + found.status.mail.pending;
  const alerts = [count(found, 'alert'), count(calm, 'alert')];
  return [
    ...(waiting > 0 ? [`${waiting} left in the outbox`] : []),
    ...(alerts[0] === alerts[1] ? [] : [`${alerts[0]} alert rows, not ${alerts[1]}`]),
  ];
}

/**
 * Open is what history opened last and did not close, and each critical event that nobody acknowledged. The line of an
 * event has the subject of its alert as its key.
 */
function openAsTold({ drift, status }: Observed): string[] {
  const conditions = drift.filter(({ source }) => source === 'conditions');
  const newest = [...Map.groupBy(conditions, ({ key }) => key)].map(([key, [first]]) => ({
    key,
    change: first?.change,
  }));
  const told = newest.filter(({ change }) => change !== 'removed').map(({ key }) => key);
  const open = status.openAlerts.map(({ id }) => aboutOf(id));
  const events = drift.filter(
    ({ source, severity, mailed }) => source !== 'conditions' && severity === 'critical' && mailed !== null,
  );
  const closed = newestAnswers({ drift }).flatMap(({ alertId, action }) => (action === 'acknowledge' ? [alertId] : []));
  const unanswered = events
    .filter(({ key }) => !closed.some((id) => aboutOf(id).endsWith(`~${key}`)))
    .map(({ key }) => open.find((about) => about.endsWith(`~${key}`)) ?? key);
  return difference('open alerts', open, [...told, ...unanswered]);
}

const ANSWERS = 'answers';

interface AnswerLine {
  readonly alertId: string;
  readonly by: string;
  readonly action: string;
  /** What was replaced, and what replaced it, as texts. */
  readonly before: string;
  readonly after: string;
}

/** Newest first. */
const linesOf = ({ drift }: Pick<Observed, 'drift'>): AnswerLine[] =>
  drift
    .filter(({ source }) => source === ANSWERS)
    .map(({ key, before, after }) => ({
      alertId: key,
      ...(after as { by: string; action: string }),
      before: JSON.stringify(before ?? null),
      after: JSON.stringify(after),
    }));

const newestAnswers = (found: Pick<Observed, 'drift'>): AnswerLine[] =>
  [...Map.groupBy(linesOf(found), ({ alertId }) => alertId).values()].flatMap(([newest]) => newest ?? []);

/** Each answer that was told to be stored is a line, once, on the one before it; and no other answer is shown than the newest. */
function answersOnce(found: Observed, answered: readonly string[]): string[] {
  const lines = linesOf(found);
  const chains = [...Map.groupBy(lines, ({ alertId }) => alertId).values()].flatMap((chain) =>
    chain.flatMap(({ before, by }, n) =>
      before === (chain[n + 1]?.after ?? 'null') ? [] : [`${by} answered over nothing`],
    ),
  );
  const shown = found.status.openAlerts.flatMap(({ id, acknowledged }) => {
    const newest = newestAnswers(found).find(({ alertId }) => alertId === id);
    const isOther = acknowledged !== null && (acknowledged.by !== newest?.by || newest.action === 'reopen');
    return isOther ? [`${id} is shown as answered by ${acknowledged.by}, not ${newest?.by}`] : [];
  });
  return [
    ...difference(
      'answers',
      lines.map(({ by }) => by),
      answered,
    ),
    ...chains,
    ...shown,
  ];
}

function statusAgain(found: Observed, calm: Observed): string[] {
  const tell = ({ status }: Observed) => [
    `status ${status.status}`,
    `writeback ${status.writeback.state}`,
    `last error ${status.mail.lastError}`,
    ...status.problems.map(({ code }) => `problem ${code}`),
    ...status.sources.map(({ name, state }) => `${name} is ${state}`),
    ...status.openAlerts.map(
      ({ id, severity, acknowledged }) => `open: ${severity} ${aboutOf(id)}${acknowledged ? ', answered' : ''}`,
    ),
  ];
  return difference('status', tell(found), tell(calm));
}

/** What one has and the other has not, as often as it does. */
function difference(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const missing = [...expected];
  const added: string[] = [];
  for (const one of found) {
    const at = missing.indexOf(one);
    if (at < 0) added.push(one);
    else missing.splice(at, 1);
  }
  return [...missing.map((one) => `${what} lost: ${one}`), ...added.map((one) => `${what} invented: ${one}`)];
}
