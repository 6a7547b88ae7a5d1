// The shapes of the parameters. What Azure or the app refuses is refused here, before anything is deployed, as far as
// Bicep can say it. Only types: nothing here decides a value.

@export()
@description('Tags for every resource that takes them.')
type Tags = {
  @description('Value of one tag.')
  *: string
}

@export()
@sealed()
@description('The app\'s own settings, by their names. What is left out keeps the app\'s default. A deployment overwrites all app settings, so what was set by hand is lost with the next one: set it here.')
type WatchSettings = {
  @description('Who is mailed: 1 to 50 addresses, separated by commas.')
  @minLength(6)
  MAIL_TO: string

  @description('Id of the watched tenant. Default: the tenant of the subscription.')
  @minLength(36)
  @maxLength(36)
  TENANT_ID: string?

  @description('Name in mail subjects and on the page. Default: the tenant\'s name.')
  @maxLength(80)
  WATCH_NAME: string?

  @description('Origin of Microsoft Graph, in a national cloud.')
  GRAPH_BASE_URL: string?

  @description('Name of the table that holds state and history; the template makes it.')
  @minLength(3)
  @maxLength(63)
  STATE_TABLE: string?

  @description('Days of history.')
  @minValue(1)
  @maxValue(3650)
  HISTORY_DAYS: int?

  @description('A sender of a linked domain. Default: the managed domain\'s, and that of your own domain once it is verified.')
  @maxLength(254)
  MAIL_FROM: string?

  @description('Mails a minute that the domain allows.')
  @minValue(1)
  @maxValue(10000)
  MAIL_PER_MINUTE: int?

  @description('Mails an hour that the domain allows; 3 are kept for critical alerts.')
  @minValue(4)
  @maxValue(100000)
  MAIL_PER_HOUR: int?

  @description('The least severity that is mailed.')
  MAIL_MIN_SEVERITY: ('critical' | 'warning' | 'info')?

  @description('IANA time zone shown beside UTC.')
  MAIL_TIME_ZONE: string?

  @description('Hours after which an unanswered critical alert is mailed again; 0: never.')
  @minValue(0)
  REMIND_HOURS: int?

  @description('NCRONTAB (six fields, UTC) of the periodic summary, or "off".')
  SUMMARY_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the check writeback.')
  POLL_WRITEBACK_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the check agents.')
  POLL_AGENTS_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the check reset-admins.')
  POLL_RESET_ADMINS_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the notifier.')
  NOTIFY_SCHEDULE: string?

  @description('What you know of writeback: "on@2026-11-01 by name" or "off@2026-11-01 by name".')
  WRITEBACK_DECLARED: string?

  @description('Minutes after which a source that cannot be read counts as blind.')
  @minValue(1)
  @maxValue(10080)
  BLIND_AFTER_MINUTES: int?

  @description('Growth of a count in percent that is worth a warning, if GROWTH_MIN is passed, too.')
  @minValue(1)
  @maxValue(1000)
  GROWTH_PERCENT: int?

  @description('Growth of a count that is worth a warning, if GROWTH_PERCENT is passed, too.')
  @minValue(1)
  @maxValue(1000000)
  GROWTH_MIN: int?

  @description('Resets of synced users in history: none, how many, or who reset whom.')
  RESET_HISTORY: ('off' | 'counts' | 'names')?

  @description('Origin for links in mails. Default: the app\'s own where sign-in stands before the page, else no links.')
  PUBLIC_URL: string?
}

@export()
@sealed()
@description('A second receiver of alerts. Its URL is a secret, so it stays in a key vault and the app gets a reference.')
type Webhook = {
  @description('Name of the vault, which permits access by role (Azure RBAC).')
  @minLength(3)
  @maxLength(24)
  vault: string

  @description('Resource group of the vault. Default: the one that is deployed to.')
  @minLength(1)
  @maxLength(90)
  resourceGroup: string?

  @description('Name of the secret that holds the URL.')
  @minLength(1)
  @maxLength(127)
  secret: string

  @description('What the receiver understands.')
  format: 'json' | 'slack' | 'teams'
}

@export()
@sealed()
@description('Names that a company prescribes. What is left out is made from the parameter name and the resource group.')
type Names = {
  @description('The function app.')
  @minLength(2)
  @maxLength(60)
  app: string?

  @description('Its plan.')
  @minLength(1)
  @maxLength(60)
  plan: string?

  @description('Its identity.')
  @minLength(3)
  @maxLength(128)
  identity: string?

  @description('The storage account.')
  @minLength(3)
  @maxLength(24)
  storage: string?

  @description('The Log Analytics workspace.')
  @minLength(4)
  @maxLength(63)
  workspace: string?

  @description('Application Insights.')
  @minLength(1)
  @maxLength(255)
  insights: string?

  @description('The Communication Services resource that sends mail.')
  @minLength(1)
  @maxLength(63)
  communication: string?

  @description('The email service that holds the domains.')
  @minLength(1)
  @maxLength(63)
  email: string?
}

