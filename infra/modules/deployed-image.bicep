metadata description = 'The image that an app runs now, so that provisioning from a checkout that knows no image keeps it.'

@description('Name of the app.')
param name string

@description('Whether the app is there; azd knows.')
param exists bool

resource app 'Microsoft.App/containerApps@2026-03-02-preview' existing = if (exists) {
  name: name
}

var image = exists ? app!.properties.template.containers[0].image : ''

@description('The image; empty where there is no app yet, or it runs the base image still.')
output image string = startsWith(image, 'mcr.microsoft.com/') ? '' : image
