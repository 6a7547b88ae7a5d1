/**
 * The check `watch`: the watch over the other checks, as far as the tenant shows it: the permissions of its own
 * identity and the licence. It has no timer and no required source; the notifier reads it once a day and adds what
 * stored rows tell at any time (self-conditions.ts).
 */
import type { Check, EvidenceLine } from '../../core/model/check.ts';
import { minutesMs } from '../../core/model/times.ts';
import { idWords, ours, valueWords } from '../../core/text/outside.ts';
import { listed, NO_WORDS, type Words, words } from '../../core/text/words.ts';
import type { Access } from '../access.ts';
import { interpret } from './interpret.ts';
import { licence } from './licence.ts';
import { settings, weakText } from './own-settings.ts';
import { RULES, SELF_RULES } from './rules.ts';
import { permissions } from './sources.ts';
import { decide, type ReadSource, storedVerdict, type Verdict, verdictFact } from './verdict.ts';

/** The name of this check. */
export const WATCH = 'watch';

const DAY_MS = minutesMs(24 * 60);

/** @param checks whose sources are watched over; a permission that none of these reads with is not missed */
export function watchOver(checks: readonly Check<Access>[]): Check<Access> {
  const own = [permissions, licence, settings];
  const read: ReadSource[] = [
    ...checks.flatMap((check) => check.sources.map((source) => ({ place: `${check.name}/${source.name}`, source }))),
    ...own.map((source) => ({ place: `${WATCH}/${source.name}`, source })),
  ];
  return {
    name: WATCH,
    title: 'The watch itself',
    rules: [...Object.values(RULES), ...Object.values(SELF_RULES)],
    sources: own,
    version: 2,
    dueEveryMs: DAY_MS,
    judge: (views) => [verdictFact(decide(views, read))],
    interpret: (occasion) => interpret(occasion, read),
    state: (verdict) => storedVerdict(verdict).state,
    headline: (verdict) => headline(storedVerdict(verdict)),
    evidence: (verdict) => evidence(storedVerdict(verdict)),
    tenantName: () => null,
    section: (verdict) => {
      const { state, missing, writing, plans } = storedVerdict(verdict);
      return {
        state,
        missing: missing.map(({ permission }) => permission),
        writing,
        licences: plans,
      };
    },
  };
}

function headline({ state, granted, missing, writing }: Verdict): Words {
  if (state === 'unseen') return words`The permissions of the watch cannot be read.`;
  const writes = writing.length === 0 ? words`none is known to write` : words`${writing.length} can write`;
  const lacks =
    missing.length === 0
      ? words`none is missing`
      : words`${missing.length} ${missing.length === 1 ? 'is' : 'are'} missing`;
  return words`The identity of the watch holds ${granted} ${granted === 1 ? 'permission' : 'permissions'}; ${writes}, and ${lacks}.`;
}

/** Named in a line; the sources themselves show all. */
const MOST_BLIND = 2;

function evidence({ missing, writing, unnamed, plans, weak }: Verdict): EvidenceLine[] {
  const texts = [
    ...weak.map(weakText),
    ...writing.map((permission) => words`can write: ${ours(permission)}`),
    ...missing.map(
      ({ permission, required, blinds }) =>
        words`missing (${required ? 'required' : 'optional'}): ${ours(permission)}, without which nobody sees ${listed(blinds.slice(0, MOST_BLIND).map(ours), '; ')}${blinds.length > MOST_BLIND ? words` and ${blinds.length - MOST_BLIND} more` : NO_WORDS}`,
    ),
    ...unnamed.map((id) => words`this version does not know the name of the permission ${idWords(id)}`),
    plans === null
      ? words`licences: never read`
      : words`licences: ${plans.length > 0 ? listed(plans.map(valueWords)) : 'neither Entra ID P1 nor P2'}`,
  ];
  return texts.map((text) => ({ text, at: null }));
}
