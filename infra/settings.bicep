// What an operator can say to the app. What the app refuses is refused here, before anything is deployed, as far as
// Bicep can say it. The names are the app's own.

@export()
@sealed()
@description('The app\'s own settings, by their names. What is left out keeps the app\'s default. A deployment overwrites all app settings, so what was set by hand is lost with the next one: set it here.')
type WatchSettings = {
  @description('Who is mailed: 1 to 50 addresses, separated by commas.')
  @minLength(6)
  MAIL_TO: string

  @description('Id of the tenant to watch. Default: the tenant of the subscription.')
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

  @description('Mails an hour that the domain allows; 3 are reserved for critical alerts.')
  @minValue(4)
  @maxValue(100000)
  MAIL_PER_HOUR: int?

  @description('The lowest severity that is mailed.')
  MAIL_MIN_SEVERITY: ('critical' | 'warning' | 'info')?

  @description('IANA time zone shown beside UTC.')
  MAIL_TIME_ZONE: string?

  @description('Hours after which an unanswered critical alert is mailed again; 0: never.')
  @minValue(0)
  @maxValue(168)
  REMIND_HOURS: int?

  @description('NCRONTAB (six fields, UTC) of the periodic summary, at most hourly and at least monthly, or "off".')
  SUMMARY_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the check writeback.')
  POLL_WRITEBACK_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the check agents.')
  POLL_AGENTS_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the check reset-admins.')
  POLL_RESET_ADMINS_SCHEDULE: string?

  @description('NCRONTAB (six fields, UTC) of the notifier.')
  NOTIFY_SCHEDULE: string?

  @description('What you declare about writeback: "on@2026-11-01 by name" or "off@2026-11-01 by name".')
  WRITEBACK_DECLARED: string?

  @description('Minutes after which a source that cannot be read counts as blind.')
  @minValue(1)
  @maxValue(10080)
  BLIND_AFTER_MINUTES: int?

  @description('By how many percent a count must grow for a warning; it must reach GROWTH_MIN too.')
  @minValue(1)
  @maxValue(1000)
  GROWTH_PERCENT: int?

  @description('By what number a count must grow for a warning; it must reach GROWTH_PERCENT too.')
  @minValue(1)
  @maxValue(1000000)
  GROWTH_MIN: int?

  @description('Resets of synced users in history: none, how many, or who reset whom.')
  RESET_HISTORY: ('off' | 'counts' | 'names')?

  @description('Origin for links in mails. Default: the app\'s own if a sign-in protects the page; otherwise there are no links.')
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

  @description('The format that the receiver understands.')
  format: 'json' | 'slack' | 'teams'
}
