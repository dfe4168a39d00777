/** `quarterdeck orders`: the newest orders, or those still open, with why the gate let them through or not. */

import { orders, type OrderFieldsFragment } from '@quarterdeck/client'
import { connect, type ConnectionOptions } from '../connection/connect.ts'
import { printRows } from '../output/table.ts'

export interface OrdersOptions extends ConnectionOptions {
  readonly open?: boolean
  readonly limit: number
  readonly json: boolean
}

export async function listOrders(options: OrdersOptions): Promise<void> {
  const { client, slug } = await connect(options)
  const { organization } = await client.request(orders, {
    slug,
    first: options.limit,
    filter: options.open === true ? { open: true } : null,
  })
  const rows = organization?.orders.edges.map(({ node }) => node) ?? []
  printRows<OrderFieldsFragment>(
    rows,
    [
      { title: 'CREATED', of: (order) => order.createdAt },
      { title: 'INSTRUMENT', of: (order) => order.instrument.id },
      { title: 'SIDE', of: (order) => order.side },
      { title: 'TYPE', of: (order) => order.type },
      { title: 'QUANTITY', of: (order) => order.quantity, align: 'right' },
      { title: 'LIMIT', of: (order) => order.limitPrice, align: 'right' },
      { title: 'FILLED', of: (order) => order.filledQuantity, align: 'right' },
      { title: 'AVERAGE', of: (order) => order.averageFillPrice, align: 'right' },
      { title: 'STATUS', of: (order) => order.status },
      { title: 'MODE', of: (order) => order.effectiveMode },
      { title: 'DECISION', of: (order) => order.decision.summary },
      { title: 'ID', of: (order) => order.id },
    ],
    options,
  )
}
