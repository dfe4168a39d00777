/**
 * STUCK_ORDER: keeps what is asked about its orders from the simulated venue, and has an order asked for in its name that would not
 * trade: below the market, of the smallest quantity. Its session is not told of the order, which it did not ask for.
 */
import { randomUUID } from 'node:crypto'
import { isFinal } from '@quarterdeck/engine'
import { DrillImpossible, type DrillParts, type Inject, SLACK, hostedRun } from '../drill.ts'

/** Begins the ids of orders that are a drill's. */
export const DRILL_ORDER_PREFIX = 'drill-'
/** How far below the best bid it is, as a share. */
const DISTANCE = 0.01

export const muteVenue: Inject = async (parts) => {
  const { host, deploymentId, bounds } = parts
  const { partition } = host
  if (partition === null) throw new DrillImpossible('its organization is not served now')
  const release = partition.desk.holdBack(
    (id) => partition.book.orders.get(id)?.deploymentId === deploymentId,
  )
  try {
    const orderId = await askForOrder(parts)
    return {
      done: `its venue hears nothing about its orders, such as ${orderId}`,
      patience: bounds.orderPending + SLACK,
      lift: async () => {
        release()
        await withdraw(parts, orderId)
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

async function askForOrder(parts: DrillParts): Promise<string> {
  const { host, board } = parts
  const { run } = hostedRun(parts)
  const { actor, accountId, strategyId, deploymentId, digest, run: number } = run.facts
  const book = host.partition?.book
  const quoted = run.facts.opening.instruments.find(({ id }) => (board.newest(id)?.bidTicks ?? null) !== null)
  const listed =
    quoted === undefined ? undefined : book?.instruments[book.instrumentIndexById.get(quoted.id) ?? -1]
  const bidTicks = quoted === undefined ? null : (board.newest(quoted.id)?.bidTicks ?? null)
  if (listed === undefined || bidTicks === null)
    throw new DrillImpossible('none of its instruments has a bid')
  const { outcome, orders } = await host.submit(actor, {
    type: 'SubmitOrder',
    accountId,
    instrumentId: listed.terms.id,
    clientOrderId: `${DRILL_ORDER_PREFIX}${randomUUID()}`,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantityLots: listed.minLots,
    limitTicks: Math.max(1, bidTicks - Math.max(1, Math.ceil(bidTicks * DISTANCE))),
    stopTicks: null,
    requestedMode: null,
    strategyId,
    cause: { deploymentId, run: number, input: run.figures.inputs, digest },
  })
  const [order] = orders
  if (outcome.kind === 'REFUSED')
    throw new DrillImpossible(`an order in its name is refused: ${outcome.message}`)
  if (order === undefined || order.status === 'REJECTED')
    throw new DrillImpossible('an order in its name is blocked by the gate')
  return order.id
}

/** What the playbook did not withdraw. */
async function withdraw({ host, actor, until }: DrillParts, orderId: string): Promise<void> {
  const isOver = () => {
    const order = host.partition?.book.orders.get(orderId)
    return order !== undefined && isFinal(order.status)
  }
  if (!isOver()) await host.submit(actor, { type: 'CancelOrder', orderId })
  await until(isOver, SLACK)
}
