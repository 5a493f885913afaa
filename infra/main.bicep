metadata description = 'Diffusion.Functions in a resource group of its own: two function apps of one image, storage without keys, scale to zero.'

targetScope = 'subscription'

@description('Name of the azd environment; resource names follow from it.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region. Serverless GPUs are offered in some only: see docs/operations.md.')
param location string

@description('Where GenerateBatch runs: a serverless GPU, a dedicated GPU, or Consumption (CPU, to try things without a GPU quota).')
@allowed(['Consumption-GPU-NC8as-T4', 'Consumption-GPU-NC24-A100', 'NC24-A100', 'Consumption'])
param workerProfile string = 'Consumption-GPU-NC8as-T4'

@description('Most replicas of the worker. Each is a GPU: this bounds the cost.')
@minValue(1)
@maxValue(100)
param workerMaxReplicas int = 2

@description('Fewest replicas of the worker; 1 avoids the cold start and costs around the clock.')
@minValue(0)
@maxValue(100)
param workerMinReplicas int = 0

@description('Batches for each worker replica.')
@minValue(1)
param batchesPerReplica int = 4

@description('Seconds without batches until the last worker goes.')
@minValue(30)
param cooldownSeconds int = 300

@description('Image of the worker; azd sets it at each deploy.')
param gpuImage string = ''

@description('Image of the planner; azd sets it at each deploy.')
param cpuImage string = ''

@description('Whether the worker is there already; azd sets it.')
param gpuExists bool = false

@description('Whether the planner is there already; azd sets it.')
param cpuExists bool = false

@description('Client id of the app registration that the HTTP functions ask tokens for; empty: they cannot be reached from outside.')
param apiClientId string = ''

@description('Address of an OpenTelemetry collector; empty: traces and metrics are not exported. Logs and requests go to Application Insights either way.')
param otlpEndpoint string = ''

@description('Redundancy of the storage accounts.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS'])
param storageSku string = 'Standard_LRS'

@description('Days after which blobs in the jobs\' container move to the cool tier, if they are not deleted by then.')
@minValue(1)
param coolAfterDays int = 14

@description('Days after which blobs in the jobs\' container are deleted; 0: never.')
@minValue(0)
param deleteAfterDays int = 90

@description('Everything in a virtual network: storage and registry by private endpoints alone.')
param privateNetwork bool = false

@description('Queue that gets an event for each completed job; empty: no Event Grid subscription.')
param eventQueue string = ''

@description('Who is mailed by alerts and budget, separated by commas; empty: no alerts.')
param alertEmails string = ''

@description('Most cost in a month, in the subscription\'s currency; 0: no budget.')
@minValue(0)
param budgetAmount int = 0

@description('First day of the budget\'s first month, such as 2027-01-01.')
param budgetStart string = ''

@description('Image of the trainer; empty: no training job.')
param trainerImage string = ''

@description('Data set of the training job: a folder in the container training.')
param trainingData string = 'data/mine'

@description('Run of the training job: a folder in the container training.')
param trainingRun string = 'runs/unet'

@description('The trainer\'s command and its options, separated by single spaces.')
param trainingCommand string = 'train unet --preset shapes32 --device cuda'

@description('Most hours of one execution of the training job.')
@minValue(1)
@maxValue(168)
param trainingTimeoutHours int = 24

@description('Most nodes of a dedicated worker profile; a node has one GPU.')
@minValue(1)
param dedicatedMaxNodes int = workerMaxReplicas

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module platform 'modules/platform.bicep' = {
  scope: group
  name: 'platform'
  params: {
    token: token
    location: location
    tags: tags
    workerProfile: workerProfile
    dedicatedMaxNodes: dedicatedMaxNodes
    storageSku: storageSku
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
    eventQueue: eventQueue
    privateNetwork: privateNetwork
  }
}

// What reads an output of the platform waits for all of it: an app starts when its identity has its roles.
module apps 'modules/apps.bicep' = {
  scope: group
  name: 'apps'
  params: {
    token: token
    location: location
    tags: tags
    environmentId: platform.outputs.environmentId
    registryServer: platform.outputs.registryServer
    identityId: platform.outputs.appIdentityId
    identityClientId: platform.outputs.appIdentityClientId
    storageAccountName: platform.outputs.jobAccountName
    modelAccountName: platform.outputs.modelAccountName
    insightsName: platform.outputs.insightsName
    gpuImage: gpuImage
    cpuImage: cpuImage
    gpuExists: gpuExists
    cpuExists: cpuExists
    workerProfile: workerProfile
    workerMinReplicas: workerMinReplicas
    workerMaxReplicas: workerMaxReplicas
    batchesPerReplica: batchesPerReplica
    cooldownSeconds: cooldownSeconds
    apiClientId: apiClientId
    otlpEndpoint: otlpEndpoint
  }
}

module notices 'modules/notices.bicep' = if (!empty(alertEmails)) {
  scope: group
  name: 'notices'
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: platform.outputs.workspaceId
    emails: split(alertEmails, ',')
    budgetAmount: budgetAmount
    budgetStart: budgetStart
  }
}

module training 'modules/training-job.bicep' = if (!empty(trainerImage)) {
  scope: group
  name: 'training'
  params: {
    name: 'caj-train-${token}'
    location: location
    tags: tags
    environmentId: platform.outputs.environmentId
    workloadProfile: workerProfile
    image: trainerImage
    registryServer: platform.outputs.registryServer
    identityId: platform.outputs.trainerIdentityId
    identityClientId: platform.outputs.trainerIdentityClientId
    accountName: platform.outputs.modelAccountName
    data: trainingData
    run: trainingRun
    trainerArguments: split(trainingCommand, ' ')
    timeoutHours: trainingTimeoutHours
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where azd pushes images.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = platform.outputs.registryServer

@description('The Container Apps environment.')
output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = platform.outputs.environmentId

@description('For clients: the storage account of jobs and queues (AzureWebJobsStorage__accountName).')
output DIFFUSION_STORAGE_ACCOUNT string = platform.outputs.jobAccountName

@description('For clients: the storage account of models (Diffusion__Models__Account).')
output DIFFUSION_MODEL_ACCOUNT string = platform.outputs.modelAccountName

@description('Where the HTTP functions answer.')
output DIFFUSION_API string = apps.outputs.address
