/**
 * Puts what subscriptions and mutations bring into the lists that show it.
 *
 * An order enters and leaves the open list by its own `open`; fills, alerts and audit entries go on top once; a new policy
 * or switch joins its organization's.
 */
import type { Cache, DataFields, FieldArgs, UpdateResolver } from '@urql/exchange-graphcache'
import { graphql } from '../generated/gql.ts'

export type Entity = { readonly __typename: string; readonly id: string } & Readonly<Record<string, unknown>>

const edgeDocuments = {
  Order: graphql(`
    fragment CacheOrderEdge on OrderEdge {
      cursor
      node {
        id
      }
    }
  `),
  Fill: graphql(`
    fragment CacheFillEdge on FillEdge {
      cursor
      node {
        id
      }
    }
  `),
  Alert: graphql(`
    fragment CacheAlertEdge on AlertEdge {
      cursor
      node {
        id
      }
    }
  `),
  AuditEntry: graphql(`
    fragment CacheAuditEdge on AuditEntryEdge {
      cursor
      node {
        id
      }
    }
  `),
  Job: graphql(`
    fragment CacheJobEdge on JobEdge {
      cursor
      node {
        id
      }
    }
  `),
  Backtest: graphql(`
    fragment CacheBacktestEdge on BacktestEdge {
      cursor
      node {
        id
      }
    }
  `),
  Strategy: graphql(`
    fragment CacheStrategyEdge on StrategyEdge {
      cursor
      node {
        id
      }
    }
  `),
  StrategyVersion: graphql(`
    fragment CacheStrategyVersionEdge on StrategyVersionEdge {
      cursor
      node {
        id
      }
    }
  `),
  Deployment: graphql(`
    fragment CacheDeploymentEdge on DeploymentEdge {
      cursor
      node {
        id
      }
    }
  `),
  ParityReport: graphql(`
    fragment CacheParityReportEdge on ParityReportEdge {
      cursor
      node {
        id
      }
    }
  `),
} as const

export function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && 'id' in value && '__typename' in value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Returns the entities that a result carries under `field`, whatever the root field and payload are called. */
export function entitiesIn(data: DataFields, field: string): readonly Entity[] {
  return Object.values(data).flatMap((payload) => {
    const found = isRecord(payload) ? payload[field] : undefined
    return (Array.isArray(found) ? found : [found]).filter(isEntity)
  })
}

export interface CachedList {
  readonly connection: string
  readonly filter: Readonly<Record<string, unknown>>
  readonly after: unknown
}

/** Returns every cached page of an organization's list, whatever its arguments. */
export function cachedLists(cache: Cache, fieldName: string): readonly CachedList[] {
  const organizations = cache
    .inspectFields('Query')
    .filter((field) => field.fieldName === 'organization')
    .map((field) => cache.resolve('Query', field.fieldKey))
  return [...new Set(organizations)].flatMap((organization) => {
    if (typeof organization !== 'string') return []
    return cache.inspectFields(organization).flatMap((field) => {
      const connection = field.fieldName === fieldName ? cache.resolve(organization, field.fieldKey) : null
      if (typeof connection !== 'string') return []
      const args: FieldArgs = field.arguments
      const filter = isRecord(args?.['filter']) ? args['filter'] : {}
      return [{ connection, filter, after: args?.['after'] }]
    })
  })
}

export function edgesOf(cache: Cache, connection: string): readonly string[] {
  const edges = cache.resolve(connection, 'edges')
  return Array.isArray(edges) ? edges.filter((edge) => typeof edge === 'string') : []
}

export function putOnTop(
  cache: Cache,
  connection: string,
  type: keyof typeof edgeDocuments,
  id: string,
): void {
  const edges = edgesOf(cache, connection)
  const key = `${type}Edge:${id}`
  if (edges.includes(key)) return
  const edge = { __typename: `${type}Edge`, cursor: id, node: { __typename: type, id } }
  cache.writeFragment(edgeDocuments[type], edge)
  cache.link(connection, 'edges', [key, ...edges])
}

export function takeOut(cache: Cache, connection: string, type: string, id: string): void {
  const edges = edgesOf(cache, connection)
  const key = `${type}Edge:${id}`
  if (edges.includes(key))
    cache.link(
      connection,
      'edges',
      edges.filter((edge) => edge !== key),
    )
}

function accountOf(entity: Entity): string | null {
  const account = entity['account']
  return isEntity(account) ? account.id : null
}

function placeOrder(cache: Cache, order: Entity): void {
  for (const { connection, filter, after } of cachedLists(cache, 'orders')) {
    if (filter['accountId'] !== accountOf(order)) continue
    if (filter['open'] === true && order['open'] !== true) takeOut(cache, connection, 'Order', order.id)
    else if (after == null) putOnTop(cache, connection, 'Order', order.id)
  }
}

export const orderChanged: UpdateResolver = (data, _args, cache) => {
  for (const order of entitiesIn(data, 'order')) placeOrder(cache, order)
}

export const ordersChanged: UpdateResolver = (data, _args, cache) => {
  for (const order of entitiesIn(data, 'orders')) placeOrder(cache, order)
}

export const fillAdded: UpdateResolver = (data, _args, cache) => {
  for (const fill of entitiesIn(data, 'fill')) {
    for (const { connection, filter, after } of cachedLists(cache, 'fills')) {
      if (filter['accountId'] === accountOf(fill) && after == null)
        putOnTop(cache, connection, 'Fill', fill.id)
    }
  }
}

export const alertAdded: UpdateResolver = (data, _args, cache) => {
  for (const alert of entitiesIn(data, 'alert')) {
    for (const { connection, after } of cachedLists(cache, 'alerts')) {
      if (after == null) putOnTop(cache, connection, 'Alert', alert.id)
    }
  }
}

export const auditAdded: UpdateResolver = (data, _args, cache) => {
  for (const entry of entitiesIn(data, 'auditEntry')) {
    for (const { connection, filter, after } of cachedLists(cache, 'auditLog')) {
      // A filtered list asks the server again; only the whole log is known to hold every entry.
      const whole = Object.values(filter).every((value) => value == null)
      if (whole && after == null) putOnTop(cache, connection, 'AuditEntry', entry.id)
    }
  }
}

function addToOrganizations(cache: Cache, fieldName: string, added: readonly Entity[]): void {
  for (const entity of added) {
    const key = cache.keyOfEntity({ __typename: entity.__typename, id: entity.id })
    for (const field of cache.inspectFields('Query')) {
      const organization = field.fieldName === 'organization' ? cache.resolve('Query', field.fieldKey) : null
      if (typeof organization !== 'string' || !key) continue
      const known = cache.resolve(organization, fieldName)
      const keys = Array.isArray(known) ? known.filter((each) => typeof each === 'string') : null
      // Linked, not invalidated: a list that has to be read again would empty every panel that shows it.
      if (keys && !keys.includes(key)) cache.link(organization, fieldName, [...keys, key])
    }
  }
}

export const policyChanged: UpdateResolver = (data, _args, cache) => {
  addToOrganizations(cache, 'riskPolicies', [
    ...entitiesIn(data, 'policy'),
    ...entitiesIn(data, 'riskPolicy'),
  ])
}

export const killSwitchChanged: UpdateResolver = (data, _args, cache) => {
  addToOrganizations(cache, 'killSwitches', entitiesIn(data, 'killSwitch'))
}
