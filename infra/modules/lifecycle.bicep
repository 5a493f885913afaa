metadata description = 'Moves old blobs of the jobs\' container to the cool tier, and deletes them later.'

@description('Name of the storage account.')
param accountName string

@description('The container of jobs.')
param container string

@description('Days after which blobs move to the cool tier, if they are not deleted by then.')
@minValue(1)
param coolAfterDays int

@description('Days after which blobs are deleted; 0: never. Ids of jobs can be used anew from then on.')
@minValue(0)
param deleteAfterDays int

var cool = deleteAfterDays == 0 || deleteAfterDays > coolAfterDays ? { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } } : {}
var delete = deleteAfterDays == 0 ? {} : { delete: { daysAfterModificationGreaterThan: deleteAfterDays } }

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource policy 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-jobs'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${container}/']
            }
            actions: {
              baseBlob: union(cool, delete)
            }
          }
        }
      ]
    }
  }
}
