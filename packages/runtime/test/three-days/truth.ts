/** Our books beside the truth of the stand-ins, order by order, fill by fill, and what is held: what differs, in words. */
import { formatDecimal } from '@quarterdeck/sdk'
import type { StandIn } from '../../src/testing/stand-ins.ts'
import type { Seat, World } from './world.ts'

type Exchange = StandIn['simulator']['exchange']
type SimulatedOrder = Exchange extends { readonly orders: Map<string, infer One> } ? One : never

interface OrderRow {
  readonly id: string
  readonly status: string
  readonly open: boolean
  readonly quantity: string
  readonly filled: string
  readonly fills: string
}

const SCALE = 18

export async function differences(world: World): Promise<readonly string[]> {
  const found = await Promise.all(world.seats.map((seat) => atSeat(world, seat)))
  return found.flat()
}

async function atSeat(world: World, seat: Seat): Promise<readonly string[]> {
  const { venue, accountId } = seat
  const rows = await world.rows<OrderRow>(
    `SELECT id, status, open, trim_scale(quantity)::text AS quantity, trim_scale(filled_quantity)::text AS filled,
       (SELECT count(*) FROM fill WHERE order_id = trade_order.id AND NOT voided)::text AS fills
     FROM trade_order WHERE account_id = $1`,
    [accountId],
  )
  const there = new Map<string, SimulatedOrder[]>()
  const ids = new Set(rows.map(({ id }) => id))
  const strangers: string[] = []
  for (const order of venue.simulator.exchange.orders.values()) {
    if (order.account !== venue.account) continue
    const ours = oursOf(order.terms.clientOrderId, ids)
    if (ours === null) strangers.push(`${venue.venueId} has ${order.terms.clientOrderId}, which nobody meant`)
    else there.set(ours, [...(there.get(ours) ?? []), order])
  }
  const orders = rows.flatMap((row) =>
    orderDifferences(row, there.get(row.id) ?? []).map((text) => `${venue.venueId} ${row.id}: ${text}`),
  )
  return [...strangers, ...orders, ...(await holdings(world, seat))]
}

/** Our order that a client order id is of: an order that was changed goes on under an id that begins with the first one's. */
function oursOf(clientOrderId: string, ids: ReadonlySet<string>): string | null {
  if (ids.has(clientOrderId)) return clientOrderId
  const first = clientOrderId.slice(0, clientOrderId.lastIndexOf('-'))
  return ids.has(first) ? first : null
}

function orderDifferences(row: OrderRow, chain: readonly SimulatedOrder[]): readonly string[] {
  if (chain.length === 0)
    return row.status === 'REJECTED' && row.filled === '0'
      ? []
      : [`is not at the venue, and ours is ${row.status} with ${row.filled} filled`]
  const firsts = chain.filter(({ replaces }) => replaces === undefined)
  const lots = chain.reduce((sum, { filledLots }) => sum + filledLots, 0)
  const { product } = chain[0]!
  const filled = formatDecimal(product.size(lots), SCALE)
  const fills = chain.reduce((sum, order) => sum + order.fills.length, 0)
  const working = chain.filter(({ status }) => status === 'OPEN' || status === 'WAITING')
  const meant = working.reduce((sum, { terms, filledLots }) => sum + terms.lots - filledLots, lots)
  const found: string[] = []
  if (firsts.length > 1) found.push('is there more than once')
  if (working.length > 1) found.push('works more than once')
  if (row.status === 'REJECTED') found.push('was accepted, and ours is REJECTED')
  if (row.filled !== filled || row.fills !== String(fills))
    found.push(`has ${filled} filled in ${fills}, ours ${row.filled} in ${row.fills}`)
  if (row.open !== working.length > 0) found.push(`is ${chain.at(-1)!.status}, ours ${row.status}`)
  if (working.length > 0 && row.quantity !== formatDecimal(product.size(meant), SCALE))
    found.push(`works for ${formatDecimal(product.size(meant), SCALE)} in all, ours for ${row.quantity}`)
  return found
}

async function holdings(world: World, { venue, accountId }: Seat): Promise<readonly string[]> {
  const { exchange } = venue.simulator
  const { base, quote } = exchange.product(venue.venueSymbol)!.terms
  const held = (currency: string): string => {
    const wallet = exchange.wallets.of(venue.account, currency)
    return formatDecimal(wallet.available + wallet.held, SCALE)
  }
  const [position] = await world.rows<{ quantity: string }>(
    'SELECT trim_scale(quantity)::text AS quantity FROM position WHERE account_id = $1',
    [accountId],
  )
  const [balance] = await world.rows<{ cash: string }>(
    'SELECT trim_scale(cash)::text AS cash FROM balance WHERE account_id = $1 AND currency = $2',
    [accountId, 'USD'],
  )
  const [quantity, cash] = [position?.quantity ?? '0', balance?.cash ?? '0']
  return [
    ...(quantity === held(base) ? [] : [`${venue.venueId} holds ${held(base)}, we hold ${quantity}`]),
    ...(cash === held(quote) ? [] : [`${venue.venueId} has ${held(quote)} in cash, we have ${cash}`]),
  ]
}
