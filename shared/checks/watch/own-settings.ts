/**
 * The settings of the watch as a source of its own check: a fact for each, so that a change is a drift like any other,
 * stored in the commit that tells it. Whoever can write the settings of the app can blind or mute it; they shall not do so
 * unseen. What a change means is the same for all; what a setting decides it says itself.
 */
import type { Finding, ReadResult, Source } from '../../core/model/check.ts';
import type { Drift } from '../../core/model/drift.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { alertOf } from '../../core/model/rule.ts';
import type { SettingInEffect } from '../../core/model/setting.ts';
import { addressWords, plainWords, quoted, told } from '../../core/text/outside.ts';
import { listed, type Words, words } from '../../core/text/words.ts';
import type { Access } from '../access.ts';
import { RULES } from './rules.ts';

export const settings: Source<Pick<Access, 'settings'>> = {
  name: 'settings',
  inVerdict: 'enriches',
  kind: 'state',
  version: { scheme: 1, attributes: 1 },
  local: true,
  shows: 'whether someone changes the settings of the watch',
  permissions: [],
  async read(access): Promise<ReadResult> {
    return { facts: access.settings.map(settingFact) };
  },
};

/** Compared is what is in effect. What it decides, and its default, are words of this version. */
const settingFact = ({ name, value, mark, wrong, ...details }: SettingInEffect): Fact => ({
  key: name,
  attributes: { value: typeof value === 'object' && value !== null ? [...value] : value, mark, wrong },
  details,
});

/** A line of history for each, and one alert for all that changed together. */
export function settingFindings(drift: readonly Drift[]): Finding[] {
  const changed = drift.filter(isChange);
  const event = changed.length === 0 ? undefined : changedAlert(changed);
  return drift.map((one) => ({
    source: settings.name,
    change: one.change,
    key: one.key,
    title: lineOf(one),
    severity: isChange(one) ? RULES.settingsChanged.severity : 'info',
    before: one.before?.attributes ?? null,
    after: one.after?.attributes ?? null,
    ...(event && isChange(one) && { event, always: true as const }),
  }));
}

/** A setting that another version knows is none of its own; one that is new and set is as good as changed. */
const isChange = ({ change, after }: Drift): boolean =>
  change === 'changed' || (change === 'added' && after !== null && !isUsual(after));

const isUsual = ({ attributes: { value, mark, wrong }, details }: Fact): boolean =>
  mark === null && wrong === false && (value ?? null) === (details?.usual ?? null);

function changedAlert(changed: readonly Drift[]) {
  const names = changed.map(({ key }) => plainWords(key));
  const rest = names.length - MOST_NAMED;
  const which = listed(names.slice(0, MOST_NAMED));
  const title =
    rest > 0
      ? words`Settings of the watch were changed: ${which} and ${rest} more`
      : words`Settings of the watch were changed: ${which}`;
  return alertOf(RULES.settingsChanged, 'unknown', { subject: 'settings', title, lines: changed.map(lineOf) });
}

/** In a title; its lines name all. */
const MOST_NAMED = 3;

/** `MAIL_TO (who is mailed): no longer kim@…; now eve@…` */
function lineOf(drift: Drift): Words {
  const { key, before, after } = drift;
  const decides = told(String((after ?? before)?.details?.decides ?? 'a setting'));
  return words`${plainWords(key)} (${decides}): ${isChange(drift) ? changeText(before, after) : versionText(drift)}`;
}

/** What came or went with the version of the watch was set by nobody. */
const versionText = ({ before, after }: Drift): Words =>
  after === null
    ? words`not watched by this version; it was ${valueText(before?.attributes ?? NOT_SET)}`
    : words`watched from this version on: ${valueText(after.attributes)}, as by default`;

function changeText(before: Fact | null, after: Fact | null): Words {
  const [was, is] = [before?.attributes ?? NOT_SET, after?.attributes ?? NOT_SET];
  if (Array.isArray(was.value) && Array.isArray(is.value)) return listText(was.value.map(String), is.value.map(String));
  if (was.mark && is.mark) return words`another secret than before`;
  return words`${valueText(was)} → ${valueText(is)}`;
}

const NOT_SET: Fact['attributes'] = { value: null, mark: null, wrong: false };

function listText(was: readonly string[], is: readonly string[]): Words {
  const gone = was.filter((one) => !is.includes(one)).map(addressWords);
  const come = is.filter((one) => !was.includes(one)).map(addressWords);
  const parts = [
    ...(gone.length > 0 ? [words`no longer ${listed(gone)}`] : []),
    ...(come.length > 0 ? [words`now also ${listed(come)}`] : []),
  ];
  return parts.length === 0 ? words`in another order` : listed(parts, '; ');
}

function valueText({ value = null, mark, wrong }: Fact['attributes']): Words {
  if (wrong) return words`not valid, so its default is used`;
  if (mark) return words`a secret`;
  if (Array.isArray(value)) return listed(value.map((one) => addressWords(String(one))));
  return value === null ? words`not set` : quoted(String(value), MOST_OF_A_VALUE);
}

const MOST_OF_A_VALUE = 150;

/** A setting with which the watch sees or says less than by default. */
export interface WeakSetting {
  readonly name: string;
  readonly value: Json;
  readonly usual: Json;
  readonly decides: string;
}

export const weakSettings = (facts: readonly Fact[]): WeakSetting[] =>
  facts
    .filter(({ details }) => details?.weaker === true)
    .map(({ key, attributes: { value = null }, details }) => ({
      name: key,
      value,
      usual: details?.usual ?? null,
      decides: String(details?.decides ?? ''),
    }));

export const weakText = ({ name, value, usual, decides }: WeakSetting): Words =>
  words`the watch sees or tells less than by default, because ${plainWords(name)} (${told(decides)}) is ${quoted(String(value), MOST_OF_A_VALUE)} instead of ${quoted(String(usual), MOST_OF_A_VALUE)}`;
