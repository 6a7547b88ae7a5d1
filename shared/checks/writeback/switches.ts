/**
 * Finds the moments in which writeback was turned on or off, also when it was both between two polls:
 * every new audit event is walked in order of time, starting from the verdict before.
 */
import type { Actor, AlertText } from '../../core/model/alert.ts';
import type { Finding, SourceDrift, VerdictChange } from '../../core/model/check.ts';
import { compareText, type Fact } from '../../core/model/fact.ts';
import { evidenceLine } from './conditions.ts';
import { WRITEBACK_FLAG } from './evidence.ts';
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
  return added.sort((a, b) => compareText(momentOf(a), momentOf(b)) || compareText(a.key, b.key));
}

/** Of two events at one moment Enable counts as the later one: rather on than off. */
const momentOf = ({ attributes }: Fact): string => `${String(attributes.at)} ${attributes.says === 'on' ? 1 : 0}`;

function walk(events: readonly Fact[], before: StoredWriteback, after: StoredWriteback): Finding[] {
  let state: string = before.state;
  return events.map((event) => {
    const { says, result } = event.attributes;
    const switched = result === 'success' && says !== state;
    if (result === 'success') state = String(says);
    return eventFinding(event, switched ? alertOf(event, after) : null);
  });
}

const alertOf = (event: Fact, after: StoredWriteback): AlertText =>
  event.attributes.says === 'on'
    ? turnedOn(event.key, String(event.attributes.at), actorOf(event), after)
    : turnedOff(event, after);

function eventFinding(event: Fact, alert: AlertText | null): Finding {
  const actor = actorOf(event);
  return {
    source: 'directoryAudits',
    change: 'added',
    key: event.key,
    title: `Audit event: ${event.label ?? ''}${event.attributes.result === 'success' ? '' : ` (result: ${String(event.attributes.result)})`}`,
    severity: alert?.severity ?? 'info',
    before: null,
    after: event.attributes,
    ...(actor && { actor }),
    ...(alert && { event: alert }),
  };
}

const actorOf = (event: Fact): Actor | null => (event.details?.actor ?? null) as unknown as Actor | null;

function turnedOn(subject: string, at: string | null, actor: Actor | null, after: StoredWriteback): AlertText {
  return {
    rule: 'writeback-turned-on',
    subject,
    severity: 'critical',
    title:
      after.state === 'on'
        ? 'Password writeback was turned on'
        : `Password writeback was turned on (and is ${after.state} now)`,
    why: 'From now on a password reset in Entra ID changes the password in Active Directory: everyone who can reset a synced user can become that user there.',
    todo: 'If this was not planned, turn it off under Entra ID > Password reset > On-premises integration, and look at who did it and what else they did.',
    lines: after.evidence.map(evidenceLine),
    ...(actor && { actor }),
    ...(at !== null && { happenedAt: at }),
  };
}

function turnedOff(event: Fact, after: StoredWriteback): AlertText {
  const actor = actorOf(event);
  const certain = after.state === 'off';
  return {
    rule: 'writeback-turned-off',
    subject: event.key,
    severity: 'warning',
    title: certain
      ? 'Password writeback was turned off'
      : `Password writeback was turned off for a sync client; the verdict is ${after.state}`,
    why: 'Password resets of synced users stop working for the people who rely on them.',
    todo: certain
      ? 'If this was not planned, turn it on again and find out who turned it off.'
      : 'Find out whether the other sync client still writes back, and set WRITEBACK_DECLARED to what is so.',
    lines: after.evidence.map(evidenceLine),
    ...(actor && { actor }),
    happenedAt: String(event.attributes.at),
  };
}

/** Where the audit log may say who set a sync feature flag. That these activities cover every change is unconfirmed. */
export const FLAG_ACTIVITIES: readonly string[] = ['Set DirSync feature', 'Set directory feature on tenant'];

const BY_FLAG = 'Password writeback was turned on, by the weak flag alone';

/**
 * On by something else than an event: by the flag, if it said nothing when the verdict before was made. A declaration
 * is the operator's own word, and what a first reading shows is a baseline: both are recorded by the verdict's own
 * line only.
 */
function otherwiseOn(sources: readonly SourceDrift[], before: StoredWriteback, after: StoredWriteback): Finding[] {
  if (before.state === 'on' || after.state !== 'on' || after.decidedBy !== 'flag') return [];
  const saidNothing = before.evidence.some(({ kind, says }) => kind === 'flag' && says === 'nothing');
  if (!saidNothing && !isNewFlag(sources)) return [];
  return [
    {
      source: 'verdict',
      change: 'changed',
      key: 'writeback-turned-on',
      title: BY_FLAG,
      severity: 'critical',
      before: before.state,
      after: after.state,
      activities: FLAG_ACTIVITIES,
      event: { ...turnedOn('flag', after.since, null, after), title: BY_FLAG },
    },
  ];
}

/** A flag that was not among the others before, but is now. */
const isNewFlag = (sources: readonly SourceDrift[]): boolean =>
  sources.some(
    ({ source, drift }) =>
      source === 'onPremisesSynchronization' &&
      drift.some(({ change, key }) => change === 'added' && key === WRITEBACK_FLAG),
  );
