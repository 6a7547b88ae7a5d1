// Nobody deploys this: what people type where a name is asked for, at its longest. What Azure would get is in the snapshot.
using '../main.bicep'

param name = '--__Ünïcode \\"quotes\\" -- 𝓦atch — İst / .. % 0123456789-_ -'

param settings = {
  MAIL_TO: 'a.very.long.address.of.somebody@mail.a-rather-long-domain-name.example.com, o\'brien+%{watch}@example.com'
  WATCH_NAME: '</script>\'\n; DROP TABLE "state" -- [concat(\'x\')] \${name} Ж𝓦'
  STATE_TABLE: 'A23456789012345678901234567890123456789012345678901234567890123'
  MAIL_FROM: 'watch@mail.example.com'
  WRITEBACK_DECLARED: 'off@2026-11-01 by [resourceGroup().id]'
}

param tags = {
  'a tag: with % & \\ ? / <signs>': '[deployment().name]'
}

param maxInstances = 1000

param memory = 4096

param mail = {
  role: 'customWithEmailWrite'
}

param alerts = {
  criticals: false
  silentAfter: { pollWriteback: 180, pollAgents: 180, pollResetAdmins: 180, notify: 1440 }
}
