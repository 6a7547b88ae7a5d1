/**
 * Healthy, degraded, out or unknown: a pure function of what was read, first row that fits. Never healthy from silence,
 * and what was late or dead stays so while nobody can see it.
 *
 * | what is known | verdict |
 * |---|---|
 * | `onPremisesSyncEnabled` is not true | `unknown` |
 * | no heartbeat that may speak for life shows a time | `unknown` |
 * | one of them is dead, and none of them lives | `out` |
 * | any heartbeat late or dead; a job in quarantine, failing or stopped; agents not active, or fewer than recommended | `degraded` |
 * | otherwise | `healthy` |
 *
 * May speak for life: directory sync, password hash sync, and the jobs of Cloud Sync, each while its source can be read.
 * The sign-in of the Connect application lags by days, and a job in quarantine or failing each time only runs: these
 * speak against, never for. An agent that is listed as active is no heartbeat: the list has no time of last contact.
 */

import type { Past, SourceView, SourceViews } from '../../core/model/check.ts';
import type { BelievedFact, Fact } from '../../core/model/fact.ts';
import type { Heartbeat } from '../../core/model/heartbeat.ts';
import { own } from '../../core/model/own.ts';
import { isSeen } from '../../core/model/source.ts';
import { agentsOf } from './agents-of.ts';
import { jobsOf } from './jobs.ts';
import { kindOfHeartbeat } from './names.ts';
import { organization } from './organization.ts';
import { type AgentsState, type KeptHeartbeat, type KeptJob, storedVerdict, verdictFacts } from './stored.ts';
import { type Trouble, troublesOf } from './troubles.ts';

export interface Case {
  readonly syncEnabled: boolean;
  readonly heartbeats: readonly KeptHeartbeat[];
  readonly troubles: readonly Trouble[];
}

export function decide({ syncEnabled, heartbeats, troubles }: Case): AgentsState {
  const telling = heartbeats.filter(({ counts, state }) => counts && state !== null);
  if (!syncEnabled || telling.length === 0) return 'unknown';
  if (telling.every(({ state }) => state === 'dead')) return 'out';
  return troubles.length > 0 ? 'degraded' : 'healthy';
}

/** The verdict as the facts that are stored, diffed and shown. */
export function judge(views: SourceViews, past: Past): Fact[] {
  const jobs = jobsOf(views);
  const before = storedVerdict(past.verdict);
  const parts = {
    syncEnabled: attributeOf(views.organization, 'onPremisesSyncEnabled') === true,
    twoClients: jobs.some(({ state }) => state !== 'not started') && !isConnectExcluded(views),
    connectVersion: textOf(attributeOf(views.connectClient, 'version')),
    heartbeats: heartbeatsOf(views, jobs, before.heartbeats),
    agents: agentsOf(views, past),
    jobs,
  };
  return verdictFacts({ ...parts, state: decide({ ...parts, troubles: troublesOf(parts) }) });
}

/** Only a good reading of both sources of Connect Sync, neither showing one, says that it is not there. */
const isConnectExcluded = ({ connectClient, connectSignIn }: SourceViews): boolean =>
  showsNone(connectClient, ({ attributes }) => attributes.version !== null) && showsNone(connectSignIn, () => true);

const showsNone = (view: SourceView | undefined, isOne: (fact: BelievedFact) => boolean): boolean =>
  view !== undefined && isSeen(view.state) && view.facts !== null && !view.facts.some(isOne);

function heartbeatsOf(
  views: SourceViews,
  jobs: readonly KeptJob[],
  before: readonly KeptHeartbeat[],
): readonly KeptHeartbeat[] {
  const isPasswordSyncOff = attributeOf(views.connectClient, 'passwordSyncEnabled') === false;
  return Object.entries(views).flatMap(([source, view]) => {
    if (source === 'passwordSync' && isPasswordSyncOff) return [];
    const read = view.heartbeats.map((one) => {
      const kept = keptHeartbeat(source, view, one, jobs);
      return lastKnown(
        kept,
        before.find(({ subject }) => subject === kept.subject),
      );
    });
    return [...read, ...before.filter((one) => isHeld(one, source, view))];
  });
}

/** What was late or dead and is missing from one reading is not gone yet, so what is wrong with it has not ended. */
const isHeld = ({ subject, state }: KeptHeartbeat, source: string, { facts, heartbeats }: SourceView): boolean =>
  (state === 'late' || state === 'dead') &&
  (facts ?? []).some(({ key, missing }) => missing === true && subject === `${source}:${key}`) &&
  heartbeats.every(({ key }) => subject !== `${source}:${key}`);

function keptHeartbeat(source: string, view: SourceView, one: Heartbeat, jobs: readonly KeptJob[]): KeptHeartbeat {
  const label = view.facts?.find(({ key }) => key === one.key)?.label;
  const job = jobs.find(({ id }) => id === one.key);
  const isSound = source !== 'cloudSyncJobs' || job?.state === 'running';
  return {
    subject: `${source}:${one.key}`,
    source,
    name: [kindOfHeartbeat(source), ...(label ? [label] : [])].join(' '),
    state: one.state,
    at: one.state === 'ok' ? null : one.at,
    counts: (isHeard(source, view) || one.state === 'dead') && source !== 'connectSignIn' && isSound,
  };
}

/**
 * What nobody can see any more does not speak for life; that it was dead still says so. The required source counts with
 * what it last said until it is blind, whatever it answers meanwhile.
 */
const isHeard = (source: string, { state, isFresh }: SourceView): boolean =>
  source === organization.name ? isFresh : isSeen(state);

/** What was late or dead and shows no time any more has not come back to life; a dead one still says that it is out. */
function lastKnown(now: KeptHeartbeat, before: KeptHeartbeat | undefined): KeptHeartbeat {
  const wasWell = !before || before.state === null || before.state === 'ok';
  if (now.state !== null || wasWell) return now;
  return { ...now, state: before.state, at: before.at, counts: now.counts && before.state === 'dead' };
}

const attributeOf = (view: SourceView | undefined, name: string) => own(view?.facts?.[0]?.attributes, name) ?? null;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
