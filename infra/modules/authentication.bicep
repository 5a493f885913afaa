metadata description = 'Lets only callers with an Entra token of this API reach an app.'

@description('Name of the app.')
param appName string

@description('Client id of the app registration that stands for the API.')
param clientId string

@description('Entra tenant that issues the tokens.')
param tenantId string

resource app 'Microsoft.App/containerApps@2026-03-02-preview' existing = {
  name: appName
}

resource authentication 'Microsoft.App/containerApps/authConfigs@2026-01-01' = {
  parent: app
  name: 'current'
  properties: {
    platform: {
      enabled: true
    }
    globalValidation: {
      unauthenticatedClientAction: 'Return401'
      // For probes: they tell nothing but whether the app is well.
      excludedPaths: ['/api/health', '/api/health/live']
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: clientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [
            clientId
            'api://${clientId}'
          ]
        }
      }
    }
  }
}
