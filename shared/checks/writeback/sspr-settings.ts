/**
 * Changes of the self-service reset policy, from their audit events. The names of the properties are not documented: all
 * are shown as they are, and few are understood. What widens, or speaks of writeback or the on-premises side, is told.
 */
import * as z from 'zod';
import type { Finding, ReadResult, Source, SourceDrift } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { WritebackState } from '../../core/model/rule.ts';
import { valueWords } from '../../core/text/outside.ts';
import { listed, type Words, words } from '../../core/text/words.ts';
import { initiator, initiatorShape } from '../audit.ts';
import { auditRows, boundFrom, markAfter } from '../audit-log.ts';
import { SSPR_SETTINGS } from '../entra/activities.ts';
import { findingOf, type Raised } from '../findings.ts';
import { anything, listOf, rowId, text } from '../rows.ts';
import { readTime } from '../times.ts';
import { RULES, TITLES } from './rules.ts';
import { actorOf, V1, type WritebackAccess } from './sources.ts';

const propertyShape = z.object({ displayName: text, oldValue: text, newValue: text });

const eventShape = z.object({
  id: rowId,
  activityDisplayName: text,
  activityDateTime: anything,
  result: text,
  initiatedBy: initiatorShape,
  targetResources: listOf(z.object({ modifiedProperties: listOf(propertyShape) })),
});

/** One property; a value is the text that the event has, without its quotes. */
interface Changed {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export const ssprSettings: Source<WritebackAccess> = {
  name: 'ssprSettings',
  inVerdict: 'enriches',
  kind: 'log',
  version: V1,
  shows: 'whether someone changes the self-service reset policy or its on-premises integration',
  permissions: ['AuditLog.Read.All'],
  async read({ graph, startedAt }, watermark): Promise<ReadResult> {
    const since = boundFrom(watermark, startedAt);
    const rows = await auditRows(graph, { property: 'activityDisplayName', is: SSPR_SETTINGS, since }, eventShape);
    const facts = rows.filter(({ activityDisplayName: name }) => name === SSPR_SETTINGS).map(eventFact);
    const times = facts.flatMap(({ attributes: { at } }) => (typeof at === 'string' ? [at] : []));
    return { facts, watermark: markAfter(times, watermark, graph.serverTime()) };
  },
};

function eventFact(event: z.infer<typeof eventShape>): Fact {
  const changed = event.targetResources.flatMap(({ modifiedProperties }) => modifiedProperties.map(changedOf));
  const { at } = readTime('activityDateTime', event.activityDateTime);
  const actor = initiator(event.initiatedBy);
  return {
    key: event.id,
    attributes: { says: saidOfWriteback(changed), at, result: event.result ?? null },
    label: SSPR_SETTINGS,
    details: { actor: actor && { ...actor }, changed: changed.map((one) => ({ ...one })) },
  };
}

const changedOf = (property: z.infer<typeof propertyShape>) => ({
  name: property.displayName || 'a property without a name',
  from: bare(property.oldValue),
  to: bare(property.newValue),
});

/** Values are JSON in a text, some of them a list of one: `"[\"True\"]"`. */
const bare = (value: string | null | undefined): string =>
  (value ?? '').slice(0, MOST_OF_A_VALUE).replace(/^[\s["\\]+|[\s\]"\\]+$/g, '');

/** Longer ones are none that this check knows, and would take n² steps. */
const MOST_OF_A_VALUE = 1000;

const ON = /^(?:true|enabled|on|yes|1)$/i;
const OFF = /^(?:false|disabled|off|no|0)$/i;
const WRITEBACK = /write.?back/i;

/** Plainly: a property that names writeback, whether it is merely supported aside, and a value that is on or off. */
function saidOfWriteback(changed: readonly Changed[]): 'on' | 'off' | 'nothing' {
  const values = changed.flatMap(({ name, to }) => (WRITEBACK.test(name) && !/support/i.test(name) ? [to] : []));
  if (values.some((value) => ON.test(value))) return 'on';
  return values.length > 0 && values.every((value) => OFF.test(value)) ? 'off' : 'nothing';
}

/** Of the on-premises side, whichever way it goes. */
const ON_PREMISES = /write.?back|on.?prem|cloud.?provision|cloud.?sync|unlock/i;

/** For whom self-service reset is: from nobody to everybody. */
const SCOPE = ['none', 'selected', 'all'];

/** What is required for a reset: fewer is wider. */
const REQUIRED = /require|number/i;

function isTold(one: Changed): boolean {
  if (one.from === one.to) return false;
  if (ON_PREMISES.test(one.name)) return true;
  const [from, to] = [SCOPE.indexOf(one.from.toLowerCase()), SCOPE.indexOf(one.to.toLowerCase())];
  if (from >= 0 && to >= 0) return to > from;
  if (!REQUIRED.test(one.name)) return ON.test(one.to) && OFF.test(one.from) && /enable|allow/i.test(one.name);
  return Number(one.to) < Number(one.from) || (OFF.test(one.to) && ON.test(one.from));
}

/** One line for each event; one that failed changed nothing. */
export const settingsFindings = ({ drift }: SourceDrift, writeback: WritebackState): Finding[] =>
  drift.flatMap(({ change, after }) => (change === 'added' && after ? [settingsFinding(after, writeback)] : []));

function settingsFinding(event: Fact, writeback: WritebackState): Finding {
  const changed = (event.details?.changed ?? []) as unknown as readonly Changed[];
  const isDone = event.attributes.result === 'success';
  const title = TITLES.settingsChanged(
    changed.length === 0 ? words`the event does not say how` : listed(changed.map(changeWords)),
  );
  const actor = actorOf(event);
  const line = {
    source: 'ssprSettings',
    change: 'added',
    key: event.key,
    title: isDone ? title : words`${title} (result: ${valueWords(event.attributes.result)})`,
    before: null,
    after: { ...event.attributes, changed: changed.map((one) => ({ ...one })) },
    ...(actor && { actor }),
  } as const;
  return findingOf(line, isDone ? raisedBy(event, changed) : null, writeback);
}

function raisedBy(event: Fact, changed: readonly Changed[]): Raised | null {
  const told = changed.filter(isTold);
  if (told.length === 0) return null;
  const actor = actorOf(event);
  const { at } = event.attributes;
  const about = {
    subject: event.key,
    title: TITLES.settingsChanged(listed(told.map(changeWords))),
    lines: changed.map(changeWords),
    ...(actor && { actor }),
    ...(typeof at === 'string' && { happenedAt: at }),
  };
  return { rule: RULES.settingsWidened, about };
}

/** Of the few properties that were seen in real events. */
const MEANS: ReadonlyMap<string, Words> = new Map([
  ['EnablementForUsers', words`who may reset their own password`],
  ['EnableAccountUnlock', words`whether users may unlock their account without a reset`],
]);

function propertyWords(name: string): Words {
  const means = MEANS.get(name);
  return means === undefined ? valueWords(name) : words`${means} (${valueWords(name)})`;
}

const changeWords = ({ name, from, to }: Changed): Words =>
  words`${propertyWords(name)} from ${settingWords(from)} to ${settingWords(to)}`;

const settingWords = (value: string): Words => (value === '' ? words`nothing` : valueWords(value));
