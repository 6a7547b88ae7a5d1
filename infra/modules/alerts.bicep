// Who watches the watcher. Azure Monitor asks and Azure Monitor tells, so a dead app, a broken mail resource or a full
// workspace reaches someone without the app's own mail.

import { Alerts, Tags } from '../types.bicep'
import { silenceRows, timerNames } from '../timers.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('First part of the names.')
param prefix string

@description('Name of the app.')
param appName string

@description('Name of Application Insights.')
param insightsName string

@description('Name of the workspace.')
param workspaceName string

@description('Addresses that get these alerts.')
param mailTo string[]

@description('Who else gets these alerts, and when.')
param alerts Alerts

@description('Whether logs have a daily cap.')
param hasDailyCap bool

@description('Seconds between two requests of one location.')
var everySeconds = alerts.?everySeconds ?? 900

@description('Locations of the test.')
var places = alerts.?places ?? ['emea-nl-ams-azr']

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-people'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'wb-watch'
    enabled: true
    emailReceivers: [
      for (address, index) in mailTo: { name: 'mail-${index}', emailAddress: address, useCommonAlertSchema: true }
    ]
    smsReceivers: [
      for (phone, index) in (alerts.?phones ?? []): {
        name: 'phone-${index}'
        countryCode: phone.countryCode
        phoneNumber: phone.number
      }
    ]
  }
}

@description('Everyone who gets these alerts.')
var groups = concat([people.id], alerts.?actionGroups ?? [])

@description('One rule each. `by`: one alert for every value of that column. Severity: 0 critical to 4 verbose.')
var rules = [
  {
    name: 'silent-timer'
    enabled: true
    severity: 1
    text: 'A timer of Writeback Watch has not run for longer than its schedule allows. Nothing it would have seen is told: restart the app, then run npm run doctor.'
    query: replace(loadTextContent('../queries/silent-timer.kql'), 'TIMERS', silenceRows(alerts.?silentAfter ?? {}))
    scope: insights.id
    window: 'P1D'
    every: 'PT5M'
    by: 'timer'
  }
  {
    name: 'failing-runs'
    enabled: true
    severity: 2
    text: 'More than half of the runs of one timer of Writeback Watch failed within half an hour. Its log lines say why.'
    query: replace(loadTextContent('../queries/failing-runs.kql'), 'TIMERS', timerNames)
    scope: insights.id
    window: 'PT30M'
    every: 'PT5M'
    by: 'timer'
  }
  {
    name: 'mail-stuck'
    enabled: true
    severity: 1
    text: 'Alerts of Writeback Watch have waited for an hour and no mail has left. /api/status says why.'
    query: loadTextContent('../queries/mail-stuck.kql')
    scope: insights.id
    window: 'PT1H'
    every: 'PT15M'
    by: null
  }
  {
    name: 'critical-alert'
    enabled: alerts.?criticals ?? true
    severity: 0
    text: 'Writeback Watch raised a critical alert. Its mail and /api/status say what it is about. Resolved here means only that no further one came.'
    query: loadTextContent('../queries/critical-alert.kql')
    scope: insights.id
    // Longer than one evaluation: log lines arrive minutes late.
    window: 'PT15M'
    every: 'PT5M'
    by: 'rule'
  }
  {
    name: 'daily-cap'
    enabled: hasDailyCap
    severity: 2
    text: 'The daily cap of the workspace is reached: until tomorrow no log arrives, and the other rules see nothing.'
    query: loadTextContent('../queries/daily-cap.kql')
    scope: workspace.id
    window: 'PT1H'
    every: 'PT15M'
    by: null
  }
]

// The only newer version is months old, and types can be ahead of regions.
#disable-next-line use-recent-api-versions
resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in filter(rules, rule => rule.enabled): {
    name: '${prefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Writeback Watch: ${rule.name}'
      description: rule.text
      enabled: true
      severity: rule.severity
      scopes: [rule.scope]
      evaluationFrequency: rule.every
      windowSize: rule.window
      autoMitigate: true
      // A new workspace has no row of its own operations yet, and so not the table.
      skipQueryValidation: rule.name == 'daily-cap'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: rule.by == null ? [] : [{ name: rule.by!, operator: 'Include', values: ['*'] }]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: groups }
    }
  }
]

resource live 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${prefix}-live'
  location: location
  tags: union(tags, { 'hidden-link:${insights.id}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${prefix}-live'
    Name: 'Writeback Watch: /api/live'
    Enabled: true
    Frequency: everySeconds
    Timeout: 60
    Kind: 'standard'
    RetryEnabled: true
    Locations: [for place in places: { Id: place }]
    Request: {
      RequestUrl: uri('https://${app.properties.defaultHostName}', 'api/live')
      HttpVerb: 'GET'
      ParseDependentRequests: false
    }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

// As above.
#disable-next-line use-recent-api-versions
resource availability 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-availability'
  location: 'global'
  tags: union(tags, { 'hidden-link:${insights.id}': 'Resource', 'hidden-link:${live.id}': 'Resource' })
  properties: {
    description: 'Writeback Watch does not answer, or /api/live says that it cannot see or cannot mail. /api/status says why.'
    enabled: true
    severity: 1
    scopes: [live.id, insights.id]
    evaluationFrequency: 'PT5M'
    // Two questions of each place fit in, so that one late answer is not silence.
    windowSize: everySeconds == 300 ? 'PT15M' : 'PT30M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: live.id
      componentId: insights.id
      // With many places, two may be cut off without the app being down.
      failedLocationCount: max(1, length(places) - 2)
    }
    actions: [for group in groups: { actionGroupId: group }]
  }
}
