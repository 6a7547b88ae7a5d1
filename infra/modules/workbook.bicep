// One page of curves for people: what the checks held to be true, how far resets reach, how the runs went.

import { Tags } from '../types.bicep'
import { timerNames } from '../timers.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of Application Insights.')
param insightsName string

@description('Name that people see.')
param title string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

@description('Pictures from top to bottom.')
var pictures = [
  { title: 'Verdicts', shape: 'timechart', query: loadTextContent('../queries/verdicts.kql') }
  { title: 'Reach: who can be reset, by how many', shape: 'timechart', query: loadTextContent('../queries/reach.kql') }
  {
    title: 'Duration of runs in seconds'
    shape: 'timechart'
    query: replace(loadTextContent('../queries/durations.kql'), 'TIMERS', timerNames)
  }
  {
    title: 'Questions to Graph, and its throttling'
    shape: 'table'
    query: loadTextContent('../queries/throttling.kql')
  }
  { title: 'Mail', shape: 'barchart', query: loadTextContent('../queries/mail-outcomes.kql') }
  { title: 'Why runs failed', shape: 'table', query: loadTextContent('../queries/failures.kql') }
]

@description('The choice of a time range at the top.')
var timeRange = {
  type: 9
  name: 'time range'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        id: guid('time range')
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        label: 'Time range'
        type: 4
        isRequired: true
        value: { durationMs: 604800000 }
        typeSettings: {
          selectableValues: [{ durationMs: 86400000 }, { durationMs: 604800000 }, { durationMs: 2592000000 }]
          allowCustom: true
        }
      }
    ]
    style: 'pills'
    queryType: 0
    resourceType: 'microsoft.insights/components'
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook', title)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: insights.id
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([timeRange], pictureItems)
      fallbackResourceIds: [insights.id]
    })
  }
}

@description('Each picture as a workbook describes it.')
var pictureItems = map(pictures, picture => {
  type: 3
  name: picture.title
  content: {
    version: 'KqlItem/1.0'
    title: picture.title
    query: picture.query
    size: 0
    queryType: 0
    resourceType: 'microsoft.insights/components'
    visualization: picture.shape
    timeContextFromParameter: 'TimeRange'
  }
})
