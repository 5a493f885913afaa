metadata description = 'A function app on Container Apps that scales from zero by its queues. Both apps run the same image; settings switch their functions.'

@description('Name of the app.')
@maxLength(32)
param name string

@description('Region.')
param location string

@description('Tags of the resource; azd finds the app by its azd-service-name.')
param tags object

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('Workload profile that the app runs on.')
param workloadProfile string

@description('Image of the app; empty before the first one is pushed: the base image, whose host has no functions.')
param image string

@description('Server that the image is pulled from.')
param registryServer string

@description('Resource id of the identity that the app runs under.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Name of the storage account of jobs and queues.')
param storageAccountName string

@description('Name of the storage account of models.')
param modelAccountName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Id of the functions host, different for each app that shares the storage account: 1 to 32 lower-case letters, digits and hyphens.')
@minLength(1)
@maxLength(32)
param hostId string

@description('Functions that this app does not run.')
param disabledFunctions string[]

@description('Messages that one host works on at a time.')
@minValue(1)
@maxValue(32)
param batchSize int

@description('Messages still being worked on at which the host fetches more.')
@minValue(0)
param newBatchThreshold int

@description('Queues that scale the app: name, messages for each replica, and which messages count (all: also those being worked on; visibleonly: not the delayed ones).')
param scaleQueues { queue: string, messages: int, count: ('all' | 'visibleonly') }[]

@description('Requests at once for each replica, where the app serves HTTP; 0: it does not.')
@minValue(0)
param httpRequestsPerReplica int = 0

@description('Fewest replicas. 0 costs nothing while there is no work.')
@minValue(0)
param minReplicas int

@description('Most replicas: the bound of what the app can cost.')
@minValue(1)
@maxValue(100)
param maxReplicas int

@description('Seconds without messages until the last replica goes.')
@minValue(30)
param cooldownSeconds int

@description('CPU cores of a replica.')
param cpu string

@description('Memory of a replica, with its unit.')
param memory string

@description('Whether the app can be reached from outside the environment.')
param external bool

@description('Seconds that a replica has to finish a step and its uploads when it is told to stop.')
@minValue(30)
@maxValue(600)
param gracePeriodSeconds int

@description('Further settings of the app: names and values.')
param settings { name: string, value: string }[]

var port = 8080
// The base image has no functions.
var probePath = empty(image) ? '/' : '/api/health/live'

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

var hostSettings = [
  { name: 'FUNCTIONS_WORKER_RUNTIME', value: 'dotnet-isolated' }
  { name: 'AzureWebJobsStorage__accountName', value: storageAccountName }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
  { name: 'AzureFunctionsWebHost__hostid', value: hostId }
  { name: 'AzureFunctionsJobHost__extensions__queues__batchSize', value: string(batchSize) }
  { name: 'AzureFunctionsJobHost__extensions__queues__newBatchThreshold', value: string(newBatchThreshold) }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insights.properties.ConnectionString }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
  { name: 'ASPNETCORE_URLS', value: 'http://+:${port}' }
  // Running invocations are told at once that the host stops, and hand their message back.
  { name: 'FUNCTIONS_ENABLE_DRAIN_ON_APP_STOPPING', value: 'true' }
  { name: 'Diffusion__Models__Account', value: modelAccountName }
]
var switches = [for disabled in disabledFunctions: { name: 'AzureWebJobs.${disabled}.Disabled', value: 'true' }]
var queueRules = [for scaled in scaleQueues: {
  name: scaled.queue
  custom: {
    type: 'azure-queue'
    identity: identityId
    metadata: {
      accountName: storageAccountName
      queueName: scaled.queue
      queueLength: string(scaled.messages)
      queueLengthStrategy: scaled.count
    }
  }
}]
// With rules of one's own nothing else wakes the app for a request.
var httpRules = httpRequestsPerReplica == 0 ? [] : [
  {
    name: 'http'
    http: {
      metadata: {
        concurrentRequests: string(httpRequestsPerReplica)
      }
    }
  }
]

resource app 'Microsoft.App/containerApps@2026-03-02-preview' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
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
      activeRevisionsMode: 'Single'
      // Scaling needs an ingress, also of an app that serves nobody.
      ingress: {
        external: external
        targetPort: port
        transport: 'auto'
        allowInsecure: false
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: gracePeriodSeconds
      containers: [
        {
          name: 'app'
          image: empty(image) ? 'mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0' : image
          resources: {
            cpu: json(cpu)
            memory: memory
          }
          env: concat(hostSettings, settings, switches)
          // Answers before any model is loaded, and no longer when the worker process is dead.
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: probePath
                port: port
              }
              periodSeconds: 5
              failureThreshold: 48
              timeoutSeconds: 5
            }
            {
              type: 'Liveness'
              httpGet: {
                path: probePath
                port: port
              }
              periodSeconds: 30
              failureThreshold: 6
              timeoutSeconds: 10
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        cooldownPeriod: cooldownSeconds
        pollingInterval: 15
        // The platform's own rules would scale both apps by all queues, and skip queues that a user-assigned identity reads.
        allowScalingRuleOverride: true
        rules: concat(queueRules, httpRules)
      }
    }
  }
}

@description('Name of the app.')
output name string = app.name

@description('Where the app answers.')
output address string = 'https://${app.properties.configuration.ingress.fqdn}'
