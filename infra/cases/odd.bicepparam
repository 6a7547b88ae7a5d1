// Nobody deploys this: the shortest name and the ways that the other cases do not take.
using '../main.bicep'

param name = '_'

param names = {
  app: 'app-identity-prod-weu-001'
  storage: 'stidentityprodweu001'
}

param settings = {
  MAIL_TO: 'a@b.example'
  TENANT_ID: '12345678-1234-1234-1234-123456789012'
  GRAPH_BASE_URL: 'https://graph.microsoft.us'
  MAIL_MIN_SEVERITY: 'info'
  POLL_WRITEBACK_SCHEDULE: '0 */2 * * * *'
  POLL_RESET_ADMINS_SCHEDULE: '30 */5 * * * *'
  NOTIFY_SCHEDULE: '40 */2 * * * *'
  BLIND_AFTER_MINUTES: 30
  GROWTH_PERCENT: 20
  GROWTH_MIN: 50
  PUBLIC_URL: 'https://watch.example.com'
}

param nodeVersion = '22'

param hostStorage = 'serviceUris'

param mail = {
  dataLocation: 'United States'
  role: 'builtIn'
}

param webhook = {
  vault: 'contoso-vault'
  secret: 'slack'
  format: 'slack'
}

param alerts = {
  actionGroups: [
    '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/oncall/providers/Microsoft.Insights/actionGroups/pager'
  ]
  places: ['us-va-ash-azr', 'us-ca-sjc-azr', 'us-il-ch1-azr', 'us-tx-sn1-azr', 'us-fl-mia-edge']
  everySeconds: 600
}
