metadata description = 'A private endpoint of one service, with its name in the private DNS zone.'

@description('Name of the endpoint.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Resource id of what is reached.')
param targetId string

@description('Which of its services: blob, queue, table, registry.')
param group string

@description('Subnet that the endpoint lies in.')
param subnetId string

@description('Private DNS zone of the service.')
param zoneName string

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' existing = {
  name: zoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: name
        properties: {
          privateLinkServiceId: targetId
          groupIds: [group]
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: group
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
  }
}
