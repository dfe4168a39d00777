/**
 * A backtest on an order book: changes of levels a second, with a strategy that is told the top and trades on it; beside the bare
 * loop, a ladder of sizes by tick with two pointers to the best.
 */

import { DEPTH_FIELDS, DEPTH_FLAGS } from '@quarterdeck/market-data'
import type { DepthColumns } from '@quarterdeck/market-data'
import { createBacktest } from '@quarterdeck/simulation'
import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Instrument, Strategy } from '@quarterdeck/sdk'
import { SeededRandom } from '@quarterdeck/venues'
import { median, spreadOf, type BenchRow } from '../report.ts'
import { INSTRUMENT } from './market.ts'
import { CASH, cpuMs } from './run.ts'

const MESSAGES = 250_000
/** Levels that a message states: one of four moves the middle. */
const CHANGES = 4
const DEEP = 20
const ROUNDS = 5
const WARM_UP = 2
/** What nautilus_trader publishes for replaying order books. */
const PER_SECOND_MIN = 3_000_000
/** Quotes between two orders. */
const PAUSE = 1_000
const FREE: Instrument = { ...INSTRUMENT, makerFeeRate: '0', takerFeeRate: '0' }

/** Buys one and sells it again, by turns, at every thousandth change of the top. */
const taker = defineStrategy({
  name: 'taker',
  params: { instrument: param.instrument() },
  subscribe: ({ instrument }) => [{ kind: 'QUOTES', instrument }],
  prepare: () => ({ quotes: 0 }),
  onQuote({ locals, orders, params }) {
    locals.quotes += 1
    if (locals.quotes % PAUSE !== 0) return
    const side = (locals.quotes / PAUSE) % 2 === 1 ? 'BUY' : 'SELL'
    orders.submit({ type: 'MARKET', instrument: params.instrument, side, quantity: 1 })
  },
}) as unknown as Strategy

export function depthRow(): BenchRow {
  const depth = walkingBook()
  const ours: number[] = []
  const bare: number[] = []
  const ratios: number[] = []
  let equal = true
  let fills = 0
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const played = play(depth)
    const began = cpuMs()
    const loop = bareBook(depth)
    const bareMs = cpuMs() - began
    fills = played.fills
    equal &&= loop.fills === fills && Math.abs(loop.equity - played.equity) < 1e-3
    if (round < WARM_UP) continue
    ours.push(depth.length / (played.ms / 1_000))
    bare.push(depth.length / (bareMs / 1_000))
    ratios.push(bareMs / played.ms)
  }
  const rate = median(ours)
  return {
    id: 'backtest.depth',
    workload: `${depth.length.toLocaleString('en-US')} changes of an order book, ${CHANGES} a message, ${fills} orders, strategy told the top, gate, ledger, equity`,
    ours: rate,
    peerName: 'bare loop',
    peer: median(bare),
    unit: 'changes/s',
    ratio: median(ratios),
    spread: spreadOf(ours),
    equal,
    goal: `at least ${PER_SECOND_MIN.toLocaleString('en-US')} changes/s`,
    met: rate >= PER_SECOND_MIN,
  }
}

function play(depth: DepthColumns): { readonly ms: number; readonly fills: number; readonly equity: number } {
  const backtest = createBacktest({
    strategy: taker,
    params: { instrument: FREE.id },
    instruments: [FREE],
    series: [{ kind: 'DEPTH', instrumentId: FREE.id, depth, hash: 'bench' }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: String(CASH) }] },
  })
  const began = cpuMs()
  while (backtest.step(100_000));
  const ms = cpuMs() - began
  const { fault, fills, account } = backtest.result()
  if (fault !== null) throw new Error(fault.message)
  return { ms, fills: fills.length, equity: Number(account.equity) }
}

/** A book of twenty cents to either side of a middle that walks between 50 and 150 dollars. */
function walkingBook(): DepthColumns {
  const rows = 2 * DEEP + (MESSAGES - 1) * CHANGES
  const columns = DEPTH_FIELDS.map(() => new Float64Array(rows))
  const random = new SeededRandom(17)
  let length = 0
  let middle = 10_000
  let at = 1_704_153_600e6
  const state = (side: 1 | -1, ticks: number, size: number, flags: number): void => {
    for (const [field, value] of [at, 0, 0, side, ticks / 100, size, flags].entries())
      columns[field]![length] = value
    length += 1
  }
  const size = (): number => random.between(50, 150)
  for (let level = 1; level <= DEEP; level += 1) {
    state(
      1,
      middle - level,
      size(),
      level === 1 ? DEPTH_FLAGS.START + DEPTH_FLAGS.SNAPSHOT : DEPTH_FLAGS.SNAPSHOT,
    )
    state(-1, middle + level, size(), DEPTH_FLAGS.SNAPSHOT)
  }
  for (let message = 1; message < MESSAGES; message += 1) {
    at += 100_000
    const move =
      random.between(0, 3) > 0 ? 0 : middle <= 5_000 || (random.between(0, 1) > 0 && middle < 15_000) ? 1 : -1
    if (move !== 0) {
      const ahead = move === 1 ? -1 : 1
      state(ahead, middle + move, 0, DEPTH_FLAGS.START)
      state(move === 1 ? 1 : -1, middle, size(), 0)
      middle += move
      state(ahead, middle + move * DEEP, size(), 0)
    }
    for (let place = move === 0 ? 0 : CHANGES - 1; place < CHANGES; place += 1) {
      const side = random.between(0, 1) === 0 ? 1 : -1
      state(side, middle - side * random.between(1, DEEP), size(), place === 0 ? DEPTH_FLAGS.START : 0)
    }
  }
  return Object.assign(Object.fromEntries(DEPTH_FIELDS.map((field, index) => [field, columns[index]!])), {
    length,
  }) as unknown as DepthColumns
}

/** The same top, orders and equity, and nothing around them. */
function bareBook(depth: DepthColumns): { readonly fills: number; readonly equity: number } {
  const { length, side, price, size, flags } = depth
  const bids = new Float64Array(20_000)
  const asks = new Float64Array(20_000)
  let [bid, ask] = [0, 19_999]
  let [shownBid, shownAsk, shownBidSize, shownAskSize] = [0, 0, 0, 0]
  let [quotes, fills, cash, held] = [0, 0, CASH, 0]
  for (let row = 0; row < length; row += 1) {
    const ticks = Math.round(price[row]! * 100)
    const lots = size[row]!
    if (side[row] === 1) {
      bids[ticks] = lots
      if (lots > 0 && ticks > bid) bid = ticks
      while (bids[bid] === 0 && bid > 0) bid -= 1
    } else {
      asks[ticks] = lots
      if (lots > 0 && ticks < ask) ask = ticks
      while (asks[ask] === 0 && ask < 19_999) ask += 1
    }
    if (row + 1 < length && (flags[row + 1]! & DEPTH_FLAGS.START) === 0) continue
    if (bid === shownBid && ask === shownAsk && bids[bid] === shownBidSize && asks[ask] === shownAskSize)
      continue
    shownBid = bid
    shownAsk = ask
    shownBidSize = bids[bid]!
    shownAskSize = asks[ask]!
    quotes += 1
    if (quotes % PAUSE !== 0) continue
    const isBuy = (quotes / PAUSE) % 2 === 1
    cash += isBuy ? -ask / 100 : bid / 100
    held += isBuy ? 1 : -1
    fills += 1
  }
  return { fills, equity: cash + (held * (bid + ask)) / 200 }
}
