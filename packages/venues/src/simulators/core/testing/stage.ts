/** The stage of a stand-in: every fault that a conformance case may arrange, on the routes and channels of its protocol. */

import type { ConformanceStage, StagedFault, StagedTruth } from '../../../conformance/rig.ts'
import type { SimulatedExchange } from '../exchange.ts'
import type { FaultSwitches } from '../faults.ts'
import { isDone } from '../order.ts'
import { textOf } from '../product.ts'
import type { TruthLog } from '../truth-log.ts'

/** What is a venue's own about its faults. Routes are `METHOD /path`, or how they begin. */
export interface StagedVenue {
  readonly faults: FaultSwitches
  readonly exchange: SimulatedExchange
  readonly truth: TruthLog
  /** What is traded. */
  readonly symbol: string
  readonly routes: {
    readonly place: string
    readonly cancel: string
    /** What answers `balances`. */
    readonly balances: string
    /** What answers `orderByVenueId`. */
    readonly order: string
    /** What answers `health`. */
    readonly health: string
  }
  /** The start of a yes to a placing that breaks off, and balances that cannot be read. */
  readonly garbage: { readonly place: string; readonly balances: string }
  /** Gives a working order in an answer a status that nobody knows. */
  readonly unknownStatus: (body: string) => string
  /** Channels of the streams as the frame sender knows them; null: there is no stream of depth. */
  readonly channels: { readonly orders: string; readonly depth: string | null }
  readonly cutStreams: () => void
  readonly requestsOverLimit: () => number
  /** Faults that this venue cannot have. */
  readonly without?: readonly StagedFault[]
  /** An order of a client order id; absent: as the exchange has it. */
  readonly truthOf?: (clientOrderId: string) => StagedTruth | null
}

const BAD_GATEWAY = { status: 502, body: '<html>bad gateway</html>' }
const INTERNAL = { status: 500, body: '{"error":"INTERNAL","message":"internal"}' }

export function stageOf(venue: StagedVenue): ConformanceStage {
  const { faults, exchange, truth, symbol, without = [] } = venue
  const arms = armsOf(venue)
  return {
    faults: new Set((Object.keys(arms) as StagedFault[]).filter((fault) => !without.includes(fault))),
    arm: (fault) => arms[fault]?.(),
    calm: () => {
      faults.silent = false
      faults.heartbeatsOnly = false
    },
    somebody: (side, quantity, price) => void exchange.market(symbol, side, quantity, price),
    ordersWith: (id) =>
      [...exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === id).length,
    truthOf: venue.truthOf ?? ((id) => truthOf(exchange, id)),
    writesReceived: () => truth.writes().length,
    requestsOverLimit: venue.requestsOverLimit,
  }
}

/** The order of a client order id as the exchange has it. */
function truthOf({ orders }: SimulatedExchange, clientOrderId: string): StagedTruth | null {
  const order = [...orders.values()].find(({ terms }) => terms.clientOrderId === clientOrderId)
  if (order === undefined) return null
  return {
    quantity: textOf(order.product.size(order.terms.lots)),
    filledQuantity: textOf(order.product.size(order.filledLots)),
    done: isDone(order),
  }
}

function armsOf(venue: StagedVenue): Readonly<Partial<Record<StagedFault, () => void>>> {
  const { faults, garbage, channels } = venue
  const { place, cancel, balances, order, health } = venue.routes
  const { depth } = channels
  return {
    PLACE_TAKEN_THEN_SILENCE: () => faults.onHttp(place, { kind: 'SILENT_AFTER' }),
    PLACE_TAKEN_THEN_RESET: () => faults.onHttp(place, { kind: 'RESET_AFTER' }),
    PLACE_TAKEN_THEN_SERVER_ERROR: () => faults.onHttp(place, { kind: 'STATUS_AFTER', ...BAD_GATEWAY }),
    PLACE_TAKEN_THEN_GARBAGE: () => faults.onHttp(place, { kind: 'MALFORMED_AFTER', body: garbage.place }),
    PLACE_TAKEN_THEN_TRUNCATED: () => faults.onHttp(place, { kind: 'TRUNCATED_AFTER' }),
    PLACE_LOST_THEN_SILENCE: () => faults.onHttp(place, { kind: 'SILENT_BEFORE' }),
    PLACE_LOST_THEN_RESET: () => faults.onHttp(place, { kind: 'RESET_BEFORE' }),
    PLACE_LOST_THEN_SERVER_ERROR: () => faults.onHttp(place, { kind: 'STATUS_BEFORE', ...BAD_GATEWAY }),
    CANCEL_TAKEN_THEN_SILENCE: () => faults.onHttp(cancel, { kind: 'SILENT_AFTER' }),
    CANCEL_TAKEN_THEN_SERVER_ERROR: () => faults.onHttp(cancel, { kind: 'STATUS_AFTER', ...BAD_GATEWAY }),
    PLACE_RATE_LIMITED: () => faults.onHttp(place, { kind: 'RATE_LIMITED', retryAfterS: 1 }),
    READ_RATE_LIMITED: () => faults.onHttp(balances, { kind: 'RATE_LIMITED', retryAfterS: 1 }),
    READ_SERVER_ERROR: () => faults.onHttp(balances, { kind: 'STATUS_BEFORE', ...INTERNAL }),
    READ_MALFORMED: () => faults.onHttp(balances, { kind: 'MALFORMED_AFTER', body: garbage.balances }),
    UNKNOWN_ORDER_STATUS: () => faults.onHttp(order, { kind: 'CHANGED', change: venue.unknownStatus }),
    ORDER_FRAME_LOST: () => faults.onStream(channels.orders, { kind: 'DROP' }),
    ORDER_FRAME_DUPLICATED: () => faults.onStream(channels.orders, { kind: 'DUPLICATE' }),
    ORDER_FRAMES_SWAPPED: () => faults.onStream(channels.orders, { kind: 'HOLD_BACK' }),
    ORDER_FRAME_MALFORMED: () => faults.onStream(channels.orders, { kind: 'MALFORMED' }),
    ...(depth === null ? {} : { BOOK_FRAME_LOST: () => faults.onStream(depth, { kind: 'DROP' }) }),
    STREAMS_CUT: venue.cutStreams,
    STREAMS_SILENT: () => {
      faults.silent = true
    },
    STREAMS_ONLY_BEAT: () => {
      faults.heartbeatsOnly = true
    },
    MAINTENANCE: () => faults.onHttp(health, { kind: 'MAINTENANCE' }, 3),
  }
}
