metadata description = 'The optional virtual network: private endpoints of both storage accounts and the registry.'

@description('Part of every resource\'s name.')
param token string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Resource id of the storage account of jobs.')
param jobAccountId string

@description('Resource id of the storage account of models.')
param modelAccountId string

@description('Resource id of the registry.')
param registryId string

var blobZone = 'privatelink.blob.${environment().suffixes.storage}'
var queueZone = 'privatelink.queue.${environment().suffixes.storage}'
var tableZone = 'privatelink.table.${environment().suffixes.storage}'
// The suffix begins with a dot.
var registryZone = 'privatelink${environment().suffixes.acrLoginServer}'

var endpoints = [
  { name: 'jobs-blob', targetId: jobAccountId, group: 'blob', zone: blobZone }
  { name: 'jobs-queue', targetId: jobAccountId, group: 'queue', zone: queueZone }
  { name: 'jobs-table', targetId: jobAccountId, group: 'table', zone: tableZone }
  { name: 'models-blob', targetId: modelAccountId, group: 'blob', zone: blobZone }
  { name: 'registry', targetId: registryId, group: 'registry', zone: registryZone }
]

module network 'network.bicep' = {
  name: 'virtual-network'
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
    zoneNames: [blobZone, queueZone, tableZone, registryZone]
  }
}

// One after the other: endpoints that are made in one subnet at a time get in each other's way.
@batchSize(1)
module privateEndpoints 'private-endpoint.bicep' = [for endpoint in endpoints: {
  name: 'endpoint-${endpoint.name}'
  params: {
    name: 'pe-${endpoint.name}-${token}'
    location: location
    tags: tags
    targetId: endpoint.targetId
    group: endpoint.group
    subnetId: network.outputs.endpointsSubnetId
    zoneName: endpoint.zone
  }
}]

@description('Subnet of the Container Apps environment.')
output appsSubnetId string = network.outputs.appsSubnetId
