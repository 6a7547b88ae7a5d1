/**
 * Conditions of the agents verdict: all out, something degraded, a job in quarantine, Connect Sync too old. Each speaks
 * of the present state. How much it hurts that all are out depends on writeback.
 */
import type { Condition } from '../../core/model/alert.ts';
import { alertOf, type WritebackState } from '../../core/model/rule.ts';
import { words } from '../../core/text/words.ts';
import { CONNECT_VERSIONS, isBelowFloor } from './connect-versions.ts';
import { heartbeatLine } from './heartbeat-words.ts';
import { hidingLines } from './report.ts';
import { RULES } from './rules.ts';
import type { StoredAgents } from './stored.ts';
import { TITLES } from './titles.ts';
import { troublesOf } from './troubles.ts';

export const conditionsOf = (verdict: StoredAgents, writeback: WritebackState): Condition[] => [
  ...out(verdict, writeback),
  ...degraded(verdict, writeback),
  ...tooOld(verdict, writeback),
];

function out(verdict: StoredAgents, writeback: WritebackState): Condition[] {
  if (verdict.state !== 'out') return [];
  const happenedAt = lastSignOfLife(verdict);
  const about = {
    subject: 'agents',
    title: TITLES.out,
    lines: verdict.heartbeats.map(heartbeatLine),
    ...(happenedAt !== undefined && { happenedAt }),
  };
  return [alertOf(RULES.out, writeback, about)];
}

/** All have been out since then, though it takes hours to be sure of it. */
const lastSignOfLife = ({ heartbeats }: StoredAgents): string | undefined =>
  heartbeats
    .flatMap(({ counts, at }) => (counts && at !== null ? [at] : []))
    .sort()
    .at(-1);

const degraded = (verdict: StoredAgents, writeback: WritebackState): Condition[] =>
  troublesOf(verdict).map(({ rule, parts, lines, ...about }) => ({
    ...alertOf(rule, writeback, { ...about, lines: [...lines, ...hidingLines(verdict)] }),
    parts,
  }));

function tooOld({ connectVersion }: StoredAgents, writeback: WritebackState): Condition[] {
  if (isBelowFloor(connectVersion) !== true) return [];
  const { floor, floorSince, readOn } = CONNECT_VERSIONS;
  const about = {
    subject: 'connect',
    title: TITLES.connectTooOld(connectVersion, words`${floor}`),
    why: words`Since ${floorSince} the sync services of all versions below ${floor} stop. This is second-hand: publications of others say so, last read on ${readOn}.`,
    lines: [],
  };
  return [alertOf(RULES.connectTooOld, writeback, about)];
}
