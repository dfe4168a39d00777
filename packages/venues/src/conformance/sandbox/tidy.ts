/** Takes back what a case left at a venue: cancels what still works, and sells what was bought. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { PlaceOutcome } from '../../contract/outcome.ts'
import type { VenueReads } from '../../contract/reads.ts'
import type { OrderRecord } from '../../contract/records.ts'
import { isFinalRecord } from '../../contract/words.ts'
import type { VenueWrites } from '../../contract/writes.ts'
import { eventually, value } from '../ask.ts'
import type { SandboxMarket } from './market.ts'
import type { NotedOrder } from './noted-writes.ts'

const SCALE = 18
/** No venue takes a larger part of what was bought as its fee. */
const LESS_FEE = { of: 99n, to: 100n }
/** Between two looks for an order whose answer was lost: short at first, then so that no budget is spent on it. */
const PAUSE_MS = 25
const PAUSE_MS_MAX = 5_000

interface Tidied {
  readonly reads: VenueReads
  readonly writes: VenueWrites
  readonly market: SandboxMarket
  readonly newClientOrderId: () => string
}

/** What is left all the same, in words; empty: nothing. Never rejects. */
export async function tidy(at: Tidied, noted: readonly NotedOrder[]): Promise<readonly string[]> {
  const left: string[] = []
  let bought = 0n
  for (const note of noted) {
    try {
      const record = await ended(at, note)
      if (record === null) continue
      const filled = decimalUnits(record.filledQuantity, SCALE)
      bought += record.side === 'BUY' ? filled : -filled
    } catch (error) {
      left.push(`the order ${note.clientOrderId} may still work: ${wordsOf(error)}`)
    }
  }
  if (bought <= 0n) return left
  try {
    await sellAgain(at, bought)
  } catch (error) {
    left.push(
      `${formatDecimal(bought, SCALE)} of ${at.market.venueSymbol} was bought and not sold again: ${wordsOf(error)}`,
    )
  }
  return left
}

/** The record of an order that works no more; null: it never came to be. */
async function ended(at: Tidied, note: NotedOrder): Promise<OrderRecord | null> {
  const found = await recordOf(at, note)
  if (found === null || isFinalRecord(found.status)) return found
  const { clientOrderId, venueSymbol } = note
  await at.writes.cancel({ clientOrderId, venueSymbol, venueOrderId: found.venueOrderId })
  return eventually('it has ended', async () => {
    const record = await value(at.reads.orderByVenueId(found.venueOrderId))
    return record !== null && isFinalRecord(record.status) ? record : null
  })
}

/**
 * By the venue's id where it said one: an order that hides is waited for as long as for anything. Else it is looked for until the
 * venue lists it, or until its absence is proven: one that is listed late would work on.
 */
async function recordOf({ reads }: Tidied, note: NotedOrder): Promise<OrderRecord | null> {
  const { venueOrderId, sentAtMs } = note
  if (venueOrderId !== null)
    return eventually('the venue tells of it', () => value(reads.orderByVenueId(venueOrderId)))
  const provenAtMs = sentAtMs + reads.capabilities.idempotency.absenceProvenAfterMs
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
    const askedAtMs = Date.now()
    const found = await value(reads.orderByClientId(note))
    if (found !== null || askedAtMs >= provenAtMs) return found
    await new Promise((resolve) => {
      setTimeout(resolve, pauseMs)
    })
  }
}

/** All of it; or, where the venue took its fee from what was bought, a little less. */
async function sellAgain(at: Tidied, bought: bigint): Promise<void> {
  const lot = decimalUnits(at.market.quantityIncrement, SCALE)
  const lessFee = (bought * LESS_FEE.of) / LESS_FEE.to
  const outcome = await sell(at, bought)
  const isShort = outcome.kind === 'REJECTED' && outcome.reason.code === 'INSUFFICIENT_FUNDS'
  const last = isShort ? await sell(at, lessFee - (lessFee % lot)) : outcome
  if (last.kind !== 'ACCEPTED') throw new Error(`${last.kind} ${JSON.stringify(last)}`)
  const { venueOrderId } = last
  const { filledQuantity, quantity } = await eventually('the sale has ended', async () => {
    const one = await value(at.reads.orderByVenueId(venueOrderId))
    return one !== null && isFinalRecord(one.status) ? one : null
  })
  if (quantity !== null && decimalUnits(filledQuantity, SCALE) < decimalUnits(quantity, SCALE))
    throw new Error(`${filledQuantity} of it found a buyer`)
}

function sell({ writes, market, newClientOrderId }: Tidied, quantity: bigint): Promise<PlaceOutcome> {
  return writes.place({
    clientOrderId: newClientOrderId(),
    venueSymbol: market.venueSymbol,
    side: 'SELL',
    orderType: 'LIMIT',
    timeInForce: 'IOC',
    quantity: formatDecimal(quantity, SCALE),
    limitPrice: market.takingSellPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
  })
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
