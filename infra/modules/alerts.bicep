metadata description = 'Mails when work fails or waits: poisoned messages, a queue that nobody empties, jobs that failed, workers that restart.'

@description('Part of every resource\'s name.')
param token string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Who is mailed.')
param emails string[]

@description('Seconds that the oldest message of a queue may wait.')
@minValue(60)
param oldestMessageSeconds int = 1800

// What is asked for here is written by the function app: names of functions and texts of log lines. Tests compare them.
var alerts = [
  {
    name: 'poison'
    description: 'Messages failed too often. See errors/ in the job\'s folder, then: diffusion redrive.'
    severity: 1
    query: 'AppRequests | where OperationName in ("JobPoison", "BatchPoison")'
  }
  {
    name: 'oldest-message'
    description: 'Messages wait too long. Is there quota for the worker\'s profile, and does it start?'
    severity: 2
    query: 'AppTraces | where Message startswith "Queue " | parse Message with "Queue " Queue ": " Messages:long " messages, the oldest waits for " Seconds:long " s" | where Seconds > ${oldestMessageSeconds}'
  }
  {
    name: 'failed-jobs'
    description: 'Jobs ended with images missing. See _FAILED and manifest.jsonl in their folders.'
    severity: 2
    query: 'AppTraces | where Message startswith "Job " | parse Message with "Job " JobId " has ended: " Images:long " images, " Failed:long " failed" | where Failed > 0'
  }
  {
    name: 'restarts'
    description: 'A worker ended with an error more than three times in a quarter of an hour: a sick device, or a model that does not load.'
    severity: 2
    query: 'ContainerAppSystemLogs | where Reason == "ContainerBackOff" or (Reason == "ContainerTerminated" and Log !has "ManuallyStopped") | summarize Times = count() by ContainerAppName | where Times > 3'
  }
]

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'diffusion'
    emailReceivers: [for (email, index) in emails: {
      name: 'mail-${index}'
      emailAddress: trim(email)
      useCommonAlertSchema: true
    }]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = [for alert in alerts: {
  name: 'alert-${alert.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Diffusion: ${alert.name}'
    description: alert.description
    severity: alert.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    // The tables come with the first telemetry.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [mail.id]
    }
  }
}]
