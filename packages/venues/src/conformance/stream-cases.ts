/** Rules of streams: they tell what happens, and say so when they may have missed something. */

import assert from 'node:assert/strict'
import type { MarketStreamEvent, MarketTopics, OrderStreamEvent, VenueStream } from '../contract/streams.ts'
import { NO_TOPICS } from '../contract/streams.ts'
import { eventually, order, placed, value } from './ask.ts'
import { stageOf, type ConformanceCase } from './case.ts'
import type { ConformanceRig } from './rig.ts'

/** Listens to the orders until the case is over; `told` grows. */
async function withOrders(
  rig: ConformanceRig,
  run: (told: OrderStreamEvent[]) => Promise<unknown>,
): Promise<void> {
  const told: OrderStreamEvent[] = []
  const stream = rig.reads.openOrderStream((event) => void told.push(event))
  await during(stream, async () => {
    await ready(told)
    await run(told)
  })
}

async function withMarket(
  rig: ConformanceRig,
  topics: MarketTopics,
  run: (told: MarketStreamEvent[]) => Promise<unknown>,
): Promise<void> {
  const told: MarketStreamEvent[] = []
  const stream = rig.reads.openMarketStream(topics, (event) => void told.push(event))
  await during(stream, async () => {
    await ready(told)
    await run(told)
  })
}

async function during(stream: VenueStream, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } finally {
    await stream.close()
  }
}

function ready(told: readonly { readonly kind: string }[], from = 0): Promise<true> {
  return eventually('the stream is ready', () => (states(told.slice(from)).includes('READY') ? true : null))
}

function states(told: readonly { readonly kind: string }[]): readonly string[] {
  return told.flatMap((event) => (event.kind === 'STATE' && 'state' in event ? [String(event.state)] : []))
}

function toldOf(told: readonly OrderStreamEvent[], venueOrderId: string) {
  return told.flatMap((event) =>
    event.kind === 'ORDER' && event.order.venueOrderId === venueOrderId ? [event.order] : [],
  )
}

const resyncs = (told: readonly { readonly kind: string }[]): number =>
  told.filter(({ kind }) => kind === 'RESYNC').length

const noOrders: ConformanceCase['leftOut'] = ({ streams }) =>
  streams.orders.ability.kind === 'NATIVE' ? null : 'it has no order stream'
const noDepth: ConformanceCase['leftOut'] = ({ streams }) =>
  streams.depth.ability.kind === 'NATIVE' ? null : 'it has no stream of depth'
const uncounted: ConformanceCase['leftOut'] = (capabilities) =>
  noOrders(capabilities) ??
  (capabilities.streams.orders.sequence === 'NONE' ? 'its order stream has no sequence numbers' : null)

const uncountedDepth: ConformanceCase['leftOut'] = (capabilities) =>
  noDepth(capabilities) ??
  (capabilities.streams.depth.sequence === 'NONE' ? 'its stream of depth has no sequence numbers' : null)

