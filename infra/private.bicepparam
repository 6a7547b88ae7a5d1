// The strict case: storage reachable from a private network alone, a lock on the history, a domain of one's own, a
// second receiver, sign-in for people, several places that ask. Take from it what you need.
using 'main.bicep'

param tags = {
  'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'writeback-watch')
  owner: 'identity-team'
}

param settings = {
  MAIL_TO: readEnvironmentVariable('MAIL_TO')
  WATCH_NAME: 'Production'
  MAIL_PER_MINUTE: 30
  MAIL_PER_HOUR: 100
  MAIL_TIME_ZONE: 'Europe/Berlin'
  REMIND_HOURS: 12
  SUMMARY_SCHEDULE: '0 0 6 * * 1'
  RESET_HISTORY: 'names'
  HISTORY_DAYS: 730
  WRITEBACK_DECLARED: 'on@2026-11-01 by the identity team'
  POLL_AGENTS_SCHEDULE: '0 */10 * * * *'
}

param memory = 2048

param webhook = {
  vault: 'contoso-vault'
  resourceGroup: 'contoso-secrets'
  secret: 'writeback-watch-webhook'
  format: 'teams'
}

param mail = {
  domain: 'watch.contoso.com'
}

param monitoring = {
  retentionDays: 90
  dailyCapGb: '0.5'
}

param alerts = {
  mailTo: ['identity-oncall@contoso.com', 'soc@contoso.com']
  phones: [{ countryCode: '49', number: '301234567' }]
  silentAfter: { pollAgents: 60 }
  places: ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr']
  everySeconds: 300
}

param network = {
  addressSpace: '10.20.0.0/24'
  appSubnet: '10.20.0.0/26'
  endpointSubnet: '10.20.0.64/27'
}

param signIn = {
  clientId: '11111111-2222-3333-4444-555555555555'
  groups: ['66666666-7777-8888-9999-000000000000']
  openPaths: ['/api/metrics']
}

param lock = true
