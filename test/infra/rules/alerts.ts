/** Who watches the watcher: every road is there, ends at people, and asks what the app really answers. */
import { Cron } from 'croner';
import { appSettings, at, type Deployment, ofType, only, type Resource, type Rule, texts } from '../deployment.ts';
import { settled } from '../late.ts';

const RULES = 'Microsoft.Insights/scheduledQueryRules';

/** A function as the built app registers it under the settings of a snapshot. */
export interface Registered {
  readonly name: string;
  /** NCRONTAB of a timer. */
  readonly schedule?: string;
  readonly route?: string;
  readonly authLevel?: string;
}

export const query = (rule: Resource): string => String(at(rule, 'properties.criteria.allOf.0.query'));

const named = (deployed: Deployment, end: string): Resource | undefined =>
  ofType(deployed, RULES).find(({ name }) => name.endsWith(`-${end}`));

/** Severity by name; `daily-cap` only where there is one to reach. */
const SEVERITIES = { 'silent-timer': 1, 'failing-runs': 2, 'mail-stuck': 1, 'critical-alert': 0, 'daily-cap': 2 };

/** @param without rules that the case leaves out */
export const alertsAreThere =
  (without: readonly string[]): Rule =>
  (deployed) =>
    Object.entries(SEVERITIES).flatMap(([name, severity]) => {
      const rule = named(deployed, name);
      if (without.includes(name)) return rule ? [`${name} is there`] : [];
      if (!rule) return [`${name} is missing`];
      const isLive = at(rule, 'properties.enabled') === true && at(rule, 'properties.severity') === severity;
      return isLive ? [] : [`${name} is off or of another severity`];
    });

const groupsOf = (alert: Resource): readonly string[] =>
  alert.type === RULES
    ? texts(at(alert, 'properties.actions.actionGroups'))
    : ((at(alert, 'properties.actions') ?? []) as readonly { actionGroupId: string }[]).map((one) => one.actionGroupId);

export const alertsReachPeople: Rule = (deployed) => {
  const people = only(deployed, 'Microsoft.Insights/actionGroups');
  const addresses = ((at(people, 'properties.emailReceivers') ?? []) as readonly { emailAddress: string }[]).map(
    ({ emailAddress }) => emailAddress,
  );
  const alerts = [...ofType(deployed, RULES), ...ofType(deployed, 'Microsoft.Insights/metricAlerts')];
  return [
    ...(addresses.length > 0 && at(people, 'properties.enabled') === true ? [] : ['nobody is told']),
    ...addresses.filter((address) => !/^[^\s@]+@[^\s@]+$/.test(address)).map((address) => `"${address}" is no address`),
    ...alerts.filter((alert) => !groupsOf(alert).includes(people.id)).map(({ name }) => `${name} tells nobody`),
  ];
};

/** Three missed slots at least, and at least what telemetry may be late by. */
const LEAST_MINUTES = 15;

/** By schedule: finding one takes a quarter of a second. */
const gapsFound = new Map<string, number>();

function longestGapMinutes(schedule: string): number {
  const known = gapsFound.get(schedule) ?? longestGapOf(schedule);
  gapsFound.set(schedule, known);
  return known;
}

function longestGapOf(schedule: string): number {
  const runs = new Cron(schedule, { timezone: 'UTC', paused: true }).nextRuns(1500, new Date('2026-01-01T00:00:00Z'));
  const gaps = runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0));
  return Math.max(...gaps) / 60_000;
}

export const silenceFitsSchedules =
  (registered: readonly Registered[]): Rule =>
  (deployed) => {
    const rule = named(deployed, 'silent-timer');
    const rows = [...(rule ? query(rule) : '').matchAll(/^'([\w-]+)', (\d+)/gm)];
    const minutes = new Map(rows.map(([, name, after]) => [name, Number(after)]));
    const timers = registered.filter(({ schedule }) => schedule !== undefined);
    return [
      ...timers.flatMap(({ name, schedule = '' }) => {
        const after = minutes.get(name);
        const least = Math.max(LEAST_MINUTES, 3 * longestGapMinutes(schedule));
        if (after === undefined) return [`the silence of ${name} is not noticed`];
        return after >= least ? [] : [`${name} runs by "${schedule}" and counts as silent after ${after} minutes`];
      }),
      ...[...minutes.keys()]
        .filter((name) => !timers.some((timer) => timer.name === name))
        .map((name) => `${name} is no timer`),
    ];
  };