export const STREAM_CASES: readonly ConformanceCase[] = [
  {
    id: 'VC-60',
    rule: 'the order stream asks for a reading when it opens, then tells a placing and an end',
    leftOut: noOrders,
    needs: null,
    run: (rig) =>
      withOrders(rig, async (told) => {
        assert.ok(resyncs(told) > 0)
        const terms = order(rig)
        const venueOrderId = await placed(rig, terms)
        await eventually('it is told as working', () =>
          toldOf(told, venueOrderId).some(({ status }) => status === 'NEW') ? true : null,
        )
        await rig.writes.cancel({ ...terms, venueOrderId })
        await eventually('its end is told', () =>
          toldOf(told, venueOrderId).some(({ status }) => status === 'CANCELED') ? true : null,
        )
      }),
  },
  {
    id: 'VC-61',
    rule: 'a lost order message is noticed and said',
    leftOut: uncounted,
    needs: 'ORDER_FRAME_LOST',
    run: (rig) =>
      withOrders(rig, async (told) => {
        const before = resyncs(told)
        stageOf(rig).arm('ORDER_FRAME_LOST')
        await placed(rig, order(rig))
        await eventually('the gap is said', () => (resyncs(told) > before ? true : null))
      }),
  },
  {
    id: 'VC-62',
    rule: 'doubled and swapped order messages change nothing of what is told in the end',
    leftOut: noOrders,
    needs: 'ORDER_FRAME_DUPLICATED',
    run: (rig) =>
      withOrders(rig, async (told) => {
        const stage = stageOf(rig)
        stage.arm('ORDER_FRAME_DUPLICATED')
        const terms = order(rig)
        const venueOrderId = await placed(rig, terms)
        await eventually('it is told', () => (toldOf(told, venueOrderId).length > 0 ? true : null))
        if (stage.faults.has('ORDER_FRAMES_SWAPPED')) stage.arm('ORDER_FRAMES_SWAPPED')
        const before = resyncs(told)
        await rig.writes.cancel({ ...terms, venueOrderId })
        await eventually('its end is told, or a reading is asked for', () => {
          const last = toldOf(told, venueOrderId).at(-1)
          return last?.status === 'CANCELED' || resyncs(told) > before ? true : null
        })
      }),
  },
  {
    id: 'VC-63',
    rule: 'an order message that cannot be read is said, and raises an alert',
    leftOut: noOrders,
    needs: 'ORDER_FRAME_MALFORMED',
    run: (rig) =>
      withOrders(rig, async (told) => {
        const before = resyncs(told)
        stageOf(rig).arm('ORDER_FRAME_MALFORMED')
        await placed(rig, order(rig))
        await eventually('it is said', () => (resyncs(told) > before ? true : null))
        assert.ok(rig.alerts.some(({ kind }) => kind === 'UNREADABLE'))
      }),
  },
  {
    id: 'VC-64',
    rule: 'a stream that is cut opens again by itself and asks for a reading',
    leftOut: noOrders,
    needs: 'STREAMS_CUT',
    run: (rig) =>
      withOrders(rig, async (told) => {
        const [before, from] = [resyncs(told), told.length]
        stageOf(rig).arm('STREAMS_CUT')
        await eventually('the loss is told', () =>
          states(told.slice(from)).includes('CONNECTING') ? true : null,
        )
        await ready(told, from)
        await eventually('a reading is asked for', () => (resyncs(told) > before ? true : null))
        const venueOrderId = await placed(rig, order(rig))
        await eventually('it tells again', () => (toldOf(told, venueOrderId).length > 0 ? true : null))
      }),
  },
  {
    id: 'VC-65',
    rule: 'a stream that falls silent is not ready any more',
    leftOut: noOrders,
    needs: 'STREAMS_SILENT',
    run: (rig) =>
      withOrders(rig, async (told) => {
        const from = told.length
        stageOf(rig).arm('STREAMS_SILENT')
        await eventually('it is not ready', () =>
          states(told.slice(from)).some((state) => state !== 'READY') ? true : null,
        )
      }),
  },
  {
    id: 'VC-70',
    rule: "the book that is streamed is the venue's depth, and follows it",
    leftOut: noDepth,
    needs: 'STAGE',
    run: (rig) =>
      withMarket(rig, { ...NO_TOPICS, depth: [rig.market.venueSymbol] }, async (told) => {
        const { market, reads } = rig
        const asks = async () => (await value(reads.depth(market.venueSymbol, 50))).asks.length
        const before = await asks()
        stageOf(rig).somebody('SELL', market.quantity, market.restingSellPrice)
        await eventually('the new level is in the book', async () => {
          const book = told.flatMap((event) => (event.kind === 'BOOK' ? [event.book] : [])).at(-1)
          return book?.state === 'VALID' &&
            book.depth('SELL', 50).length === before + 1 &&
            (await asks()) === before + 1
            ? true
            : null
        })
      }),
  },
  {
    id: 'VC-71',
    rule: 'a lost book message makes the book answer nothing until it has been read anew',
    leftOut: uncountedDepth,
    needs: 'BOOK_FRAME_LOST',
    run: (rig) =>
      withMarket(rig, { ...NO_TOPICS, depth: [rig.market.venueSymbol] }, async (told) => {
        const { market } = rig
        const stage = stageOf(rig)
        /** States of the book as it was told, taken when it was told. */
        const seen: string[] = []
        const stream = rig.reads.openMarketStream({ ...NO_TOPICS, depth: [market.venueSymbol] }, (event) => {
          if (event.kind === 'BOOK') seen.push(event.book.state)
        })
        await during(stream, async () => {
          await eventually('the book is valid', () => (seen.at(-1) === 'VALID' ? true : null))
          const from = seen.length
          stage.arm('BOOK_FRAME_LOST')
          stage.arm('BOOK_FRAME_LOST')
          stage.somebody('SELL', market.quantity, market.restingSellPrice)
          stage.somebody('SELL', market.quantity, market.restingSellPrice)
          stage.somebody('SELL', market.quantity, market.restingSellPrice)
          await eventually('the book was invalid and is valid again', () => {
            const since = seen.slice(from)
            return since.includes('INVALID') && since.at(-1) === 'VALID' ? true : null
          })
        })
        assert.ok(told.length > 0)
      }),
  },
  {
    id: 'VC-72',
    rule: 'quotes and trades are told as they happen',
    leftOut: ({ streams }) =>
      streams.trades.ability.kind === 'NATIVE' ? null : 'it has no stream of trades',
    needs: 'STAGE',
    run: (rig) => {
      const { market } = rig
      return withMarket(
        rig,
        { ...NO_TOPICS, quotes: [market.venueSymbol], trades: [market.venueSymbol] },
        async (told) => {
          await eventually('a trade and a quote are told', () => {
            stageOf(rig).somebody('BUY', market.halfQuantity, null)
            const trade = told.find((event) => event.kind === 'TRADE')
            return trade !== undefined &&
              told.some((event) => event.kind === 'QUOTE' && event.quote.bid !== null)
              ? true
              : null
          })
        },
      )
    },
  },
  {
    id: 'VC-73',
    rule: 'a book that changes at the venue while its stream only beats is found out and not shown as valid',
    leftOut: noDepth,
    needs: 'STREAMS_ONLY_BEAT',
    run: async (rig) => {
      const { market } = rig
      const stage = stageOf(rig)
      const seen: string[] = []
      const stream = rig.reads.openMarketStream({ ...NO_TOPICS, depth: [market.venueSymbol] }, (event) => {
        if (event.kind === 'BOOK') seen.push(event.book.state)
      })
      await during(stream, async () => {
        await eventually('the book is valid', () => (seen.at(-1) === 'VALID' ? true : null))
        stage.arm('STREAMS_ONLY_BEAT')
        stage.somebody('BUY', market.doubleQuantity, market.takingBuyPrice)
        await eventually('the book is not valid', () => (seen.at(-1) === 'VALID' ? null : true))
        stage.calm()
        await eventually('the book is valid again', () => (seen.at(-1) === 'VALID' ? true : null))
      })
    },
  },
]
