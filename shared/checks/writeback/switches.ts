/**
 * Finds when writeback was turned on or off, also when it was both between two polls: every new audit event is walked
 * in order of time, starting from the verdict before. An event that says what is so already raises nothing.
 */
import type { Finding, SourceDrift, VerdictChange } from '../../core/model/check.ts';
import { compareText, type Fact } from '../../core/model/fact.ts';
import type { About } from '../../core/model/rule.ts';
import { quoted, told, valueWords } from '../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../core/text/words.ts';
import { CHANGED } from '../entra/activities.ts';
import { findingOf, type Raised } from '../findings.ts';
import { evidenceLine } from './conditions.ts';
import { WRITEBACK_FLAG } from './evidence.ts';
import { RULES, TITLES } from './rules.ts';
import { actorOf } from './sources.ts';
import { type StoredWriteback, storedVerdict } from './stored.ts';

export function switchFindings(sources: readonly SourceDrift[], verdict: VerdictChange): Finding[] {
  const before = storedVerdict(verdict.before);
  const after = storedVerdict(verdict.after);
  const walked = walk(newEvents(sources), before, after);
  const seen = walked.some(({ event }) => event !== undefined);
  return seen || verdict.before === null ? walked : [...walked, ...otherwiseOn(sources, before, after)];
}

function newEvents(sources: readonly SourceDrift[]): Fact[] {
  const drift = sources.find(({ source }) => source === 'directoryAudits')?.drift ?? [];
  const added = drift.flatMap(({ change, after }) => (change === 'added' && after ? [after] : []));
  return added.sort((a, b) => compareText(orderOf(a), orderOf(b)) || compareText(a.key, b.key));
}

/** Of two events at one time Enable counts as the later one: rather on than off. One without a time was only just seen. */
const orderOf = ({ attributes: { at, says } }: Fact): string =>
  `${typeof at === 'string' ? at : LAST} ${says === 'on' ? 1 : 0}`;

const LAST = '9999';

/** At a time at which it was both, nobody knows which came first: each is then told, whatever was so before. */
function walk(events: readonly Fact[], before: StoredWriteback, after: StoredWriteback): Finding[] {
  let state: StoredWriteback['state'] = before.state;
  return events.map((event) => {
    const { says, at } = event.attributes;
    const isTold = isSwitch(event);
    const isBoth = events.some(
      (other) => isSwitch(other) && other.attributes.at === at && other.attributes.says !== says,
    );
    const switched = isTold && (says !== state || isBoth);
    const was = state;
    if (isTold) state = says === 'on' ? 'on' : 'off';
    return eventFinding(event, switched ? raisedBy(event, was, after) : null, after);
  });
}

const isSwitch = ({ attributes: { says, result } }: Fact): boolean =>
  result === 'success' && (says === 'on' || says === 'off');

function eventFinding(event: Fact, raised: Raised | null, after: StoredWriteback): Finding {
  const actor = actorOf(event);
  const { result } = event.attributes;
  const line = {
    source: 'directoryAudits',
    change: 'added',
    key: event.key,
    title: words`Audit event: ${quoted(event.label ?? '')}${result === 'success' ? NO_WORDS : words` (result: ${valueWords(result)})`}${oddOf(event)}`,
    before: null,
    after: event.attributes,
    ...(actor && { actor }),
  } as const;
  return findingOf(line, raised, after.state);
}

/** What is not as it should be in the event itself. */
const oddOf = ({ details }: Fact): Words =>
  typeof details?.odd === 'string' ? words`; ${told(details.odd)}` : NO_WORDS;

type State = StoredWriteback['state'];

const raisedBy = (event: Fact, was: State, after: StoredWriteback): Raised =>
  event.attributes.says === 'on' ? turnedOn(event, was, after) : turnedOff(event, was, after);

/** What one event raises says what was so before, when it was and who did it, where the event does. */
function aboutEvent(event: Fact, was: State, after: StoredWriteback): Omit<About, 'title'> {
  const actor = actorOf(event);
  const { at } = event.attributes;
  return {
    subject: event.key,
    lines: [beforeAndNow(was, after.state), ...after.evidence.map(evidenceLine)],
    ...(actor && { actor }),
    ...(typeof at === 'string' && { happenedAt: at }),
  };
}

const beforeAndNow = (was: State, is: State): Words => words`Password writeback: ${STATES[was]} → ${STATES[is]}`;

const STATES: { readonly [state in State]: Words } = {
  on: words`on`,
  off: words`off`,
  unknown: words`not known`,
};

const turnedOn = (event: Fact, was: State, after: StoredWriteback): Raised => ({
  rule: RULES.turnedOn,
  about: { ...aboutEvent(event, was, after), title: TITLES.turnedOn(after.state) },
});

const OTHER_CLIENT = words`Find out whether the other sync client still writes back, and set WRITEBACK_DECLARED to what is true.`;

const turnedOff = (event: Fact, was: State, after: StoredWriteback): Raised => ({
  rule: RULES.turnedOff,
  about: {
    ...aboutEvent(event, was, after),
    title: TITLES.turnedOff(after.state),
    ...(after.state !== 'off' && { todo: OTHER_CLIENT }),
  },
});

/**
 * On by something else than an event: by the flag, if it said nothing when the verdict before was made. A declaration
 * is the operator's own word, and what a first reading shows is a baseline: both are recorded by the verdict's own
 * line only.
 */
function otherwiseOn(sources: readonly SourceDrift[], before: StoredWriteback, after: StoredWriteback): Finding[] {
  if (before.state === 'on' || after.state !== 'on') return [];
  if (after.decidedBy === 'effect' || after.decidedBy === 'policy')
    return before.lastKnown === 'on' ? [] : [proved(before, after)];
  if (after.decidedBy !== 'flag') return [];
  const saidNothing = before.evidence.some(({ kind, says }) => kind === 'flag' && says === 'nothing');
  if (!saidNothing && !isNewFlag(sources)) return [];
  return [onFinding(before, after, 'flag', TITLES.turnedOnByFlag)];
}

/** By a reset that was written back, or by the policy, when nothing had said so since it was last known to be off. */
const proved = (before: StoredWriteback, after: StoredWriteback): Finding =>
  onFinding(
    before,
    after,
    String(after.decidedBy),
    after.decidedBy === 'effect' ? TITLES.turnedOnByEffect : TITLES.turnedOnByPolicy,
  );

function onFinding(before: StoredWriteback, after: StoredWriteback, subject: string, title: Words): Finding {
  const line = {
    source: 'verdict',
    change: 'changed',
    key: 'writeback-turned-on',
    title,
    before: before.state,
    after: after.state,
    ...(subject === 'flag' && { activities: CHANGED.syncFeature }),
  } as const;
  const happened = after.since === null ? {} : { happenedAt: after.since };
  const lines = [beforeAndNow(before.state, after.state), ...after.evidence.map(evidenceLine)];
  const about = { subject, title, lines, ...happened };
  return findingOf(line, { rule: RULES.turnedOn, about }, after.state);
}

/** A flag that was not among the others before, but is now. */
const isNewFlag = (sources: readonly SourceDrift[]): boolean =>
  sources.some(
    ({ source, drift }) =>
      source === 'onPremisesSynchronization' &&
      drift.some(({ change, key }) => change === 'added' && key === WRITEBACK_FLAG),
  );
