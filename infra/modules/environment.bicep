metadata description = 'The Container Apps environment with its workload profiles; logs go to Log Analytics without a key.'

@description('Name of the environment.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Workload profile of the worker: Consumption, a serverless GPU profile, or a dedicated one.')
param workerProfile string

@description('Most nodes of a dedicated profile.')
@minValue(1)
param dedicatedMaxNodes int

@description('Subnet of the environment; empty: no virtual network.')
param subnetId string = ''

// A serverless profile takes a name and a type, and nothing else; a dedicated one must have counts.
var isConsumption = workerProfile == 'Consumption'
var isServerlessGpu = startsWith(workerProfile, 'Consumption-GPU-')

var consumption = [
  {
    name: 'Consumption'
    workloadProfileType: 'Consumption'
  }
]
var serverlessGpu = [
  {
    name: workerProfile
    workloadProfileType: workerProfile
  }
]
var dedicated = [
  {
    name: workerProfile
    workloadProfileType: workerProfile
    minimumCount: 0
    maximumCount: dedicatedMaxNodes
  }
]

resource managed 'Microsoft.App/managedEnvironments@2025-10-02-preview' = {
  name: name
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: empty(subnetId) ? null : {
      infrastructureSubnetId: subnetId
      internal: false
    }
    workloadProfiles: isConsumption ? consumption : concat(consumption, isServerlessGpu ? serverlessGpu : dedicated)
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: managed
  name: 'log-analytics'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

@description('Resource id.')
output id string = managed.id

@description('Domain of the apps.')
output domain string = managed.properties.defaultDomain
