/** What a policy or switch can be about: the targets of each scope, with names for people. */
import { graphql } from '../generated/gql.ts'
import type { RiskTargetsQuery as TargetsResult } from '../generated/graphql.ts'

export const RiskTargetsQuery = graphql(`
  query RiskTargets($slug: String!) {
    organization(slug: $slug) {
      id
      platform
      accounts(first: 100) {
        edges {
          node {
            id
            name
            mode
          }
        }
      }
      members {
        user {
          id
          name
        }
      }
      strategies(first: 100) {
        edges {
          node {
            id
            name
          }
        }
      }
    }
    instruments(first: 100) {
      edges {
        node {
          id
          symbol
          venue {
            id
            name
          }
        }
      }
    }
  }
`)

export type Scope =
  | 'GLOBAL'
  | 'ORGANIZATION'
  | 'VENUE'
  | 'ACCOUNT'
  | 'STRATEGY'
  | 'USER'
  | 'ASSET_CLASS'
  | 'INSTRUMENT'

export interface Target {
  readonly id: string
  readonly name: string
}

const assetClasses = ['CRYPTO', 'EQUITY', 'OPTION', 'FUTURE', 'FX', 'METAL', 'EVENT_CONTRACT', 'INDEX']

/** Returns the scopes that are offered: GLOBAL only where the organization is known to be the platform's. */
export function scopesOffered<S extends Scope>(
  scopes: readonly S[],
  data: TargetsResult | undefined,
): readonly S[] {
  return data?.organization?.platform ? scopes : scopes.filter((scope) => scope !== 'GLOBAL')
}

/** Returns whether a scope needs a target. */
export function hasTarget(scope: Scope): boolean {
  return scope !== 'GLOBAL' && scope !== 'ORGANIZATION'
}

/** Returns the targets a scope can have, by name. */
export function targetsOf(scope: Scope, data: TargetsResult | undefined): readonly Target[] {
  const organization = data?.organization
  const instruments = data?.instruments.edges.map((edge) => edge.node) ?? []
  switch (scope) {
    case 'GLOBAL':
    case 'ORGANIZATION':
      return []
    case 'ACCOUNT':
      return (
        organization?.accounts.edges.map(({ node }) => ({
          id: node.id,
          name: `${node.name} (${node.mode})`,
        })) ?? []
      )
    case 'USER':
      return organization?.members.map(({ user }) => ({ id: user.id, name: user.name })) ?? []
    case 'STRATEGY':
      return organization?.strategies.edges.map((edge) => edge.node) ?? []
    case 'INSTRUMENT':
      return instruments.map(({ id, symbol }) => ({ id, name: symbol }))
    case 'VENUE':
      return [...new Map(instruments.map(({ venue }) => [venue.id, venue])).values()]
    case 'ASSET_CLASS':
      return assetClasses.map((id) => ({ id, name: id }))
  }
}

/** Returns the name of a target, or its id when it is not among those known. */
export function nameOfTarget(scope: Scope, targetId: string, data: TargetsResult | undefined): string {
  return targetsOf(scope, data).find((target) => target.id === targetId)?.name ?? targetId
}
