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
var roles = loadJsonContent('roles.json')

// The names of src/Diffusion.Contracts/QueueNames.cs and of the options' defaults; tests compare them.
var jobsContainer = 'diffusion'
var modelsContainer = 'models'
var trainingContainer = 'training'
var queues = [
  'generation-jobs'
  'generation-batches'
  'generation-completed'
  'generation-sweep'
  'generation-jobs-poison'
  'generation-batches-poison'
  'generation-sweep-poison'
]

// Every function runs in one of the apps, and is switched off in the other; Live runs in both.
var workerFunctions = ['GenerateBatch', 'Health']
var plannerFunctions = ['PlanJob', 'SweepJob', 'JobPoison', 'BatchPoison', 'SweepPoison', 'SubmitJob', 'ReadJob', 'CancelJob']

var sizes = {
  'Consumption-GPU-NC8as-T4': { cpu: '8', memory: '56Gi' }
  'Consumption-GPU-NC24-A100': { cpu: '24', memory: '220Gi' }
  'NC24-A100': { cpu: '24', memory: '220Gi' }
  Consumption: { cpu: '4', memory: '8Gi' }
}
var commonSettings = concat([
  { name: 'Diffusion__Models__Container', value: modelsContainer }
  { name: 'Diffusion__Storage__Container', value: jobsContainer }
], empty(otlpEndpoint) ? [] : [
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlpEndpoint }
])
var httpSettings = empty(apiClientId) ? [
  { name: 'Diffusion__Http__Access', value: 'closed' }
] : [
  { name: 'Diffusion__Http__Access', value: 'entra' }
  { name: 'Diffusion__Http__Tenant', value: tenant().tenantId }
  { name: 'Diffusion__Http__Audiences__0', value: apiClientId }
  { name: 'Diffusion__Http__Audiences__1', value: 'api://${apiClientId}' }
]
var onGpu = workerProfile != 'Consumption'
var emails = empty(alertEmails) ? [] : split(alertEmails, ',')

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module appIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'app-identity'
  params: {
    name: 'id-app-${token}'
    location: location
    tags: tags
  }
}

module trainerIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'trainer-identity'
  params: {
    name: 'id-trainer-${token}'
    location: location
    tags: tags
  }
}

module jobStorage 'modules/storage.bicep' = {
  scope: group
  name: 'job-storage'
  params: {
    name: 'stjobs${token}'
    location: location
    tags: tags
    containers: [jobsContainer]
    queues: empty(eventQueue) ? queues : union(queues, [eventQueue])
    sku: storageSku
    publicAccess: !privateNetwork
  }
}

// Apart from the jobs', so that the apps can read models and never change them.
module modelStorage 'modules/storage.bicep' = {
  scope: group
  name: 'model-storage'
  params: {
    name: 'stmodel${token}'
    location: location
    tags: tags
    containers: [modelsContainer, trainingContainer]
    sku: storageSku
    publicAccess: !privateNetwork
    softDeleteDays: 30
  }
}

module appOnJobs 'modules/storage-access.bicep' = {
  scope: group
  name: 'app-on-jobs'
  params: {
    accountName: jobStorage.outputs.name
    principalId: appIdentity.outputs.principalId
    roleIds: [
      roles.storageBlobDataOwner // the functions host asks for it: locks and keys lie in containers of its own
      roles.storageQueueDataContributor
      roles.storageTableDataContributor // the host's diagnostic events
    ]
  }
}

module appOnModels 'modules/storage-access.bicep' = {
  scope: group
  name: 'app-on-models'
  params: {
    accountName: modelStorage.outputs.name
    principalId: appIdentity.outputs.principalId
    roleIds: [roles.storageBlobDataReader]
  }
}

module trainerOnModels 'modules/storage-access.bicep' = {
  scope: group
  name: 'trainer-on-models'
  params: {
    accountName: modelStorage.outputs.name
    principalId: trainerIdentity.outputs.principalId
    roleIds: [roles.storageBlobDataContributor]
  }
}

// Always there: leaving it out would leave the policy of the last deployment in force.
module lifecycle 'modules/lifecycle.bicep' = {
  scope: group
  name: 'lifecycle'
  params: {
    accountName: jobStorage.outputs.name
    container: jobsContainer
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
  }
}