/** Names of timers in every other query are the same, too. */
export const queriesNameTimers =
  (registered: readonly Registered[]): Rule =>
  (deployed) => {
    const timers = registered.filter(({ schedule }) => schedule !== undefined).map(({ name }) => name);
    const meant = timers.toSorted().join();
    return queriesOf(deployed)
      .flatMap((text) => [...text.matchAll(/name in \(([^)]*)\)/g)])
      .map(([, list = '']) =>
        [...list.matchAll(/'([^']+)'/g)]
          .map(([, name]) => name)
          .toSorted()
          .join(),
      )
      .filter((names) => names !== meant)
      .map((names) => `a query names ${names}`);
  };

/** All queries: of the alerts and of the workbook. */
export function queriesOf(deployed: Deployment): readonly string[] {
  const workbooks = ofType(deployed, 'Microsoft.Insights/workbooks').flatMap((workbook) => {
    const { items } = JSON.parse(String(at(workbook, 'properties.serializedData')));
    return (items as readonly unknown[]).map((item) => at(item, 'content.query')).filter((text) => text !== undefined);
  });
  return [...ofType(deployed, RULES).map(query), ...workbooks.map(String)];
}

/** What is asked from outside is an anonymous route of the app at its own origin, also where sign-in stands before it. */
export const availabilityAsksTheApp =
  (registered: readonly Registered[]): Rule =>
  (deployed) => {
    const test = only(deployed, 'Microsoft.Insights/webtests');
    const url = settled(String(at(test, 'properties.Request.RequestUrl')));
    const { origin, pathname } = new URL(url);
    const open = registered.filter(({ authLevel }) => authLevel === 'anonymous').map(({ route }) => `/api/${route}`);
    const isOwn = origin === 'https://watch-abc.westeurope-01.azurewebsites.net';
    const auth = ofType(deployed, 'Microsoft.Web/sites/config').find(({ name }) => name.endsWith('/authsettingsV2'));
    const excluded = auth ? texts(at(auth, 'properties.globalValidation.excludedPaths')) : open;
    const alert = only(deployed, 'Microsoft.Insights/metricAlerts');
    const component = only(deployed, 'Microsoft.Insights/components');
    const scopes = texts(at(alert, 'properties.scopes'));
    return [
      ...(isOwn && open.includes(pathname) ? [] : [`${url} is not open`]),
      ...(excluded.includes(pathname) ? [] : [`sign-in stands before ${pathname}`]),
      ...([test.id, component.id].every((id) => scopes.includes(id)) ? [] : ['the alert does not see the test']),
      ...(isLinked(test, component) ? [] : ['the test is not linked to the component']),
    ];
  };

/** The key holds dots, so it is no path. */
const isLinked = ({ tags }: Resource, { id }: Resource): boolean =>
  (tags as { readonly [name: string]: string })[`hidden-link:${id}`] === 'Resource';

const SECONDS: { readonly [duration: string]: number } = { PT5M: 300, PT15M: 900, PT30M: 1800 };

/** A window that holds no answer would call silence good. */
export const windowHoldsAnswers: Rule = (deployed) => {
  const every = Number(at(only(deployed, 'Microsoft.Insights/webtests'), 'properties.Frequency'));
  const window = String(at(only(deployed, 'Microsoft.Insights/metricAlerts'), 'properties.windowSize'));
  return (SECONDS[window] ?? 0) >= 2 * every ? [] : [`asked every ${every} s, looked at over ${window}`];
};

/** Where mail goes by default, alerts go, too. */
export const defaultReceivers: Rule = (deployed) => {
  const people = only(deployed, 'Microsoft.Insights/actionGroups');
  const mailTo = (appSettings(deployed).MAIL_TO ?? '').split(',').map((address) => address.trim());
  const told = (at(people, 'properties.emailReceivers') as readonly { emailAddress: string }[]).map(
    (one) => one.emailAddress,
  );
  return mailTo.filter((address) => !told.includes(address)).map((address) => `${address} is not told`);
};
