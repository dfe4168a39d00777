/**
 * Puts new strategies, versions, deployments and their orders into the lists that show them.
 *
 * Versions and deployments come with whatever moved; one that a list does not know yet goes on its top.
 */
import type { Cache, UpdateResolver } from '@urql/exchange-graphcache'
import { graphql } from '../generated/gql.ts'
import { cachedLists, edgesOf, entitiesIn, isEntity, putOnTop, type Entity } from './cache-lists.ts'

const deploymentOrderEdge = graphql(`
  fragment CacheDeploymentOrderEdge on DeploymentOrderEdge {
    cursor
    node {
      id
    }
  }
`)

/** Returns the cached pages of a list that an entity has. */
function listsOf(
  cache: Cache,
  owner: { readonly __typename: string; readonly id: string },
  fieldName: string,
) {
  return cache.inspectFields(owner).flatMap((field) => {
    const connection = field.fieldName === fieldName ? cache.resolve(owner, field.fieldKey) : null
    return typeof connection === 'string' ? [{ connection, args: field.arguments ?? {} }] : []
  })
}

function placeVersion(cache: Cache, version: Entity): void {
  const strategy = version['strategy']
  if (!isEntity(strategy)) return
  for (const { connection, args } of listsOf(cache, strategy, 'versions')) {
    if (args['after'] == null) putOnTop(cache, connection, 'StrategyVersion', version.id)
  }
  // Strategies are listed with the oldest first, but one that was made just now is looked for at the top.
  for (const { connection, after } of cachedLists(cache, 'strategies')) {
    if (after == null) putOnTop(cache, connection, 'Strategy', strategy.id)
  }
}

function placeDeployment(cache: Cache, deployment: Entity): void {
  for (const { connection, after } of cachedLists(cache, 'deployments')) {
    if (after == null) putOnTop(cache, connection, 'Deployment', deployment.id)
  }
  const owner = deployment['strategy']
  if (!isEntity(owner)) return
  const strategy = { __typename: owner.__typename, id: owner.id }
  const known = cache.resolve(strategy, 'deployments')
  const keys = Array.isArray(known) ? known.filter((each) => typeof each === 'string') : null
  const key = `Deployment:${deployment.id}`
  if (keys && !keys.includes(key)) cache.link(strategy, 'deployments', [key, ...keys])
}

/** Puts an order that a deployment asked for into the lists of its orders. */
export function placeDeploymentOrder(cache: Cache, order: Entity): void {
  const deployment = order['deployment']
  if (!isEntity(deployment)) return
  const key = `DeploymentOrderEdge:${order.id}`
  for (const { connection, args } of listsOf(cache, deployment, 'orders')) {
    const edges = edgesOf(cache, connection)
    if (args['after'] != null || edges.includes(key)) continue
    const edge = {
      __typename: 'DeploymentOrderEdge',
      cursor: order.id,
      node: { __typename: 'Order', id: order.id },
    }
    cache.writeFragment(deploymentOrderEdge, edge)
    cache.link(connection, 'edges', [key, ...edges])
  }
}

const streamed = (data: object, type: string) =>
  Object.values(data)
    .filter(isEntity)
    .filter(({ __typename }) => __typename === type)

export const versionMoved: UpdateResolver = (data, _args, cache) => {
  for (const version of [...streamed(data, 'StrategyVersion'), ...entitiesIn(data, 'version')])
    placeVersion(cache, version)
}

export const deploymentMoved: UpdateResolver = (data, _args, cache) => {
  for (const deployment of [...streamed(data, 'Deployment'), ...entitiesIn(data, 'deployment')])
    placeDeployment(cache, deployment)
}

export const parityAsked: UpdateResolver = (data, _args, cache) => {
  for (const report of entitiesIn(data, 'report')) {
    const deployment = report['deployment']
    if (!isEntity(deployment)) continue
    for (const { connection, args } of listsOf(cache, deployment, 'parityReports')) {
      if (args['after'] == null) putOnTop(cache, connection, 'ParityReport', report.id)
    }
  }
}
