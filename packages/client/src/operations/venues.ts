/** Connections to venues: what can be connected to, what there is, and what is changed about it. */

import { graphql } from '../generated/gql.ts'

export const venueOffers = graphql(`
  query VenueOffers($slug: String!) {
    organization(slug: $slug) {
      id
      venueOffers {
        ...VenueOfferFields
      }
    }
  }
`)

export const connections = graphql(`
  query Connections($slug: String!, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      connections(first: $first, after: $after) {
        totalCount
        edges {
          node {
            ...ConnectionFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

/** With what its venue can do. */
export const connection = graphql(`
  query Connection($id: ID!) {
    node(id: $id) {
      __typename
      ... on VenueLink {
        ...ConnectionFields
        offer {
          ...VenueOfferFields
        }
        accounts {
          id
          name
          mode
        }
      }
    }
  }
`)

/** As the venue states it now. */
export const venueAccount = graphql(`
  query VenueAccount($id: ID!) {
    node(id: $id) {
      __typename
      ... on VenueLink {
        id
        venueAccount {
          venueAccountId
          name
          paper
          at
          balances {
            currency
            total
            available
            held
          }
          positions {
            symbol
            quantity
            averagePrice
          }
        }
      }
    }
  }
`)

export const testConnection = graphql(`
  mutation TestConnection($input: AddConnectionInput!) {
    testConnection(input: $input) {
      __typename
      ... on TestConnectionPayload {
        ok
        steps {
          step
          ok
          message
        }
        excessScopes
      }
      ...ProblemFields
    }
  }
`)

export const listVenueInstruments = graphql(`
  mutation ListVenueInstruments($input: ListVenueInstrumentsInput!) {
    listVenueInstruments(input: $input) {
      __typename
      ... on ListVenueInstrumentsPayload {
        instruments {
          symbol
          name
          assetClass
          currency
          status
          restrictions
        }
      }
      ...ProblemFields
    }
  }
`)

export const addConnection = graphql(`
  mutation AddConnection($input: AddConnectionInput!) {
    addConnection(input: $input) {
      __typename
      ... on AddConnectionPayload {
        connection {
          ...ConnectionFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const rotateConnection = graphql(`
  mutation RotateConnection($input: RotateConnectionInput!) {
    rotateConnection(input: $input) {
      __typename
      ... on RotateConnectionPayload {
        connection {
          ...ConnectionFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const setConnectionSymbols = graphql(`
  mutation SetConnectionSymbols($input: SetConnectionSymbolsInput!) {
    setConnectionSymbols(input: $input) {
      __typename
      ... on SetConnectionSymbolsPayload {
        connection {
          ...ConnectionFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const setConnectionEnabled = graphql(`
  mutation SetConnectionEnabled($input: SetConnectionEnabledInput!) {
    setConnectionEnabled(input: $input) {
      __typename
      ... on SetConnectionEnabledPayload {
        connection {
          ...ConnectionFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const removeConnection = graphql(`
  mutation RemoveConnection($input: RemoveConnectionInput!) {
    removeConnection(input: $input) {
      __typename
      ... on RemoveConnectionPayload {
        deletedId
      }
      ...ProblemFields
    }
  }
`)
