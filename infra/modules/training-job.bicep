metadata description = 'Training on a GPU: a job that is started by hand, takes its data from the container "training" and leaves its runs there.'

@description('Name of the job.')
@maxLength(32)
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('Workload profile that the job runs on.')
param workloadProfile string

@description('The trainer\'s image (infra/trainer/Dockerfile).')
param image string

@description('Server that the image is pulled from.')
param registryServer string

@description('Resource id of the identity that the job runs under.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Name of the storage account of models and training.')
param accountName string

@description('Folder of the data set in the container.')
param data string

@description('Folder of the run in the container.')
param run string

@description('The trainer\'s command and its options, apart from where data and run are.')
param trainerArguments string[]

@description('Most hours that one execution may take. The next one resumes from its last checkpoint.')
@minValue(1)
@maxValue(168)
param timeoutHours int

var containers = loadJsonContent('../containers.json')
var sizes = loadJsonContent('../sizes.json')

resource job 'Microsoft.App/jobs@2026-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: workloadProfile
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: timeoutHours * 3600
      // A run that was evicted goes on from its checkpoint.
      replicaRetryLimit: 10
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'trainer'
          image: image
          args: trainerArguments
          resources: {
            cpu: json(sizes[workloadProfile].cpu)
            memory: sizes[workloadProfile].memory
          }
          env: [
            { name: 'TRAINING_ACCOUNT', value: accountName }
            { name: 'TRAINING_CONTAINER', value: containers.training }
            { name: 'DATA', value: data }
            { name: 'RUN', value: run }
            { name: 'AZURE_CLIENT_ID', value: identityClientId }
          ]
        }
      ]
    }
  }
}

@description('Name of the job.')
output name string = job.name