module events 'modules/events.bicep' = if (!empty(eventQueue)) {
  scope: group
  name: 'events'
  params: {
    name: 'evgt-${token}'
    location: location
    tags: tags
    accountName: jobStorage.outputs.name
    container: jobsContainer
    queue: eventQueue
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  name: 'registry'
  params: {
    name: 'cr${token}'
    location: location
    tags: tags
    pullerIds: [appIdentity.outputs.principalId, trainerIdentity.outputs.principalId]
    publicAccess: !privateNetwork
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    publisherIds: [appIdentity.outputs.principalId]
  }
}

module network 'modules/private-network.bicep' = if (privateNetwork) {
  scope: group
  name: 'network'
  params: {
    token: token
    location: location
    tags: tags
    jobAccountId: jobStorage.outputs.id
    modelAccountId: modelStorage.outputs.id
    registryId: registry.outputs.id
  }
}

module apps 'modules/environment.bicep' = {
  scope: group
  name: 'environment'
  params: {
    name: 'cae-${token}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    workerProfile: workerProfile
    dedicatedMaxNodes: dedicatedMaxNodes
    subnetId: privateNetwork ? network!.outputs.appsSubnetId : ''
  }
}

module gpuDeployed 'modules/deployed-image.bicep' = {
  scope: group
  name: 'gpu-deployed'
  params: {
    name: 'ca-gpu-${token}'
    exists: gpuExists
  }
}

module cpuDeployed 'modules/deployed-image.bicep' = {
  scope: group
  name: 'cpu-deployed'
  params: {
    name: 'ca-cpu-${token}'
    exists: cpuExists
  }
}

module worker 'modules/function-app.bicep' = {
  scope: group
  name: 'worker'
  dependsOn: [
    appOnJobs
    appOnModels
  ]
  params: {
    name: 'ca-gpu-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'gpu' })
    environmentId: apps.outputs.id
    workloadProfile: workerProfile
    image: empty(gpuImage) ? gpuDeployed.outputs.image : gpuImage
    registryServer: registry.outputs.server
    identityId: appIdentity.outputs.id
    identityClientId: appIdentity.outputs.clientId
    storageAccountName: jobStorage.outputs.name
    modelAccountName: modelStorage.outputs.name
    insightsName: monitoring.outputs.insightsName
    hostId: 'diffusion-gpu-${token}'
    disabledFunctions: plannerFunctions
    batchSize: 1
    newBatchThreshold: 0
    scaleQueues: [
      { queue: 'generation-batches', messages: batchesPerReplica, count: 'all' }
    ]
    minReplicas: workerMinReplicas
    maxReplicas: workerMaxReplicas
    cooldownSeconds: cooldownSeconds
    cpu: sizes[workerProfile].cpu
    memory: sizes[workerProfile].memory
    external: false
    gracePeriodSeconds: 60
    settings: concat(commonSettings, [
      // The functions host gives its invocations ten seconds.
      { name: 'Diffusion__Batches__DrainSeconds', value: '6' }
      { name: 'Diffusion__Models__Device', value: onGpu ? 'cuda' : 'cpu' }
    ])
  }
}

module planner 'modules/function-app.bicep' = {
  scope: group
  name: 'planner'
  dependsOn: [
    appOnJobs
    appOnModels
  ]
  params: {
    name: 'ca-cpu-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'cpu' })
    environmentId: apps.outputs.id
    workloadProfile: 'Consumption'
    image: empty(cpuImage) ? cpuDeployed.outputs.image : cpuImage
    registryServer: registry.outputs.server
    identityId: appIdentity.outputs.id
    identityClientId: appIdentity.outputs.clientId
    storageAccountName: jobStorage.outputs.name
    modelAccountName: modelStorage.outputs.name
    insightsName: monitoring.outputs.insightsName
    hostId: 'diffusion-cpu-${token}'
    disabledFunctions: workerFunctions
    batchSize: 8
    newBatchThreshold: 4
    scaleQueues: [
      { queue: 'generation-jobs', messages: 16, count: 'all' }
      // Reminders are delayed: those that are not due must not keep the app running.
      { queue: 'generation-sweep', messages: 32, count: 'visibleonly' }
      { queue: 'generation-jobs-poison', messages: 32, count: 'all' }
      { queue: 'generation-batches-poison', messages: 32, count: 'all' }
      { queue: 'generation-sweep-poison', messages: 32, count: 'all' }
    ]
    minReplicas: 0
    httpRequestsPerReplica: 20
    maxReplicas: 2
    cooldownSeconds: cooldownSeconds
    cpu: '1'
    memory: '2Gi'
    external: !empty(apiClientId)
    gracePeriodSeconds: 60
    settings: concat(commonSettings, httpSettings, [
      { name: 'Diffusion__Models__Device', value: 'cpu' }
    ])
  }
}

module authentication 'modules/authentication.bicep' = if (!empty(apiClientId)) {
  scope: group
  name: 'authentication'
  params: {
    appName: planner.outputs.name
    clientId: apiClientId
    tenantId: tenant().tenantId
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(emails)) {
  scope: group
  name: 'alerts'
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    emails: emails
  }
}

module budget 'modules/budget.bicep' = if (!empty(emails) && budgetAmount > 0 && !empty(budgetStart)) {
  scope: group
  name: 'budget'
  params: {
    name: 'budget-${token}'
    amount: max(budgetAmount, 1)
    startDate: budgetStart
    emails: emails
  }
}

module training 'modules/training-job.bicep' = if (!empty(trainerImage)) {
  scope: group
  name: 'training'
  dependsOn: [
    trainerOnModels
  ]
  params: {
    name: 'caj-train-${token}'
    location: location
    tags: tags
    environmentId: apps.outputs.id
    workloadProfile: workerProfile
    image: trainerImage
    registryServer: registry.outputs.server
    identityId: trainerIdentity.outputs.id
    identityClientId: trainerIdentity.outputs.clientId
    accountName: modelStorage.outputs.name
    container: trainingContainer
    data: trainingData
    run: trainingRun
    trainerArguments: split(trainingCommand, ' ')
    cpu: sizes[workerProfile].cpu
    memory: sizes[workerProfile].memory
    timeoutHours: trainingTimeoutHours
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where azd pushes images.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.server

@description('The Container Apps environment.')
output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = apps.outputs.id

@description('For clients: the storage account of jobs and queues (AzureWebJobsStorage__accountName).')
output DIFFUSION_STORAGE_ACCOUNT string = jobStorage.outputs.name

@description('For clients: the storage account of models (Diffusion__Models__Account).')
output DIFFUSION_MODEL_ACCOUNT string = modelStorage.outputs.name

@description('Where the HTTP functions answer.')
output DIFFUSION_API string = planner.outputs.address
