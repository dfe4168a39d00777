/** What clients of Kalshi's stream ask for, and how the venue answers: a confirmation for each channel, or an error code. */

import { parts, type Parts } from '../core/received-text.ts'
import type { StreamConnection, Subscription } from './stream-connection.ts'

export const CHANNELS: ReadonlySet<string> = new Set([
  'orderbook_delta',
  'ticker',
  'trade',
  'fill',
  'user_orders',
])

export interface CommandOptions {
  readonly isListed: (market: string) => boolean
  /** Tells how a subscription stands, for these markets. */
  readonly snapshot: (
    connection: StreamConnection,
    subscription: Subscription,
    markets: readonly string[],
  ) => void
}

interface Command {
  readonly id: number
  readonly cmd: string
  readonly params: Parts
}

export function carryOut(connection: StreamConnection, text: string, options: CommandOptions): void {
  const command = parsed(text)
  if (command === null) return error(connection, 0, 1, 'Unable to process message')
  switch (command.cmd) {
    case 'subscribe':
      return subscribe(connection, command, options)
    case 'unsubscribe':
      return unsubscribe(connection, command)
    case 'update_subscription':
      return update(connection, command, options)
    default:
      return error(connection, command.id, 5, 'Unknown command')
  }
}

function subscribe(connection: StreamConnection, { id, params }: Command, options: CommandOptions): void {
  const channels = texts(params['channels'])
  const markets = marketsOf(params)
  if (channels.length === 0) return error(connection, id, 3, 'Channels required')
  const strange = markets?.find((market) => !options.isListed(market))
  if (strange !== undefined) return error(connection, id, 16, 'Market not found', strange)
  for (const channel of channels) {
    if (!CHANNELS.has(channel)) error(connection, id, 8, 'Unknown channel name')
    else if (connection.subscriptions.has(channel)) error(connection, id, 6, 'Already subscribed')
    else if (channel === 'orderbook_delta' && markets === null)
      error(connection, id, 14, 'Market ticker required')
    else {
      const subscription = connection.open(channel, markets, params['use_yes_price'] === true)
      connection.answer({ type: 'subscribed', id, msg: { channel, sid: subscription.sid } })
      if (channel === 'orderbook_delta' || params['send_initial_snapshot'] === true)
        options.snapshot(connection, subscription, markets ?? [])
    }
  }
}

function unsubscribe(connection: StreamConnection, { id, params }: Command): void {
  for (const sid of numbers(params['sids'])) {
    const subscription = connection.bySid(sid)
    if (subscription === null) error(connection, id, 7, 'Unknown subscription ID')
    else {
      connection.tell(subscription, 'unsubscribed', {}, id)
      connection.subscriptions.delete(subscription.channel)
    }
  }
}

function update(connection: StreamConnection, { id, params }: Command, options: CommandOptions): void {
  const sids = [...numbers(params['sids']), ...numbers([params['sid']])]
  const [sid] = sids
  if (sid === undefined || sids.length > 1)
    return error(connection, id, 12, 'Exactly one subscription ID is required')
  const subscription = connection.bySid(sid)
  const markets = marketsOf(params) ?? []
  if (subscription === null) return error(connection, id, 7, 'Unknown subscription ID')
  const strange = markets.find((market) => !options.isListed(market))
  if (strange !== undefined) return error(connection, id, 16, 'Market not found', strange)
  const { action } = params
  const followed = (subscription.markets ??= new Set())
  if (action === 'add_markets') for (const market of markets) followed.add(market)
  else if (action === 'delete_markets') for (const market of markets) followed.delete(market)
  else if (action !== 'get_snapshot') return error(connection, id, 13, 'Unsupported action')
  connection.tell(subscription, 'ok', { market_tickers: [...followed] }, id)
  const counts = subscription.channel === 'orderbook_delta' || params['send_initial_snapshot'] === true
  if (action !== 'delete_markets' && counts) options.snapshot(connection, subscription, markets)
}

function error(connection: StreamConnection, id: number, code: number, msg: string, market?: string): void {
  const about = market === undefined ? {} : { market_ticker: market }
  connection.answer({ id, type: 'error', msg: { code, msg, ...about } })
}

/** Null: none is named, so all are meant. */
function marketsOf(params: Parts): readonly string[] | null {
  const { market_ticker: one, market_tickers: several } = params
  if (typeof one === 'string') return [one]
  return several === undefined ? null : texts(several)
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : []
}

function parsed(text: string): Command | null {
  const command = parts(text)
  if (typeof command?.['cmd'] !== 'string') return null
  const { id, cmd, params } = command
  return { id: Number(id ?? 0), cmd, params: (params ?? {}) as Parts }
}
