/** The fields that the client's operations return of connections, reconciliation and the live gate: one fragment a noun. */

import { graphql } from '../generated/gql.ts'

export const connectionFields = graphql(`
  fragment ConnectionFields on VenueLink {
    id
    venueId
    name
    purpose
    enabled
    symbols
    credentialHint
    credentialSetAt
    createdAt
    updatedAt
    standing {
      state
      message
      since
      dataAgeMs
      clockOffsetMs
      latencyP50Ms
      latencyP99Ms
      reconnects
      reconciled
      fallbacks
      budget {
        limits {
          name
          capacity
          spanMs
          reserve
          used
          heldUntil
        }
        waiting {
          urgency
          count
        }
      }
    }
  }
`)

export const venueOfferFields = graphql(`
  fragment VenueOfferFields on VenueOffer {
    venue {
      id
      name
    }
    rehearsal
    credentialFields {
      name
      label
      secret
      multiline
    }
    capabilities {
      orders {
        orderType
        timeInForce
        ability {
          kind
          how
          note
        }
      }
      features {
        name
        ability {
          kind
          how
          note
        }
      }
      streams {
        name
        sequence
        fallbackPollMs
        ability {
          kind
          how
          note
        }
      }
      replaceNote
      batchPlaceMax
      batchCancelMax
      hours
      marketDataWithoutCredential
      uncertainties
    }
  }
`)

export const breakFields = graphql(`
  fragment BreakFields on ReconciliationBreak {
    id
    kind
    subject
    expected
    observed
    evidence
    status
    foundAt
    decidedAt
    reason
    decidedBy {
      kind
      name
    }
    account {
      id
      name
    }
    connection {
      id
      name
    }
    proposed {
      kind
      quantity
      price
      amount
      currency
      summary
    }
  }
`)

export const reconciliationRunFields = graphql(`
  fragment ReconciliationRunFields on ReconciliationRun {
    id
    cause
    startedAt
    endedAt
    ordersCompared
    positionsCompared
    balancesCompared
    breaksFound
    fault
  }
`)

export const liveAccountFields = graphql(`
  fragment LiveAccountFields on Account {
    id
    name
    mode
    liveEnabled
    live {
      stagePercent
      enabledAt
      stageSince
      members {
        user {
          id
          name
          email
        }
      }
    }
    connection {
      id
      name
    }
  }
`)

export const shadowDriftFields = graphql(`
  fragment ShadowDriftFields on ShadowDrift {
    orders
    fillRatio
    priceDriftBps
    timeDriftMs
  }
`)
