metadata description = 'Moves the blobs of old jobs to the cool tier and deletes them later.'

@description('Name of the storage account.')
param accountName string

@description('The container of jobs.')
param container string

@description('Days after which blobs of jobs move to the cool tier.')
@minValue(1)
param coolAfterDays int

@description('Days after which blobs of jobs are deleted. Their ids can be used anew from then on.')
@minValue(2)
param deleteAfterDays int

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
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: coolAfterDays
                }
                delete: {
                  daysAfterModificationGreaterThan: deleteAfterDays
                }
              }
            }
          }
        }
      ]
    }
  }
}
