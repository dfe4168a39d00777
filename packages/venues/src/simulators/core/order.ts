/** An order as a simulated exchange keeps it: the truth that an adapter's view is compared with. */

import type { Side } from '@quarterdeck/sdk'
import type { ListedProduct } from './product.ts'

export type SimulatedTime = 'GTC' | 'GTD' | 'IOC' | 'FOK'

export interface SimulatedTerms {
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly lots: number
  /** Null: a market order. */
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly time: SimulatedTime
  /** When a GTD order ends, UTC milliseconds. */
  readonly endsAtMs: number | null
  readonly postOnly: boolean
}

/** WAITING: a stop that is not set off. REPLACED: another stands instead of it. */
export type SimulatedStatus = 'OPEN' | 'WAITING' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'REPLACED'

export interface SimulatedFill {
  readonly execId: string
  readonly tradeId: string
  readonly orderId: string
  readonly symbol: string
  readonly side: Side
  readonly ticks: number
  readonly lots: number
  readonly fee: bigint
  readonly maker: boolean
  readonly atMs: number
}

export interface SimulatedOrder {
  readonly orderId: string
  readonly account: string
  readonly product: ListedProduct
  readonly createdAtMs: number
  /** As placed, and as edited. */
  terms: SimulatedTerms
  status: SimulatedStatus
  /** Why it ended; empty: it did not, or was filled. */
  reason: string
  filledLots: number
  /** Worth of its fills in quote currency. */
  filledWorth: bigint
  fees: bigint
  readonly fills: SimulatedFill[]
  /** What of its owner's wallet is set aside for it. */
  held: bigint
  /** A cancel was taken and is not done yet. */
  cancelQueued: boolean
  /** The order that this one stands instead of; absent: none. */
  replaces?: string
  /** The order that stands instead of this one. */
  replacedBy?: string
}

export function isDone({ status }: SimulatedOrder): boolean {
  return status !== 'OPEN' && status !== 'WAITING'
}
