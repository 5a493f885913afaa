metadata description = 'Mails to those who run it: alerts, and a budget where one is set.'

@description('Part of every resource\'s name.')
param token string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Who is mailed.')
param emails string[]

@description('Most cost in a month, in the subscription\'s currency; 0: no budget.')
@minValue(0)
param budgetAmount int

@description('First day of the budget\'s first month, such as 2027-01-01; empty: no budget.')
param budgetStart string

module alerts 'alerts.bicep' = {
  name: 'alerts'
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: workspaceId
    emails: emails
  }
}

module budget 'budget.bicep' = if (budgetAmount > 0 && !empty(budgetStart)) {
  name: 'budget'
  params: {
    name: 'budget-${token}'
    amount: max(budgetAmount, 1)
    startDate: budgetStart
    emails: emails
  }
}
