metadata description = 'Mails when the resource group has cost, or is forecast to cost, too much in a month. It stops nothing: maxReplicas does.'

@description('Name of the budget.')
param name string

@description('Amount a month, in the currency of the subscription.')
@minValue(1)
param amount int

@description('First month, as its first day: 2027-01-01. It cannot be changed later.')
param startDate string

@description('Who is mailed.')
param emails string[]

var contacts = [for email in emails: trim(email)]

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: contacts
      }
    }
  }
}
