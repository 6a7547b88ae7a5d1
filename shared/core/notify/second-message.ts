/**
 * The short second message of a commit: the alerts of the first one again, by their ids, with who did it. Only what is
 * critical and was mailed; who was told before is said. An alert of several lines names all who did one of them, and says
 * which: nobody stands for what another did.
 */
import type { Actor, MailedAlert } from '../model/alert.ts';
import type { Change, HistoryItem } from '../model/history.ts';
import type { PendingAlerts } from '../model/outbox.ts';
import { actorsWords } from '../text/outside.ts';
import { type Words, words } from '../text/words.ts';
import { candidatesIn, isSame, isSameAnswer, oneOf } from './attribution.ts';
import { isNobody, isToldTogether } from './looking.ts';

/** A line of the alert, and who was named for it before. */
interface Line {
  readonly item: HistoryItem;
  readonly was: Actor | undefined;
}

/** Null: it would say nothing new. `at` ISO 8601. */
export function secondMessage(
  before: Change,
  after: Change,
  { at, tenant }: { readonly at: string; readonly tenant: PendingAlerts['context']['tenant'] },
): PendingAlerts | null {
  const lines = after.items.map((item, n) => ({ item, was: before.items[n]?.actor }));
  const byAlert = Map.groupBy(
    lines.filter(({ item }) => isToldTogether(item)),
    ({ item }) => item.alert,
  );
  const told = [...byAlert.values()].filter((all) => all.some(isNew));
  const alerts = told.map((all) => actorAlert(all, after.at));
  if (alerts.length === 0) return null;
  const { check, generation } = after;
  return {
    check,
    generation,
    at,
    suffix: 'actor',
    alerts,
    context: { tenant, headline: '', evidence: [], unseen: [] },
  };
}

const isNew = ({ item: { actor }, was }: Line): boolean => actor !== undefined && actor !== was && !isNobody(actor);

function actorAlert(all: readonly Line[], since: string): MailedAlert {
  const [first] = all;
  const named = all.flatMap(({ item }) => (item.actor && !isNobody(item.actor) ? [item.actor] : []));
  const actor = oneOf(unique(named.flatMap(candidatesIn)));
  const { alert = null, severity = 'critical', raised: { rule, subject, shared } = NO_RULE } = first?.item ?? {};
  const isOne = all.every(({ item }) => item.actor && actor && isSameAnswer(item.actor, actor));
  const title = first?.item.title ?? '';
  const corrected = all.filter(isNew).flatMap(({ was }) => (was && !isNobody(was) ? candidatesIn(was) : []));
  const was = oneOf(unique(corrected));
  return {
    ...{ rule, subject, severity, why: '', todo: '', id: alert ?? '', kind: 'actor', since },
    title: all.length > 1 && shared !== undefined ? title.slice(0, shared) : title,
    lines: [
      ...(was ? [words`Corrects what was told before: ${actorsWords(was)}`] : []),
      ...(isOne ? [] : all.slice(0, MOST_LINES).map(({ item }) => lineWords(item))),
    ],
    ...(actor && { actor }),
  };
}

const NO_RULE: NonNullable<HistoryItem['raised']> = { rule: '', subject: '' };

const MOST_LINES = 20;

/** The title of a line was put together from `Words`. */
function lineWords({ title, actor, raised }: HistoryItem): Words {
  const own = (raised?.shared === undefined ? title : title.slice(raised.shared + ': '.length)) as Words;
  return actor && !isNobody(actor) ? words`By ${actorsWords(actor)}: ${own}` : words`By nobody who was found: ${own}`;
}

const unique = (all: readonly Actor[]): Actor[] =>
  all.filter((one, n) => all.findIndex((other) => isSame(one, other)) === n);
