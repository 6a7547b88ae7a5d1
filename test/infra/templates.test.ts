/**
 * The committed expansions of the templates, held against the code and against what Azure documents. No compiler is
 * needed: `npm run infra` sees to it that what is committed is what the templates make. Each rule is then seen to fail
 * on an expansion spoilt in just that way.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES } from '../../infra/roles.ts';
import { buildApp } from '../../local/build.ts';
import { appSettings, CASES, type Deployment, deployment, type Rule } from './deployment.ts';
import { registeredBy } from './registered.ts';
import * as alerts from './rules/alerts.ts';
import * as lazy from './rules/lazy.ts';
import * as names from './rules/names.ts';
import * as outputs from './rules/outputs.ts';
import * as roles from './rules/roles.ts';
import * as secrets from './rules/secrets.ts';
import * as settings from './rules/settings.ts';
import * as values from './rules/values.ts';
import { SPOILT } from './spoilt.ts';

/** Cases that leave out alerts, and why the rule must know. */
const WITHOUT: { readonly [name in (typeof CASES)[number]]: readonly string[] } = {
  main: ['daily-cap'],
  private: [],
  'cases/hostile': ['daily-cap', 'critical-alert'],
  'cases/odd': ['daily-cap'],
};

let app: string;
const registered = new Map<string, alerts.Registered[]>();

beforeAll(async () => {
  app = await mkdtemp(path.join(tmpdir(), 'infra-app-'));
  await buildApp({ out: path.join(app, 'dist') });
  const loads = CASES.map(async (name) => {
    const env = settings.settledSettings(appSettings(deployment(name)));
    registered.set(name, await registeredBy(path.join(app, 'dist'), env));
  });
  await Promise.all(loads);
}, 90_000);

afterAll(() => rm(app, { recursive: true, force: true }));

/** Every rule by the sentence that it keeps true. */
function rulesFor(name: (typeof CASES)[number]): { readonly [sentence: string]: Rule } {
  const functions = registered.get(name) ?? [];
  return {
    'the app takes all its settings': settings.appTakesThem,
    'an operator reaches every setting of the app': settings.operatorReachesAll,
    'somebody reads every setting': settings.somebodyReadsEach,
    'Flex Consumption refuses no setting': settings.flexRefusesNone,
    'the settings that hold the app up are the templates own': settings.hostSettingsHold,
    'there is no secret': secrets.noSecret,
    'no key is accepted': secrets.keysAreOff,
    'storage is reached as the case says': secrets.storageIsPrivate,
    'the role assignments are these and no others': roles.rolesAreExact,
    'all roles are for the identity of the app': roles.rolesAreOurs,
    'the role of our own stays in its group': roles.customRoleStaysHere,
    'Azure takes all names': names.namesFit,
    'all names and ids are known beforehand': names.namesAreKnown,
    'values are among those documented': values.valuesAreDocumented,
    'app settings are texts': values.settingsAreTexts,
    'every alert is there': alerts.alertsAreThere(WITHOUT[name]),
    'alerts reach people': alerts.alertsReachPeople,
    'the silence of every timer is noticed, and none too soon': alerts.silenceFitsSchedules(functions),
    'queries name the timers of the code': alerts.queriesNameTimers(functions),
    'what is asked from outside is an open route': alerts.availabilityAsksTheApp(functions),
    'the window of the availability alert holds answers': alerts.windowHoldsAnswers,
    'nothing is looked up that may not be there': lazy.referencesAreLazy,
    'the outputs are these': outputs.outputsAreKnown,
    'the outputs name the app and the way to its key': outputs.outputsNameTheApp,
    'the permissions are those of the code': outputs.permissionsAreTheCodes,
  };
}

const SENTENCES = Object.keys(rulesFor('main'));

const found = (name: (typeof CASES)[number], sentence: string, deployed: Deployment): readonly string[] =>
  rulesFor(name)[sentence]?.(deployed) ?? ['there is no such rule'];

describe.each(CASES)('%s', (name) => {
  test.each(SENTENCES)('%s', (sentence) => {
    expect(found(name, sentence, deployment(name))).toEqual([]);
  });
});

test('alerts go where mail goes, unless they have receivers of their own', () => {
  expect(alerts.defaultReceivers(deployment('main'))).toEqual([]);
  expect(alerts.defaultReceivers(deployment('private'))).toEqual(['oncall@example.com is not told']);
});

test('the doctor looks for just the roles that the templates assign', () => {
  const inOrder = (roles: readonly { readonly id: string | null; readonly scope: string }[]): readonly string[] =>
    roles.map(({ id, scope }) => `${id} on ${scope}`).sort();
  expect(inOrder(ROLES)).toEqual(inOrder(roles.roleScopes(deployment('private'))));
  const always = ROLES.filter(({ onlyWithVault }) => !onlyWithVault);
  expect(inOrder(always)).toEqual(inOrder(roles.roleScopes(deployment('main'))));
});

test('the timers of the app are the four of the design, and its schedules the given ones', () => {
  const timers = (name: string) =>
    Object.fromEntries(registered.get(name)?.flatMap((one) => (one.schedule ? [[one.name, one.schedule]] : [])) ?? []);
  expect(timers('main')).toEqual({
    'poll-writeback': '0 * * * * *',
    'poll-agents': '0 */5 * * * *',
    'poll-reset-admins': '10 * * * * *',
    notify: '20 * * * * *',
  });
  expect(timers('cases/odd')).toEqual({
    'poll-writeback': '0 */2 * * * *',
    'poll-agents': '0 */5 * * * *',
    'poll-reset-admins': '30 */5 * * * *',
    notify: '40 */2 * * * *',
  });
});

describe('a spoilt expansion is found', () => {
  test.each(SPOILT)('$what', ({ of = 'private', rule, spoil, finding }) => {
    const deployed = deployment(of);
    spoil(deployed);
    expect(found(of, rule, deployed).join('\n')).toMatch(finding);
  });

  test('for every rule there is one', () => {
    expect(new Set(SPOILT.map(({ rule }) => rule))).toEqual(new Set(SENTENCES));
  });
});
