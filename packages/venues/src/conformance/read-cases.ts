/** Rules of the reading half: what it tells is exact, ordered and whole, and it changes nothing. */

import assert from 'node:assert/strict'
import { decimalUnits, parseDecimal } from '@quarterdeck/sdk'
import { CANDLE_SECONDS } from '../contract/words.ts'
import { eventually, value } from './ask.ts'
import { ALWAYS, stageOf, type ConformanceCase } from './case.ts'
import { listingFault } from './listing.ts'

const units = (text: string): bigint => decimalUnits(text, 18)

export const READ_CASES: readonly ConformanceCase[] = [
  {
    id: 'VC-01',
    rule: 'the venue is healthy and its clock is told with the way there and back',
    leftOut: ALWAYS,
    needs: null,
    run: async ({ reads }) => {
      assert.equal(typeof (await value(reads.health())).trading, 'boolean')
      const { offsetMs, roundTripMs, venueAt } = await value(reads.clock())
      assert.ok(roundTripMs >= 0)
      assert.ok(Math.abs(venueAt / 1_000 - Date.now() - offsetMs) <= roundTripMs + 5_000)
    },
  },
  {
    id: 'VC-02',
    rule: 'instruments have unique ids and are such that the engine lists them',
    leftOut: ALWAYS,
    needs: null,
    run: async ({ reads, market }) => {
      const listed = await value(reads.instruments())
      const ids = listed.map(({ instrument }) => instrument.id)
      assert.equal(new Set(ids).size, ids.length)
      assert.ok(listed.some(({ instrument }) => instrument.venueSymbol === market.venueSymbol))
      for (const { instrument } of listed) {
        assert.equal(instrument.id, `${reads.venueId}:${instrument.symbol}`)
        assert.equal(listingFault(instrument), null)
      }
    },
  },
  {
    id: 'VC-03',
    rule: 'the quote is the best of the depth, and the depth is best first',
    leftOut: ({ streams }) =>
      streams.depth.ability.kind === 'REFUSED' ? streams.depth.ability.reason : null,
    needs: null,
    run: ({ reads, market }) =>
      eventually('quote and depth agree', async () => {
        const quote = await value(reads.quote(market.venueSymbol))
        const { bids, asks } = await value(reads.depth(market.venueSymbol, 10))
        for (const [index, { price }] of bids.slice(1).entries())
          assert.ok(units(price) < units(bids[index]?.price ?? '0'))
        for (const [index, { price }] of asks.slice(1).entries())
          assert.ok(units(price) > units(asks[index]?.price ?? '0'))
        return quote.bid === (bids[0]?.price ?? null) && quote.ask === (asks[0]?.price ?? null) ? true : null
      }).then(() => undefined),
  },
  {
    id: 'VC-04',
    rule: 'trades come newest first and say who came to the book',
    leftOut: ({ streams }) =>
      streams.trades.ability.kind === 'REFUSED' ? streams.trades.ability.reason : null,
    needs: 'STAGE',
    run: async (rig) => {
      const stage = stageOf(rig)
      const { reads, market } = rig
      stage.somebody('BUY', market.halfQuantity, null)
      stage.somebody('SELL', market.halfQuantity, null)
      const trades = await value(reads.trades(market.venueSymbol, 10))
      assert.deepEqual(
        trades.slice(0, 2).map(({ aggressor, quantity }) => [aggressor, quantity]),
        [
          ['SELL', market.halfQuantity],
          ['BUY', market.halfQuantity],
        ],
      )
    },
  },
  {
    id: 'VC-05',
    rule: 'candles come oldest first, each once, and within what was asked for',
    leftOut: ({ candleLengths }) => (candleLengths.length === 0 ? 'it has no candles' : null),
    needs: null,
    run: async ({ reads, market, stage }) => {
      stage?.somebody('BUY', market.halfQuantity, null)
      const [length = 'ONE_MINUTE'] = reads.capabilities.candleLengths
      const step = CANDLE_SECONDS[length] * 1_000_000
      const to = Math.ceil((Date.now() * 1_000) / step) * step
      // More buckets than one answer of any venue holds.
      const from = to - 700 * step
      const candles = await value(reads.candles({ venueSymbol: market.venueSymbol, length, from, to }))
      if (stage !== null) assert.ok(candles.length > 0)
      for (const [index, { startAt, open, high, low, close }] of candles.entries()) {
        assert.ok(startAt >= from && startAt < to)
        assert.ok(index === 0 || startAt > (candles[index - 1]?.startAt ?? 0))
        for (const price of [open, close])
          assert.ok(units(low) <= units(price) && units(price) <= units(high))
      }
    },
  },
  {
    id: 'VC-06',
    rule: 'balances add up: what is available and what is held is the total',
    leftOut: ALWAYS,
    needs: null,
    run: async ({ reads }) => {
      const balances = await value(reads.balances())
      assert.ok(balances.length > 0)
      for (const { total, available, held } of balances)
        assert.equal(units(available) + units(held), units(total))
      assert.equal(new Set(balances.map(({ currency }) => currency)).size, balances.length)
    },
  },
  {
    id: 'VC-07',
    rule: 'the account says what its credential may do, and what trading costs',
    leftOut: ALWAYS,
    needs: null,
    run: async ({ reads }) => {
      const account = await value(reads.account())
      assert.notEqual(account.venueAccountId, '')
      assert.equal(typeof account.canTrade, 'boolean')
      const { makerRate, takerRate, note } = await value(reads.feeSchedule())
      for (const rate of [makerRate, takerRate])
        assert.ok(rate === null ? note !== '' : parseDecimal(rate, 18).ok)
    },
  },
  {
    id: 'VC-08',
    rule: 'no question reaches an endpoint that writes',
    leftOut: ALWAYS,
    needs: 'STAGE',
    run: async (rig) => {
      const { reads, market } = rig
      const stage = stageOf(rig)
      const before = stage.writesReceived()
      const sentAtMs = Date.now()
      await Promise.all([
        reads.health(),
        reads.instruments(),
        reads.quote(market.venueSymbol),
        reads.trades(market.venueSymbol, 5),
        reads.depth(market.venueSymbol, 5),
        reads.account(),
        reads.balances(),
        reads.positions(),
        reads.openOrders(),
        reads.orderByClientId({
          clientOrderId: rig.newClientOrderId(),
          venueSymbol: market.venueSymbol,
          sentAtMs,
        }),
        reads.orderByVenueId('00000000-0000-4000-8000-ffffffffffff'),
        reads.fillsSince(null),
        reads.feeSchedule(),
      ])
      assert.equal(stage.writesReceived(), before)
    },
  },
  {
    id: 'VC-09',
    rule: 'a question that fails for a moment is asked again; one that is answered with nonsense is not believed',
    leftOut: ALWAYS,
    needs: 'READ_MALFORMED',
    run: async (rig) => {
      const stage = stageOf(rig)
      for (const fault of ['READ_SERVER_ERROR', 'READ_RATE_LIMITED'] as const) {
        if (!stage.faults.has(fault)) continue
        stage.arm(fault)
        await value(rig.reads.balances())
      }
      stage.arm('READ_MALFORMED')
      const answer = await rig.reads.balances()
      assert.equal(!answer.ok && answer.failure.kind, 'UNREADABLE')
    },
  },
  {
    id: 'VC-10',
    rule: 'what the venue does not know is null, not a failure and not an invention',
    leftOut: ALWAYS,
    needs: null,
    run: async (rig) => {
      const { reads, market } = rig
      const lookupTerms = {
        clientOrderId: rig.newClientOrderId(),
        venueSymbol: market.venueSymbol,
        sentAtMs: Date.now(),
      }
      assert.equal(await value(reads.orderByClientId(lookupTerms)), null)
    },
  },
]
