// The shapes of the parameters about resources. What Azure refuses is refused here, before anything is deployed, as far
// as Bicep can say it. Only types: nothing here decides a value.

@export()
@description('Tags for every resource that takes them.')
type Tags = {
  @description('Value of one tag.')
  *: string
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
@description('How mail is sent.')
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

  @description('Most GB of logs a day, as text such as "0.5". Past it nothing is logged until the next day, and the alerts of Azure Monitor see nothing: one alert says so. Default: no cap.')
  @minLength(1)
  @maxLength(6)
  dailyCapGb: string?
}

@export()
@description('A location that Azure Monitor can test from.')
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
@description('Alerts of Azure Monitor about the watch itself. They reach people in another way than the app\'s own mail.')
type Alerts = {
  @description('Addresses that get these alerts. Default: those of MAIL_TO.')
  @minLength(1)
  @maxLength(50)
  mailTo: string[]?

  @description('Phones that get text messages.')
  @maxLength(10)
  phones: Phone[]?

  @description('Ids of action groups you have: pager, Teams, a ticket system. Their addresses are secrets, so they stay where they are.')
  @maxLength(4)
  actionGroups: string[]?

  @description('Critical alerts of the app are sent this way as well as by its own mail.')
  criticals: bool?

  @description('Minutes of silence by timer.')
  silentAfter: SilentAfter?

  @description('Locations that request /api/live from outside. Each request costs money.')
  @minLength(1)
  @maxLength(16)
  places: Place[]?

  @description('Seconds between two requests of one location.')
  everySeconds: (300 | 600 | 900)?
}

@export()
@sealed()
@description('A private network: storage is then reachable from it alone. You can turn it on later, but must then upload the package again.')
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
