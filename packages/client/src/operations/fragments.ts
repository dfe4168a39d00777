/** The fields that the client's operations return of each noun: one fragment a noun. */

import { graphql } from '../generated/gql.ts'

/** Why something was not done, and where in the input. */
export const problemFields = graphql(`
  fragment ProblemFields on Problem {
    code
    message
    path
  }
`)

export const orderFields = graphql(`
  fragment OrderFields on Order {
    id
    clientOrderId
    status
    side
    type
    timeInForce
    quantity
    limitPrice
    stopPrice
    filledQuantity
    leavesQuantity
    averageFillPrice
    endReason
    requestedMode
    effectiveMode
    venueOrderId
    createdAt
    updatedAt
    account {
      id
      name
    }
    instrument {
      id
      symbol
    }
    decision {
      outcome
      summary
      policyVersion
      checks {
        name
        scope
        targetId
        policyVersion
        verdict
        observed
        limit
        headroom
        message
      }
    }
  }
`)

export const fillFields = graphql(`
  fragment FillFields on Fill {
    id
    execId
    side
    price
    quantity
    liquidity
    at
    voided
    fee {
      amount
      currency
    }
    order {
      id
      clientOrderId
    }
    account {
      id
    }
    instrument {
      id
      symbol
    }
  }
`)

export const positionFields = graphql(`
  fragment PositionFields on Position {
    id
    quantity
    averagePrice
    markPrice
    account {
      id
      name
    }
    instrument {
      id
      symbol
    }
    realizedPnl {
      amount
      currency
    }
    unrealizedPnl {
      amount
      currency
    }
    exposure {
      amount
      currency
    }
  }
`)

export const killSwitchFields = graphql(`
  fragment KillSwitchFields on KillSwitch {
    id
    scope
    targetId
    engaged
    phase
    reason
    cancelOpenOrders
    allowReduceOnly
    engagedAt
    confirmedAt
    releasedAt
  }
`)

export const quoteFields = graphql(`
  fragment QuoteFields on Quote {
    instrument {
      id
      symbol
    }
    bid
    bidSize
    ask
    askSize
    last
    at
    receivedAt
    stale
  }
`)

export const strategyVersionFields = graphql(`
  fragment StrategyVersionFields on StrategyVersion {
    id
    number
    status
    digest
    step
    progress
    createdAt
    endedAt
    source {
      kind
      name
      url
      revision
    }
    problems {
      rule
      file
      line
      column
      message
    }
  }
`)

export const deploymentFields = graphql(`
  fragment DeploymentFields on Deployment {
    id
    name
    mode
    desired
    quarantineReason
    revision
    isolation
    ordersPerMinuteMax
    instrumentIds
    createdAt
    updatedAt
    strategy {
      id
      name
    }
    version {
      id
      number
      digest
    }
    account {
      id
      name
    }
    parameters {
      name
      value
    }
    observed {
      activity
      since
      run
      restarts
      nextAttemptAt
      lastFault
      inputs
      decisions
      ordersSent
    }
  }
`)

export const deploymentLogFields = graphql(`
  fragment DeploymentLogFields on DeploymentLogLine {
    cursor
    run
    at
    level
    message
  }
`)

export const incidentFields = graphql(`
  fragment IncidentFields on Incident {
    id
    kind
    severity
    summary
    openedAt
    endedAt
    endReason
    deployment {
      id
      name
      mode
      strategy {
        id
        name
      }
    }
    drill {
      id
    }
    steps {
      action
      reason
      status
      at
      result
      actor {
        kind
        id
        name
      }
    }
  }
`)

export const incidentDrillFields = graphql(`
  fragment IncidentDrillFields on IncidentDrill {
    id
    kind
    status
    startedAt
    endedAt
    deployment {
      id
      name
    }
    steps {
      at
      expected
      happened
      ok
    }
  }
`)

export const workflowFields = graphql(`
  fragment WorkflowFields on Workflow {
    id
    name
    description
    version
    enabled
    definition
    schedule {
      words
    }
    newestRun {
      id
      status
      startedAt
      endedAt
    }
    createdAt
    updatedAt
  }
`)

export const workflowRunFields = graphql(`
  fragment WorkflowRunFields on WorkflowRun {
    id
    workflow {
      id
      name
    }
    workflowVersion
    status
    cause
    dueAt
    startedBy {
      kind
      name
    }
    startedAt
    endedAt
    steps {
      stepId
      needs
      action
      words
      status
      attempts
      attemptsMax
      failure
      output
      startedAt
      endedAt
      backtest {
        id
      }
      version {
        id
        number
      }
      deployment {
        id
        name
      }
    }
  }
`)
