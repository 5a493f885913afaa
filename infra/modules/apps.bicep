metadata description = 'The two function apps: the worker makes images on its GPU, the planner does all the rest. Which functions, queues and settings each has is here.'

@description('Part of every resource\'s name.')
@minLength(13)
@maxLength(13)
param token string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('Server that images are pulled from.')
param registryServer string

@description('Resource id of the identity of the apps.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Name of the storage account of jobs and queues.')
param storageAccountName string

@description('Name of the storage account of models.')
param modelAccountName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Image of the worker; empty: the one that it runs.')
param gpuImage string

@description('Image of the planner; empty: the one that it runs.')
param cpuImage string

@description('Whether the worker is there already.')
param gpuExists bool

@description('Whether the planner is there already.')
param cpuExists bool

@description('Workload profile of the worker.')
param workerProfile string

@description('Fewest replicas of the worker.')
@minValue(0)
@maxValue(100)
param workerMinReplicas int

@description('Most replicas of the worker.')
@minValue(1)
@maxValue(100)
param workerMaxReplicas int

@description('Batches for each worker replica.')
@minValue(1)
param batchesPerReplica int

@description('Seconds without messages until the last replica goes.')
@minValue(30)
param cooldownSeconds int

@description('Client id of the app registration that the HTTP functions ask tokens for; empty: they cannot be reached from outside.')
param apiClientId string

@description('Address of an OpenTelemetry collector; empty: traces and metrics are not exported.')
param otlpEndpoint string

var containers = loadJsonContent('../containers.json')
var sizes = loadJsonContent('../sizes.json')
var onGpu = workerProfile != 'Consumption'

// Every function runs in one of the apps, and is switched off in the other; Live runs in both.
var workerFunctions = ['GenerateBatch', 'Health']
var plannerFunctions = ['PlanJob', 'SweepJob', 'JobPoison', 'BatchPoison', 'SweepPoison', 'SubmitJob', 'ReadJob', 'CancelJob']

var commonSettings = concat([
  { name: 'Diffusion__Models__Container', value: containers.models }
  { name: 'Diffusion__Storage__Container', value: containers.jobs }
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

module gpuDeployed 'deployed-image.bicep' = {
  name: 'gpu-deployed'
  params: {
    name: 'ca-gpu-${token}'
    exists: gpuExists
  }
}

module cpuDeployed 'deployed-image.bicep' = {
  name: 'cpu-deployed'
  params: {
    name: 'ca-cpu-${token}'
    exists: cpuExists
  }
}

module worker 'function-app.bicep' = {
  name: 'worker'
  params: {
    name: 'ca-gpu-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'gpu' })
    environmentId: environmentId
    workloadProfile: workerProfile
    image: empty(gpuImage) ? gpuDeployed.outputs.image : gpuImage
    registryServer: registryServer
    identityId: identityId
    identityClientId: identityClientId
    storageAccountName: storageAccountName
    modelAccountName: modelAccountName
    insightsName: insightsName
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

module planner 'function-app.bicep' = {
  name: 'planner'
  params: {
    name: 'ca-cpu-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'cpu' })
    environmentId: environmentId
    workloadProfile: 'Consumption'
    image: empty(cpuImage) ? cpuDeployed.outputs.image : cpuImage
    registryServer: registryServer
    identityId: identityId
    identityClientId: identityClientId
    storageAccountName: storageAccountName
    modelAccountName: modelAccountName
    insightsName: insightsName
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

module authentication 'authentication.bicep' = if (!empty(apiClientId)) {
  name: 'authentication'
  params: {
    appName: planner.outputs.name
    clientId: apiClientId
    tenantId: tenant().tenantId
  }
}

@description('Where the HTTP functions answer.')
output address string = planner.outputs.address