@export()
@sealed()
@description('How mail leaves.')
type Mail = {
  @description('Where Communication Services keeps its data; cannot be changed later.')
  dataLocation: (
    | 'Africa'
    | 'Asia Pacific'
    | 'Australia'
    | 'Brazil'
    | 'Canada'
    | 'Europe'
    | 'France'
    | 'Germany'
    | 'India'
    | 'Japan'
    | 'Korea'
    | 'Norway'
    | 'Switzerland'
    | 'UAE'
    | 'UK'
    | 'United States')?

  @description('A domain of your own. The managed domain stays the sender until this one is verified: publish the DNS records of the output, start the verification, deploy again.')
  @minLength(4)
  @maxLength(253)
  domain: string?

  @description('custom: a role with the two actions that sending needs (the deployer must be allowed to write role definitions). customWithEmailWrite: the same and EmailServices/write, should two not be enough. builtIn: Communication and Email Service Owner, which can read the keys, too.')
  role: ('custom' | 'customWithEmailWrite' | 'builtIn')?
}

@export()
@sealed()
@description('Telemetry.')
type Monitoring = {
  @description('Days that logs are kept; 31 cost nothing extra.')
  @minValue(30)
  @maxValue(730)
  retentionDays: int?

  @description('Most GB of logs a day, as text such as "0.5". Past it nothing is logged until the next day, and the alerts of Azure Monitor see nothing: one alert tells so. Default: no cap.')
  @minLength(1)
  @maxLength(6)
  dailyCapGb: string?
}

@export()
@description('A place that Azure Monitor can test from.')
type Place =
  | 'apac-hk-hkn-azr'
  | 'apac-jp-kaw-edge'
  | 'apac-sg-sin-azr'
  | 'emea-au-syd-edge'
  | 'emea-ch-zrh-edge'
  | 'emea-fr-pra-edge'
  | 'emea-gb-db3-azr'
  | 'emea-nl-ams-azr'
  | 'emea-ru-msa-edge'
  | 'emea-se-sto-edge'
  | 'latam-br-gru-edge'
  | 'us-ca-sjc-azr'
  | 'us-fl-mia-edge'
  | 'us-il-ch1-azr'
  | 'us-tx-sn1-azr'
  | 'us-va-ash-azr'

@export()
@sealed()
@description('A phone that gets text messages.')
type Phone = {
  @description('Country calling code without plus, such as "49".')
  @minLength(1)
  @maxLength(4)
  countryCode: string

  @description('Number without the country code, digits only.')
  @minLength(4)
  @maxLength(15)
  number: string
}

@export()
@sealed()
@description('Minutes of silence after which a timer counts as dead. At least three of its intervals: raise it where you poll less often.')
type SilentAfter = {
  @description('Timer poll-writeback.')
  @minValue(15)
  @maxValue(180)
  pollWriteback: int?

  @description('Timer poll-agents.')
  @minValue(15)
  @maxValue(180)
  pollAgents: int?

  @description('Timer poll-reset-admins.')
  @minValue(15)
  @maxValue(180)
  pollResetAdmins: int?

  @description('Timer notify.')
  @minValue(15)
  @maxValue(1440)
  notify: int?
}

@export()
@sealed()
@description('Who watches the watcher: alerts of Azure Monitor, which reach people by another road than the app\'s own mail.')
type Alerts = {
  @description('Addresses that are told. Default: those of MAIL_TO.')
  @minLength(1)
  @maxLength(50)
  mailTo: string[]?

  @description('Phones that get text messages.')
  @maxLength(10)
  phones: Phone[]?

  @description('Ids of action groups you have: pager, Teams, a ticket system. Their addresses are secrets, so they stay where they are.')
  @maxLength(4)
  actionGroups: string[]?

  @description('Critical alerts of the app take this road as well as its own mail.')
  criticals: bool?

  @description('Minutes of silence by timer.')
  silentAfter: SilentAfter?

  @description('Places that ask /api/live from outside. Each costs money with every question.')
  @minLength(1)
  @maxLength(16)
  places: Place[]?

  @description('Seconds between two questions of one place.')
  everySeconds: (300 | 600 | 900)?
}

@export()
@sealed()
@description('A private network: storage is then reachable from it alone. Turning it on later is possible, the package must then be uploaded again.')
type Network = {
  @description('Address space, such as 10.20.0.0/24.')
  addressSpace: string

  @description('Subnet that the app calls from: /27 or larger, nothing else in it.')
  appSubnet: string

  @description('Subnet of the private endpoints.')
  endpointSubnet: string
}

@export()
@sealed()
@description('Sign-in for people in front of the page. Unconfirmed on Flex Consumption: try it before you rely on it.')
type SignIn = {
  @description('Client id of the app registration whose redirect URI is https://<app>/.auth/login/aad/callback and that trusts the app\'s identity (federated credential): there is no client secret.')
  @minLength(36)
  @maxLength(36)
  clientId: string

  @description('Object ids of the groups whose members may come in. Default: everyone in the tenant.')
  @minLength(1)
  groups: string[]?

  @description('Paths beside /api/live that are open to machines, such as /api/metrics; their function key still guards them.')
  openPaths: string[]?
}
